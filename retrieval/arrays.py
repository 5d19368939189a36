"""Arrays as this folder names them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]
Marks = npt.NDArray[np.uint64]

_RESERVE = 16
"""An array that grows has room for a sixteenth more, so that it seldom grows."""


class Growing:
    """An array that rows are appended to.

    It grows where it is (realloc moves the pages of a large one, not what is in them), so that what was read is
    in memory once: parts in a list and the whole that is made of them would be there together.
    """

    def __init__(self) -> None:
        self._rows: npt.NDArray[Any] | None = None
        self._size = 0

    def add(self, more: npt.NDArray[Any]) -> None:
        size = self._size + len(more)
        if self._rows is None:
            self._rows = np.empty(more.shape, dtype=more.dtype)
        elif self._rows.dtype != more.dtype:  # names of another length
            self._rows = self._rows.astype(np.promote_types(self._rows.dtype, more.dtype))
        if size > len(self._rows):
            self._resize(size + size // _RESERVE)
        self._rows[self._size : size] = more
        self._size = size

    def part(self, first: int, last: int) -> npt.NDArray[Any]:
        """A view of rows that were added; good until more are added."""
        assert self._rows is not None
        return self._rows[first:last]

    def done(self) -> npt.NDArray[Any]:
        """All that was added; nothing can be added any more."""
        assert self._rows is not None
        self._resize(self._size)
        rows, self._rows = self._rows, None
        return rows

    def _resize(self, size: int) -> None:
        assert self._rows is not None
        if size != len(self._rows):
            # nothing else refers to it: views are used up before more is added
            self._rows.resize((size, *self._rows.shape[1:]), refcheck=False)


def blocks(starts: Ints, size: int) -> Iterator[tuple[int, int]]:
    """First and past the last of the spans starts[i]:starts[i + 1] that hold at most `size` positions together, or are
    one span, until all had their turn: what is computed of positions stays small."""
    first, count = 0, len(starts) - 1
    while first < count:
        last = int(np.searchsorted(starts, starts[first] + size, side="right")) - 1
        last = min(max(last, first + 1), count)
        yield first, last
        first = last


def spans(starts: Ints, ends: Ints) -> tuple[Ints, Ints]:
    """Every position within every span, beside the number of the span it is in."""
    lengths = ends - starts
    before = np.cumsum(lengths) - lengths
    position = np.repeat(starts - before, lengths)
    position += np.arange(len(position))
    return np.repeat(np.arange(len(starts)), lengths), position


def unit(vectors: Floats) -> Floats:
    """The same directions at length one, along the last axis; zero stays zero."""
    found: Floats = vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-9)
    return found


def mixed(*columns: npt.NDArray[np.generic]) -> Marks:
    """One number a row that stands for all its values: splitmix64 (Steele, Lea & Flood 2014), value after value."""
    mark = np.zeros(len(columns[0]), dtype=np.uint64)
    for column in columns:
        mark = (mark ^ column.astype(np.int64).view(np.uint64)) + np.uint64(0x9E3779B97F4A7C15)
        mark = (mark ^ (mark >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mark = (mark ^ (mark >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        mark ^= mark >> np.uint64(31)
    return mark
