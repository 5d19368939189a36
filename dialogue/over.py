"""Turns on what no longer holds: a figure that has ended, a document that was replaced."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from dialogue import asking_back, dated_figures, ended, found, readings
from dialogue.decide import ANSWER, Decision, decide
from dialogue.grounds import Ground
from dialogue.state import Ask, Step, Turn
from kb.item import Item
from retrieval.search import Ranking

_WELL_FOUND = 0.7
"""Confidence below which what has ended is looked for before the next best answers in its place."""
_FOLLOWING = 3
"""Hits in force among which the rule that followed is looked for."""
_CLEARLY = 1.5
"""How much better than the best in force an entry out of its time must fit to be what is meant."""


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


def superseded(ask: Ask, ranking: Ranking, decision: Decision, turn: Turn) -> Step | None:
    """What is said where the best of all days does not hold on the day asked about: of an entry that it has ended or
    has not begun; of a document, unless something answers, its newest held edition with its period and what followed."""
    assert ask.scope.on is not None
    if decision == "answer" and ranking.confidence == 1.0:
        return None  # its own question, and in force
    of_a_year = dated_figures.asked_of(ask) is not None
    undated = dated_figures.undated(ask.text) if of_a_year else ask.text
    every_day = readings.search(replace(ask, text=undated, scope=replace(ask.scope, on=None)), turn)
    if every_day.confidence < ANSWER:
        return None
    step = _out_of_time(ask, ranking, every_day, turn, of_a_year=of_a_year)
    if step and (of_a_year or not (decision == "answer" and ended.tells_of(ask, ranking.hits[0].item))):
        return step
    if decision == "answer":
        return None
    grounds = found.citable(every_day, ask, turn)
    if not grounds:
        return None
    first = grounds[0]
    if first.item.in_force(ask.scope.on) or first.item.kind == "entry" or not _newest_held(first, turn):
        return None
    return Step("answer", question=ask.text, grounds=grounds[:1], confidence=every_day.confidence)


def _out_of_time(
    ask: Ask, ranking: Ranking, every_day: Ranking, turn: Turn, *, of_a_year: bool
) -> Step | None:
    """What is said of an entry out of its time, where what is in force is not surely meant or fits clearly worse.

    `of_a_year`: every day was searched without the year asked about, whose figure of another matter ("2024年失业金",
    the base of 2024) fits by the year alone.
    """
    assert ask.scope.on is not None
    first, on = every_day.hits[0], ask.scope.on
    if first.item.kind != "entry" or first.item.in_force(on) or ranking.confidence == 1.0:
        return None
    best = ranking.hits[0] if ranking.hits else None
    if of_a_year and best:
        best = next((hit for hit in every_day.hits if hit.item.id == best.item.id), None)
    clearly = best is None or first.score >= _CLEARLY * best.score or every_day.confidence == 1.0
    end = first.item.period.end
    over = end is not None and end < on
    told = end if over else first.item.period.start
    if told is None or not (clearly or (over and ranking.confidence < _WELL_FOUND)):
        return None
    then = replace(ask, scope=replace(ask.scope, on=told))
    grounds = found.citable(every_day, then, turn)
    if not grounds or grounds[0].item.id != first.item.id or decide(every_day, grounds, then) != "answer":
        return None
    if over:
        followed = _by_what_followed(ask, ranking, first.item, every_day.confidence, turn)
        return followed or ended.step(ask, told, every_day.confidence)
    return ended.not_begun(ask, first.item, every_day.confidence) if ask.dated else None


def _by_what_followed(ask: Ask, ranking: Ranking, before: Item, confidence: float, turn: Turn) -> Step | None:
    """The answer of the entry of that area which begins on the morrow of the one that is meant: who asks in the words of
    the old rule is answered by the new one."""
    assert before.period.end is not None
    morrow = before.period.end + timedelta(days=1)
    following = [
        hit
        for hit in ranking.hits[:_FOLLOWING]
        if hit.item.kind == "entry"
        and hit.item.period.start == morrow
        and hit.item.entry.area == before.entry.area
    ]
    grounds = found.citable(Ranking(tuple(following[:1]), confidence), ask, turn)
    return Step("answer", question=ask.text, grounds=grounds[:1], confidence=confidence) if grounds else None


def _newest_held(ground: Ground, turn: Turn) -> bool:
    if ground.ended is None:
        return False
    same = [d for d in turn.documents.values() if d.title == ground.ended.title]
    return max(same, key=lambda d: str(d.period.start or "")).name == ground.ended.name
