"""The index of one process: built from the store, following its change log.

The store is the truth. A query works on the tuple of segments it took at its start, so an update swaps
that tuple and never stops a query. Edits go into a small segment of their own; segments of like size are
joined, large ones beside the queries, so that the work an edit causes grows with its size alone.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Literal

import numpy as np

from kb.store import Store
from models import Embedder
from retrieval.centres import Centres
from retrieval.embedding import embed_missing, embed_some
from retrieval.errors import IndexMismatchError
from retrieval.segment import Segment

Progress = Callable[[str, int, int], None]
"""Called with the step, how much is done, and how much there is."""

Vectors = Literal["all", "few", "none"]

_AT_ONCE = 5_000
"""Items up to which segments are joined while an edit waits: about a tenth of a second."""
_SEGMENTS = 3
"""Above so many, the last two are joined whatever their size: each costs a query a millisecond."""
_LOOKED_AT = 64
"""Texts of a group that are looked at when some vectors are to be computed."""
_FEW = 16
"""Changed items whose vectors are computed before their words are shown, so that they appear complete."""

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
        self._joining: threading.Thread | None = None
        self._held = 0

    def prepare(self, progress: Progress = lambda *_: None) -> None:
        """Compute the vectors that are missing, without reading the index into memory."""
        self.check_manifest()
        embed_missing(self.store, self.embedder, progress)

    def build(self, progress: Progress = lambda *_: None) -> None:
        """Read everything; vectors that are missing are computed first."""
        self.prepare(progress)
        self.open()

    def open(self) -> None:
        """Read everything there is: what has no vector yet is found by its words."""
        self.check_manifest()
        with self._one_update:
            self._load()

    def rebuild(self, progress: Progress = lambda *_: None) -> None:
        """As `prepare`, after taking the settings' embedder as the new truth."""
        self.store.set_meta(_MANIFEST, None)
        self.prepare(progress)

    def refresh(self, *, vectors: Vectors = "all") -> bool:
        """Follow the change log; True when something changed.

        Texts are searchable by their words at once. `vectors` says which of those missing are computed before
        this returns: all, those of a few edits, or none; `fill` is for the others.
        """
        with self._one_update:
            seq, rows = self.store.changed_since(self.seq)
            if not rows:
                return False
            if len(rows) <= _FEW and vectors != "none":
                embed_some(self.store, self.embedder, rows)
            if not self.segments or len(rows) > max(_AT_ONCE, len(self.segments[0]) // 2):
                self._load()
            else:
                self._apply(seq, rows)
        self._join_large()
        if vectors == "all" and self.lacking():
            embed_missing(self.store, self.embedder)
            self.attach()
        return True

    # Vectors that were not there yet.

    def lacking(self) -> int:
        """Texts that are found by their words alone."""
        return sum(len(group.texts.lacking) for s in self.segments for group in s.groups.values())

    def attach(self) -> int:
        """Take up vectors that were computed since, by whichever process; returns how many."""
        if not self.lacking():
            return 0
        wanted = list({name for segment in self.segments for name in segment.lacking()})
        found = dict(self.store.vectors(self.embedder.id, wanted))
        if found:
            with self._one_update:
                self.segments = tuple(
                    segment.with_vectors(found, self.centres) for segment in self.segments
                )
        return len(found)

    def fill(self) -> bool:
        """Compute some vectors that are missing, unless another process is at it; True while some are."""
        attached = self.attach()
        held, before = self.store.vector_count(self.embedder.id), self._held
        self._held = held
        if self.lacking() and not (attached and held > before > 0):
            self._held += embed_some(self.store, self.embedder, self._rows_lacking())
        return self.lacking() > 0

    def _rows_lacking(self) -> list[int]:
        """Some items that have a text without a vector."""
        return [
            int(segment.columns.row[number])
            for segment in self.segments
            for group in segment.groups.values()
            for number in group.item_of[group.texts.lacking[:_LOOKED_AT]]
        ]

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

    # Segments.

    def _load(self) -> None:
        seq = self.store.last_change()
        self.segments = (self._read(None, None),)
        self.seq = seq

    def _read(self, rows: Sequence[int] | None, beside: Segment | None) -> Segment:
        texts = self.store.indexed_texts(rows, self.embedder.id)
        return Segment.read(self.store.indexed_items(rows), texts, self.centres, beside)

    def _apply(self, seq: int, rows: Sequence[int]) -> None:
        """Put changed items into a segment of their own; what they were is found no more."""
        fresh = self._read(rows, self.segments[0])
        rest = tuple(segment.without(rows) for segment in self.segments)
        segments = (rest[0], *(s for s in (*rest[1:], fresh) if s.alive.any()))
        while (at := due(segments)) is not None:
            if sum(len(segment) for segment in segments[at : at + 2]) > _AT_ONCE:
                break
            segments = _joined(segments, at)
        self.segments = segments
        self.seq = seq

    def _join_large(self) -> None:
        """Join segments that are too large for an edit to wait for, beside the queries."""
        if (self._joining and self._joining.is_alive()) or due(self.segments) is None:
            return
        self._joining = threading.Thread(target=self._join, name="jxb-index", daemon=True)
        self._joining.start()

    def _join(self) -> None:
        while (at := due(self.segments)) is not None:
            before = self.segments
            after = _joined(before, at)
            with self._one_update:
                self.segments = _swapped(self.segments, before[at : at + 2], after[at])

    def settle(self) -> None:
        """Wait until nothing is being joined."""
        if self._joining:
            self._joining.join()



def due(segments: Sequence[Segment]) -> int | None:
    """The place of a segment that is to be joined with the one after it; None where all is well.

    Each segment is at least twice as large as the next, so an item is copied a few times in all.
    """
    sizes = [int(segment.alive.sum()) for segment in segments]
    for at in range(len(sizes) - 2, -1, -1):
        if sizes[at] < 2 * sizes[at + 1]:
            return at
    return len(sizes) - 2 if len(sizes) > _SEGMENTS else None


def _joined(segments: tuple[Segment, ...], at: int) -> tuple[Segment, ...]:
    one = Segment.joined(segments[at : at + 2], segments[0] if at else None)
    return (*segments[:at], one, *segments[at + 2 :])


def _swapped(now: tuple[Segment, ...], old: Sequence[Segment], new: Segment) -> tuple[Segment, ...]:
    """`new` in the place of the two it was made of, without what was edited or retired meanwhile."""
    origins = [segment.origin for segment in now]
    places = [origins.index(segment.origin) if segment.origin in origins else -1 for segment in old]
    for place, segment in zip(places, old, strict=True):
        held = now[place].alive if place >= 0 else np.zeros(len(segment), dtype=np.bool_)
        new = new.without(segment.columns.row[segment.alive & ~held])
    rest = [segment for at, segment in enumerate(now) if at not in places]
    return (*rest[: max(places[0], 0)], new, *rest[max(places[0], 0) :])
