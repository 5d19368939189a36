"""What the graph is made of: nodes, which are names with a kind before them, and relations between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Kind = Literal[
    "about",
    "belongs_to",
    "based_on",
    "uses",
    "needs",
    "handled_at",
    "applies_to",
    "before",
    "gives",
    "alias_of",
    "listed_in",
    "cites",
    "replaced_by",
    "repeals",
    "amends",
]

KINDS: tuple[Kind, ...] = get_args(Kind)

NAMES: dict[Kind, str] = {
    "about": "关于事项",
    "belongs_to": "属于险种",
    "based_on": "依据",
    "uses": "引用事实",
    "needs": "需要材料",
    "handled_at": "办理地点或渠道",
    "applies_to": "适用人群",
    "before": "先于",
    "gives": "办完得到",
    "alias_of": "别名",
    "listed_in": "列入目录",
    "cites": "引用文件",
    "replaced_by": "被代替",
    "repeals": "废止",
    "amends": "修改",
}

NODES: dict[str, str] = {
    "matter": "事项",
    "insurance": "险种",
    "group": "人群",
    "material": "材料",
    "channel": "渠道",
    "office": "经办地点",
    "document": "文件",
    "title": "未收录的文件",
    "fact": "事实",
    "drug": "药品",
    "alias": "叫法",
    "entry": "条目",
}
"""Kinds of node, as staff see them."""


@dataclass(frozen=True, slots=True)
class Relation:
    head: str
    """Node, e.g. "entry:ID", "matter:工伤认定", "document:NAME"; "title:X" for a document that is not held."""
    kind: Kind
    tail: str
    because: str = ""
    """Where it is said: an article, an entry, or the words themselves."""

    @property
    def triple(self) -> tuple[str, Kind, str]:
        return (self.head, self.kind, self.tail)


def kind_of(node: str) -> str:
    return node.partition(":")[0]


def name_of(node: str) -> str:
    return node.partition(":")[2]
