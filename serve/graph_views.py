"""A node of the graph with what stands around it, for the command line and over HTTP alike."""

from __future__ import annotations

from collections.abc import Callable

from kb.graph import Graph
from kb.graph.around import around
from kb.graph.titles import title_of
from kb.graph.types import NAMES, NODES, Relation, kind_of
from kb.store import Store


def node_json(graph: Graph, node: str, shown: Callable[[str], str]) -> dict[str, object]:
    relations = graph.of(node)
    return {
        "node": node,
        "kind": NODES[kind_of(node)],
        "title": shown(node),
        "relations": [relation_json(relation) for relation in relations],
        "around": [
            {"label": group.label, "nodes": [{"node": n, "title": shown(n), "times": times} for n, times in group.nodes]}
            for group in around(graph, node)
        ],
        "related": graph.related(node.removeprefix("entry:")) if node.startswith("entry:") else [],
        "replaced_by": graph.successors(node),
    }  # fmt: skip


def relation_json(relation: Relation) -> dict[str, str]:
    return {
        "head": relation.head, "kind": relation.kind, "label": NAMES[relation.kind], "tail": relation.tail,
        "because": relation.because,
    }  # fmt: skip


def titles(store: Store, graph: Graph) -> Callable[[str], str]:
    """What to show for a node: an entry by its question, a document by its title, others by their name."""

    def shown(node: str) -> str:
        if node.startswith("entry:"):
            item = store.item(node.removeprefix("entry:"))
            return item.title if item else node
        return title_of(node, graph)

    return shown
