"""For every question: what is held on it, and what follows from that for the turn."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from langgraph.runtime import Runtime

from dialogue import cautions, letter_steps, parts, resolve
from dialogue.decide import ours
from dialogue.parts import Resolved
from dialogue.state import Ask, State, Step, Turn, memory_of
from dialogue.understand import chat, grief, letters, split
from dialogue.wording import say

_HEADING = 60
"""Characters of the longest question that is quoted over its answer."""
_SUSPECT = 0.3
"""Suspicion of the guard from which only sure evidence answers; of 800 questions of ours one in 200 sounds so."""
_CLEARS = 0.7
"""Confidence from which an answer is given although the guard's classifier alone supposes harm."""


async def retrieve(state: State, runtime: Runtime[Turn]) -> State:
    turn = runtime.context
    memory = resolve.with_sum(memory_of(state), state["request"], turn)
    loop = asyncio.get_running_loop()
    steps, asks = await loop.run_in_executor(turn.pool, parts.of_message, state["asks"], turn, memory)
    if "held" in state:
        steps, asks = _cleared(steps, asks, state["held"])
        if not steps:
            return {"steps": (state["held"],), "asks": ()}
    elif _nothing_found(steps) and (
        kind := await loop.run_in_executor(turn.pool, chat.heard, state["guard"].masked_text, turn.searcher)
    ):
        return {"steps": (Step("chitchat", say(kind)),), "asks": ()}
    elif state["guard"].suspicion >= _SUSPECT:
        steps = [_if_sure(step) for step in steps]
    if len(steps) == 1:
        steps = _with_close(steps[0])
    else:
        steps = [replace(step, lead=_heading(ask) + step.lead) for ask, step in zip(asks, steps, strict=True)]
    steps = await loop.run_in_executor(turn.pool, cautions.warned, steps, asks, turn)
    if letters.of_a_case(state["guard"].masked_text):
        steps = letter_steps.of_a_case(steps)
    if told := grief.told(state["guard"].masked_text, memory_of(state).questions):
        steps[0] = replace(steps[0], lead=f"{say(told)}\n{steps[0].lead}")
    return {"steps": tuple(steps), "asks": tuple(asks)}


def _nothing_found(steps: Sequence[Step]) -> bool:
    """Whether no part of a message found anything, nor is surely beyond us: it may be small talk."""
    return all(step.outcome in ("unknown", "clarify") and step.confidence < 1.0 for step in steps)


def _heading(ask: Ask) -> str:
    """Which of several questions is answered, in the citizen's words, the story left out."""
    said = ask.said if len(ask.said) <= _HEADING else split.question_of(ask.said) or ask.said
    said = said.rstrip("？?。！! ")
    return say("part", question=said if len(said) <= _HEADING else f"…{said[-_HEADING:]}")


def _if_sure(step: Step) -> Step:
    """An answer from evidence that is not sure is not given to what may be meant to harm."""
    if step.outcome != "answer" or step.calculation or step.confidence >= _CLEARS:
        return step
    return Step("unknown", resolve.not_known(step.question), step.question, confidence=step.confidence)


def _with_close(step: Step) -> list[Step]:
    """Of a question that two entries fit: the second answer too, under the question that it answers."""
    if step.close is None:
        return [step]
    item = step.close.item
    lead = say("close", question=item.title.rstrip("？?")) if item.kind == "entry" else say("close_article")
    return [step, replace(step, grounds=(step.close,), close=None, second=True, lead=lead, related=())]


def _cleared(steps: Sequence[Step], asks: Sequence[Ask], held: Step) -> Resolved:
    """The questions of a message that may be answered although the guard's classifier supposes harm in it."""
    kept = [(step, ask) for step, ask in zip(steps, asks, strict=True) if _clears(ask, step, held)]
    return [step for step, _ in kept], [ask for _, ask in kept]


def _clears(ask: Ask, step: Step, held: Step) -> bool:
    """Whether the question is surely one of ours, whatever the guard's classifier supposes in it.

    Where it supposes danger to somebody, staff are told and the numbers to call come first all the same: then any answer
    from a reviewed entry does.
    """
    if step.outcome != "answer" or not step.of_entry:
        return False
    return held.outcome == "handoff" or (step.confidence >= _CLEARS and ours(ask.whole or ask.said))
