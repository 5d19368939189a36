"""A vector store elsewhere, as queries use it: its answers are waited for a moment, and done without while it is away.

What it finds is a proposal: keys that no segment knows, and texts that the segment's own filters refuse, are dropped.
What it does not say is made up for by the words that a text has in common with the question.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from retrieval.arrays import Floats, Ints
from retrieval.errors import VectorStoreError
from retrieval.vector_store import VectorStore, Where

_AGAIN = 5.0
"""Seconds for which a store that failed is not asked again."""
_SLACK = 16
"""Texts asked for beyond those wanted: some may have been edited since."""
_KEPT = 20_000
"""Vectors remembered: 30 MB of 384 dimensions. A key's vector never changes."""
_GROUPS = 3
_NONE: Ints = np.zeros(0, dtype=np.int64)
_T = TypeVar("_T")
_log = logging.getLogger("jxb.retrieval")


@dataclass(frozen=True)
class Fetched:
    """Vectors that came from elsewhere for one question."""

    keys: Ints
    """Ascending."""
    matrix: Floats
    """Shape (keys, dim)."""

    def of(self, keys: Ints) -> tuple[Ints, Floats]:
        """Positions of the keys that are here, and their vectors."""
        if not len(self.keys):
            return _NONE, self.matrix
        at = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        has: Ints = np.flatnonzero(self.keys[at] == keys)
        return has, self.matrix[at[has]]


NOTHING = Fetched(_NONE, np.zeros((0, 1), dtype=np.float32))


class Far:
    """Safe to call from several threads."""

    def __init__(self, store: VectorStore, clock: Callable[[], float] = time.monotonic) -> None:
        self.store = store
        self.trouble = ""
        """What the last failure was; empty when the last call went well."""
        self._clock = clock
        self._away_until = 0.0
        self._known: dict[int, Floats] = {}
        self._lock = threading.Lock()
        self._probing = threading.Lock()
        self._pool = ThreadPoolExecutor(_GROUPS, thread_name_prefix="jxb-vectors")

    def nearest(self, query: Floats, asked: Sequence[Where], limit: int) -> list[Ints]:
        """For each filter the keys of the nearest texts; none while the store is away."""

        def one(where: Where) -> Ints:
            return self._try(lambda: self.store.nearest(query, where, limit + _SLACK), _NONE)

        return list(self._pool.map(one, asked))

    def fetch(self, keys: Ints) -> Fetched:
        """The vectors of the keys that the store holds; it is asked for those that nobody wanted lately."""
        keys = np.unique(keys)
        known = {key: self._known.get(key) for key in keys.tolist()}
        unknown = np.array([key for key, vector in known.items() if vector is None], dtype=np.int64)
        if len(unknown):
            at, matrix = self._try(lambda: self.store.vectors(unknown), (_NONE, NOTHING.matrix))
            fresh = dict(zip(unknown[at].tolist(), matrix, strict=False))
            known |= fresh
            with self._lock:
                self._known |= fresh
                for key in list(self._known)[: max(len(self._known) - _KEPT, 0)]:
                    del self._known[key]
        has = [(key, vector) for key, vector in known.items() if vector is not None]
        if not has:
            return NOTHING
        return Fetched(np.array([key for key, _ in has], dtype=np.int64), np.stack([v for _, v in has]))

    @property
    def away(self) -> bool:
        """Whether it failed so lately that it is not asked."""
        return self._clock() < self._away_until

    def attempt(self, call: Callable[[VectorStore], _T]) -> _T:
        """Raises VectorStoreError, after which queries do without the store for a while."""
        try:
            done = call(self.store)
        except VectorStoreError as error:
            if not self.trouble:
                _log.warning("vector store is away: %s", error)
            self.trouble, self._away_until = str(error), self._clock() + _AGAIN
            raise
        self.trouble = ""
        return done

    def _try(self, call: Callable[[], _T], otherwise: _T) -> _T:
        """After a failure one question at a time finds out whether the store is back; the others do without."""
        troubled = bool(self.trouble)
        if troubled and (self.away or not self._probing.acquire(blocking=False)):
            return otherwise
        try:
            return self.attempt(lambda _: call())
        except VectorStoreError:
            return otherwise
        finally:
            if troubled:
                self._probing.release()
