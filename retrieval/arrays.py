"""Arrays as this folder names them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]


def spans(starts: Ints, ends: Ints) -> tuple[Ints, Ints]:
    """Every position within every span, beside the number of the span it is in."""
    lengths = ends - starts
    before = np.cumsum(lengths) - lengths
    position = np.repeat(starts - before, lengths)
    position += np.arange(len(position))
    return np.repeat(np.arange(len(starts)), lengths), position
