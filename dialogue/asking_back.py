"""Asking back with questions to tap: close ones, or one of each area where the citizen may mean any of them."""

from __future__ import annotations

from collections.abc import Sequence

from dialogue import asked, channels
from dialogue.decide import LIKELY, ours
from dialogue.grounds import Ground
from dialogue.state import Ask, Step
from dialogue.understand import vague
from dialogue.wording import say

OFFERED = 3
MOST = 2
"""Times in a row that a citizen is asked back what they mean."""
_PLAUSIBLE = 0.1
"""Confidence from which close questions are offered; below it what was found is chance."""


def step(ask: Ask, confidence: float, found: Sequence[Ground]) -> Step:
    """Close questions to choose from; where nothing is close, what one may ask about."""
    offered = _of_each_area(found) if vague.no_matter(ask) else choices(found)
    if offered and ((confidence >= _PLAUSIBLE and not ask.opens) or ours(ask.text)):
        return Step("clarify", offer(offered), ask.text, (), confidence, offered)
    return Step("clarify", say("vague"), ask.text, (), confidence, openings())


def no_more(ask: Ask, confidence: float, found: Sequence[Ground]) -> Step:
    """Instead of asking a third time: what is closest, under the question that it answers, else whom to ask.

    Who tells and asks nothing gets no guess at what they might ask.
    """
    if near := closest(ask, confidence, found):
        return near
    tells = vague.wanders(ask.said)
    line = channels.hotline(ask.text) or channels.hotline(ask.previous) or say("both_hotlines")
    text = say("unknown_wish" if tells else "unknown_again", hotline=line)
    return Step("unknown", text, ask.text, (), confidence, offers=("handoff",))


def closest(ask: Ask, confidence: float, found: Sequence[Ground]) -> Step | None:
    """The closest entry under the question that it answers, where it likely is the one meant."""
    first = found[0] if found else None
    if (
        first is None
        or vague.wanders(ask.said)
        or first.item.kind != "entry"
        or confidence < LIKELY
        or not asked.answers(ask.text, first.text, ask.today)
    ):
        return None
    lead = say("close", question=first.item.title.rstrip("？?"))
    return Step("answer", "", ask.text, (first,), confidence, related=choices(found[1:]), lead=lead)


def openings() -> tuple[str, ...]:
    """What one may ask about."""
    return tuple(say("vague_choices").split("|"))


def choices(found: Sequence[Ground]) -> tuple[str, ...]:
    """The entries' own questions, the closest first."""
    return tuple(dict.fromkeys(g.item.title for g in found if g.item.kind == "entry"))[:OFFERED]


def _of_each_area(found: Sequence[Ground]) -> tuple[str, ...]:
    """Choices that lie apart: the first question of each area, for whoever may mean any of them."""
    first: dict[str, Ground] = {}
    for ground in found:
        first.setdefault(ground.item.area, ground)
    return choices(tuple(first.values()))


def offer(offered: Sequence[str], lead: str = "") -> str:
    """The questions to choose from, numbered, after what leads to them."""
    return "\n".join(
        (lead or say("clarify"), *(f"{n}. {choice}" for n, choice in enumerate(offered, start=1)))
    )
