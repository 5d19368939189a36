"""The harmless questions that words are tried on before they are kept: what citizens really asked, golden questions,
and the questions of the knowledge itself."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, select

from dialogue.guard import Guard, StaffWord, Trial, trial
from dialogue.guard.trial import Stopped
from dialogue.record import answers
from kb.database import now
from kb.store import Store
from serve.errors import ServeError

_GOLDEN = Path("golden")
_NOT_QUESTIONS = ("tickets",)
_MUST_ANSWER = _GOLDEN / "guard" / "must_answer.jsonl"
_DAYS = 90
_MOST = 5000
"""Real questions looked at, the newest first."""
_SHOWN = 5
REAL, GOLD, OURS = "市民问过", "评测题", "知识条目"


class OverBlockingError(ServeError):
    """Words that would stop harmless questions were to be kept without anybody saying yes to that."""

    def __init__(self, made: Trial) -> None:
        self.trial = made
        by_word = made.by_word()
        lines = [reason(word, found) for word, found in list(by_word.items())[:_SHOWN]]
        more = f"等 {len(by_word)} 个词" if len(by_word) > _SHOWN else ""
        super().__init__(
            "；".join(lines)
            + f"{more}。请换更具体的说法，或把动作改成 context（结合语境）；确认就要这样，请注明接受误拦"
        )


def reason(word: str, found: Sequence[Stopped]) -> str:
    """What is wrong with one word, with an example."""
    first = found[0]
    text = first.text
    shown = text if len(text) <= 40 else text[:39] + "…"
    return f"「{word}」会误拦 {len(found)} 条正常提问，如「{shown}」（{first.source}）"


def tried(guard: Guard, words: Iterable[StaffWord], store: Store) -> Trial:
    """What the words would stop, over everything at hand."""
    return trial(guard, words, texts(store))


def texts(store: Store) -> Iterator[tuple[str, str]]:
    """(where from, text), each text once."""
    seen: set[str] = set()
    for source, text in _all(store):
        if text and text not in seen:
            seen.add(text)
            yield source, text


def _all(store: Store) -> Iterator[tuple[str, str]]:
    yield from ((REAL, text) for text in _asked(store.engine))
    for path in sorted(_GOLDEN.glob("*.jsonl")):
        if not path.stem.startswith(_NOT_QUESTIONS):
            for row in _rows(path):
                yield from ((GOLD, str(turn)) for turn in row.get("turns") or ())
    # half of that bank is never looked at by anybody: what it holds must not be shown here either
    yield from ((GOLD, str(row["text"])) for row in _rows(_MUST_ANSWER) if row.get("part") == "dev")
    for entry in store.entries():
        yield from ((OURS, text) for text in (entry.question, *entry.similar))


def _asked(engine: Engine) -> list[str]:
    """Messages of the last months, personal data masked, that were neither refused nor alarming."""
    query = (
        select(answers.c.message)
        .where(
            answers.c.at >= now() - timedelta(days=_DAYS),
            answers.c.message != "",
            answers.c.outcome.not_in(("refuse", "handoff")),
        )
        .order_by(answers.c.at.desc())
        .limit(_MOST)
    )
    with engine.connect() as connection:
        return list(connection.scalars(query))


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    if not path.exists():
        return
    for line in path.read_text("utf-8").splitlines():
        if line.strip():
            row = json.loads(line)
            if isinstance(row, dict):
                yield row
