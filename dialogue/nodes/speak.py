"""Says every step: a sentence is written, checked against its grounds, looked at once more, and only then sent."""

from __future__ import annotations

from langgraph.config import get_stream_writer
from langgraph.runtime import Runtime

from dialogue.nodes.answer import answer
from dialogue.nodes.guard_out import guard_out
from dialogue.nodes.verify import verify
from dialogue.state import Sent, State, Turn
from dialogue.types import Token
from dialogue.wording import say


async def speak(state: State, runtime: Runtime[Turn]) -> State:
    """One node for all sentences: a node of its own for each would cost more than the sentence."""
    said: State = {**state}
    cleared = "held" in state and state["steps"] != (state["held"],)
    if (state["guard"].faint or cleared) and "crisis" in state["guard"].categories:
        care = say("crisis_aside")
        get_stream_writer()(Token(care))
        said["sent"] = (Sent(care, 0),)
    while said.get("at", 0) < len(said["steps"]):
        said |= await answer(said, runtime)
        said |= await verify(said, runtime)
        said |= guard_out(said, runtime)
    return {"at": said["at"], "sent": said["sent"], "steps": said["steps"]}
