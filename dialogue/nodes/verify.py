"""Checks every drafted sentence against the grounds it says it rests on."""

from __future__ import annotations

from langgraph.runtime import Runtime

from dialogue.answerers import Draft
from dialogue.nodes.answer import fall_back
from dialogue.state import State, Turn
from dialogue.verify import unsupported


async def verify(state: State, runtime: Runtime[Turn]) -> State:
    """Sentences that hold; at the first that does not, the reviewed answer takes over."""
    turn, step = runtime.context, state["steps"][state.get("at", 0)]
    checked: list[Draft] = []
    for draft in state["drafts"]:
        fault = _fault(draft) if turn.answerer is not turn.fallback else None
        if fault:
            turn.notes.append(fault)
            return {"checked": (*checked, *await fall_back(step, turn)), "finished": True}
        checked.append(draft)
    return {"checked": tuple(checked)}


def _fault(draft: Draft) -> str | None:
    if not draft.grounds:
        return None
    fault = unsupported(draft.text, [ground.evidence for ground in draft.grounds])
    return f"句子缺少依据（{fault.reason}：{fault.detail}）：{draft.text.strip()[:60]}" if fault else None
