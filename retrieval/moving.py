"""Keeps a vector store elsewhere and the segments of this process in step.

What the store holds is listed before the change log is read: whatever another process wrote there was of a state that
we have seen by then, so what no segment of ours knows is out of date, and never something new.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from retrieval.arrays import Ints
from retrieval.errors import VectorStoreError
from retrieval.far import Far
from retrieval.field_texts import among
from retrieval.segment import Segment
from retrieval.vector_store import Records, VectorStore

if TYPE_CHECKING:
    from retrieval.index import Index

_WORTH_A_FLUSH = 1_000
"""Records written at once from which they are to be sealed and indexed: a few at a time would make many small
segments, and are safe in the store's log anyway."""
_FEW = 1_000
"""Records below which asking which of them are held costs more than writing them: a megabyte."""
NO_KEYS: Ints = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True)
class Reconciled:
    """What a comparison of store and index found and mended."""

    held: int
    """Records in the store before."""
    lost: int
    """Texts whose vector should have been there and was not."""
    orphans: int
    """Records that belonged to no published text."""


def held(far: Far | None) -> Ints:
    """What the store elsewhere holds, ascending; nothing while it is away, so that all vectors are kept here."""
    if far is None:
        return NO_KEYS
    try:
        return far.attempt(lambda store: store.keys())
    except VectorStoreError:
        return NO_KEYS


def move(index: Index, progress: Callable[[str, int, int], None] = lambda *_: None) -> int:
    """Write vectors that are only here, forget them here when they can be read there; returns how many.

    Raises VectorStoreError; what was confirmed before stays moved, the rest stays here.
    """
    far = index.far
    assert far is not None
    with index.one_move:
        return _move(index, far, progress)


def _move(index: Index, far: Far, progress: Callable[[str, int, int], None]) -> int:
    with index.taking_gone() as gone:
        if len(gone):
            far.attempt(lambda store: store.delete(gone))
    parts, segments = [NO_KEYS], index.segments
    total = sum(len(group.dense) for segment in segments for group in segment.groups.values())
    try:
        for records in _batches(segments):
            parts.append(far.attempt(lambda store, some=records: _confirmed(store, some)))  # type: ignore[misc]
            progress("写入向量库", sum(map(len, parts)), total)
    finally:
        there = np.unique(np.concatenate(parts))
        index.moved(there)
    if len(there) >= _WORTH_A_FLUSH:
        far.attempt(lambda store: store.flush())
    if not index.adopted and not index.lacking():
        far.attempt(lambda store: store.adopt())
        index.adopted = True
    return len(there)


def _batches(segments: Sequence[Segment]) -> Iterator[Records]:
    """What edits of one moment left in several segments and groups goes together: each call costs a round trip."""
    waiting: list[Records] = []
    for records in chain.from_iterable(segment.records() for segment in segments):
        waiting.append(records)
        if sum(map(len, waiting)) >= _FEW:
            yield Records.joined(waiting)
            waiting = []
    if waiting:
        yield Records.joined(waiting)


def _confirmed(store: VectorStore, records: Records) -> Ints:
    """The records are immutable: those that another process wrote need not be written again, and a few may be."""
    if len(records) >= _FEW:
        missing = np.flatnonzero(~among(records.key, store.held(records.key)))
        if len(missing):
            store.upsert(records.taken(missing))
    else:
        store.upsert(records)
    return store.held(records.key)


def reconcile(index: Index, progress: Callable[[str, int, int], None] = lambda *_: None) -> Reconciled:
    """Compare store and index both ways and mend what differs; raises VectorStoreError."""
    far = index.far
    assert far is not None
    there = far.attempt(lambda store: store.keys())
    index.refresh(vectors="none")
    segments = index.segments
    expected = np.concatenate([NO_KEYS, *(segment.far_keys() for segment in segments)])
    known = np.concatenate([NO_KEYS, *(segment.keys() for segment in segments)])
    lost = np.setdiff1d(expected, there)
    if len(lost):
        rows = np.unique(np.concatenate([segment.rows_of(lost) for segment in segments]))
        index.read_again(rows.tolist())
    orphans = np.setdiff1d(there, known)
    if len(orphans):
        far.attempt(lambda store: store.delete(orphans))
    move(index, progress)
    return Reconciled(len(there), len(lost), len(orphans))
