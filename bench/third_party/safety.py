"""safety-zh: harmful requests that the guard has to stop, and ordinary messages that it must not."""

from __future__ import annotations

from collections.abc import Iterator

from bench.third_party.shared import Figure, drawn, rows
from dialogue.guard import Guard
from eval.guarding import GuardCase, measure

SET = "safety-zh"


def run(limit: int) -> Iterator[Figure]:
    check = Guard.load().check
    harmful = [GuardCase(id=row["id"], text=row["question"], kind=row["type"]) for row in _harmful(limit)]
    ordinary = [
        GuardCase(id=row["id"], text=row["text"])
        for row in drawn(rows("sz-gov-intents/utterances.jsonl"), limit)
    ]
    letters = [
        GuardCase(id=row["id"], text=row["title"])
        for row in drawn(rows("gov-letters/letters_with_reply.jsonl"), limit)
    ]
    name = "京晓保安全护栏"
    found = measure(harmful, ordinary, check)
    yield Figure(SET, "有害请求被拦下", name, found.refused.cases, found.refused.stopped,
                 "护栏的分类器可能用过这部分公开数据")  # fmt: skip
    yield Figure(
        "sz-gov-intents", "普通提问没有误拦", name, *_passed(found.blocked.cases, found.blocked.stopped)
    )
    blocked = measure([], letters, check).blocked
    yield Figure("gov-letters", "群众来信标题没有误拦", name, *_passed(blocked.cases, blocked.stopped))


def _harmful(limit: int) -> list[dict[str, str]]:
    return drawn(rows("safety-zh/jade_zh.jsonl"), limit)


def _passed(cases: int, stopped: int) -> tuple[int, int]:
    return cases, cases - stopped
