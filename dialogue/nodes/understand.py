"""From the message to questions that stand alone, or to what needs no evidence."""

from __future__ import annotations

from dataclasses import asdict, replace

from langgraph.runtime import Runtime

from dialogue.state import Ask, State, Step, Turn, memory_of
from dialogue.types import Memory, Request
from dialogue.understand import follow_up, scope, small_talk, split
from dialogue.wording import say
from kb import regions
from kb.text import fold
from kb.types import Scope


def understand(state: State, runtime: Runtime[Turn]) -> State:
    request, memory = state["request"], memory_of(state)
    message = state["guard"].masked_text
    if step := _without_evidence(message):
        return {"steps": (step,)}
    for earlier in request.history:
        memory = _replayed(runtime.context.guard.check(earlier).masked_text, request, memory)
    memory = _remember(message, request, memory)
    picked = follow_up.chosen(message, memory.choices)
    asks = tuple(
        _ask(said, picked or text, request, memory) for said, text in _questions(picked or message, memory)
    )
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
    return replace(memory, questions=[*memory.questions, _questions(message, memory)[-1][1]])


def _questions(message: str, memory: Memory) -> list[tuple[str, str]]:
    """(the citizen's words, the question made to stand alone) for each question of the message."""
    parts = split.split(message)
    if len(parts) == 1:
        previous = memory.questions[-1] if memory.questions else None
        leaning = previous and follow_up.leans_back(message)
        return [(message, follow_up.completed(message, previous) if leaning and previous else message)]
    standing: list[tuple[str, str]] = []
    for part in parts:
        before = standing[-1][1] if standing else None
        whole = follow_up.completed(part, before) if before and split.needs_context(part) else part
        standing.append((part, whole))
    return standing


def _ask(said: str, text: str, request: Request, memory: Memory) -> Ask:
    day = scope.event_date(said, request.today)
    return Ask(
        text=text,
        said=said,
        scope=Scope(memory.region or regions.BEIJING, memory.insured_type, day or request.today),
        today=request.today,
        dated=day is not None,
    )
