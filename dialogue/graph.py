"""One turn as a graph; this file only wires.

guard_in → understand → retrieve → answer → verify → guard_out → close, with answer … guard_out repeated
until every step is said: a sentence is sent only after it has passed all three.
"""

from __future__ import annotations

from typing import Any

from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph

from dialogue import nodes
from dialogue.state import State, Turn

Graph = CompiledStateGraph[State, Turn, State, State]


def build(checkpointer: BaseCheckpointSaver[Any] | None) -> Graph:
    """The compiled graph; without a checkpointer a session remembers nothing."""
    graph = StateGraph(State, context_schema=Turn)
    for node in (
        nodes.guard_in, nodes.understand, nodes.retrieve,
        nodes.answer, nodes.verify, nodes.guard_out, nodes.close,
    ):  # fmt: skip
        graph.add_node(node.__name__, node)
    graph.add_edge(START, "guard_in")
    graph.add_conditional_edges("guard_in", _after_guard, ["understand", "answer"])
    graph.add_conditional_edges("understand", _after_understanding, ["retrieve", "answer"])
    graph.add_edge("retrieve", "answer")
    graph.add_edge("answer", "verify")
    graph.add_edge("verify", "guard_out")
    graph.add_conditional_edges("guard_out", _after_sentence, ["answer", "close"])
    graph.add_edge("close", END)
    return graph.compile(checkpointer=checkpointer)


def _after_guard(state: State) -> str:
    return "answer" if state["steps"] else "understand"


def _after_understanding(state: State) -> str:
    return "answer" if state["steps"] else "retrieve"


def _after_sentence(state: State) -> str:
    return "answer" if state.get("at", 0) < len(state["steps"]) else "close"
