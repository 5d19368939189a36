"""The seam at which vectors leave the process: what is asked of a store elsewhere.

Without one, every process holds all vectors itself (`retrieval.dense`). With one, a segment keeps only the vectors that
the store has not confirmed yet; of the others it keeps a key (decision 0010).

Keys name content: item, its version and validity, and the text. A record is never changed, so writing it twice is
writing it once, in whatever order and by however many processes; a key that no segment knows is nobody's answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from kb import regions
from kb.types import INSURED_TYPES, Scope
from retrieval.arrays import Floats, Ints


@dataclass(frozen=True)
class Records:
    """Texts with what filters need of their items, one row a text."""

    key: Ints
    item: Ints
    """Row of the item in the database."""
    group: Ints
    """Place in `retrieval.segment.GROUPS`."""
    kind: Ints
    """Place in `retrieval.columns.KINDS`."""
    region: Ints
    """GB/T 2260 code as a number; 0 is nationwide."""
    insured: Ints
    """One bit a type; 0 is everybody."""
    start: Ints
    """First and last day in force, as ordinals of the proleptic Gregorian calendar."""
    end: Ints
    vector: Floats
    """Shape (n, dim), unit length, as queries are compared."""

    def __len__(self) -> int:
        return len(self.key)

    @classmethod
    def joined(cls, parts: Sequence[Records]) -> Records:
        """One after the other."""
        return cls(
            **{name: np.concatenate([getattr(part, name) for part in parts]) for name in vars(parts[0])}
        )

    def taken(self, rows: Ints | slice) -> Records:
        return Records(**{name: values[rows] for name, values in vars(self).items()})


@dataclass(frozen=True)
class Where:
    """Which texts may be found: the same filters that `Columns.within` applies, before ranking."""

    group: int
    scope: Scope
    kind: int | None = None

    @property
    def regions(self) -> tuple[int, ...] | None:
        """Codes of the place and of what lies above it; None where every place will do."""
        place = self.scope.region
        if place is None:
            return None
        codes = {place[:length].ljust(6, "0") if length else "" for length in (0, 2, 4, 6)}
        return tuple(sorted(int(code or 0) for code in codes if regions.covers(code, place)))

    @property
    def insured(self) -> tuple[int, ...] | None:
        """Every set of types that holds for the one asked about; None where all will do."""
        if self.scope.insured_type is None:
            return None
        bit = 1 << INSURED_TYPES.index(self.scope.insured_type)
        return (0, *(some for some in range(1 << len(INSURED_TYPES)) if some & bit))

    @property
    def day(self) -> int | None:
        return self.scope.on.toordinal() if self.scope.on else None


class VectorStore(Protocol):
    """Vectors by key; raises VectorStoreError when it cannot be reached. Safe to call from several threads."""

    def upsert(self, records: Records) -> None: ...

    def delete(self, keys: Ints) -> None: ...

    def nearest(self, query: Floats, where: Where, limit: int) -> Ints:
        """Keys of the nearest records that may be found, nearest first."""
        ...

    def vectors(self, keys: Ints) -> tuple[Ints, Floats]:
        """Positions of the keys that are held, and their vectors."""
        ...

    def held(self, keys: Ints) -> Ints:
        """Which of the keys are held and will be found by every search from now on."""
        ...

    def keys(self) -> Ints:
        """All of them, ascending."""
        ...

    def count(self) -> int: ...

    def flush(self) -> None:
        """What was written is on disk."""
        ...

    def adopt(self) -> None:
        """Make this the store's current set, in one step, where it was built beside another."""
        ...

    def check(self) -> None:
        """Raises VectorStoreError unless it answers."""
        ...
