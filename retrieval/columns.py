"""What filters need of every item, as arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import numpy.typing as npt

from kb import regions
from kb.store import IndexedItem
from kb.types import INSURED_TYPES, ItemKind, Scope
from retrieval.arrays import Ints, Mask, mixed

KINDS: tuple[ItemKind, ...] = ("entry", "passage", "table")
_FIRST_DAY, _LAST_DAY = 0, np.iinfo(np.int32).max


@dataclass(frozen=True)
class Columns:
    """One row an item."""

    row: Ints
    """Ascending."""
    start: npt.NDArray[np.int32]
    end: npt.NDArray[np.int32]
    insured: npt.NDArray[np.int8]
    region: npt.NDArray[np.int16]
    kind: npt.NDArray[np.int8]
    authority: npt.NDArray[np.int8]
    document: npt.NDArray[np.int32]
    """Number of the document that a passage is of, -1 for what is no passage of one."""
    stamp: npt.NDArray[np.uint64]
    """What a vector store elsewhere holds of the item, in a number: another version or validity is another."""
    regions: tuple[str, ...]
    documents: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.row)

    @classmethod
    def of(cls, items: Sequence[IndexedItem]) -> Columns:
        codes = {code: at for at, code in enumerate(dict.fromkeys(item.region for item in items))}
        names = [item.document if item.kind == "passage" else None for item in items]
        number = {name: at for at, name in enumerate(dict.fromkeys(name for name in names if name))}
        columns = cls(
            row=np.array([item.row for item in items], dtype=np.int64),
            start=np.array([_day(item.start, _FIRST_DAY) for item in items], dtype=np.int32),
            end=np.array([_day(item.end, _LAST_DAY) for item in items], dtype=np.int32),
            insured=np.array([item.insured for item in items], dtype=np.int8),
            region=np.array([codes[item.region] for item in items], dtype=np.int16),
            kind=np.array([KINDS.index(item.kind) for item in items], dtype=np.int8),
            authority=np.array([item.authority for item in items], dtype=np.int8),
            document=np.array([number[name] if name else -1 for name in names], dtype=np.int32),
            stamp=np.array([item.version for item in items], dtype=np.uint64),
            regions=tuple(codes),
            documents=tuple(number),
        )
        filtered = (columns.row, columns.start, columns.end, columns.insured, columns.kind, columns.places())
        return replace(columns, stamp=mixed(columns.stamp, *filtered))

    def places(self) -> Ints:
        """GB/T 2260 code of each item as a number; 0 is nationwide."""
        return np.array([int(code or 0) for code in self.regions], dtype=np.int64)[self.region]

    @classmethod
    def joined(cls, parts: Sequence[Columns]) -> Columns:
        """One after the other, in order of row."""
        if len(parts) == 1:
            return parts[0]
        codes, names = (
            {name: at for at, name in enumerate(dict.fromkeys(name for part in every for name in part))}
            for every in ([part.regions for part in parts], [part.documents for part in parts])
        )
        region = [np.array([codes[c] for c in part.regions], dtype=np.int16)[part.region] for part in parts]
        document = [
            np.array([*(names[n] for n in part.documents), -1], dtype=np.int32)[part.document]
            for part in parts
        ]
        plain = {
            name: np.concatenate([getattr(part, name) for part in parts])
            for name in ("row", "start", "end", "insured", "kind", "authority", "stamp")
        }
        return cls(
            region=np.concatenate(region),
            document=np.concatenate(document),
            regions=tuple(codes),
            documents=tuple(names),
            **plain,
        )

    def taken(self, numbers: Ints) -> Columns:
        """Those of the given items, in that order."""
        names = ("row", "start", "end", "insured", "region", "kind", "authority", "document", "stamp")
        return Columns(
            **{name: getattr(self, name)[numbers] for name in names},
            regions=self.regions,
            documents=self.documents,
        )

    def find(self, rows: Sequence[int] | Ints) -> Ints:
        """The number of each row's item, -1 where it is not here."""
        wanted = np.asarray(rows, dtype=np.int64)
        if not len(self.row):
            return np.full(len(wanted), -1, dtype=np.int64)
        at = np.minimum(np.searchsorted(self.row, wanted), len(self.row) - 1)
        return np.where(self.row[at] == wanted, at, -1)

    def within(self, scope: Scope, kind: ItemKind | None) -> Mask:
        """Items that may be found at all for a scope: a filter before ranking, never a hint."""
        mask = np.ones(len(self.row), dtype=np.bool_)
        if scope.on is not None:
            day = scope.on.toordinal()
            mask &= (self.start <= day) & (day <= self.end)
        if scope.insured_type is not None:
            bit = 1 << INSURED_TYPES.index(scope.insured_type)
            mask &= (self.insured == 0) | ((self.insured & bit) != 0)
        if scope.region is not None:
            holds = np.array([regions.covers(code, scope.region) for code in self.regions], dtype=np.bool_)
            mask &= holds[self.region]
        if kind is not None:
            mask &= self.kind == KINDS.index(kind)
        return mask


def _day(day: date | None, open_end: int) -> int:
    return day.toordinal() if day else open_end
