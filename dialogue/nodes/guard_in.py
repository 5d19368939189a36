"""First of all: may this message be answered, does somebody need help, what must be masked."""

from __future__ import annotations

import re

from langgraph.runtime import Runtime

from dialogue.guard import GuardResult
from dialogue.guard.types import IN_DANGER
from dialogue.state import State, Step, Turn
from dialogue.understand import spelled
from dialogue.wording import say

_ASKS = re.compile(
    r"[?？]|[吗么呢]$|[吗么呢][，, ]|[不没]$|(?P<x>.{1,2})[不没](?P=x)|怎么|咋|如何|为什么|为啥|什么|啥|干[嘛吗]|多[少久长大高]|几[个天年点号]|哪|谁|能不能|能否|可不可以|可以吗|行不行|是不是|有没有|要不要|请问"
)


def asks(message: str) -> bool:
    """Whether the message asks something that can be answered."""
    return bool(_ASKS.search(message.strip()))


def guard_in(state: State, runtime: Runtime[Turn]) -> State:
    message = spelled.read(state["request"].message)
    result = runtime.context.guard.check(message)
    asking = asks(message)
    goes_on = result.faint or _may_wait(result, asking)
    step = None if goes_on else _step(result)
    if step and result.only_guessed and asking:
        return {"guard": result, "held": step, "steps": ()}
    return {"guard": result, "steps": (step,) if step else ()}


def _may_wait(result: GuardResult, asking: bool) -> bool:
    """Whether staff are told and the turn goes on all the same: nobody is in danger, nothing is announced that a
    person must prevent now. What is only sensed and not grave is a caller who is upset, asking or not."""
    if IN_DANGER & set(result.categories):
        return False
    if result.level == "watch":
        return asking or result.only_sensed
    return asking and result.only_sensed


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
