"""Vectors of one group of texts, and which of them are nearest to a query.

A vector is kept as signed bytes, and beside it as the signs of its centred components: 48 bytes of 384
dimensions. The signs find a shortlist, counting differing bits of all texts; the bytes put it in order.
Measured at 100,000 texts on one busy core (docs/decisions/0007): exact search 27 ms, signs 0.6 ms with 99.6% of
the exact ten nearest and 89% of the fifty; nothing to train, nothing to rebuild.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import faiss
import numpy as np
import numpy.typing as npt

from kb.vectors import quantise
from retrieval.arrays import Floats, Growing, Ints, Mask

_SHORTLIST = 600
_UNROLLED = (8, 16, 32, 64)
_EXACT = 2_000
"""Texts up to which all are compared."""


@dataclass(frozen=True)
class Codes:
    """Unit vectors as bytes and as signs, one row a vector."""

    bytes: npt.NDArray[np.int8]
    """Shape (n, dim)."""
    signs: npt.NDArray[np.uint8]
    """Shape (n, dim / 8)."""
    scale: Floats
    """Shape (n,): a row of bytes times this has unit length."""

    def __len__(self) -> int:
        return len(self.bytes)

    @classmethod
    def of(cls, vectors: Floats) -> Codes:
        """`vectors` centred, shape (n, dim)."""
        rounded = quantise(vectors) if len(vectors) else vectors.astype(np.int8)
        norms = np.linalg.norm(rounded.astype(np.float32), axis=1)
        scale: Floats = np.reciprocal(np.maximum(norms, np.float32(1e-9)))
        return cls(rounded, np.packbits(vectors > 0, axis=1), scale)

    @classmethod
    def joined(cls, parts: Iterable[Codes]) -> Codes:
        """One after the other."""
        growing = GrowingCodes()
        for part in parts:
            growing.add(part)
        return growing.done()

    def taken(self, rows: Ints) -> Codes:
        return Codes(self.bytes[rows], self.signs[rows], self.scale[rows])

    def inserted(self, at: Ints, more: Codes) -> Codes:
        """With `more`, each of its rows before the row that it is put at."""
        return Codes(
            np.insert(self.bytes, at, more.bytes, axis=0),
            np.insert(self.signs, at, more.signs, axis=0),
            np.insert(self.scale, at, more.scale),
        )


class GrowingCodes:
    """Codes joined as they come."""

    def __init__(self) -> None:
        self._bytes, self._signs, self._scale = Growing(), Growing(), Growing()

    def add(self, part: Codes) -> None:
        self._bytes.add(part.bytes)
        self._signs.add(part.signs)
        self._scale.add(part.scale)

    def done(self) -> Codes:
        return Codes(self._bytes.done(), self._signs.done(), self._scale.done())


class Dense:
    """Unit vectors of texts, by the numbers of those that have one."""

    def __init__(self, codes: Codes, texts: Ints) -> None:
        """`texts`: the number of each row's text, ascending."""
        self.texts = texts
        self.codes = codes
        self._index = None
        if len(codes) > _EXACT:
            signs = _padded(codes.signs)
            self._index = faiss.IndexBinaryFlat(8 * signs.shape[1])
            self._index.use_heap = False  # type: ignore[attr-defined]  # counting beats a heap for a shortlist this long
            self._index.add(signs)

    def __len__(self) -> int:
        return len(self.texts)

    def nearest(self, query: Floats, allowed: Mask | None, limit: int) -> Ints:
        """Numbers of the texts nearest to a centred unit vector, among those allowed."""
        if allowed is not None and len(self) < len(allowed):  # some of the texts have no vector
            allowed = allowed[self.texts]
        rows = self._shortlist(query, allowed)
        if len(rows) > limit:
            cosines = self._cosines(query, rows)
            rows = rows[np.argpartition(cosines, -limit)[-limit:]]
        found: Ints = self.texts[rows]
        return found

    def _shortlist(self, query: Floats, allowed: Mask | None) -> Ints:
        count = len(self) if allowed is None else int(np.count_nonzero(allowed))
        if self._index is None or count <= _EXACT:
            some: Ints = np.arange(len(self)) if allowed is None else np.flatnonzero(allowed)
            return some
        parameters = None
        if allowed is not None and count < len(self):
            bits = np.packbits(allowed, bitorder="little")
            selector = faiss.IDSelectorBitmap(len(allowed), faiss.swig_ptr(bits))
            parameters = faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]
        code = _padded(np.packbits(query > 0)[None, :])
        _, found = self._index.search(code, _SHORTLIST, params=parameters)
        rows: Ints = found[0][found[0] >= 0]
        return rows

    def _cosines(self, query: Floats, rows: Ints) -> Floats:
        # `take` copies whole rows, in two thirds of the time of an index by an array.
        products: Floats = self.codes.bytes.take(rows, axis=0).astype(np.float32) @ query
        return products * self.codes.scale[rows]

    def vectors(self, texts: Ints) -> tuple[Ints, Floats]:
        """Of the given texts, ascending: positions of those that have a vector, and the unit vectors."""
        if not len(self):
            return np.zeros(0, dtype=np.int64), np.zeros((0, self.codes.bytes.shape[1]), dtype=np.float32)
        at = np.minimum(np.searchsorted(self.texts, texts), len(self) - 1)
        has: Ints = np.flatnonzero(self.texts[at] == texts)
        rows = at[has]
        unit: Floats = self.codes.bytes.take(rows, axis=0).astype(np.float32) * self.codes.scale[rows, None]
        return has, unit


def _padded(signs: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """Zeros appended up to a width for which faiss counts unrolled: 64 bytes are compared in three quarters of the
    time that 48 take, and differ in the same bits."""
    rows, bytes_ = signs.shape
    padded = np.zeros((rows, next((width for width in _UNROLLED if width >= bytes_), bytes_)), dtype=np.uint8)
    padded[:, :bytes_] = signs  # np.pad takes longer for one question than comparing ten thousand texts
    return padded
