"""Vectors of one group of texts, and which of them are nearest to a query.

A vector is kept as signed bytes, and beside it as the signs of its centred components: 48 bytes of 384
dimensions. The signs find a shortlist, counting differing bits of all texts; the bytes put it in order.
Measured at 100,000 texts on one busy core (docs/decisions/0007): exact search 27 ms, signs 0.6 ms with 99.6% of
the exact ten nearest and 89% of the fifty; nothing to train, nothing to rebuild.
"""

from __future__ import annotations

import faiss
import numpy as np

from kb.vectors import quantise
from retrieval.arrays import Floats, Ints, Mask

_SHORTLIST = 600
_EXACT = 2_000
"""Texts up to which all are compared."""


class Dense:
    """Unit vectors of texts, by the numbers of those that have one."""

    def __init__(self, vectors: Floats, texts: Ints) -> None:
        """`vectors` centred, shape (n, dim); `texts` their text numbers, ascending."""
        self.texts = texts
        self._bytes = quantise(vectors) if len(vectors) else vectors.astype(np.int8)
        norms = np.empty(len(vectors), dtype=np.float32)
        for start in range(0, len(vectors), 65536):
            part = self._bytes[start : start + 65536].astype(np.float32)
            norms[start : start + 65536] = np.linalg.norm(part, axis=1)
        self._scale: Floats = np.reciprocal(np.maximum(norms, np.float32(1e-9)))
        self._signs = None
        if len(vectors) > _EXACT:
            self._signs = faiss.IndexBinaryFlat(vectors.shape[1])
            self._signs.use_heap = False  # type: ignore[attr-defined]  # counting beats a heap for a shortlist this long
            self._signs.add(np.packbits(vectors > 0, axis=1))

    def __len__(self) -> int:
        return len(self.texts)

    def nearest(self, query: Floats, allowed: Mask | None, limit: int) -> Ints:
        """Numbers of the texts nearest to a centred unit vector, among those allowed."""
        rows = self._shortlist(query, None if allowed is None else allowed[self.texts])
        if len(rows) > limit:
            cosines = self._cosines(query, rows)
            rows = rows[np.argpartition(cosines, -limit)[-limit:]]
        found: Ints = self.texts[rows]
        return found

    def _shortlist(self, query: Floats, allowed: Mask | None) -> Ints:
        some: Ints = np.arange(len(self)) if allowed is None else np.flatnonzero(allowed)
        if self._signs is None or len(some) <= _EXACT:
            return some
        parameters = None
        if allowed is not None and len(some) < len(self):
            bits = np.packbits(allowed, bitorder="little")
            selector = faiss.IDSelectorBitmap(len(allowed), faiss.swig_ptr(bits))
            parameters = faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]
        code = np.packbits(query > 0)[None, :]
        _, found = self._signs.search(code, _SHORTLIST, params=parameters)
        rows: Ints = found[0][found[0] >= 0]
        return rows

    def _cosines(self, query: Floats, rows: Ints) -> Floats:
        products: Floats = self._bytes[rows].astype(np.float32) @ query
        return products * self._scale[rows]

    def vectors(self, texts: Ints) -> tuple[Ints, Floats]:
        """Of the given texts, ascending: positions of those that have a vector, and the unit vectors."""
        if not len(self):
            return np.zeros(0, dtype=np.int64), np.zeros((0, self._bytes.shape[1]), dtype=np.float32)
        at = np.minimum(np.searchsorted(self.texts, texts), len(self) - 1)
        has: Ints = np.flatnonzero(self.texts[at] == texts)
        rows = at[has]
        unit: Floats = self._bytes[rows].astype(np.float32) * self._scale[rows, None]
        return has, unit
