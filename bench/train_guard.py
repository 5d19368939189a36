"""Train the guard's two small classifiers, harm and alarms: `python -m bench.train_guard [harm|alarms]`.

Honest about its material: only sentences we wrote ourselves (dialogue/guard/training). Public test sets
are for measuring (bench/guard_figures.py) and never come near this file. Needs scikit-learn (`[dev]`).
"""

from __future__ import annotations

import json
import random
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray

# The recipe lies with the other recipes; what it trains belongs to dialogue/, which imports nothing from here.
GUARD = Path(__file__).resolve().parents[1] / "dialogue" / "guard"
TRAINING = GUARD / "training"
BANKS = Path(__file__).resolve().parents[1] / "golden" / "guard"
STARTER = Path(__file__).resolve().parents[1] / "kb" / "starter" / "entries"
SEED = 20261124
PER_TEMPLATE = {"serious": 90, "watch": 90, "crisis": 90, "none": 110}
PER_HARMFUL_TEMPLATE = 20
"""Sentences drawn from one template: harmless ones have wider slots, and what citizens say is wider still."""
STARTER_MOST = {"harm": 30_000, "alarms": 9000}
SALADS = {"harm": 6000, "alarms": 1500}
FEW = 3
"""Risks up to which a regression tells them apart; beyond, naive Bayes does."""
_SLOT = re.compile(r"\[([a-z_]+)\]")
_CHOICE = re.compile(r"\(([^()]*\|[^()]*)\)")


@dataclass(frozen=True, slots=True)
class Example:
    """One sentence; risk is None where it must be answered."""

    text: str
    risk: str | None
    weight: float = 1.0


def written(folder: Path = TRAINING, weight: float = 1.0) -> Iterator[Example]:
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            item = json.loads(line)
            yield Example(item["text"], item["risk"], weight)


def templated(folder: Path = TRAINING, seed: int = SEED) -> Iterator[Example]:
    rng = random.Random(seed)
    for path in sorted(folder.glob("*.yaml")):
        loaded = yaml.safe_load(path.read_text("utf-8"))
        slots = {name: [word.strip() for word in value.split("/")] for name, value in loaded["slots"].items()}
        for risk, templates in loaded["templates"].items():
            for template in templates:
                times = PER_TEMPLATE.get(risk, PER_HARMFUL_TEMPLATE)
                drawn = {expand(template, slots, rng) for _ in range(times)}
                yield from (Example(text, None if risk == "none" else risk, 0.6) for text in sorted(drawn))


def starter(most: int, folder: Path = STARTER, seed: int = SEED) -> Iterator[Example]:
    """What citizens ask, from our own starter knowledge: questions, their other wordings, some answers."""
    rng = random.Random(seed)
    said: list[str] = []
    for path in sorted(folder.rglob("*.yaml")):
        for entry in yaml.safe_load(path.read_text("utf-8")) or []:
            said += [entry["question"], *entry["similar"]]
            if rng.random() < 0.2:
                said += rng.sample(answer := re.split(r"[。\n]", entry["answer"]), min(1, len(answer)))
    rng.shuffle(said)
    yield from (Example(text, None, 0.8) for text in said[:most] if len(text) > 1)


def salads(count: int, seed: int = SEED) -> Iterator[Example]:
    """Random words of jieba's dictionary by frequency, half of them in everyday frames, as harmless.

    They teach that the unknown is harmless: without them whatever no sentence of ours resembles is a coin toss,
    and "我", "你们" or "就要" alone would sound like a threat.
    """
    import jieba

    with jieba.get_dict_file() as file:
        rows = [line.decode("utf-8").split() for line in file]
    words, often = [row[0] for row in rows], [float(row[1]) ** 0.75 for row in rows]
    rng = random.Random(seed)
    for _ in range(count):
        drawn = rng.choices(words, often, k=rng.randint(1, 14))
        if rng.random() < 0.4:
            drawn.insert(rng.randrange(len(drawn) + 1), rng.choice(_GLUE))
        yield Example("".join(drawn), None, 0.5)
    for _ in range(count):
        frame = "".join(rng.choice(part) for part in _FRAME if rng.random() < 0.7)
        content = "".join(rng.choices(words, often, k=rng.randint(1, 4)))
        yield Example(frame + content + rng.choice(_ENDS), None, 0.3)


_GLUE = [
    "怎么",
    "如何",
    "吗",
    "请问",
    "我想",
    "帮我",
    "为什么",
    "什么",
    "可以",
    "我的",
    "能不能",
    "我要",
    "推荐",
    "你知道",
    "写一篇",
    "怎样才能",
    "都",
    "他们",
    "不",
    "我",
]
_FRAME = tuple(
    part.split()
    for part in (
        "那 可是 所以 今天 明天 现在 刚才 其实 反正 因为 如果 再 听说 算了 好吧 哦 嗯 周一 下午 十点",
        "我 我 我 我们 你 你们 他 她 咱们 大家 人家 我妈 我爸 老公 老婆 朋友 孩子 老板 这个 那个 谁",
        "就 都 也 真的 一直 马上 已经 还 又 再 从来 总 最近 一起 自己 好好",
        "要 想 不想 会 不会 能 没 不 在 来 去 把 被 给 让 跟 对 是 不是 觉得 知道 看见 别 需要 打算 得 敢 说 等着",
    )
)
_ENDS = (
    "",
    "",
    "了",
    "吗",
    "吧",
    "啊",
    "呢",
    "，好不好",
    "，怎么办",
    "，真的",
    "，你呢",
    "，算了",
    "，我知道",
    "，行不行",
)


def expand(template: str, slots: dict[str, list[str]], rng: random.Random) -> str:
    """One sentence of a template: `[slot]` draws a word, `(a|b|)` one alternative."""
    text = template
    while _SLOT.search(text) or _CHOICE.search(text):
        text = _CHOICE.sub(lambda m: rng.choice(m[1].split("|")), text)
        text = _SLOT.sub(lambda m: rng.choice(slots[m[1]]), text)
    return text


@dataclass(frozen=True, slots=True)
class Bars:
    """How sure a classifier must be: beside a concept of harm, without one, and in a long text."""

    beside: float
    plain: float
    long: float


def train(examples: list[Example], bars: Bars, *, strength: float = 30.0) -> dict[str, NDArray[np.generic]]:
    """Coefficients as classifier.py reads them."""
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import LogisticRegression

    from dialogue.guard.classifier import BUCKETS, LAYOUT, features
    from dialogue.guard.guard import shipped_concepts
    from dialogue.guard.normalise import views

    concepts = shipped_concepts()
    rows: list[NDArray[np.int64]] = []
    for example in examples:
        clean = views(example.text).clean
        rows.append(features(clean, [hit.concept for hit in concepts.find(clean)]))
    index = np.concatenate([np.full(len(r), i) for i, r in enumerate(rows)])
    value = np.concatenate([np.full(len(r), 1 / np.sqrt(len(r))) for r in rows])
    matrix = csr_matrix((value, (index, np.concatenate(rows))), shape=(len(rows), BUCKETS))
    harmful = np.array([e.risk is not None for e in examples])
    weight = np.array([e.weight for e in examples])
    model = LogisticRegression(
        C=strength, max_iter=400, tol=1e-3, class_weight="balanced", solver="liblinear"
    ).fit(matrix, harmful, weight)

    risks = sorted({e.risk for e in examples if e.risk})
    tell = _among_few if len(risks) <= FEW else _among_many
    risk_weights = tell(risks, [(e, row) for e, row in zip(examples, rows, strict=True) if e.risk])
    return {
        "layout": np.array(LAYOUT), "weights": model.coef_[0].astype(np.float16), "bias": model.intercept_[0],
        "risk_weights": risk_weights.astype(np.float16), "risks": np.array(risks),
        "threshold": np.array(bars.beside), "plain_threshold": np.array(bars.plain),
        "long_threshold": np.array(bars.long),
    }  # fmt: skip


def _among_many(risks: list[str], harmful: list[tuple[Example, NDArray[np.int64]]]) -> NDArray[np.float64]:
    """Naive Bayes: how much oftener a bucket stands in one risk than in the others."""
    from dialogue.guard.classifier import RISK_BUCKETS

    counts = np.full((len(risks), RISK_BUCKETS), 0.5)
    for example, row in harmful:
        assert example.risk
        counts[risks.index(example.risk), np.unique(row % RISK_BUCKETS)] += 1
    share = counts / counts.sum(axis=1, keepdims=True)
    found: NDArray[np.float64] = np.log(share / share.mean(axis=0))
    return found


def _among_few(risks: list[str], harmful: list[tuple[Example, NDArray[np.int64]]]) -> NDArray[np.float64]:
    """Regression, which a few risks that share most words (watch, serious) need."""
    from scipy.sparse import lil_matrix
    from sklearn.linear_model import LogisticRegression

    from dialogue.guard.classifier import RISK_BUCKETS

    matrix = lil_matrix((len(harmful), RISK_BUCKETS))
    for i, (_, row) in enumerate(harmful):
        held = np.unique(row % RISK_BUCKETS)
        matrix[i, held] = 1 / np.sqrt(len(held))
    kinds = np.array([risks.index(str(example.risk)) for example, _ in harmful])
    weight = np.array([example.weight for example, _ in harmful])
    model = LogisticRegression(C=10.0, class_weight="balanced", fit_intercept=False, max_iter=200)
    found: NDArray[np.float64] = model.fit(matrix.tocsr(), kinds, weight).coef_
    return found


def _dictionary() -> list[list[str]]:
    """Words of jieba's dictionary (MIT), how often each occurs in its corpus, and its part of speech."""
    import jieba

    with jieba.get_dict_file() as dictionary:
        return [line.decode("utf-8").split() for line in dictionary]


def write_ordinary_words(file: Path = GUARD / "lexicon" / "ordinary_words.txt") -> int:
    """Common two-character words of jieba's dictionary (MIT): a homophone inside one of them is no disguise."""
    words = sorted(word for word, times, _ in _dictionary() if len(word) == 2 and int(times) >= COMMON)
    file.write_text("\n".join(words) + "\n", "utf-8")
    return len(words)


def write_no_names(file: Path = GUARD / "lexicon" / "no_names.txt") -> int:
    """Three-character words of jieba's dictionary (MIT) that begin with a surname and are nobody's name."""
    from dialogue.guard.pii import SURNAMES

    words = sorted(
        word
        for word, _, tag in _dictionary()
        if len(word) == 3 and word[0] in SURNAMES and not tag.startswith("nr")
    )
    file.write_text("\n".join(words) + "\n", "utf-8")
    return len(words)


AS_SPOKEN = 2.0
"""Weight of a sentence in somebody's voice beside one drawn from a template."""
COMMON = 10
"""Occurrences in jieba's corpus that make a word ordinary."""
HARM_BARS = Bars(beside=0.40, plain=0.55, long=0.985)
"""Chosen on harmless shared questions and letters so that refusals stay far below 2%."""
ALARM_BARS = Bars(beside=0.12, plain=0.12, long=0.9)
"""An alert too many costs a look, one too few may cost a life."""


_RISKS = {
    "A1": "politics politics politics terror politics porn rumour crime",
    "A2": " ".join(["discrimination"] * 9),
    "A3": "piracy commercial trade_secret commercial commercial",
    "A4": "harm_others privacy defamation defamation privacy privacy forgery",
    "A5": "false_science forgery",
}
"""Our names of the 31 risks of GB/T 45654, in its order."""


def _risk_of(code: str) -> str:
    group, number = code.split(".")
    return _RISKS[group].split()[int(number) - 1]


def asked_for() -> Iterator[Example]:
    """Harmful requests and attacks in people's own words, and what lies close to them."""
    yield from (Example(row["text"], _risk_of(row["risk"]), AS_SPOKEN) for row in dev_half("must_refuse"))
    yield from (Example(row["text"], None, AS_SPOKEN) for row in dev_half("must_answer"))
    for name in ("injection", "attacks"):
        for row in dev_half(name):
            yield Example(row["text"], "injection" if row["attack"] else None, AS_SPOKEN)


def harm_examples() -> list[Example]:
    calm = (e for e in spoken() if e.risk is None)
    harmless = [*starter(STARTER_MOST["harm"]), *asked_of_us(), *salads(SALADS["harm"])]
    return [*asked_for(), *calm, *written(), *templated(), *harmless]


def dev_half(name: str) -> Iterator[dict[str, Any]]:
    """The half of a bank that may be learned from; the other half only ever measures."""
    rows = map(json.loads, (BANKS / f"{name}.jsonl").read_text("utf-8").splitlines())
    yield from (row for row in rows if row["part"] == "dev")


def asked_of_us() -> Iterator[Example]:
    """What citizens ask in the development questions, turn by turn, where an answer is wanted."""
    for path in sorted([*BANKS.parent.glob("*.jsonl"), *BANKS.parent.glob("opened/*.jsonl")]):
        for row in map(json.loads, path.read_text("utf-8").splitlines()):
            if row.get("expect") in ("answer", "clarify", "abstain"):
                yield from (Example(turn, None, AS_SPOKEN) for turn in row["turns"] if len(turn) > 1)


def spoken() -> Iterator[Example]:
    """Threats, despair and everyday anger in people's own voices."""
    yield from written(TRAINING / "alarms", AS_SPOKEN)
    for name in ("unstable", "unrest"):
        for row in dev_half(name):
            yield Example(row["text"], row["level"] if row["unstable"] else None, AS_SPOKEN)
    for name in ("crisis", "danger"):
        for row in dev_half(name):
            yield Example(row["text"], "crisis" if row["crisis"] else None, AS_SPOKEN)
    for name in ("callers", "near"):
        for row in dev_half(name):
            yield Example(row["text"], "crisis" if row["crisis"] else row["level"], AS_SPOKEN)


def alarm_examples() -> list[Example]:
    """What calls a person against worry, anger and questions; what citizens say is harmless here."""
    others = [*asked_for(), *written(), *(e for e in templated() if e.risk is None)]
    quiet = (replace(e, risk=None) for e in others)
    harmless = [*starter(STARTER_MOST["alarms"]), *asked_of_us(), *salads(SALADS["alarms"])]
    return [*spoken(), *templated(TRAINING / "alarms"), *quiet, *harmless]


def main() -> int:
    asked = sys.argv[1:] or ["harm", "alarms"]
    jobs = {
        "harm": (harm_examples, HARM_BARS, 30.0, "classifier.npz"),
        "alarms": (alarm_examples, ALARM_BARS, 10.0, "alarms.npz"),
    }
    for name in asked:
        gather, bars, strength, file = jobs[name]
        examples = gather()
        positive = sum(e.risk is not None for e in examples)
        np.savez_compressed(GUARD / file, **train(examples, bars, strength=strength))  # type: ignore[arg-type]
        sys.stdout.write(f"{len(examples)} 句（其中 {positive} 句要拦或要提醒）→ {GUARD / file}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
