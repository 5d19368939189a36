"""From the message to questions that stand alone, or to what needs no evidence."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import NamedTuple

from langgraph.runtime import Runtime

from dialogue.state import Ask, State, Step, Turn, memory_of
from dialogue.types import Memory, Request
from dialogue.understand import follow_up, scope, small_talk, split
from dialogue.wording import say
from kb import regions
from kb.text import fold
from kb.types import Scope


class Reading(NamedTuple):
    """One question: as said, as most likely meant, and the other way it may be meant."""

    said: str
    text: str
    otherwise: str


def understand(state: State, runtime: Runtime[Turn]) -> State:
    request, memory = state["request"], memory_of(state)
    message = state["guard"].masked_text
    if step := _without_evidence(message):
        return {"steps": (step,)}
    for earlier in request.history:
        memory = _replayed(runtime.context.guard.check(earlier).masked_text, request, memory)
    memory = _remember(message, request, memory)
    picked = follow_up.chosen(message, memory.choices)
    readings = [Reading(message, picked, picked)] if picked else _questions(message, memory)
    asks = tuple(_ask(reading, request, memory) for reading in readings)
    return {"asks": asks, "memory": asdict(memory)}


def _without_evidence(message: str) -> Step | None:
    if not fold(message):
        return Step("clarify", say("empty" if not message.strip() else "not_text"))
    if small_talk.wants_person(message):
        return Step("handoff", say("handoff"))
    if kind := small_talk.small_talk(message):
        return Step("chitchat", say(kind))
    return None


def _remember(message: str, request: Request, memory: Memory) -> Memory:
    """What the citizen says of themselves now replaces what they said before."""
    return replace(
        memory,
        region=scope.places(message).beijing or request.region or memory.region,
        insured_type=scope.insured_type(message) or request.insured_type or memory.insured_type,
    )


def _replayed(message: str, request: Request, memory: Memory) -> Memory:
    """What a session would remember of an earlier message that another system kept for us."""
    memory = _remember(message, request, memory)
    if _without_evidence(message):
        return memory
    return replace(memory, questions=[*memory.questions, _questions(message, memory)[-1].text])


def _questions(message: str, memory: Memory) -> list[Reading]:
    """The questions of the message, each in the words of the citizen and made to stand alone."""
    parts = split.split(message)
    before = memory.questions[-1] if memory.questions else None
    readings: list[Reading] = []
    for part in parts:
        leans = follow_up.leans_back(part) if len(parts) == 1 else split.needs_context(part)
        whole = follow_up.completed(part, before) if before else part
        readings.append(Reading(part, whole, part) if leans else Reading(part, part, whole))
        if len(parts) > 1:
            before = readings[0].text
    return readings


def _ask(reading: Reading, request: Request, memory: Memory) -> Ask:
    day = scope.event_date(reading.said, request.today)
    return Ask(
        text=reading.text,
        said=reading.said,
        otherwise=reading.otherwise,
        scope=Scope(memory.region or regions.BEIJING, memory.insured_type, day or request.today),
        today=request.today,
        dated=day is not None,
    )
