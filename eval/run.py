"""Asks every golden question and keeps each case as it finishes."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext
from dataclasses import asdict
from itertools import zip_longest
from pathlib import Path
from typing import Any

from eval.blame import DEPTH, SHALLOW, blame, fact_rank
from eval.cache import Cache
from eval.citing import comes_from
from eval.errors import RunStoppedError
from eval.fingerprint import Fingerprint
from eval.golden import Golden
from eval.journal import Journal
from eval.metrics.dialogues import asked_back, turns_needed
from eval.metrics.faithfulness import unsupported_sentences
from eval.score import score
from eval.types import Answered, Case, Hit, System

Progress = Callable[[str, int, int], None]

STOP_AFTER = 20
"""Failures in a row after which a run stops: the endpoint is down, and asking on proves nothing."""
_SHOWN = 200
"""Characters of a hit that are kept."""


async def run(
    questions: Sequence[Golden],
    system: System,
    folder: Path | None,
    fingerprint: Fingerprint,
    *,
    parallel: int = 4,
    fresh: bool = False,
    cache: Cache | None = None,
    on_progress: Progress = lambda *_: None,
) -> list[Case]:
    """The cases in the order of the questions; without a folder nothing of them is written down.

    What a former run with the same fingerprint finished is not asked again, nor what the cache holds. A question that fails to run is
    kept as wrong and asked again by the next run. Raises RunStoppedError after STOP_AFTER failures in a row.
    """
    journal = Journal(folder, fingerprint, fresh=fresh) if folder else None
    cases = journal.finished(questions) if journal else {}
    known = cache.get(q for q in questions if q.id not in cases) if cache and not fresh else {}
    cases |= known
    waiting = iter([question for question in questions if question.id not in cases])
    failing = 0

    async def work() -> None:
        nonlocal failing
        for question in waiting:
            case = await ask(question, system)
            if journal:
                journal.add(case)
            cases[case.id] = case
            on_progress("评测", len(cases), len(questions))
            failing = failing + 1 if case.outcome == "error" else 0
            if failing >= STOP_AFTER:
                raise RunStoppedError(_stopped(failing, case, folder))

    with journal or nullcontext():
        if journal:
            for case in known.values():
                journal.add(case)
        on_progress("评测", len(cases), len(questions))
        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(max(1, parallel)):
                    group.create_task(work())
        except* RunStoppedError as stopped:
            raise stopped.exceptions[0] from None
        finally:
            if cache is not None:
                cache.put(list(cases.values()))
    return [cases[question.id] for question in questions]


def _stopped(failing: int, last: Case, folder: Path | None) -> str:
    if folder is None:
        return f"连续 {failing} 题运行出错，已停下。封存题不留单题结果，排除故障后要从头再考"
    return (
        f"连续 {failing} 题运行出错，已停下（最后一题：{last.why}）。"
        f"已完成的结果保留在 {folder}，排除故障后重跑同一命令会接着做"
    )


async def ask(question: Golden, system: System) -> Case:
    """One question asked and judged; whatever fails on the way makes it a wrong case, never a lost one."""
    started = time.perf_counter()
    try:
        answered = await system.answer(question.turns, question.scope)
        ms = (time.perf_counter() - started) * 1e3
        return await _judged(question, answered, ms, system)
    except Exception as error:  # what is evaluated may fail in any way; the case says how
        why = f"运行出错：{type(error).__name__}：{error}"
        return Case(golden=question, right=False, strict="wrong", why=why, stage="run_failed")


async def _judged(question: Golden, answered: Answered, ms: float, system: System) -> Case:
    reply = answered.reply
    citations = tuple(_citation(question, asdict(citation)) for citation in reply.citations)
    verdict = score(question, reply.text, reply.outcome, citations, reply.parts)
    wanted = question.source is not None or bool(question.must)
    depth = SHALLOW if verdict.right else DEPTH
    hits = await _hits(question, answered.questions, depth, system) if wanted else []
    stage, evidence = (
        (None, "")
        if verdict.right
        else blame(
            question,
            answer=reply.text,
            outcome=reply.outcome,
            hits=hits,
            documents=system.documents,
            asked=max(1, len(answered.questions)),
        )
    )
    replies = (*answered.earlier, reply)
    said, unsupported = unsupported_sentences(reply, answered.evidence)
    return Case(
        golden=question,
        right=verdict.right,
        why=verdict.why,
        strict=verdict.strict,
        strict_why=verdict.strict_why,
        fits=verdict.fits,
        answer=reply.text,
        parts=reply.parts if len(reply.parts) > 1 else (),
        outcome=reply.outcome,
        confidence=reply.confidence,
        citations=citations,
        cited_regions=dict(answered.cited_regions),
        cited=verdict.cited,
        located=verdict.located,
        ms=round(ms, 2),
        times=dict(answered.times),
        questions=answered.questions,
        hits=tuple(hit.model_copy(update={"text": hit.text[:_SHOWN]}) for hit in hits[:SHALLOW]),
        searched=wanted and system.search is not None,
        fact_rank=fact_rank(question, hits[:SHALLOW]),
        stage=stage,
        evidence=evidence,
        notes=answered.notes,
        cited_texts=answered.evidence,
        sentences=said,
        unsupported=unsupported,
        turns_needed=turns_needed(question, replies),
        asked_back=asked_back(replies),
        tokens=answered.tokens,
        answerer=answered.answerer,
    )


def _citation(question: Golden, citation: dict[str, Any]) -> dict[str, Any]:
    source = question.source
    of_source = source is not None and comes_from(
        source.file, citation["document"], citation["title"], citation["kind"]
    )
    return {**citation, "from_source": of_source}


async def _hits(question: Golden, understood: Sequence[str], k: int, system: System) -> list[Hit]:
    """Hits of every question of the turn in turn, best first, each once."""
    if system.search is None:
        return []
    rankings = [await system.search(text, question.scope, k) for text in understood or (question.question,)]
    merged = {hit.id: hit for hit in _interleaved(rankings)}
    return [_marked(question, hit) for hit in list(merged.values())[:k]]


def _interleaved(rankings: Iterable[Sequence[Hit]]) -> Iterable[Hit]:
    seen: set[str] = set()
    for row in zip_longest(*rankings):
        for hit in row:
            if hit is not None and hit.id not in seen:
                seen.add(hit.id)
                yield hit


def _marked(question: Golden, hit: Hit) -> Hit:
    source = question.source
    of_source = source is not None and comes_from(source.file, hit.document, hit.title, hit.kind)
    return hit.model_copy(update={"from_source": of_source})
