"""What the recipes learn from: everything of a home, and segments of parts of it.

One wording in eight taught the embedder nothing (`bench/finetune`); the ranker and the confidence are learned on those.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np

from bench.cached import CachedEmbedder
from kb import database
from kb.entry import Entry
from kb.item import DENSE_FIELDS, Item
from kb.store import IndexedText, Store
from kb.types import Scope
from kb.vectors import unpack
from models import SocialE5
from retrieval.features import Query
from retrieval.index import Index
from retrieval.prototypes import Prototypes, learn_items
from retrieval.segment import Segment

DAY = date(2026, 11, 24)
"""On which all recipes ask."""
SCOPE = Scope("110000", None, DAY)
SEED = 20261124
OUT_OF_SCOPE = Path("bench/data/out_of_scope.txt")
UNSEEN = Path("bench/data/unseen_wordings.npy")
"""Digests of the wordings that the embedder was not taught; written by `bench/finetune/material.py`."""


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
        return learn_items([t.text for t in kept], vectors, [t.item for t in kept])

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


def cached_index(home: Path) -> Index:
    """An index of HOME whose embedder remembers."""
    return Index(Store(database.connect(database.sqlite_url(home))), CachedEmbedder(SocialE5()))


@cache
def unseen() -> frozenset[int]:
    return frozenset(np.load(UNSEEN).tolist())


def digest(text: str) -> int:
    """As `UNSEEN` holds them: 8 bytes of BLAKE2b."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")


def taught(text: str) -> bool:
    """Whether the embedder may have been taught this wording."""
    return digest(text) not in unseen()


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
