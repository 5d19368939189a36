"""The index of one process: built from the store, following its change log.

The store is the truth. A query works on the tuple of segments it took at its start, so an update swaps
that tuple and never stops a query.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

import numpy as np

from kb.item import Item
from kb.store import IndexedText, Store
from kb.vectors import dequantise
from models import Embedder
from retrieval.arrays import Floats
from retrieval.centres import Centres
from retrieval.embedding import embed_missing
from retrieval.errors import IndexMismatchError
from retrieval.segment import Segment

Progress = Callable[[str, int, int], None]
"""Called with the step, how much is done, and how much there is."""

_MERGE_ABOVE = 2_000
"""Items in the segment of recent edits above which all segments become one."""

_MANIFEST = "index"


class Index:
    """Segments in memory; `refresh` makes edits of any process visible here."""

    def __init__(self, store: Store, embedder: Embedder) -> None:
        self.store = store
        self.embedder = embedder
        self.centres = Centres.of(embedder.id, embedder.dim)
        self.segments: tuple[Segment, ...] = ()
        self.seq = 0
        self._one_update = threading.Lock()

    def prepare(self, progress: Progress = lambda *_: None) -> None:
        """Compute the vectors that are missing, without reading the index into memory."""
        self.check_manifest()
        embed_missing(self.store, self.embedder, progress)

    def build(self, progress: Progress = lambda *_: None) -> None:
        """Read everything; vectors that are missing are computed first."""
        self.prepare(progress)
        with self._one_update:
            self._load()

    def rebuild(self, progress: Progress = lambda *_: None) -> None:
        """As `prepare`, after taking the settings' embedder as the new truth."""
        self.store.set_meta(_MANIFEST, None)
        self.prepare(progress)

    def refresh(self, *, vectors: bool = True) -> bool:
        """Follow the change log; True when something changed.

        Texts are searchable by their words at once; with `vectors` the missing ones are computed too.
        """
        with self._one_update:
            seq, rows = self.store.changed_since(self.seq)
            if not rows:
                return False
            if vectors:
                embed_missing(self.store, self.embedder)
            if len(rows) > _MERGE_ABOVE:
                self._load()
            else:
                self._apply(seq, rows)
            return True

    def check_manifest(self) -> None:
        """Raises IndexMismatchError when the vectors were made by another embedder."""
        wanted = {"embedder": self.embedder.id, "dim": self.embedder.dim}
        held = self.store.meta(_MANIFEST)
        if held is None:
            self.store.set_meta(_MANIFEST, wanted)
        elif held != wanted:
            raise IndexMismatchError(
                f"{held['embedder']}（{held['dim']} 维）", f"{wanted['embedder']}（{wanted['dim']} 维）"
            )

    def _load(self) -> None:
        seq = self.store.last_change()
        items = list(self.store.iter_items())
        texts = list(self.store.indexed_texts())
        self.segments = (self._segment(items, texts, self._vectors(None)),)
        self.seq = seq

    def _apply(self, seq: int, rows: Sequence[int]) -> None:
        """Put changed items into a small segment of their own; the large one stays as it is."""
        base, recent = self.segments[0], self.segments[1:]
        in_recent = {int(row) for segment in recent for row in segment.columns.row[segment.alive]}
        wanted = sorted(in_recent | set(rows))
        items = [item for _, item in sorted(self.store.items(wanted).items()) if item.state == "published"]
        if len(items) > _MERGE_ABOVE:
            self._load()
            return
        texts = list(self.store.indexed_texts([item.row for item in items]))
        segment = self._segment(items, texts, self._vectors([text.hash for text in texts]), base)
        base = base.without(rows)
        self.segments = (base, segment) if items else (base,)
        self.seq = seq

    def _segment(
        self,
        items: Sequence[Item],
        texts: Sequence[IndexedText],
        vectors: dict[str, Floats],
        beside: Segment | None = None,
    ) -> Segment:
        return Segment(items, texts, vectors, self.centres, beside)

    def _vectors(self, hashes: Sequence[str] | None) -> dict[str, Floats]:
        rows = list(self.store.vectors(self.embedder.id, hashes))
        if not rows:
            return {}
        packed = np.frombuffer(b"".join(vector for _, vector in rows), dtype=np.int8)
        matrix = dequantise(packed.reshape(len(rows), self.embedder.dim))
        return {text_hash: vector for (text_hash, _), vector in zip(rows, matrix, strict=True)}
