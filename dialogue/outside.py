"""Questions that no evidence of ours can answer: another place's rules, a doctor's advice, one's own record."""

from __future__ import annotations

import re

from dialogue import channels
from dialogue.state import Ask, Step
from dialogue.types import Memory
from dialogue.understand import scope, vague
from dialogue.wording import say
from kb import regions

_GOES = re.compile(r"去|到|回")
"""A follow-up on where somebody goes: "那去上海呢" after a question on treatment elsewhere."""
_OWN = re.compile(r"我|俺|咱")


def step(ask: Ask) -> Step | None:
    """What is said instead, with the channel that can answer; None for a question of ours."""
    if kind := channels.left_to_others(ask.said):
        return Step("unknown", say(kind), ask.text, confidence=1.0)
    opens = vague.opens(ask.said) or vague.no_matter(ask)
    if not opens and (channel := channels.own_case(ask.said)):
        return Step("unknown", say("own_case", channel=channel), ask.text, confidence=1.0)
    return None


def elsewhere(ask: Ask, memory: Memory) -> str | None:
    """The other place whose rules are asked for."""
    place = scope.places(ask.said).elsewhere or _still_there(ask)
    return None if place is None or _gone_to(ask, place, memory) else place


def _still_there(ask: Ask) -> str | None:
    """The other place that a question before it in the message asks about, where this one names nobody and no place."""
    if not ask.before or _OWN.search(ask.said) or regions.mentions(ask.said):
        return None
    return next(filter(None, (scope.places(question).elsewhere for question in reversed(ask.before))), None)


def _gone_to(ask: Ask, place: str, memory: Memory) -> bool:
    """Whether the conversation has the place as one that the person goes to: "得先把成都那个撤了不"."""
    if _GOES.search(ask.said) and any(map(scope.travels, (ask.text, *ask.otherwise))):
        return True
    return any(
        scope.travels(question) and place in {mention.code for mention in regions.mentions(question)}
        for question in memory.questions
    )
