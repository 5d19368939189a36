"""What is measured of a candidate: every signal on a scale of its own meaning, none added raw to another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from kb.types import ItemKind, Scope
from retrieval import term_vectors, tokens
from retrieval.arrays import Floats, Ints, spans
from retrieval.bm25 import QueryTerms
from retrieval.columns import KINDS
from retrieval.far import NOTHING, Far, Fetched
from retrieval.prototypes import Prototypes
from retrieval.segment import GROUPS, Allowed, FieldGroup, Group, Segment
from retrieval.tokens import Keys
from retrieval.vector_store import Where

SIGNALS: Mapping[Group, tuple[str, ...]] = {
    "question": (
        "cosine",
        "near",
        "centroid",
        "prototype",
        "terms",
        "characters",
        "common",
        "words",
        "sounds",
        "cover",
    ),
    "passage": ("cosine", "characters", "common", "words", "document"),
    "answer": ("cosine", "characters", "words"),
}
"""Of an item's texts in a group: cosine of the nearest, mean of the three nearest, cosine of the mean of all
(wordings of one entry differ so much that their mean finds a new one better than the nearest of them), and of
what was learned to tell the item from its neighbours (`retrieval/prototypes.py`); the same by the learned vectors of
terms (`retrieval/term_vectors.py`);
share of the query's weight in the best by characters and by words (BM25 over its attainable maximum); share
of both texts' weight in common, by characters and by sound; share of the query that all of them cover, and
that the whole document covers."""

NAMES: tuple[str, ...] = tuple(f"{group}.{signal}" for group in GROUPS for signal in SIGNALS[group])
COLUMN = {name: position for position, name in enumerate(NAMES)}

_PER_LIST = 16
"""Texts taken from the top of each list, or as many as hits are wanted; their union is what gets ranked.
With 16, 30 or 50 the first five of every development question are the same; 50 takes twice the time of 16."""


@dataclass(frozen=True)
class Query:
    """A question, cut and embedded once."""

    text: str
    vector: Floats
    """Centred, unit length."""
    words: Keys
    """Distinct, ascending, as the next two."""
    characters: Keys
    sounds: Keys
    terms: Floats
    """By the learned vectors of its characters, unit length."""
    weight: float = 1.0
    """What it counts beside the other forms of the same question."""

    @classmethod
    def of(cls, text: str, vector: Floats, weight: float = 1.0) -> Query:
        cut = tokens.Cut.of([text])
        words, characters, sounds = (np.unique(k) for k, _ in (cut.words, cut.characters, cut.sounds))
        return cls(text, vector, words, characters, sounds, term_vectors.learned().text(characters), weight)


@dataclass(frozen=True)
class Candidates:
    """Items worth ranking, with their signals."""

    segment: Ints
    """Shape (n,): which segment the item is in."""
    item: Ints
    """Shape (n,): its number within that segment."""
    signals: Floats
    """Shape (n, len(NAMES))."""

    def __len__(self) -> int:
        return len(self.item)


def candidates(
    segments: Sequence[Segment],
    queries: Sequence[Query],
    scope: Scope,
    kind: ItemKind | None,
    wanted: int = 0,
    far: Far | None = None,
    prototypes: Prototypes | None = None,
) -> Candidates:
    """The union of every list's top, each item with all its signals, also those that did not find it.

    `queries` are forms of one question; the signals are their weighted mean, so an item must fit all of them.
    `far`: where vectors are that the segments do not hold.
    """
    most = max(_PER_LIST, wanted)
    asked = [(query, {group: _Terms.of(segments, group, query) for group in GROUPS}) for query in queries]
    proposed = [_proposed(far, query, scope, kind, most) for query in queries]
    found = [
        np.unique(
            np.concatenate(
                [
                    _items(segment, terms, query, segment.allowed(scope, kind), most, keys)
                    for (query, terms), keys in zip(asked, proposed, strict=True)
                ]
            )
        )
        for segment in segments
    ]
    fetched = _fetched(far, segments, found)
    total = sum(query.weight for query in queries)
    signals = [
        sum(
            _learned(_signals(segment, terms, query, items, fetched), segment, query, items, prototypes)
            * (query.weight / total)
            for query, terms in asked
        )
        for segment, items in zip(segments, found, strict=True)
    ]
    return Candidates(
        segment=np.repeat(np.arange(len(segments)), [len(items) for items in found]),
        item=np.concatenate([*found, np.zeros(0, dtype=np.int64)]),
        signals=np.concatenate([*signals, np.zeros((0, len(NAMES)), dtype=np.float32)]),
    )


def _proposed(
    far: Far | None, query: Query, scope: Scope, kind: ItemKind | None, most: int
) -> Mapping[Group, Ints]:
    """Keys of what a store elsewhere finds nearest, by group."""
    if far is None:
        return {}
    number = None if kind is None else KINDS.index(kind)
    asked = [Where(at, scope, number) for at in range(len(GROUPS))]
    return dict(zip(GROUPS, far.nearest(query.vector, asked, most), strict=True))


def _fetched(far: Far | None, segments: Sequence[Segment], found: Sequence[Ints]) -> Fetched:
    """Vectors of all texts of the candidates that are elsewhere, in one question to the store."""
    if far is None:
        return NOTHING
    keys = [
        keys
        for segment, items in zip(segments, found, strict=True)
        for group in segment.groups.values()
        if len(keys := group.far_keys(items))
    ]
    return far.fetch(np.concatenate(keys)) if keys else NOTHING


def _signals(
    segment: Segment, terms: Mapping[Group, _Terms], query: Query, items: Ints, fetched: Fetched
) -> Floats:
    """Shape (items, len(NAMES))."""
    return np.hstack([_SIGNALS_OF[group](segment, terms[group], query, items, fetched) for group in GROUPS])


def _learned(
    signals: Floats, segment: Segment, query: Query, items: Ints, prototypes: Prototypes | None
) -> Floats:
    """The signals with what was learned of the items in the place of their means."""
    if prototypes is not None:
        columns = [COLUMN["question.prototype"], COLUMN["question.terms"]]
        rows = segment.columns.row[items]
        signals[:, columns] = prototypes.overlay(rows, query.vector, query.terms, signals[:, columns])
    return signals


@dataclass(frozen=True)
class _Terms:
    """Terms of the query by one group's frequencies over all segments, so that fresh edits rank alike."""

    characters: QueryTerms
    words: QueryTerms
    sounds: QueryTerms
    documents: QueryTerms

    @classmethod
    def of(cls, segments: Sequence[Segment], group: Group, query: Query) -> _Terms:
        groups = [segment.groups[group] for segment in segments]
        documents = [segment.documents.characters for segment in segments]
        return cls(
            QueryTerms.of(query.characters, [g.characters for g in groups]),
            QueryTerms.of(query.words, [g.words for g in groups]),
            QueryTerms.of(query.sounds, [g.sounds for g in groups] if group == "question" else ()),
            QueryTerms.of(query.characters, documents if group == "passage" else ()),
        )


def _items(
    segment: Segment,
    terms: Mapping[Group, _Terms],
    query: Query,
    allowed: Allowed,
    most: int,
    proposed: Mapping[Group, Ints],
) -> Ints:
    """Numbers of the items that any list found; what was proposed from elsewhere must be allowed here too."""
    found = [np.zeros(0, dtype=np.int64)]
    for name, group in segment.groups.items():
        if len(group.item_of):
            texts = group.characters.top(terms[name].characters, allowed[name], most)
            nearest = group.dense.nearest(query.vector, allowed[name], most)
            found += [group.item_of[texts], group.item_of[nearest]]
        if len(proposed.get(name, ())):
            far, mask = group.far(proposed[name]), allowed[name]
            found.append(group.item_of[far if mask is None else far[mask[far]]][:most])
    return np.unique(np.concatenate(found))


class _Texts:
    """The texts of some items in a group; signals of texts become signals of items."""

    def __init__(self, group: FieldGroup, items: Ints) -> None:
        self.of, self.texts = spans(group.span_of[items], group.span_of[items + 1])
        self.count = len(items)
        has = np.bincount(self.of, minlength=self.count) > 0
        self._with = np.flatnonzero(has)
        self._starts = np.searchsorted(self.of, self._with)

    def best(self, scores: Floats) -> Floats:
        """Shape (items,): the highest of each item's texts, 0 where it has none."""
        best = np.zeros(self.count, dtype=np.float32)
        if len(scores):
            best[self._with] = np.maximum.reduceat(scores, self._starts)
        return best

    def covered(self, held: np.ndarray, query: QueryTerms) -> Floats:
        """Shape (items,): share of the query's weight that any of the texts holds."""
        covered = np.zeros(self.count, dtype=np.float32)
        if len(held):
            any_of = np.logical_or.reduceat(held, self._starts, axis=0)
            covered[self._with] = any_of @ query.idf / query.total
        return covered


def _question(segment: Segment, terms: _Terms, query: Query, items: Ints, fetched: Fetched) -> Floats:
    group = segment.groups["question"]
    texts = _Texts(group, items)
    share, common, held = group.characters.match(texts.texts, terms.characters)
    words, _, _ = group.words.match(texts.texts, terms.words)
    _, sounds, _ = group.sounds.match(texts.texts, terms.sounds)
    nearest, near, mean = _cosines(group, texts, query, texts.best(common), fetched)
    columns = [
        nearest,
        near,
        mean,
        mean,  # until something was learned
        segment.asked_terms.cosines(items, query.terms),
        texts.best(share),
        texts.best(common),
        texts.best(words),
        texts.best(sounds),
        texts.covered(held, terms.characters),
    ]
    return np.stack(columns, axis=1)


def _passage(segment: Segment, terms: _Terms, query: Query, items: Ints, fetched: Fetched) -> Floats:
    group = segment.groups["passage"]
    texts = _Texts(group, items)
    share, common, _ = group.characters.match(texts.texts, terms.characters)
    words, _, _ = group.words.match(texts.texts, terms.words)
    cosine, _, _ = _cosines(group, texts, query, texts.best(common), fetched)
    held, place = np.unique(segment.documents.of[items], return_inverse=True)
    shares = np.zeros(len(held), dtype=np.float32)
    known = np.flatnonzero(held >= 0)
    shares[known] = segment.documents.characters.match(held[known], terms.documents)[0]
    columns = [cosine, texts.best(share), texts.best(common), texts.best(words), shares[place]]
    return np.stack(columns, axis=1)


def _answer(segment: Segment, terms: _Terms, query: Query, items: Ints, fetched: Fetched) -> Floats:
    group = segment.groups["answer"]
    texts = _Texts(group, items)
    share, common, _ = group.characters.match(texts.texts, terms.characters)
    words, _, _ = group.words.match(texts.texts, terms.words)
    cosine, _, _ = _cosines(group, texts, query, texts.best(common), fetched)
    return np.stack([cosine, texts.best(share), texts.best(words)], axis=1)


_SIGNALS_OF = {"question": _question, "passage": _passage, "answer": _answer}


def _cosines(
    group: FieldGroup, texts: _Texts, query: Query, common: Floats, fetched: Fetched
) -> tuple[Floats, Floats, Floats]:
    """Shape (items,) each: of the nearest text, of the three nearest in the mean, of the mean text.

    Where vectors are still to be computed, what the texts have in common stands in for them.
    """
    nearest, near, centroid = common.copy(), common.copy(), common.copy()
    has, vectors = group.vectors(texts.texts, fetched)
    if not len(has):
        return nearest, near, centroid
    of = texts.of[has]
    items, starts, counts = np.unique(of, return_index=True, return_counts=True)
    cosines = vectors @ query.vector
    if len(items) == len(of):  # one text each: nearest, mean and centroid are the same
        nearest[items] = near[items] = centroid[items] = cosines
        return nearest, near, centroid
    order = np.lexsort((-cosines, of))
    place = np.arange(len(of)) - np.repeat(starts, counts)
    three = place < 3
    near[items] = np.bincount(of[order][three], weights=cosines[order][three], minlength=texts.count)[
        items
    ] / np.minimum(counts, 3)
    nearest[items] = cosines[order][starts]
    means = np.add.reduceat(vectors, starts, axis=0)
    centroid[items] = (means @ query.vector) / np.maximum(np.linalg.norm(means, axis=1), 1e-9)
    return nearest, near, centroid
