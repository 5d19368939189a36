"""A part of the index: items, their texts by group, and the filters over them."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import faiss
import numpy as np
import numpy.typing as npt

from kb import regions
from kb.item import Field, Item
from kb.store import IndexedText
from kb.types import INSURED_TYPES, ItemKind, Scope
from retrieval import tokens
from retrieval.bm25 import Postings

Mask = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
Vectors = npt.NDArray[np.float32]

Group = Literal["question", "passage", "answer"]
"""Texts ranked together: how people ask, what documents say, what entries answer."""

GROUPS: tuple[Group, ...] = ("question", "passage", "answer")
GROUP_OF: Mapping[Field, Group] = {
    "question": "question",
    "similar": "question",
    "passage": "passage",
    "row": "passage",
    "answer": "answer",
}

_KINDS: tuple[ItemKind, ...] = ("entry", "passage", "table")
_FIRST_DAY, _LAST_DAY = 0, np.iinfo(np.int32).max


class FieldGroup:
    """Texts of one group: their item, their terms, and the vectors of those that have one."""

    def __init__(
        self, texts: Sequence[str], items: Ints, vectors: Vectors, with_vector: Ints, size: int
    ) -> None:
        self.item_of = items
        """Shape (texts,), ascending: number of the item within the segment."""
        self.span_of = np.searchsorted(items, np.arange(size + 1))
        """Texts of item i are span_of[i]:span_of[i + 1]."""
        self.words = Postings(map(tokens.words, texts))
        self.characters = Postings(map(tokens.characters, texts))
        self.with_vector = with_vector
        """Numbers of the texts that have a vector, ascending."""
        self.vectors = vectors
        """Shape (with_vector, dim), unit length."""
        self.dense = faiss.IndexFlatIP(vectors.shape[1])
        if len(vectors):
            self.dense.add(vectors)

    def nearest(self, query: Vectors, mask: Mask, limit: int) -> Ints:
        """Texts nearest to a query vector, shape (≤ limit,), among the items allowed."""
        allowed = mask[self.item_of[self.with_vector]]
        if not allowed.any():
            return np.zeros(0, dtype=np.int64)
        parameters = None
        if not allowed.all():
            bits = np.packbits(allowed, bitorder="little")
            selector = faiss.IDSelectorBitmap(len(allowed), faiss.swig_ptr(bits))
            parameters = faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]
        _, found = self.dense.search(query[None, :], min(limit, len(allowed)), params=parameters)
        nearest: Ints = self.with_vector[found[0][found[0] >= 0]]
        return nearest


@dataclass(frozen=True)
class Columns:
    """What filters need of every item, one row an item."""

    row: Ints
    start: npt.NDArray[np.int32]
    end: npt.NDArray[np.int32]
    insured: npt.NDArray[np.int8]
    region: npt.NDArray[np.int16]
    kind: npt.NDArray[np.int8]
    authority: npt.NDArray[np.int8]
    regions: tuple[str, ...]

    @classmethod
    def of(cls, items: Sequence[Item]) -> Columns:
        codes = tuple(dict.fromkeys(item.region for item in items))
        number = {code: position for position, code in enumerate(codes)}
        starts = (item.period.start.toordinal() if item.period.start else _FIRST_DAY for item in items)
        ends = (item.period.end.toordinal() if item.period.end else _LAST_DAY for item in items)
        return cls(
            row=np.array([item.row for item in items], dtype=np.int64),
            start=np.fromiter(starts, dtype=np.int32, count=len(items)),
            end=np.fromiter(ends, dtype=np.int32, count=len(items)),
            insured=np.array([item.insured for item in items], dtype=np.int8),
            region=np.array([number[item.region] for item in items], dtype=np.int16),
            kind=np.array([_KINDS.index(item.kind) for item in items], dtype=np.int8),
            authority=np.array([int(item.authority) for item in items], dtype=np.int8),
            regions=codes,
        )

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
            mask &= self.kind == _KINDS.index(kind)
        return mask


class Segment:
    """Items with everything needed to rank them; never changed once queries see it."""

    def __init__(
        self, items: Sequence[Item], texts: Sequence[IndexedText], vectors: Mapping[str, Vectors], dim: int
    ) -> None:
        self.columns = Columns.of(items)
        self.alive = np.ones(len(items), dtype=np.bool_)
        self.number = {item.row: position for position, item in enumerate(items)}
        self.groups = {group: self._group(group, texts, vectors, dim) for group in GROUPS}

    def _group(
        self, group: Group, texts: Sequence[IndexedText], vectors: Mapping[str, Vectors], dim: int
    ) -> FieldGroup:
        mine = [text for text in texts if GROUP_OF[text.field] == group and text.item in self.number]
        mine.sort(key=lambda text: self.number[text.item])
        with_vector = [position for position, text in enumerate(mine) if text.hash in vectors]
        matrix = np.zeros((len(with_vector), dim), dtype=np.float32)
        for row, position in enumerate(with_vector):
            matrix[row] = vectors[mine[position].hash]
        items = np.array([self.number[text.item] for text in mine], dtype=np.int64)
        positions = np.array(with_vector, dtype=np.int64)
        return FieldGroup([text.text for text in mine], items, matrix, positions, len(self.number))

    def __len__(self) -> int:
        return len(self.columns.row)

    def without(self, rows: Sequence[int]) -> Segment:
        """The same segment in which items that were edited or retired are no longer found."""
        rest = copy.copy(self)
        rest.alive = self.alive.copy()
        rest.alive[[self.number[row] for row in rows if row in self.number]] = False
        return rest
