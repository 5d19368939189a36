"""What was found for a question, made ready to answer from: only what may be cited, what says what is asked first."""

from __future__ import annotations

from dialogue import asked, cautions, grounds
from dialogue.grounds import Ground
from dialogue.state import Ask, Turn
from kb.types import Authority
from retrieval.search import Ranking

_LOOKED_AT, _NEAR = 5, 0.3
"""Hits among which one is looked for that says what is asked, and its least share of the best score."""


def citable(ranking: Ranking, ask: Ask, turn: Turn) -> tuple[Ground, ...]:
    """In the order of the hits. Text nobody official issued may help to find a rule, and is never cited as one."""
    assert ask.scope.on is not None
    prepared = grounds.prepare(ranking.hits, turn.facts, turn.documents, ask.scope.on, turn.replacements)
    return tuple(g for g in prepared if g.item.authority > Authority.UNOFFICIAL)


def told(ranking: Ranking, ask: Ask, turn: Turn) -> tuple[Ground, ...]:
    """As `citable`; before close evidence that does not say what is asked comes evidence on the same matter that
    does. Where the question is an entry's own, its answer says all that is known: "各年数额不一样，以通告为准"."""
    return cautions.newest_first(_telling(citable(ranking, ask, turn), ranking, ask), ask, turn)


def _telling(found: tuple[Ground, ...], ranking: Ranking, ask: Ask) -> tuple[Ground, ...]:
    if not found or ranking.confidence == 1.0 or asked.told(ask.said, found[0].text):
        return found
    for place, ground in enumerate(found[1:_LOOKED_AT], start=1):
        if ground.score >= _NEAR * found[0].score and asked.told(ask.said, ground.text):
            return (ground, *found[:place], *found[place + 1 :])
    return found
