"""Relations asked from either end, kept by who states them, so that one edit touches what it states alone."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence

from kb.entry import Entry
from kb.graph import read
from kb.graph.types import Kind, Relation
from kb.item import Item
from kb.text import folded_title
from kb.types import Document

Owner = Hashable
"""Who states a relation: the row of an item, a document's name, the lists of names, staff."""
Triple = tuple[str, Kind, str]


class Graph:
    """A document is named by its title in what is stated, and shown as the newest edition held of that title."""

    def __init__(self, documents: Iterable[Document] = ()) -> None:
        self._stated: dict[Owner, tuple[Relation, ...]] = {}
        self._from: dict[str, dict[tuple[Owner, Relation], None]] = defaultdict(dict)
        self._to: dict[str, dict[tuple[Owner, Relation], None]] = defaultdict(dict)
        self._titles: dict[str, Document] = {}
        self._documents: dict[str, Document] = {}
        self.hide: frozenset[Triple] = frozenset()
        """Relations that staff have taken out."""
        self.renamed: dict[str, str] = {}
        """Nodes that staff have given another name, which may be that of another node."""
        self.hold(documents)

    def hold(self, documents: Iterable[Document]) -> None:
        """The documents held; what they state is stated anew."""
        for name in self._documents:
            self.drop(("document", name))
        in_order = sorted(documents, key=lambda one: str(one.issued or one.period.start or ""))
        self._documents = {document.name: document for document in in_order}
        self._titles = {folded_title(document.title): document for document in in_order}
        for document in in_order:
            self.state(("document", document.name), read.of_document(document))

    def state(self, owner: Owner, relations: Iterable[Relation]) -> None:
        """What an owner states from now on, instead of what it stated before."""
        self.drop(owner)
        stated = tuple(dict.fromkeys(relations))
        if stated:
            self._stated[owner] = stated
        for relation in stated:
            self._from[_key(relation.head)][owner, relation] = None
            self._to[_key(relation.tail)][owner, relation] = None

    def drop(self, owner: Owner) -> None:
        for relation in self._stated.pop(owner, ()):
            for index, node in ((self._from, _key(relation.head)), (self._to, _key(relation.tail))):
                index[node].pop((owner, relation), None)
                if not index[node]:
                    del index[node]

    # Asking.

    def __len__(self) -> int:
        return sum(self.counts().values())

    def counts(self) -> Counter[Kind]:
        """Relations by kind; the same from several places counts once."""
        triples = {relation.triple for node in list(self._from) for relation in self._shown(self._from, node)}
        return Counter(kind for _, kind, _ in triples)

    def nodes(self) -> Iterator[str]:
        """Every node that a relation starts or ends at."""
        seen: dict[str, None] = {}
        for index in (self._from, self._to):
            for node in list(index):
                for relation in self._shown(index, node):
                    seen[relation.head] = seen[relation.tail] = None
        yield from seen

    def of(self, node: str) -> list[Relation]:
        """Relations of a node, those that start there first."""
        return [*self.leaving(node), *self.arriving(node)]

    def leaving(self, node: str) -> list[Relation]:
        found = (r for key in self._keys(node) for r in self._shown(self._from, key))
        return list(dict.fromkeys(r for r in found if r.head == node))

    def arriving(self, node: str) -> list[Relation]:
        found = (r for key in self._keys(node) for r in self._shown(self._to, key))
        return list(dict.fromkeys(r for r in found if r.tail == node))

    def follow(self, node: str, kind: Kind) -> list[Relation]:
        return [relation for relation in self.leaving(node) if relation.kind == kind]

    def back(self, node: str, kind: Kind) -> list[Relation]:
        return [relation for relation in self.arriving(node) if relation.kind == kind]

    def related(self, entry_id: str) -> list[str]:
        """Ids of entries that rest on the same article of the same document."""
        found: dict[str, None] = {}
        for basis in self.follow(f"entry:{entry_id}", "based_on"):
            for other in self.back(basis.tail, "based_on"):
                if basis.because and other.because == basis.because:
                    found.setdefault(other.head.removeprefix("entry:"))
        found.pop(entry_id, None)
        return list(found)

    def successors(self, node: str) -> list[str]:
        """The chain of what replaced a document, the newest last; also of one that is not held."""
        chain, seen = [], {node}
        while steps := [one for one in self._replacing(node) if one not in seen]:
            node = steps[0]
            seen.add(node)
            chain.append(node)
        return chain

    def _replacing(self, node: str) -> list[str]:
        later = [r.tail for r in self.follow(node, "replaced_by")]
        return later or [r.head for r in self.back(node, "repeals")]

    def edition(self, node: str) -> Document | None:
        """The document behind a node."""
        return self._documents.get(node.removeprefix("document:")) if node.startswith("document:") else None

    def editions(self, title: str) -> list[Document]:
        """Every edition held of a title, the oldest first."""
        wanted = folded_title(title)
        return [one for one in self._documents.values() if folded_title(one.title) == wanted]

    def document_node(self, title: str) -> str:
        """The node of a title: the newest edition held, or the title itself."""
        held = self._titles.get(folded_title(title))
        return f"document:{held.name}" if held else f"title:{folded_title(title)}"

    def document_names(self) -> dict[str, str]:
        """Titles and short titles of all documents, held or only named as replaced, to their nodes."""
        names = {title: f"document:{held.name}" for title, held in self._titles.items()}
        for document in self._documents.values():
            for relation in self.leaving(f"document:{document.name}"):
                if relation.kind in ("repeals", "replaced_by") and relation.tail.startswith("title:"):
                    names.setdefault(relation.tail.removeprefix("title:"), relation.tail)
            for relation in self.back(f"document:{document.name}", "alias_of"):
                names.setdefault(relation.head.removeprefix("alias:"), relation.tail)
        return names

    # Between what is stated and what is shown.

    def _keys(self, node: str) -> list[str]:
        """Where relations of a shown node may be kept."""
        keys = [_key(node), *(_key(old) for old, new in self.renamed.items() if new == node)]
        document = self.edition(node)
        if document and self._titles[folded_title(document.title)] is document:
            keys.append(f"title:{folded_title(document.title)}")
        return keys

    def _shown(self, index: dict[str, dict[tuple[Owner, Relation], None]], key: str) -> Iterator[Relation]:
        for _, stated in index.get(key, {}):
            relation = Relation(self._name(stated.head), stated.kind, self._name(stated.tail), stated.because)
            if relation.head != relation.tail and relation.triple not in self.hide:
                yield relation

    def _name(self, node: str) -> str:
        if node.startswith("title:"):
            node = self.document_node(node.removeprefix("title:"))
        return self.renamed.get(node, node)


def _key(node: str) -> str:
    return f"title:{folded_title(node.removeprefix('title:'))}" if node.startswith("title:") else node


def build(entries: Iterable[Entry], documents: Sequence[Document], passages: Iterable[Item] = ()) -> Graph:
    """A graph of what is given alone, without the lists of names."""
    graph = Graph(documents)
    titles = {document.name: document.title for document in documents}
    for entry in entries:
        graph.state(("entry", entry.id), read.of_entry(entry))
    for item in passages:
        if item.document in titles:
            graph.state(item.row, read.of_passage(item, titles[item.document]))
    return graph
