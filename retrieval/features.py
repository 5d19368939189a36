"""What is measured of a candidate: every signal on a scale of its own meaning, none added raw to another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kb.types import ItemKind, Scope
from retrieval import tokens
from retrieval.bm25 import Postings, attainable, query_weights
from retrieval.segment import GROUPS, FieldGroup, Group, Ints, Mask, Segment, Vectors

Matrix = npt.NDArray[np.float32]
Row = npt.NDArray[np.float32]

SIGNALS = ("cosine", "cosine_next", "centroid", "characters", "words")
"""Per group: cosine of the best text, mean cosine of the best three, cosine of the mean of all, and the
shares of the query's weight (BM25 over its attainable maximum) that the best text holds, by characters
and by words. Wordings of one entry differ so much that their mean finds a new wording better than the
nearest of them does (recall@1 0.49 against 0.37 on held-out wordings)."""

NAMES: tuple[str, ...] = tuple(f"{group}.{signal}" for group in GROUPS for signal in SIGNALS)
COLUMN = {name: position for position, name in enumerate(NAMES)}

_PER_LIST = 50
"""Texts taken from the top of each list; their union is what gets ranked."""


@dataclass(frozen=True)
class Query:
    """A question, cut and embedded once."""

    text: str
    vector: Vectors
    words: tuple[str, ...]
    characters: tuple[str, ...]

    @classmethod
    def of(cls, text: str, vector: Vectors) -> Query:
        return cls(text, vector, tuple(tokens.words(text)), tuple(tokens.characters(text)))


@dataclass(frozen=True)
class Candidates:
    """Items worth ranking, with their signals."""

    segment: Ints
    """Shape (n,): which segment the item is in."""
    item: Ints
    """Shape (n,): its number within that segment."""
    signals: Matrix
    """Shape (n, len(NAMES))."""

    def __len__(self) -> int:
        return len(self.item)


def candidates(segments: Sequence[Segment], query: Query, scope: Scope, kind: ItemKind | None) -> Candidates:
    """The union of every list's top, each item with all its signals, also those that did not find it."""
    masks = [segment.alive & segment.columns.within(scope, kind) for segment in segments]
    found: list[dict[int, Row]] = [{} for _ in segments]
    lexical = {group: _Lexical(segments, group, query) for group in GROUPS}
    for number, (segment, mask) in enumerate(zip(segments, masks, strict=True)):
        scored = {
            group: _score(segment.groups[group], lexical[group], number, query, mask) for group in GROUPS
        }
        items = np.unique(np.concatenate([items for items, _ in scored.values()]))
        rows = np.zeros((len(items), len(NAMES)), dtype=np.float32)
        for position, group in enumerate(GROUPS):
            signals = _signals(segment.groups[group], scored[group][1], query, items)
            rows[:, position * len(SIGNALS) : (position + 1) * len(SIGNALS)] = signals
        found[number] = dict(zip(items.tolist(), rows, strict=True))
    count = [len(rows) for rows in found]
    return Candidates(
        segment=np.repeat(np.arange(len(segments)), count),
        item=np.array([item for rows in found for item in rows], dtype=np.int64),
        signals=np.array([row for rows in found for row in rows.values()], dtype=np.float32).reshape(
            -1, len(NAMES)
        ),
    )


@dataclass(frozen=True)
class _TextScores:
    """Shares of the query's weight, one a text of the group."""

    words: Row
    characters: Row


class _Lexical:
    """Term weights of one group over all segments, so that fresh edits rank by the same statistics."""

    def __init__(self, segments: Sequence[Segment], group: Group, query: Query) -> None:
        groups = [segment.groups[group] for segment in segments]
        self.words = query_weights(query.words, [g.words for g in groups])
        self.characters = query_weights(query.characters, [g.characters for g in groups])


def _share(postings: Postings, weighted: dict[str, float]) -> Row:
    return postings.score(weighted) / np.float32(attainable(weighted))


def _score(
    group: FieldGroup, lexical: _Lexical, number: int, query: Query, mask: Mask
) -> tuple[Ints, _TextScores]:
    scores = _TextScores(_share(group.words, lexical.words), _share(group.characters, lexical.characters))
    allowed = mask[group.item_of]
    texts = [
        _top(np.where(allowed, scores.words, 0)),
        _top(np.where(allowed, scores.characters, 0)),
        group.nearest(query.vector, mask, _PER_LIST),
    ]
    return np.unique(group.item_of[np.concatenate(texts)]), scores


def _top(scores: Row) -> Ints:
    """Numbers of the best texts that score at all."""
    if len(scores) > _PER_LIST:
        best = np.argpartition(scores, -_PER_LIST)[-_PER_LIST:]
    else:
        best = np.arange(len(scores))
    return best[scores[best] > 0]


def _signals(group: FieldGroup, scores: _TextScores, query: Query, items: Ints) -> Matrix:
    """Shape (items, len(SIGNALS)); an item without a text in the group has zeros."""
    signals = np.zeros((len(items), len(SIGNALS)), dtype=np.float32)
    if not len(items):
        return signals
    starts, ends = group.span_of[items], group.span_of[items + 1]
    has_text = ends > starts
    if not has_text.any():
        return signals
    texts = np.concatenate([np.arange(s, e) for s, e in zip(starts, ends, strict=True)])
    offsets = np.concatenate(([0], np.cumsum((ends - starts)[has_text])[:-1]))
    signals[has_text, 3] = np.maximum.reduceat(scores.characters[texts], offsets)
    signals[has_text, 4] = np.maximum.reduceat(scores.words[texts], offsets)
    _add_cosines(group, query, items, signals)
    return signals


def _add_cosines(group: FieldGroup, query: Query, items: Ints, signals: Matrix) -> None:
    item_of = group.item_of[group.with_vector]
    starts, ends = np.searchsorted(item_of, items), np.searchsorted(item_of, items + 1)
    for row, (start, end) in enumerate(zip(starts.tolist(), ends.tolist(), strict=True)):
        if end > start:
            cosines = np.sort(group.vectors[start:end] @ query.vector)[::-1]
            signals[row, 0] = cosines[0]
            signals[row, 1] = cosines[:3].mean()
            mean = group.vectors[start:end].mean(axis=0)
            signals[row, 2] = mean @ query.vector / np.linalg.norm(mean)
