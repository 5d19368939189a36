"""Our golden questions answered by ours and by the peers in the same run, over the same knowledge."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from bench.third_party.retrievers import Text, peers, top
from bench.third_party.shared import Figure
from eval import golden
from eval.golden import Golden
from eval.run import ask
from eval.score import score
from kb.item import text_hash
from kb.vectors import unpack
from serve import settings
from serve.subject import Subject, opened

SET = "golden/smoke.jsonl"


def run(limit: int) -> Iterator[Figure]:
    questions = golden.load([Path(SET)]).questions[:limit]
    yield from asyncio.run(_run(questions))


async def _run(questions: Sequence[Golden]) -> list[Figure]:
    config = settings.load().model_copy(update={"answerer": "extractive"})
    async with opened(config) as subject:
        texts = _texts(subject)
        figures = []
        for name, retriever in peers(texts, _vectors(texts, subject), subject.home.index.embedder).items():
            started = time.perf_counter()
            said = [(q, top(retriever, q.question, texts)) for q in questions]
            ms = (time.perf_counter() - started) * 1e3 / len(questions)
            right = [score(q, hit.answer, "answer").right if hit else False for q, hit in said]
            figures += _figures(f"{name}，照念第一条", questions, right, ms)
        started = time.perf_counter()
        cases = [await ask(question, subject.system()) for question in questions]
        ms = (time.perf_counter() - started) * 1e3 / len(questions)
        figures += _figures("京晓保（不用模型）", questions, [case.right for case in cases], ms)
        return figures


def _figures(system: str, questions: Sequence[Golden], right: Sequence[bool], ms: float) -> list[Figure]:
    answerable = [mark for q, mark in zip(questions, right, strict=True) if q.expect == "answer"]
    others = [mark for q, mark in zip(questions, right, strict=True) if q.expect != "answer"]
    note = f"每题 {ms:.0f} 毫秒"
    return [
        Figure(SET, "全部题答对", system, len(right), sum(right), note),
        Figure(SET, "该答的答对", system, len(answerable), sum(answerable)),
        Figure(SET, "不该答的没有乱答", system, len(others), sum(others)),
    ]


def _texts(subject: Subject) -> list[Text]:
    """Every wording of every entry in force, standing for the entry's whole answer."""
    on = subject.config.day()
    return [
        Text(wording, subject.facts.render(entry.answer, on).text, entry.id)
        for entry in subject.home.store.entries()
        if entry.in_force(on)
        for wording in entry.wordings
    ]


def _vectors(texts: Sequence[Text], subject: Subject) -> np.ndarray:
    embedder, store = subject.home.index.embedder, subject.home.store
    held = dict(store.vectors(embedder.id, [text_hash(one.text) for one in texts]))
    return unpack([held[text_hash(one.text)] for one in texts], embedder.dim)
