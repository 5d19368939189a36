"""A sample that keeps every kind of case: drawn by stratum, the same seed the same sample.

Proportional allocation by largest remainder, with at least one of every stratum where the size allows:
W. G. Cochran, Sampling Techniques, 3rd ed. (1977), ch. 5.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Hashable, Sequence
from typing import TypeVar

T = TypeVar("T")


def stratified(rows: Sequence[T], key: Callable[[T], Hashable], size: int, seed: int = 0) -> list[T]:
    """At most `size` rows, in their order."""
    if size >= len(rows):
        return list(rows)
    strata: dict[Hashable, list[int]] = {}
    for number, row in enumerate(rows):
        strata.setdefault(key(row), []).append(number)
    draw = random.Random(seed)
    shares = _allocated({name: len(inside) for name, inside in strata.items()}, size, len(rows))
    picked = [
        number for name, inside in strata.items() for number in draw.sample(inside, shares.get(name, 0))
    ]
    return [rows[number] for number in sorted(picked)]


def _allocated(sizes: dict[Hashable, int], size: int, total: int) -> dict[Hashable, int]:
    largest_first = sorted(sizes, key=lambda name: -sizes[name])
    given = dict.fromkeys(largest_first[:size], 1)  # one of every stratum, the largest first
    wanted = {name: sizes[name] * size / total for name in sizes}
    while sum(given.values()) < size:
        name = max(
            (name for name in sizes if given.get(name, 0) < sizes[name]),
            key=lambda name: wanted[name] - given.get(name, 0),
        )
        given[name] = given.get(name, 0) + 1
    return given
