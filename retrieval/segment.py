"""A part of the index: items, their texts by group, and the filters over them."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from kb import regions
from kb.item import Field, Item
from kb.store import IndexedText
from kb.types import INSURED_TYPES, ItemKind, Scope
from retrieval import tokens
from retrieval.arrays import Floats, Ints, Mask, spans
from retrieval.bm25 import Postings, Terms
from retrieval.centres import ROLE, Centres
from retrieval.dense import Dense

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

Allowed = Mapping[Group, Mask | None]
"""By group, which texts may be found; None is all of them."""

_SCOPES_KEPT = 16

_KINDS: tuple[ItemKind, ...] = ("entry", "passage", "table")
_FIRST_DAY, _LAST_DAY = 0, np.iinfo(np.int32).max


class FieldGroup:
    """Texts of one group: their item, their terms, and the vectors of those that have one."""

    def __init__(
        self, texts: Sequence[str], items: Ints, dense: Dense, size: int, beside: FieldGroup | None = None
    ) -> None:
        self.item_of = items
        """Shape (texts,), ascending: number of the item within the segment."""
        self.span_of = np.searchsorted(items, np.arange(size + 1))
        """Texts of item i are span_of[i]:span_of[i + 1]."""
        self.characters: Postings = Postings(
            *tokens.character_keys(texts), None if beside is None else beside.characters
        )
        self.words: Terms = Terms(*tokens.word_keys(texts), None if beside is None else beside.words)
        self.sounds: Terms = Terms(*tokens.sound_keys(texts), None if beside is None else beside.sounds)
        self.dense = dense


class Documents:
    """The terms of whole documents: who a rule is for often stands in another passage than the rule."""

    def __init__(self, items: Sequence[Item], passages: FieldGroup, beside: Documents | None = None) -> None:
        names = [item.document if item.kind == "passage" else None for item in items]
        number = {name: at for at, name in enumerate(dict.fromkeys(filter(None, names)))}
        self.of = np.array([number.get(name, -1) if name else -1 for name in names], dtype=np.int64)
        """Shape (items,): number of the document, -1 for what is no passage of one."""
        terms = passages.characters
        texts = np.flatnonzero(self.of[passages.item_of] >= 0)
        texts = texts[np.argsort(self.of[passages.item_of[texts]], kind="stable")]
        row, entry = spans(terms.starts[texts], terms.starts[texts + 1])
        document = self.of[passages.item_of[texts]][row]
        lengths = np.bincount(document, minlength=len(number))
        self.characters: Terms = Terms(
            terms.vocabulary[terms.numbers[entry]], lengths, None if beside is None else beside.characters
        )


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
        self,
        items: Sequence[Item],
        texts: Sequence[IndexedText],
        vectors: Mapping[str, Floats],
        centres: Centres,
        beside: Segment | None = None,
    ) -> None:
        self.columns = Columns.of(items)
        self.alive = np.ones(len(items), dtype=np.bool_)
        self.number = {item.row: position for position, item in enumerate(items)}
        self.groups: dict[Group, FieldGroup] = {}
        for group in GROUPS:
            mine = [text for text in texts if GROUP_OF[text.field] == group and text.item in self.number]
            mine.sort(key=lambda text: self.number[text.item])
            numbers = np.array([self.number[text.item] for text in mine], dtype=np.int64)
            self.groups[group] = FieldGroup(
                [text.text for text in mine],
                numbers,
                _dense(mine, vectors, centres),
                len(items),
                None if beside is None else beside.groups[group],
            )
        self.documents: Documents = Documents(
            items, self.groups["passage"], None if beside is None else beside.documents
        )
        self._allowed: dict[tuple[Scope, ItemKind | None], Allowed] = {}

    def __len__(self) -> int:
        return len(self.columns.row)

    def without(self, rows: Sequence[int]) -> Segment:
        """The same segment in which items that were edited or retired are no longer found."""
        rest = copy.copy(self)
        rest.alive = self.alive.copy()
        rest.alive[[self.number[row] for row in rows if row in self.number]] = False
        rest._allowed = {}
        return rest

    def allowed(self, scope: Scope, kind: ItemKind | None) -> Allowed:
        """Texts of each group that may be found; kept for the scopes asked about lately."""
        held = self._allowed.get((scope, kind))
        if held is None:
            mask = self.alive & self.columns.within(scope, kind)
            held = {name: None if mask.all() else mask[group.item_of] for name, group in self.groups.items()}
            if len(self._allowed) >= _SCOPES_KEPT:
                self._allowed = {}
            self._allowed[scope, kind] = held
        return held


def _dense(texts: Sequence[IndexedText], vectors: Mapping[str, Floats], centres: Centres) -> Dense:
    numbers = [number for number, text in enumerate(texts) if text.hash in vectors]
    matrix = np.zeros((len(numbers), centres.dim), dtype=np.float32)
    for row, number in enumerate(numbers):
        matrix[row] = vectors[texts[number].hash]
    if numbers:
        matrix = centres.apply(matrix, ROLE[texts[numbers[0]].field])
    return Dense(matrix, np.array(numbers, dtype=np.int64))
