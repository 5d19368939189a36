"""The knowledge graph: what links entries, documents, facts, materials, channels and groups of people.

It is read off fields and texts without a model, in seconds, whenever it is asked for, so it can never be stale.
Search does not go through it.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

import yaml

from kb.entry import Entry
from kb.fact import references
from kb.impact import amends
from kb.item import Item
from kb.text import folded_title
from kb.types import Document

Kind = Literal[
    "based_on", "uses", "needs", "handled_at", "applies_to", "cites", "replaced_by", "repeals", "amends"
]

NAMES: dict[Kind, str] = {
    "based_on": "依据",
    "uses": "引用事实",
    "needs": "需要材料",
    "handled_at": "办理渠道",
    "applies_to": "适用人群",
    "cites": "引用文件",
    "replaced_by": "被代替",
    "repeals": "废止",
    "amends": "修改",
}

_TITLE = re.compile(r"《([^《》]{3,60})》")
_GROUPS = {"employee": "职工", "resident": "居民", "flexible": "灵活就业", "retired": "退休"}


@dataclass(frozen=True, slots=True)
class Relation:
    head: str
    """Node, e.g. "entry:ID", "document:NAME", "fact:NAME"; "title:X" for a document that is not held."""
    kind: Kind
    tail: str
    because: str = ""
    """Where it is said: an article, or the words themselves."""


class Graph:
    """Relations, asked from either end."""

    def __init__(self, relations: Iterable[Relation]) -> None:
        self._from: dict[str, list[Relation]] = defaultdict(list)
        self._to: dict[str, list[Relation]] = defaultdict(list)
        self._size = 0
        for relation in dict.fromkeys(relations):
            self._from[relation.head].append(relation)
            self._to[relation.tail].append(relation)
            self._size += 1

    def __len__(self) -> int:
        return self._size

    def of(self, node: str) -> list[Relation]:
        """Relations of a node, those that start there first."""
        return [*self._from.get(node, ()), *self._to.get(node, ())]

    def follow(self, node: str, kind: Kind) -> list[Relation]:
        return [relation for relation in self._from.get(node, ()) if relation.kind == kind]

    def counts(self) -> Counter[Kind]:
        return Counter(relation.kind for relations in self._from.values() for relation in relations)

    def related(self, entry_id: str) -> list[str]:
        """Ids of entries that rest on the same article of the same document."""
        found: dict[str, None] = {}
        for basis in self.follow(f"entry:{entry_id}", "based_on"):
            for other in self._to[basis.tail]:
                if other.kind == "based_on" and basis.because and other.because == basis.because:
                    found.setdefault(other.head.removeprefix("entry:"))
        found.pop(entry_id, None)
        return list(found)

    def successors(self, node: str) -> list[str]:
        """The chain of what replaced a document, the newest last."""
        chain, seen = [], {node}
        while steps := [r.tail for r in self.follow(node, "replaced_by") if r.tail not in seen]:
            node = steps[0]
            seen.add(node)
            chain.append(node)
        return chain


def build(entries: Iterable[Entry], documents: Sequence[Document], passages: Iterable[Item] = ()) -> Graph:
    titles = _titles(documents)
    names = {document.name: document for document in documents}

    def relations() -> Iterator[Relation]:
        for entry in entries:
            yield from _of_entry(entry, titles)
        for document in documents:
            yield from _of_document(document, titles)
        for item in passages:
            if item.document in names:
                yield from _citations(item, names[item.document], titles)

    return Graph(relations())


def _of_entry(entry: Entry, titles: dict[str, Document]) -> Iterator[Relation]:
    node = f"entry:{entry.id}"
    if entry.source:
        yield Relation(node, "based_on", _document(entry.source.title, titles), entry.source.locator or "")
    for name in references(entry.answer):
        yield Relation(node, "uses", f"fact:{name}")
    for kind in entry.insured_types:
        yield Relation(node, "applies_to", f"group:{_GROUPS[kind]}")
    for name in _found(entry.answer, "materials"):
        yield Relation(node, "needs", f"material:{name}")
    for name in _found(entry.answer, "channels"):
        yield Relation(node, "handled_at", f"channel:{name}")


def _of_document(document: Document, titles: dict[str, Document]) -> Iterator[Relation]:
    node = f"document:{document.name}"
    if document.superseded_by:
        newer = _document(document.superseded_by, titles)
        if newer != node:
            yield Relation(node, "replaced_by", newer)
    for title in document.repeals:
        if (old := _document(title, titles)) != node:
            yield Relation(node, "repeals", old)
    for title in amends(document.title):
        yield Relation(node, "amends", _document(title, titles))


def _citations(item: Item, document: Document, titles: dict[str, Document]) -> Iterator[Relation]:
    own = folded_title(document.title)
    for title in _TITLE.findall(item.body):
        folded = folded_title(title)
        if folded != own and folded in titles:
            where = str(item.payload.get("locator") or "")
            yield Relation(f"document:{document.name}", "cites", f"document:{titles[folded].name}", where)


def _titles(documents: Iterable[Document]) -> dict[str, Document]:
    """The newest document of every title."""
    in_order = sorted(documents, key=lambda one: str(one.issued or one.period.start or ""))
    return {folded_title(document.title): document for document in in_order}


def _document(title: str, titles: dict[str, Document]) -> str:
    held = titles.get(folded_title(title))
    return f"document:{held.name}" if held else f"title:{title}"


def _found(text: str, group: str) -> list[str]:
    pattern, names = _words()[group]
    return list(dict.fromkeys(names[match] for match in pattern.findall(text)))


@cache
def _words() -> dict[str, tuple[re.Pattern[str], dict[str, str]]]:
    held = yaml.safe_load(files("kb").joinpath("data/graph-words.yaml").read_text(encoding="utf-8"))
    found = {}
    for group, rows in held.items():
        names = {spelling: name for name, others in rows.items() for spelling in (name, *others)}
        longest_first = sorted(names, key=len, reverse=True)
        found[group] = (re.compile("|".join(map(re.escape, longest_first))), names)
    return found
