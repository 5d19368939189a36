"""The graph of a store, kept up with the change log: an edit costs what it says, not a rebuild."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence

from kb.graph import corrections, read
from kb.graph.corrections import Corrections
from kb.graph.graph import Graph
from kb.graph.types import Relation
from kb.item import Item
from kb.store import Store

_WORDS = "words"
_CHUNK = 500


class HeldGraph:
    """Built at the first question, then followed; one process has one."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._graph: Graph | None = None
        self._seq = -1
        self._lock = threading.Lock()

    def at(self, seq: int) -> Graph:
        """The graph as of a position in the change log, or later."""
        with self._lock:
            if self._graph is None:
                self._seq = self.store.last_change()
                self._graph = self._read()
            elif seq > self._seq:
                self._seq, rows = self.store.changed_since(self._seq)
                self._follow(self._graph, rows)
            return self._graph

    def now(self) -> Graph:
        """The graph as everything stands."""
        return self.at(self.store.last_change())

    def _read(self) -> Graph:
        graph = Graph(self.store.documents())
        graph.state(_WORDS, read.of_words())
        for item in self.store.iter_items():
            _state(graph, item)
        corrections.apply(graph, Corrections(self.store.engine).listed())
        return graph

    def _follow(self, graph: Graph, rows: Sequence[int]) -> None:
        items = [row for row in rows if row]
        found: dict[int, Item] = {}
        for start in range(0, len(items), _CHUNK):
            found |= self.store.items(items[start : start + _CHUNK])
        if any(row not in found or found[row].kind != "entry" for row in items):
            graph.hold(self.store.documents())
        for row in items:
            item = found.get(row)
            if item is None or item.state != "published":
                graph.drop(row)
            else:
                _state(graph, item)
        if 0 in rows:
            corrections.apply(graph, Corrections(self.store.engine).listed())


def _state(graph: Graph, item: Item) -> None:
    graph.state(item.row, _relations(graph, item))


def _relations(graph: Graph, item: Item) -> Iterable[Relation]:
    if item.kind == "entry":
        return read.of_entry(item.entry)
    if item.kind == "table":
        return read.of_row(item)
    document = graph.edition(f"document:{item.document}")
    return read.of_passage(item, document.title if document else "")
