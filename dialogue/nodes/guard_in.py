"""First of all: may this message be answered, does somebody need help, what must be masked."""

from __future__ import annotations

from langgraph.runtime import Runtime

from dialogue.guard import GuardResult
from dialogue.state import State, Step, Turn
from dialogue.wording import say


def guard_in(state: State, runtime: Runtime[Turn]) -> State:
    result = runtime.context.guard.check(state["request"].message)
    step = _step(result)
    return {"guard": result, "steps": (step,) if step else ()}


def _step(result: GuardResult) -> Step | None:
    """What to say instead of an answer; None where the turn goes on."""
    if result.action == "escalate":
        if "medical_emergency" in result.categories:
            return Step("unknown", say("emergency"))
        wording = "crisis" if "crisis" in result.categories else "unstable"
        return Step("handoff", say(wording))
    if result.action == "refuse":
        return Step("refuse", say("injection" if "injection" in result.categories else "refuse"))
    return None
