"""The nodes of the graph: plain functions from the state to what changed."""

from dialogue.nodes.answer import answer
from dialogue.nodes.close import close
from dialogue.nodes.guard_in import guard_in
from dialogue.nodes.guard_out import guard_out
from dialogue.nodes.retrieve import retrieve
from dialogue.nodes.speak import speak
from dialogue.nodes.understand import understand
from dialogue.nodes.verify import verify

__all__ = ["answer", "close", "guard_in", "guard_out", "retrieve", "speak", "understand", "verify"]
