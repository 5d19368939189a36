"""One turn as a graph; this file only wires.

guard_in → understand → retrieve → speak → close; `speak` sends a sentence only after it has been written,
verified and looked at by the output guard.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from inspect import iscoroutinefunction
from typing import Any

from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph
from langgraph.runtime import Runtime

from dialogue import nodes
from dialogue.state import State, Turn

Graph = CompiledStateGraph[State, Turn, State, State]


def build(checkpointer: BaseCheckpointSaver[Any] | None) -> Graph:
    """The compiled graph; without a checkpointer a session remembers nothing."""
    graph = StateGraph(State, context_schema=Turn)
    for node in (nodes.guard_in, nodes.understand, nodes.retrieve, nodes.speak, nodes.close):
        graph.add_node(node.__name__, _at_once(node))
    graph.add_edge(START, "guard_in")
    graph.add_conditional_edges("guard_in", _after_guard, ["understand", "speak"])
    graph.add_conditional_edges("understand", _after_understanding, ["retrieve", "speak"])
    graph.add_edge("retrieve", "speak")
    graph.add_edge("speak", "close")
    graph.add_edge("close", END)
    return graph.compile(checkpointer=checkpointer)


Node = Callable[[State, Runtime[Turn]], Any]

_LONG = 200
"""Characters of a message that is looked at in a thread; shorter ones take less time than the way there."""


def _at_once(node: Node) -> Any:
    """The node without a thread of its own, which LangGraph gives to every plain function."""
    if iscoroutinefunction(node):
        return node

    async def run(state: State, runtime: Runtime[Turn]) -> State:
        if node in _READING and len(state["request"].message) > _LONG:
            loop = asyncio.get_running_loop()
            found: State = await loop.run_in_executor(runtime.context.pool, node, state, runtime)
            return found
        return node(state, runtime)  # type: ignore[no-any-return]

    return run


_READING = (nodes.guard_in, nodes.understand)
"""Nodes whose time grows with the message; none of them writes to the stream."""


async def _after_guard(state: State) -> str:
    return "speak" if state["steps"] else "understand"


async def _after_understanding(state: State) -> str:
    return "speak" if state["steps"] else "retrieve"
