"""insurance-exam: multiple choice on social insurance, with and without retrieval where a model is configured.

Without a model there is one figure: the option whose words the retrieved evidence holds best. It is no answerer,
and shows what the evidence alone gives.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator, Sequence
from typing import Any

from bench.third_party.shared import Figure, drawn, rows
from dialogue.verify import support
from eval.golden import GoldenScope
from models import chat_model
from serve import settings
from serve.subject import Subject, opened

SET = "insurance-exam"
_SUBSETS = {"社会保险与政策保险"}
_LETTERS = re.compile(r"[A-H]")
_PROMPT = "{evidence}{question}\n{options}\n只写正确选项的字母，可能不止一个。"


def run(limit: int) -> Iterator[Figure]:
    chosen = [row for row in rows("insurance-exam/cufeinse_v2.jsonl") if row["subset"] in _SUBSETS]
    chosen += rows("insurance-exam/cflue_social.jsonl")
    usable = [row for row in chosen if row.get("options") and _LETTERS.search(str(row["answer"]))]
    yield from asyncio.run(_run(drawn(usable, limit)))


async def _run(questions: Sequence[dict[str, Any]]) -> list[Figure]:
    config = settings.load()
    async with opened(config.model_copy(update={"answerer": "extractive"})) as subject:
        evidence = [await _evidence(row["question"], subject) for row in questions]
    single = [(row, held) for row, held in zip(questions, evidence, strict=True) if len(_gold(row)) == 1]
    right = sum(_best(row["options"], held) in _gold(row) for row, held in single)
    chance = sum(1 / len(row["options"]) for row, _ in single)
    figures = [
        Figure(SET, "单选题（社会保险）", "只看检索证据、不用模型", len(single), right,
               f"乱猜应得 {chance / max(1, len(single)):.1%}")
    ]  # fmt: skip
    if config.chat is None:
        return figures
    model = chat_model(config.chat)
    for name, held in (("不检索", [""] * len(questions)), ("带检索", evidence)):
        asked = zip(questions, held, strict=True)
        said = [str((await model.ainvoke(_prompt(row, text))).content) for row, text in asked]
        marks = [set(_LETTERS.findall(s)) == _gold(row) for row, s in zip(questions, said, strict=True)]
        figures.append(Figure(SET, "选择题全对", f"{config.chat.model}，{name}", len(marks), sum(marks)))
    return figures


def _prompt(row: dict[str, Any], evidence: str) -> str:
    options = "\n".join(f"{letter}：{text}" for letter, text in row["options"].items())
    held = f"资料：\n{evidence}\n\n" if evidence else ""
    return _PROMPT.format(evidence=held, question=row["question"], options=options)


async def _evidence(question: str, subject: Subject) -> str:
    hits = await subject.search(question, GoldenScope(), 3)
    return "\n".join(hit.text for hit in hits)


def _gold(row: dict[str, Any]) -> set[str]:
    return set(_LETTERS.findall(str(row["answer"])))


def _best(options: dict[str, str], evidence: str) -> str:
    return max(options, key=lambda letter: support(options[letter], [evidence]))
