"""insqabench: a question on a passage of an insurance contract. Does the quoted evidence stand in what ours
gives, and does the check that guards live answers accept the reference answers and reject those of other passages?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from bench.third_party.shared import Figure, drawn, rows
from dialogue.answerers.extractive import excerpt
from dialogue.verify import support, unsupported

SET = "insqabench"
_QUOTED = re.compile(r"[“\"]([^”\"]{8,})[”\"]")
_ANSWER = re.compile(r"\[答案\][:：]\s*(.*?)(?:\n|$)", re.DOTALL)
_MOST = 0.8
"""Share of a quote's character pairs that counts as held: quotes differ in spaces and a word."""


def run(limit: int) -> Iterator[Figure]:
    cases = drawn(rows("insqabench/clause_subjective.jsonl"), limit)
    quoted = [(row, quotes[0]) for row in cases if (quotes := _QUOTED.findall(row["answer"]))]
    given = [(quote, excerpt(row["question"], row["passage"]), row["passage"]) for row, quote in quoted]
    first = sum(support(quote, [passage[:300]]) >= _MOST for quote, _, passage in given)
    ours = sum(support(quote, [text]) >= _MOST for quote, text, _ in given)
    yield Figure(SET, "给出的 300 字里有标准证据", "照念前 300 字", len(given), first)
    yield Figure(SET, "给出的 300 字里有标准证据", "京晓保摘句", len(given), ours)
    yield from _checked([(row, said) for row in cases if (said := _said(row))])


def _checked(answers: list[tuple[dict[str, Any], str]]) -> Iterator[Figure]:
    """The check on true pairs of answer and passage, and on answers beside the next passage."""
    own = sum(unsupported(said, [row["passage"]]) is None for row, said in answers)
    other = [
        unsupported(said, [answers[(n + 7) % len(answers)][0]["passage"]])
        for n, (row, said) in enumerate(answers)
    ]
    name = "京晓保逐句核对"
    yield Figure(SET, "接受有出处的标准答案", name, len(answers), own, "标准答案由模型起草，常换说法")
    yield Figure(SET, "拦下别的条款的答案", name, len(other), sum(fault is not None for fault in other))


def _said(row: dict[str, Any]) -> str:
    match = _ANSWER.search(row["answer"])
    return match[1].strip() if match else ""
