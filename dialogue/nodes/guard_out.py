"""The last look at a sentence; what passes is sent at once."""

from __future__ import annotations

from langgraph.config import get_stream_writer
from langgraph.runtime import Runtime

from dialogue.grounds import Ground
from dialogue.state import State, Turn
from dialogue.types import Token


def guard_out(state: State, runtime: Runtime[Turn]) -> State:
    turn, at = runtime.context, state.get("at", 0)
    write = get_stream_writer()
    sent, used = list(state.get("sent", ())), list(state.get("used", ()))
    for draft in state["checked"]:
        if _repeats(draft.text, sent) or (draft.grounds and _refused(draft.text, draft.grounds, turn)):
            continue
        sent.append(draft.text)
        used.extend(draft.grounds)
        write(Token(draft.text))
    changed: State = {"sent": tuple(sent), "used": tuple(used)}
    if state["finished"]:
        changed["at"] = at + 1
    return changed


def _repeats(sentence: str, sent: list[str]) -> bool:
    """After a fallback the reviewed answer may say again what the model already said."""
    return len(sentence.strip()) > 8 and sentence in sent


def _refused(sentence: str, grounds: tuple[Ground, ...], turn: Turn) -> bool:
    """A sentence with harmful content never leaves, unless the reviewed evidence says it word for word."""
    if any(sentence.strip() in ground.text for ground in grounds):
        return False
    refused = turn.guard.check(sentence).action == "refuse"
    if refused:
        turn.notes.append("输出护栏拦下一句")
    return refused
