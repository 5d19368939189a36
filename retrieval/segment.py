"""A part of the index: items, their texts by group, and the filters over them."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Literal, TypeVar

import numpy as np

from kb.item import Field
from kb.store import IndexedItem, IndexedText
from kb.types import ItemKind, Scope
from retrieval.arrays import Floats, Ints, Mask, spans
from retrieval.bm25 import Postings, Terms
from retrieval.centres import Centres
from retrieval.columns import Columns
from retrieval.dense import Dense
from retrieval.far import Fetched
from retrieval.field_texts import FieldTexts, GrowingTexts, among
from retrieval.term_vectors import ItemTerms
from retrieval.vector_store import Records

Group = Literal["question", "passage", "answer"]
"""Texts ranked together: how people ask, what documents say, what entries answer."""

GROUPS: tuple[Group, ...] = ("question", "passage", "answer")
GROUP_OF: Mapping[Field, Group] = {
    "question": "question",
    "similar": "question",
    "asked": "question",
    "passage": "passage",
    "row": "passage",
    "answer": "answer",
}

Allowed = Mapping[Group, Mask | None]
"""By group, which texts may be found; None is all of them."""

_SCOPES_KEPT = 16
_AT_ONCE = 4_096
"""Texts read at once: only their arrays stay in memory."""
_STRETCH = 1 << 16
"""Items whose texts are joined at once: in memory are the old texts, which queries use, and the new, and no others."""
_NOTHING: Ints = np.zeros(0, dtype=np.int64)
_T = TypeVar("_T")


class FieldGroup:
    """Texts of one group: their item, their terms, and the vectors of those that have one."""

    def __init__(self, texts: FieldTexts, size: int, beside: FieldGroup | None = None) -> None:
        self.texts = texts
        self.item_of = texts.items
        """Shape (texts,), ascending: number of the item within the segment."""
        self.span_of = np.searchsorted(texts.items, np.arange(size + 1))
        """Texts of item i are span_of[i]:span_of[i + 1]."""
        self.characters: Postings = Postings(texts.characters, beside.characters if beside else None)
        self.words: Terms = Terms(texts.words, beside.words if beside else None)
        self.sounds: Terms = Terms(texts.sounds, beside.sounds if beside else None)
        self._take_vectors(texts)

    def with_texts(self, texts: FieldTexts) -> FieldGroup:
        """The same texts where others of their vectors are here, or elsewhere."""
        if texts is self.texts:
            return self
        rest = copy.copy(self)
        rest._take_vectors(texts)
        return rest

    def _take_vectors(self, texts: FieldTexts) -> None:
        self.texts = texts
        self.dense = Dense(texts.codes, texts.coded)
        keys = texts.keys[texts.far]
        order = np.argsort(keys, kind="stable")
        self._keys, self._far = keys[order], texts.far[order]

    def far(self, keys: Ints) -> Ints:
        """Numbers of the texts that a store elsewhere holds under these keys; keys of nobody here are left out."""
        if not len(self._keys):
            return self._far
        at = np.minimum(np.searchsorted(self._keys, keys), len(self._keys) - 1)
        found: Ints = self._far[at[self._keys[at] == keys]]
        return found

    def far_keys(self, items: Ints) -> Ints:
        """Keys of the items' texts whose vectors are elsewhere."""
        if not len(self._keys):
            return self._keys
        _, texts = spans(self.span_of[items], self.span_of[items + 1])
        keys = self.texts.keys[texts]
        return keys[among(keys, self._keys)]

    def vectors(self, texts: Ints, fetched: Fetched) -> tuple[Ints, Floats]:
        """Of the given texts, ascending: positions of those whose vector is here or was fetched, and the vectors."""
        has, near = self.dense.vectors(texts)
        if not len(fetched.keys) or not len(self._keys):
            return has, near
        place = np.full(len(texts), -1, dtype=np.int64)
        place[has] = np.arange(len(has))
        there, far = fetched.of(self.texts.keys[texts])
        new = place[there] < 0
        place[there[new]] = len(has) + np.flatnonzero(new)
        known = np.flatnonzero(place >= 0)
        return known, np.concatenate((near, far))[place[known]]


class Documents:
    """The terms of whole documents: who a rule is for often stands in another passage than the rule."""

    def __init__(self, columns: Columns, passages: FieldGroup, beside: Documents | None = None) -> None:
        self.of: Ints = columns.document.astype(np.int64)
        """Shape (items,): number of the document, -1 for what is no passage of one."""
        documents = self.of[passages.item_of]
        texts = np.flatnonzero(documents >= 0)
        bags = passages.texts.characters.grouped(texts, documents[texts], len(columns.documents))
        self.characters: Terms = Terms(bags, beside.characters if beside else None)


class Segment:
    """Items with everything needed to rank them; never changed once queries see it."""

    def __init__(
        self,
        columns: Columns,
        texts: Mapping[Group, FieldTexts],
        beside: Segment | None = None,
        asked_terms: ItemTerms | None = None,
    ) -> None:
        """Ranked beside a larger segment, it takes that one's statistics where its own would mislead; `asked_terms` as
        far as they are known."""
        self.columns = columns
        self.alive = np.ones(len(columns), dtype=np.bool_)
        self.origin = object()
        """The same of all copies in which items are gone or vectors were added."""
        self.groups: dict[Group, FieldGroup] = {
            group: FieldGroup(texts[group], len(columns), beside.groups[group] if beside else None)
            for group in GROUPS
        }
        self.documents: Documents = Documents(
            columns, self.groups["passage"], beside.documents if beside else None
        )
        asked = texts["question"]
        self.asked_terms: ItemTerms = asked_terms or ItemTerms.of(asked.characters, asked.items, len(columns))
        self._allowed: dict[tuple[Scope, ItemKind | None], Allowed] = {}

    @classmethod
    def read(
        cls,
        items: Iterable[IndexedItem],
        texts: Iterable[IndexedText],
        centres: Centres,
        beside: Segment | None = None,
        held: Ints = _NOTHING,
    ) -> Segment:
        """From items in order of row and their texts in the same order; texts of other items are left out.

        `held`: keys of vectors that a store elsewhere has, ascending: those are not kept here.
        """
        read = [Columns.of(some) for some in _batched(items)] or [Columns.of([])]
        columns = Columns.joined(read)
        growing: dict[Group, GrowingTexts] = {group: GrowingTexts() for group in GROUPS}
        for some in _batched(texts):
            numbers = columns.find([text.item for text in some])
            for group in GROUPS:
                mine = [at for at in np.flatnonzero(numbers >= 0) if GROUP_OF[some[at].field] == group]
                if mine:
                    chosen, here = [some[at] for at in mine], numbers[mine]
                    stamps = columns.stamp[here]
                    growing[group].add(FieldTexts.of(group, chosen, here, centres, stamps, held))
        for group in GROUPS:
            if not len(growing[group]):
                growing[group].add(FieldTexts.of(group, [], _NOTHING, centres, columns.stamp[:0]))
        return cls(columns, {group: growing[group].done() for group in GROUPS}, beside)

    @classmethod
    def joined(cls, segments: Sequence[Segment], beside: Segment | None = None) -> Segment:
        """What is alive in them, as one."""
        alive = [np.flatnonzero(segment.alive) for segment in segments]
        columns = Columns.joined([s.columns.taken(some) for s, some in zip(segments, alive, strict=True)])
        order = np.argsort(columns.row, kind="stable")
        number = np.empty(len(order), dtype=np.int64)
        number[order] = np.arange(len(order))
        numbers, done = [], 0
        for segment, some in zip(segments, alive, strict=True):
            new = np.full(len(segment), -1, dtype=np.int64)
            new[some] = number[done : done + len(some)]
            numbers.append(new)
            done += len(some)
        texts: dict[Group, FieldTexts] = {}
        for group in GROUPS:
            parts, growing = [segment.groups[group].texts for segment in segments], GrowingTexts()
            for first in range(0, max(len(order), 1), _STRETCH):
                last = first + _STRETCH
                here = (np.where((first <= new) & (new < last), new, -1) for new in numbers)
                stretch = (part.renumbered(new) for part, new in zip(parts, here, strict=True))
                growing.add(FieldTexts.joined(stretch).in_order())
            texts[group] = growing.done()
        terms = ItemTerms.joined(
            zip((segment.asked_terms for segment in segments), numbers, strict=True), len(order)
        )
        return cls(columns.taken(order), texts, beside, terms)

    def __len__(self) -> int:
        return len(self.columns)

    def without(self, rows: Sequence[int] | Ints) -> Segment:
        """The same segment in which items that were edited or retired are no longer found."""
        numbers = self.columns.find(rows)
        numbers = numbers[numbers >= 0]
        if not self.alive[numbers].any():
            return self
        rest = copy.copy(self)
        rest.alive = self.alive.copy()
        rest.alive[numbers] = False
        rest._allowed = {}
        return rest

    def lacking(self) -> list[str]:
        """Hashes of texts whose vector was not there when they were read."""
        return [h for group in self.groups.values() for h in group.texts.hashes.astype(str).tolist()]

    def with_vectors(self, found: Mapping[str, bytes], centres: Centres) -> Segment:
        """The same segment with vectors that it lacked."""
        return self._with_texts(
            {name: group.texts.with_vectors(found, centres, name) for name, group in self.groups.items()}
        )

    def moved(self, held: Ints) -> Segment:
        """The same segment without the vectors that a store elsewhere holds by now; `held` ascending."""
        return self._with_texts({name: group.texts.moved(held) for name, group in self.groups.items()})

    def _with_texts(self, texts: Mapping[Group, FieldTexts]) -> Segment:
        groups = {name: group.with_texts(texts[name]) for name, group in self.groups.items()}
        if all(groups[name] is group for name, group in self.groups.items()):
            return self
        rest = copy.copy(self)
        rest.groups = groups
        return rest

    def records(self) -> Iterator[Records]:
        """What a store elsewhere is to take over, some at a time: texts of items that are alive."""
        for number, name in enumerate(GROUPS):
            texts = self.groups[name].texts
            rows = np.flatnonzero(self.alive[texts.items[texts.coded]])
            for start in range(0, len(rows), _AT_ONCE):
                yield _records(texts, self.columns, number, rows[start : start + _AT_ONCE])

    def keys(self) -> Ints:
        """Of all texts of items that are alive, wherever their vectors are."""
        return np.concatenate(
            [g.texts.keys[self.alive[g.texts.items]] for g in self.groups.values()], dtype=np.int64
        )

    def far_keys(self) -> Ints:
        """Of the texts of items that are alive whose vectors are elsewhere."""
        parts = []
        for group in self.groups.values():
            far = group.texts.far
            parts.append(group.texts.keys[far[self.alive[group.texts.items[far]]]])
        return np.concatenate(parts)

    def rows_of(self, keys: Ints) -> Ints:
        """Rows of the items whose vectors are said to be elsewhere under these keys."""
        parts = [self.columns.row[group.item_of[group.far(keys)]] for group in self.groups.values()]
        return np.unique(np.concatenate(parts))

    def keys_of(self, rows: Sequence[int] | Ints) -> Ints:
        """Keys under which a store elsewhere may hold texts of the given items."""
        numbers = self.columns.find(rows)
        gone = np.zeros(len(self.columns), dtype=np.bool_)
        gone[numbers[numbers >= 0]] = True
        return np.concatenate([g.texts.keys[gone[g.texts.items]] for g in self.groups.values()])

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


def _records(texts: FieldTexts, columns: Columns, group: int, rows: Ints) -> Records:
    """Of the given rows of `texts.codes`."""
    numbers = texts.coded[rows]
    items = texts.items[numbers]
    codes = texts.codes.taken(rows)
    return Records(
        key=texts.keys[numbers],
        item=columns.row[items],
        group=np.full(len(rows), group),
        kind=columns.kind[items].astype(np.int64),
        region=columns.places()[items],
        insured=columns.insured[items].astype(np.int64),
        start=columns.start[items].astype(np.int64),
        end=columns.end[items].astype(np.int64),
        vector=codes.bytes.astype(np.float32) * codes.scale[:, None],
    )


def _batched(rows: Iterable[_T]) -> Iterator[list[_T]]:
    left = iter(rows)
    while some := list(islice(left, _AT_ONCE)):
        yield some
