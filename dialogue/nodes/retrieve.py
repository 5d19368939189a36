"""For every question: what is held on it, and what follows from that for the turn."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from langgraph.runtime import Runtime

from dialogue import calculators, readings
from dialogue.resolve import resolve
from dialogue.state import Ask, State, Step, Turn, memory_of
from dialogue.types import Memory, Request
from dialogue.wording import say

Resolved = tuple[list[Step], list[Ask]]


async def retrieve(state: State, runtime: Runtime[Turn]) -> State:
    turn = runtime.context
    memory = _with_sum(memory_of(state), state["request"], turn)
    loop = asyncio.get_running_loop()
    steps, asks = await loop.run_in_executor(
        turn.pool, _resolved, state["asks"], state.get("whole"), turn, memory
    )
    if len(steps) == 1:
        steps = _with_close(steps[0])
    else:
        steps = [
            replace(step, lead=say("part", question=ask.said.rstrip("？?。 ")) + step.lead)
            for ask, step in zip(asks, steps, strict=True)
        ]
    return {"steps": tuple(steps), "asks": tuple(asks)}


def _with_close(step: Step) -> list[Step]:
    """Of a question that two entries fit: the second answer too, under the question that it answers."""
    if step.close is None:
        return [step]
    lead = say("close", question=step.close.item.title.rstrip("？?"))
    return [step, replace(step, grounds=(step.close,), close=None, lead=lead, related=())]


def _with_sum(memory: Memory, request: Request, turn: Turn) -> Memory:
    """Memory with the sum in progress, where the caller keeps the conversation instead of us."""
    if memory.calculation or not request.history:
        return memory
    pending = calculators.replayed(
        request.history, facts=turn.facts, today=request.today,
        region=memory.region, insured_type=memory.insured_type,
    )  # fmt: skip
    return replace(memory, calculation=pending)


def _resolved(asks: Sequence[Ask], whole: Ask | None, turn: Turn, memory: Memory) -> Resolved:
    """Every question with its step; one question where taking it apart found nothing more."""
    steps, asks = _in_turn(asks, turn, memory)
    apart = _without_repeats(steps, asks)
    if whole is None or _all_found(apart[0], steps):
        return apart
    ask, step = resolve(whole, turn, memory)
    if step.outcome != "answer" and any(part.outcome == "answer" for part in apart[0]):
        return apart
    return [step], [ask]


def _in_turn(asks: Sequence[Ask], turn: Turn, memory: Memory) -> Resolved:
    """Later questions of a message seldom ask for what the earlier ones were answered with."""
    steps: list[Step] = []
    resolved: list[Ask] = []
    for ask in asks:
        answered = (ground.item.id for step in steps for ground in step.grounds[:1])
        ask, step = resolve(readings.after(ask, answered), turn, memory)
        steps.append(step)
        resolved.append(ask)
    return steps, resolved


def _without_repeats(steps: Sequence[Step], asks: Sequence[Ask]) -> Resolved:
    """Two questions that one item answers, or one sum, are answered once."""
    kept: dict[str, tuple[Step, Ask]] = {}
    for number, (step, ask) in enumerate(zip(steps, asks, strict=True)):
        sum_text = step.text if step.calculation else f"#{number}"
        kept.setdefault(step.grounds[0].item.id if step.grounds else sum_text, (step, ask))
    return [step for step, _ in kept.values()], [ask for _, ask in kept.values()]


def _all_found(kept: Sequence[Step], steps: Sequence[Step]) -> bool:
    """Whether every question has an answer, and not all of them the same; one sum may answer several."""
    answered = all(step.outcome == "answer" for step in steps)
    return answered and (len(kept) > 1 or any(step.calculation for step in steps))
