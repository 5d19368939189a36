"""What a model writes, and what leaves of it: `python -m bench.generative [GOLDEN…] [--n 40] [--out FILE]`.

Any OpenAI-compatible endpoint, configured as for the service (JXB_LLM_BASE_URL, JXB_LLM_MODEL, JXB_LLM_API_KEY).
Golden questions to be answered go through the assistant as a citizen's would, verification on. What the model
wrote is kept whole, also where the reviewed answer took over, and measured like what was sent: sentences that
the passages given do not hold, and figures that stand nowhere in them. Figures are read by the evaluation's own
reader, not by the one that guards answers. A run that was cut off goes on where it stopped.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field, replace
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from dialogue import sentences
from dialogue.answerers import Generative
from dialogue.answerers.base import Drafts
from dialogue.answerers.generative import UNREACHABLE
from dialogue.grounds import Ground
from dialogue.verify import unsupported
from eval import golden, matching
from eval.golden import Golden
from eval.metrics.faithfulness import without_lead
from eval.numerals import CLOSE, OPEN
from eval.run import ask
from eval.sampling import stratified
from eval.stats import percentile, wilson
from models import chat_model
from serve import settings
from serve.errors import ServeError
from serve.progress import bar
from serve.subject import Subject, opened

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

GOLDEN = [Path("golden/smoke.jsonl"), Path("golden/scope.jsonl")]
_MARK = re.compile(r"\s*[\[【［]\d+(?:[,，、]\s*\d+)*[\]】］]")
_FIGURE = re.compile(f"{OPEN}(.*?){CLOSE}")
_STATES = re.compile(r"\w{2}")
_CANNOT = "无法回答"
_WAY_OUT = re.compile(rf"^\d+\. .*{_CANNOT}.*\n", re.MULTILINE)
"""The rule of the prompt by which a model may say that the passages do not answer."""


@dataclass
class Written:
    """One call of the model: what it was given, and all it wrote."""

    grounds: Sequence[Ground]
    text: str = ""
    seconds: float = 0.0
    begun: bool = False
    """Whether the model was asked at all: an answer may be there before it is its turn."""
    finished: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(frozen=True)
class Way:
    """How a model is asked."""

    patience: float
    """Seconds it is given for a sentence: contents are measured, not speed."""
    insist: bool = False
    """Whether it is left without the rule by which it may say that the passages do not answer."""
    tokens: int = 400
    """What it may write at most: the prompt asks for 300 characters, small models run on."""


class Whole:
    """A chat model whose every word is kept, also what is written after the reader has gone."""

    def __init__(self, model: BaseChatModel, written: Written, way: Way) -> None:
        self._model, self._written, self._way = model, written, way
        self._task: asyncio.Task[None] | None = None

    async def astream(self, prompt: str) -> AsyncIterator[Any]:
        chunks: asyncio.Queue[Any] = asyncio.Queue()
        self._written.grounds = [g for g in self._written.grounds if g.evidence in prompt]
        if self._way.insist:
            prompt = _WAY_OUT.sub("", prompt)
        self._written.begun = True
        self._task = asyncio.create_task(self._write(prompt, chunks))
        while not isinstance(chunk := await chunks.get(), Exception):
            if chunk is None:
                return
            yield chunk
        raise chunk

    async def _write(self, prompt: str, chunks: asyncio.Queue[Any]) -> None:
        began = time.perf_counter()
        try:
            async for chunk in self._model.astream(prompt, max_tokens=self._way.tokens):
                self._written.text += str(chunk.text)
                chunks.put_nowait(chunk)
            chunks.put_nowait(None)
        except Exception as error:  # handed to whoever reads, as the client library raises it
            chunks.put_nowait(error)
        finally:
            self._written.seconds = time.perf_counter() - began
            self._written.finished.set()


class Watched:
    """The generative answerer, each of its answers by a model that is watched."""

    name = "generative"

    def __init__(self, model: BaseChatModel, name: str, way: Way) -> None:
        self._model, self._name, self._way = model, name, way
        self.version = Generative(model, name).version
        self.written: list[Written] = []

    def drafts(self, question: str, grounds: Sequence[Ground], spent: float = 0.0) -> Drafts:
        written = Written(grounds)
        self.written.append(written)
        model: Any = Whole(self._model, written, self._way)
        wait = self._way.patience
        return Generative(model, self._name, first=wait, between=wait, whole=2 * wait).drafts(
            question, grounds, spent
        )


@dataclass(frozen=True)
class Judged:
    """Sentences and figures of some text, held against the passages given."""

    sentences: int = 0
    unsupported: int = 0
    figures: int = 0
    invented: int = 0
    """Figures that stand in no passage."""
    leaked: int = 0
    """Those of them in sentences that the check before sending lets pass: must be 0."""
    reasons: tuple[str, ...] = ()

    def __add__(self, other: Judged) -> Judged:
        return Judged(
            self.sentences + other.sentences,
            self.unsupported + other.unsupported,
            self.figures + other.figures,
            self.invented + other.invented,
            self.leaked + other.leaked,
            self.reasons + other.reasons,
        )


def judged(text: str, evidence: Sequence[str]) -> Judged:
    """`text` without the marks of passages; fixed wording ("无法回答") states nothing."""
    held = set(_FIGURE.findall(matching.canonical("\n".join(evidence))))
    total = Judged()
    for sentence in (without_lead(one) for one in sentences.split(_MARK.sub("", text))):
        if not _STATES.search(sentence) or _CANNOT in sentence:
            continue
        found = _FIGURE.findall(matching.canonical(sentence))
        fault = None if any(sentence.strip() in one for one in evidence) else unsupported(sentence, evidence)
        invented = sum(figure not in held for figure in found)
        total += Judged(
            1,
            fault is not None,
            len(found),
            invented,
            0 if fault else invented,
            (fault.reason,) if fault else (),
        )
    return total


def held_rows(out: Path) -> list[dict[str, Any]]:
    """What a run that was cut off has written."""
    out.parent.mkdir(parents=True, exist_ok=True)
    lines = out.read_text("utf-8").splitlines() if out.exists() else []
    return [json.loads(line) for line in lines]


async def measure(
    questions: Sequence[Golden],
    way: Way,
    held: Sequence[dict[str, Any]],
    file: TextIO,
    minutes: float = inf,
) -> list[dict[str, Any]]:
    """Rows of the questions; each new one is written to `file` as soon as it is there, and none begun later."""
    config = settings.load()
    if not (config.llm_base_url and config.llm_model):
        raise ServeError("没有配置模型：请设置 JXB_LLM_BASE_URL 和 JXB_LLM_MODEL")
    config = config.model_copy(update={"answerer": "generative"})
    assert config.chat is not None
    model = chat_model(replace(config.chat, timeout=2 * way.patience))
    conditions = {"model": config.chat.model, "insist": way.insist, "tokens": way.tokens}
    fitting = (row for row in held if conditions.items() <= row.items() and not _lost(row))
    rows = {row["id"]: weighed(row) for row in fitting}
    async with opened(config) as subject:
        watched = Watched(model, config.chat.model, way)
        subject.assistant.answerer = watched
        until = time.monotonic() + 60 * minutes
        with bar() as progress:
            for number, question in enumerate(questions, start=1):
                if question.id not in rows and time.monotonic() < until:
                    row = await _asked(question, subject, watched)
                    if _lost(row):  # a dead endpoint says nothing of what a model writes: asked again
                        continue
                    rows[question.id] = {**row, **conditions}
                    file.write(json.dumps(rows[question.id], ensure_ascii=False) + "\n")
                    file.flush()
                progress("生成", number, len(questions))
    return [rows[question.id] for question in questions if question.id in rows]


async def _asked(question: Golden, subject: Subject, watched: Watched) -> dict[str, Any]:
    watched.written.clear()
    case = await ask(question, subject.system())
    asked = [written for written in watched.written if written.begun]
    for written in asked:
        await written.finished.wait()
    row = {
        "id": case.id, "kind": question.kind, "question": question.question, "outcome": case.outcome,
        "right": case.right, "why": case.why,
        "drafts": [written.text for written in asked],
        "given": [[ground.evidence for ground in written.grounds] for written in asked],
        "answer": case.answer, "cited": list(case.cited_texts), "notes": list(case.notes),
        "first_ms": case.times.get("first_sentence"), "ms": case.ms,
        "model_seconds": [round(written.seconds, 1) for written in asked],
    }  # fmt: skip
    return weighed(row)


def weighed(row: dict[str, Any]) -> dict[str, Any]:
    """The row with what the model wrote ("raw") and what was sent ("sent") held against the passages."""
    given = [text for texts in row["given"] for text in texts]
    raw = sum(map(judged, row["drafts"], row["given"]), Judged())
    answered = row["outcome"] in ("answer", "partial") and row["drafts"]
    sent = judged(row["answer"], [*given, *row["cited"]]) if answered else Judged()
    return row | {"raw": vars(raw), "sent": vars(sent)}


def _lost(row: dict[str, Any]) -> bool:
    """Whether the endpoint failed, rather than the model's words."""
    return row["outcome"] == "error" or any(note.startswith(UNREACHABLE) for note in row["notes"])


def show(rows: Sequence[dict[str, Any]], say: Callable[[str], object] = print) -> None:
    asked = [row for row in rows if row["drafts"]]
    raw, sent = (
        sum((Judged(**{**row[name], "reasons": tuple(row[name]["reasons"])}) for row in asked), Judged())
        for name in ("raw", "sent")
    )
    kept = sum(not row["notes"] for row in asked)
    right = sum(row["right"] for row in rows)
    interval = wilson(right, len(rows))
    say(f"{len(rows)} 题，其中 {len(asked)} 题请了模型，{kept} 题用了模型的话，其余改用审定答案原文")
    say(f"答对 {right}（{right / len(rows):.1%}，{interval.low:.1%} – {interval.high:.1%}）")
    say(f"结果：{'，'.join(f'{name} {n}' for name, n in Counter(r['outcome'] for r in rows).most_common())}")
    for name, one in (("模型原话", raw), ("核对以后发出的", sent)):
        say(
            f"{name}：{one.sentences} 句，没有依据 {_share(one.unsupported, one.sentences)}；"
            f"{one.figures} 个数字，资料里没有的 {_share(one.invented, one.figures)}"
        )
    say(f"模型原话里，没有依据的数字逐句核对时没有拦下的：{_share(raw.leaked, raw.invented)}")
    say(f"模型原话没有依据的原因：{dict(Counter(raw.reasons).most_common())}")
    first = [row["first_ms"] / 1e3 for row in asked if row["first_ms"]]
    whole = [row["ms"] / 1e3 for row in asked]
    for name, seconds in (("首句", first), ("整题", whole)):
        if seconds:
            say(f"{name} p50 {percentile(seconds, 0.5):.1f} 秒，p95 {percentile(seconds, 0.95):.1f} 秒")


def _share(number: int, of: int) -> str:
    return f"{number}（{number / of:.1%}）" if of else "0"


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="生成式作答：模型原话与核对以后的对照")
    parser.add_argument("files", nargs="*", type=Path, default=GOLDEN)
    parser.add_argument("--n", type=int, default=40, help="抽多少题（该回答的单轮题，按类型分层）")
    parser.add_argument(
        "--patience", type=float, default=120.0, help="等模型一句话的秒数；不量超时，只量内容"
    )
    parser.add_argument(
        "--minutes", type=float, default=inf, help="过了这么多分钟不再问新的题；0 只看已有的结果"
    )
    parser.add_argument(
        "--insist",
        action="store_true",
        help="提示词里去掉“资料不能回答就说无法回答”：看一心要答的模型会编多少",
    )
    parser.add_argument("--tokens", type=int, default=Way.tokens, help="模型一次最多写多少词元")
    parser.add_argument("--out", type=Path, default=Path("reports/generative.jsonl"))
    chosen = parser.parse_args(arguments)
    held = golden.load(chosen.files).questions
    usable = [q for q in held if q.expect == "answer" and len(q.turns) == 1]
    way = Way(chosen.patience, chosen.insist, chosen.tokens)
    drawn = stratified(usable, lambda question: question.kind, chosen.n)
    try:
        held_before = held_rows(chosen.out)
        with chosen.out.open("a", encoding="utf-8") as file:
            rows = asyncio.run(measure(drawn, way, held_before, file, chosen.minutes))
        if len(rows) < len(drawn):
            print(f"问了 {len(rows)} 题，还有 {len(drawn) - len(rows)} 题没问：重跑同一命令会接着做")
        if rows:
            show(rows)
    except ServeError as error:
        sys.exit(f"错误：{error}")


if __name__ == "__main__":
    main()
