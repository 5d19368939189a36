"""Which of the ways a question may be meant is the one that evidence is held for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from dialogue.state import Ask, Turn
from retrieval.search import Ranking

_HITS = 8
_SURE = 0.8
"""Confidence from which no other reading is tried."""
_LATER = 0.06
"""How much surer each later reading must be than the one before it."""
_AGAIN = 0.35
"""What is taken off a reading that finds what was answered just before."""


class Found(NamedTuple):
    """A question in the reading that was chosen, and what was found for it."""

    ask: Ask
    ranking: Ranking


def best(ask: Ask, turn: Turn) -> Found:
    """The first reading that is surely found, else the one found best."""
    chosen: tuple[float, Found] | None = None
    for place, text in enumerate((ask.text, *ask.otherwise)):
        ranking = search(replace(ask, text=text), turn)
        worth = ranking.confidence - place * _LATER - (_AGAIN if _again(ranking, ask) else 0)
        if chosen is None or worth > chosen[0]:
            chosen = (worth, Found(replace(ask, text=text), ranking))
        if worth >= _SURE:
            break
    assert chosen is not None
    return chosen[1]


def search(ask: Ask, turn: Turn) -> Ranking:
    """What is held for one reading; its time is added to the turn's."""
    ranking = turn.searcher.search(ask.text, ask.scope, k=_HITS)
    turn.times["embed"] = turn.times.get("embed", 0) + ranking.embed_ms
    turn.times["search"] = turn.times.get("search", 0) + ranking.search_ms
    return ranking


def also_answered(ask: Ask, ids: Iterable[str]) -> Ask:
    """The question after those before it in the message have been answered."""
    return replace(ask, answered=ask.answered | frozenset(ids))


def _again(ranking: Ranking, ask: Ask) -> bool:
    return bool(ranking.hits) and ranking.hits[0].item.id in ask.answered
