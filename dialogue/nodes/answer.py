"""Takes the next sentences of the step being said."""

from __future__ import annotations

import time

from langgraph.runtime import Runtime

from dialogue import sentences
from dialogue.answerers import Draft
from dialogue.errors import GenerationError
from dialogue.grounds import Ground
from dialogue.state import State, Step, Turn


async def answer(state: State, runtime: Runtime[Turn]) -> State:
    turn, at, steps = runtime.context, state.get("at", 0), state["steps"]
    step = steps[at]
    _write_ahead(steps, turn)
    lead = _lead(state, step) if turn.saying != at else ()
    turn.saying = at
    if not step.grounds:
        fixed = tuple(Draft(sentence, ()) for sentence in sentences.split(step.text))
        return {"drafts": (*lead, *fixed), "finished": True}
    if turn.answerer is turn.fallback:
        return {"drafts": (*lead, *await _reviewed(step, turn)), "finished": True}
    try:
        draft = await anext(turn.drafts[at], None)
    except GenerationError as error:
        turn.notes.append(str(error))
        return {"drafts": (*lead, *await fall_back(step, turn)), "finished": True}
    return {"drafts": (*lead, draft) if draft else lead, "finished": draft is None}


def _lead(state: State, step: Step) -> tuple[Draft, ...]:
    """What comes before the first sentence of a step: a line of its own, and which question it answers."""
    sent = state.get("sent", ())
    apart = (Draft("\n", ()),) if sent and not sent[-1].text.endswith("\n") else ()
    return (*apart, Draft(step.lead, ())) if step.lead else apart


def _write_ahead(steps: tuple[Step, ...], turn: Turn) -> None:
    """Have the model begin on every question at once: the second does not wait for the first."""
    if turn.saying is None and turn.answerer is not turn.fallback:
        spent = time.monotonic() - turn.began
        turn.drafts = {
            number: turn.answerer.drafts(step.question, _to_write_from(step.grounds), spent)
            for number, step in enumerate(steps)
            if step.grounds
        }


def _to_write_from(grounds: tuple[Ground, ...]) -> tuple[Ground, ...]:
    """What a model may write from: of what rests on something replaced only the first, which the answer says so of."""
    return (*grounds[:1], *(ground for ground in grounds[1:] if ground.replaced is None))


async def fall_back(step: Step, turn: Turn) -> tuple[Draft, ...]:
    """The reviewed answer, instead of what the model could not give; also for the steps that follow."""
    turn.answerer = turn.fallback
    await turn.stop_writing()
    return await _reviewed(step, turn)


async def _reviewed(step: Step, turn: Turn) -> tuple[Draft, ...]:
    return tuple([draft async for draft in turn.fallback.drafts(step.question, step.grounds)])
