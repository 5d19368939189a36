"""Turns on what no longer holds: a figure that has ended, a document that was replaced."""

from __future__ import annotations

from dataclasses import replace

from dialogue import asking_back, ended, found, readings
from dialogue.decide import ANSWER, decide
from dialogue.grounds import Ground
from dialogue.state import Ask, Step, Turn
from kb.types import ItemKind
from retrieval.search import Ranking


def without_value(ask: Ask, ranking: Ranking, turn: Turn) -> Step | None:
    """The evidence that fits best states a figure that has ended: what was next best would answer another
    question, so the turn goes as it would have gone on the figure's last day, and says that it is over."""
    assert ask.scope.on is not None
    first = ranking.hits[0].item if ranking.hits else None
    last = ended.last_day(first, turn.facts, ask.scope.on) if first else None
    if first is None or last is None:
        return None
    grounds = found.told(ranking, replace(ask, scope=replace(ask.scope, on=last)), turn)
    if not grounds or grounds[0].item.id != first.id:
        return None
    match decide(ranking, grounds, ask):
        case "answer":
            return ended.step(ask, last, ranking.confidence)
        case "clarify":
            return asking_back.step(ask, ranking.confidence, grounds)
    return None


def superseded(ask: Ask, turn: Turn, kind: ItemKind | None = None) -> Step | None:
    """The newest held edition of what has ended, always with its period and what followed; of an entry only that
    it has ended. `kind`: of what kind it must be."""
    assert ask.scope.on is not None
    ranking = readings.search(replace(ask, scope=replace(ask.scope, on=None)), turn)
    if ranking.confidence < ANSWER:
        return None
    grounds = found.citable(ranking, ask, turn)
    if (over := ended.entry_over(ranking, ask.scope.on)) and decide(ranking, grounds, ask) == "answer":
        assert over.period.end is not None
        return ended.step(ask, over.period.end, ranking.confidence)
    if kind == "entry" or not grounds:
        return None
    first = grounds[0]
    if first.item.in_force(ask.scope.on) or first.item.kind == "entry" or not _newest_held(first, turn):
        return None
    return Step("answer", question=ask.text, grounds=grounds[:1], confidence=ranking.confidence)


def _newest_held(ground: Ground, turn: Turn) -> bool:
    if ground.ended is None:
        return False
    same = [d for d in turn.documents.values() if d.title == ground.ended.title]
    return max(same, key=lambda d: str(d.period.start or "")).name == ground.ended.name
