"""Takes the next sentences of the step being said."""

from __future__ import annotations

from langgraph.runtime import Runtime

from dialogue import sentences
from dialogue.answerers import Draft
from dialogue.errors import GenerationError
from dialogue.state import State, Step, Turn


async def answer(state: State, runtime: Runtime[Turn]) -> State:
    turn, at = runtime.context, state.get("at", 0)
    step = state["steps"][at]
    if not step.grounds:
        return {
            "drafts": tuple(Draft(s, ()) for s in sentences.split(step.lead + step.text)),
            "finished": True,
        }
    if turn.drafts is None:
        turn.drafts = turn.answerer.drafts(step.question, step.grounds)
        lead = (Draft(step.lead, ()),) if step.lead else ()
    else:
        lead = ()
    return await _next(step, turn, lead)


async def _next(step: Step, turn: Turn, lead: tuple[Draft, ...]) -> State:
    """The next sentence of a model; all of them where they are at hand already."""
    assert turn.drafts is not None
    try:
        if turn.answerer is turn.fallback:
            return {"drafts": (*lead, *[draft async for draft in turn.drafts]), "finished": True}
        draft = await anext(turn.drafts, None)
    except GenerationError as error:
        turn.notes.append(str(error))
        return {"drafts": (*lead, *await fall_back(step, turn)), "finished": True}
    return {"drafts": (*lead, draft) if draft else lead, "finished": draft is None}


async def fall_back(step: Step, turn: Turn) -> tuple[Draft, ...]:
    """The reviewed answer, instead of what the model could not give."""
    turn.answerer = turn.fallback
    turn.drafts = turn.fallback.drafts(step.question, step.grounds)
    return tuple([draft async for draft in turn.drafts])
