"""The last look at a sentence; what passes is sent at once."""

from __future__ import annotations

from dataclasses import replace

from langgraph.config import get_stream_writer
from langgraph.runtime import Runtime

from dialogue import channels
from dialogue.answerers import Draft
from dialogue.guard import GuardResult, carries_out, without_personal_data
from dialogue.guard.types import IN_DANGER
from dialogue.state import Sent, State, Turn
from dialogue.types import Token
from dialogue.wording import say

_CARE = IN_DANGER | {"pii"}
"""Categories that the numbers to call, and whoever speaks of them kindly, are found under too."""


def guard_out(state: State, runtime: Runtime[Turn]) -> State:
    turn, at = runtime.context, state.get("at", 0)
    write = get_stream_writer()
    sent = list(state.get("sent", ()))
    for draft in state["checked"]:
        if _repeats(draft.text, sent):
            continue
        text = _allowed(draft, turn)
        if text is None:
            continue
        sent.append(Sent(text, at, draft.grounds))
        write(Token(text))
    changed: State = {}
    if state["finished"]:
        changed["at"] = at + 1
        step = state["steps"][at]
        if step.grounds and not any(one.step == at and one.grounds for one in sent):
            unsaid = replace(
                step, outcome="unknown", text=say("unsaid", hotline=channels.line(step.question))
            )
            sent.append(Sent(unsaid.text, at))
            write(Token(unsaid.text))
            changed["steps"] = (*state["steps"][:at], unsaid, *state["steps"][at + 1 :])
    return {**changed, "sent": tuple(sent)}


def _repeats(sentence: str, sent: list[Sent]) -> bool:
    """After a fallback the reviewed answer may say again what the model already said."""
    return len(sentence.strip()) > 8 and any(sentence == one.text for one in sent)


def _allowed(draft: Draft, turn: Turn) -> str | None:
    """The sentence as it may leave, None where it may not.

    Fixed wording and what the reviewed evidence says word for word pass; of the rest harm, foreign links
    and markup are dropped, personal data is masked.
    """
    if not draft.grounds or any(draft.text.strip() in ground.text for ground in draft.grounds):
        return draft.text
    evidence = "\n".join((ground.evidence + (ground.citation.url or "")) for ground in draft.grounds)
    if _harms(turn.guard.check(draft.text)) or carries_out(draft.text, evidence):
        turn.notes.append("输出护栏拦下一句")
        return None
    return without_personal_data(draft.text, evidence)


def _harms(found: GuardResult) -> bool:
    """Whether an answer may not say it: harm, or a call to unrest; words of care for somebody in danger may be said."""
    return found.action == "refuse" or (
        found.action == "escalate" and not found.faint and not _CARE.issuperset(found.categories)
    )
