"""The loop on a home: real failures out as topics and drafts, and the same cases again after publishing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from eval import mining, mining_files
from eval.golden import GoldenScope
from eval.mining import Again, Failed, Nearest, Topic
from kb.vectors import unpack
from models.embedder import Vectors
from serve.progress import bar
from serve.real_answers import RealAnswer, read
from serve.settings import Settings
from serve.subject import Subject, opened

_SURE = 0.5
"""Score of a hit from which it is taken for the entry meant: as likely as not, and a reviewer decides."""
_MEANED = 5000
"""Held questions whose mean vector is taken as the centre of all questions."""


async def mine(config: Settings, folder: Path, since: date | None, until: date | None) -> list[Topic]:
    """Write topics, cases and drafts into the folder; most citizens first."""
    async with opened(config) as subject:
        turns = read(subject.home.store.engine, since, until)
        failed = [one for turn in turns if (one := _failed(turn))]
        if not failed:
            return []
        vectors = subject.home.index.embedder.encode([one.question for one in failed], "query")
        topics = mining.topics(failed, vectors, _mean(subject))
        found = [mining.with_nearest(t, await _nearest(t, failed, subject), _SURE) for t in topics]
        entries = {entry.id: entry for entry in subject.home.store.entries()}
    mining_files.write(folder, failed, found, entries)
    return found


async def ask_again(config: Settings, folder: Path) -> tuple[list[Again], Path]:
    """Ask the same cases once more; returns what became of each, and the page that shows it."""
    failed, topics = mining_files.read(folder)
    topic_of = {case: topic.question for topic in topics for case in topic.cases}
    results = []
    async with opened(config) as subject:
        with bar() as progress:
            for number, one in enumerate(failed, start=1):
                golden = mining.as_golden(one)
                said = await subject.answer(golden.turns, golden.scope)
                topic = topic_of.get(one.id, one.question)
                results.append(mining.again(one, topic, said.reply.outcome, said.reply.text))
                progress("再问一遍", number, len(failed))
    return results, mining_files.write_again(folder, results, topics, config.day().isoformat())


def _failed(turn: RealAnswer) -> Failed | None:
    cause = mining.cause(turn.outcome, turn.useful, turn.handed_over)
    question = turn.questions[-1] if turn.questions else turn.turns[-1]
    if cause is None or not question.strip():
        return None
    return Failed(
        id=turn.turn_id,
        session=turn.session_id,
        question=question,
        turns=turn.turns,
        cause=cause,
        outcome=turn.outcome,
        answer=turn.answer,
        reason=turn.reason,
        region=turn.region,
        insured_type=turn.insured_type,
    )


def _mean(subject: Subject) -> Vectors | None:
    """The centre of the questions held; None where hardly any are."""
    store, embedder = subject.home.store, subject.home.index.embedder
    texts = {text.hash for text in store.indexed_texts() if text.field in ("question", "similar")}
    hashes = sorted(texts)[:_MEANED]
    packed = [vector for _, vector in store.vectors(embedder.id, hashes)]
    if len(packed) < 100:
        return None
    mean: Vectors = unpack(packed, embedder.dim).mean(axis=0)
    return mean


async def _nearest(topic: Topic, failed: Sequence[Failed], subject: Subject) -> Nearest | None:
    first = next(one for one in failed if one.id == topic.cases[0])
    scope = GoldenScope.model_validate({"region": first.region, "insured_type": first.insured_type})
    hits = await subject.search(topic.question, scope, 1)
    if not hits:
        return None
    hit = hits[0]
    return Nearest(
        id=hit.id,
        kind=hit.kind,
        title=hit.title,
        text=hit.text[:400],
        document=hit.document,
        locator=hit.locator,
        score=hit.score,
    )
