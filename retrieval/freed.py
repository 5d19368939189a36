"""Gives memory that was freed back to the system.

While an index is read or joined, arrays come and go among those that stay. glibc keeps the holes for later and counts
them as the process's own: a tenth of the memory at 100,000 items, and so much less for what is beside us.
"""

from __future__ import annotations

import ctypes
from functools import cache
from typing import Any


def give_back() -> None:
    """Takes some milliseconds; does nothing where the C library has no `malloc_trim`."""
    if (trim := _trim()) is not None:
        trim(0)


@cache
def _trim() -> Any:
    return getattr(ctypes.CDLL(None), "malloc_trim", None)
