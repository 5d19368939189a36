"""Arrays as this folder names them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]
Marks = npt.NDArray[np.uint64]


def spans(starts: Ints, ends: Ints) -> tuple[Ints, Ints]:
    """Every position within every span, beside the number of the span it is in."""
    lengths = ends - starts
    before = np.cumsum(lengths) - lengths
    position = np.repeat(starts - before, lengths)
    position += np.arange(len(position))
    return np.repeat(np.arange(len(starts)), lengths), position


def mixed(*columns: npt.NDArray[np.generic]) -> Marks:
    """One number a row that stands for all its values: splitmix64 (Steele, Lea & Flood 2014), value after value."""
    mark = np.zeros(len(columns[0]), dtype=np.uint64)
    for column in columns:
        mark = (mark ^ column.astype(np.int64).view(np.uint64)) + np.uint64(0x9E3779B97F4A7C15)
        mark = (mark ^ (mark >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mark = (mark ^ (mark >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        mark ^= mark >> np.uint64(31)
    return mark
