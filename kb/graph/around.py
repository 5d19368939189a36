"""What stands around a node: its own relations, and for a matter those of the entries that are on it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from kb.errors import GraphError
from kb.graph.graph import Graph
from kb.graph.types import NAMES, NODES, Kind, kind_of

_OF_ENTRIES: tuple[Kind, ...] = ("needs", "handled_at", "based_on", "applies_to")
_BACK: dict[Kind, str] = {
    "about": "说这件事的条目",
    "before": "在这之前",
    "alias_of": "也叫",
    "belongs_to": "其中",
    "based_on": "据此的条目",
    "uses": "引用它的条目",
    "needs": "要用到它的",
    "handled_at": "在此办理的",
    "applies_to": "适用的条目",
    "gives": "由此得到",
    "listed_in": "列入的药品",
    "cites": "引用它的文件",
    "replaced_by": "被它代替的",
    "repeals": "废止它的",
    "amends": "修改它的",
}
_ONWARD: dict[Kind, str] = {**NAMES, "before": "在这之后"}


@dataclass(frozen=True, slots=True)
class Group:
    """Nodes that are linked in one way, those that most say first."""

    label: str
    nodes: tuple[tuple[str, int], ...]
    """(node, how many say so)."""


def around(graph: Graph, node: str) -> list[Group]:
    """The neighbourhood in groups; empty where the graph does not have the node."""
    found: dict[str, Counter[str]] = {}

    def add(label: str, others: Iterable[str]) -> None:
        found.setdefault(label, Counter()).update(others)

    for relation in graph.leaving(node):
        add(_ONWARD[relation.kind], [relation.tail])
    for relation in graph.arriving(node):
        add(_BACK[relation.kind], [relation.head])
    if node.startswith("matter:"):
        for entry in (relation.head for relation in graph.back(node, "about")):
            for kind in _OF_ENTRIES:
                add(NAMES[kind], (relation.tail for relation in graph.follow(entry, kind)))
    return [Group(label, tuple(counted.most_common())) for label, counted in found.items() if counted]


def resolve(graph: Graph, name: str) -> str:
    """The node that a name means: as written, or the first kind of node that has it; raises GraphError."""
    for candidate in (name, *(f"{kind}:{name}" for kind in NODES), graph.document_node(name)):
        if not graph.of(candidate):
            continue
        meant = graph.follow(candidate, "alias_of")
        return meant[0].tail if kind_of(candidate) == "alias" and meant else candidate
    raise GraphError(
        f"图谱里没有「{name}」：写事项、条目编号、文件名或标题、事实名称、材料、渠道、药品的名称"
    )
