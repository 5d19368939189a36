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
    row = np.repeat(np.arange(len(starts)), lengths)
    before = np.cumsum(lengths) - lengths
    return row, np.arange(len(row)) - before[row] + starts[row]
