"""Terms of texts and how strongly a query matches them, in NumPy.

bm25s does the same for a corpus that stands still. Ours changes by the second, and two of its indexes
cannot share document frequencies, so a fresh edit would be ranked by the statistics of a dozen texts.
Here frequencies are asked of all segments, weights of term and length are computed once.

Formula: Robertson & Zaragoza, "The Probabilistic Relevance Framework" (2009), eq. 3.15 with Lucene's
non-negative idf.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from retrieval.arrays import Floats, Ints, spans
from retrieval.bags import Bags
from retrieval.tokens import Keys

K1 = 1.2
B = 0.6
"""Below the usual 0.75: our questions are alike in length, and long ones are not worse."""

_BUDGET = 120_000
"""Entries of the inverted lists read for a query, rarest terms first; the common terms, which say little,
are left to the exact scores of what was found."""

_LONG = 16
"""Terms of a text for each of the query from which looking them up costs less than reading them all."""
_BLOCK = 1 << 22
"""Entries of the lists weighed at once."""
_NOTHING: Ints = np.zeros(0, dtype=np.int64)
_STRONGEST = 255
"""What the greatest strength is rounded to in the lists, which find texts and do not rank them."""


@dataclass(frozen=True)
class QueryTerms:
    """Distinct terms of a query with their idf over all segments."""

    keys: Keys
    idf: Floats
    total: float
    """Weight of the whole query; divides scores into shares of it."""

    @classmethod
    def of(cls, keys: Keys, segments: Sequence[Terms]) -> QueryTerms:
        """`keys` distinct, ascending."""
        size = sum(segment.size for segment in segments)
        if size == 0:
            return cls(keys[:0], np.zeros(0, dtype=np.float32), 1.0)
        frequency = sum((segment.frequencies(keys) for segment in segments), np.zeros(len(keys)))
        weights = idf(frequency, size)
        return cls(keys, weights, max(float(weights.sum()), 1e-9))


class Terms:
    """The terms of every text, and what each weighs."""

    def __init__(self, bags: Bags, beside: Terms | None = None) -> None:
        """Rarity and the usual length are judged together with those of `beside`, the larger segment that
        this one is searched with."""
        self.bags = bags
        self.size = len(bags)
        self.average: float = (
            beside.average if beside else max(float(bags.lengths.mean()), 1.0) if self.size else 1.0
        )
        self.norm: Floats = (K1 * (1 - B + B * bags.lengths / self.average)).astype(np.float32)
        self.frequency = bags.frequency()
        held = self.frequency + (beside.frequencies(bags.vocabulary) if beside else 0)
        rarity = idf(held, self.size + (beside.size if beside else 0))
        self.own: Floats = bags.sums(rarity)
        """Shape (size,): what the terms of each text weigh together."""
        self._places = _Places(len(bags.vocabulary))

    def frequencies(self, keys: Keys) -> Ints:
        """In how many texts each term stands."""
        at, known = self._find(keys)
        counts = np.zeros(len(keys), dtype=np.int64)
        counts[known] = self.frequency[at[known]]
        return counts

    def match(self, texts: Ints, query: QueryTerms) -> tuple[Floats, Floats, npt.NDArray[np.bool_]]:
        """How far each of the given texts matches.

        Shape (texts,): the share of the query's weight by BM25; the share of both texts' weight that they
        have in common (Jaccard). Shape (texts, terms of the query): which terms each text holds.
        """
        if not len(texts) or not len(query.keys):
            nothing = np.zeros(len(texts), dtype=np.float32)
            return nothing, nothing, np.zeros((len(texts), len(query.keys)), dtype=np.bool_)
        row, entry, term = self._entries(texts, query)
        weight = query.idf[term]
        strength = _strength(self.bags.counts[entry], self.norm[texts[row]])
        share = np.bincount(row, weights=weight * strength, minlength=len(texts))
        common = np.bincount(row, weights=weight, minlength=len(texts))
        held = np.zeros((len(texts), len(query.keys)), dtype=np.bool_)
        held[row, term] = True
        jaccard = common / np.maximum(query.total + self.own[texts] - common, 1e-9)
        return (share / (query.total * (K1 + 1))).astype(np.float32), jaccard.astype(np.float32), held

    def _entries(self, texts: Ints, query: QueryTerms) -> tuple[Ints, Ints, Ints]:
        """Where the given texts hold terms of the query: place in `texts`, in the bags, in the query."""
        at, known = self._find(query.keys)
        numbers, asked = at[known], np.flatnonzero(known)
        first, last = self.bags.starts[texts], self.bags.starts[texts + 1]
        if int((last - first).sum()) > _LONG * len(texts) * len(numbers):
            return self._looked_up(first, last, numbers, asked)
        row, entry = spans(first, last)
        place = self._places.of
        place[numbers] = asked + 1
        term = place[self.bags.numbers[entry]]
        place[numbers] = 0
        hit = np.flatnonzero(term)
        return row[hit], entry[hit], term[hit].astype(np.int64) - 1

    def _looked_up(self, first: Ints, last: Ints, numbers: Ints, asked: Ints) -> tuple[Ints, Ints, Ints]:
        """As `_entries`, by halving, of all texts at once: those as long as whole documents hold far more than is
        asked."""
        held, most = self.bags.numbers, len(self.bags.numbers) - 1
        wanted = np.tile(numbers.astype(held.dtype), len(first))
        end, at = np.repeat(last, len(numbers)), np.repeat(first, len(numbers)) - 1
        step = 1 << int((last - first).max()).bit_length() >> 1
        while step:  # `at` is the last place known to hold less than what is wanted
            further = at + step
            at += step * ((further < end) & (held[np.minimum(further, most)] < wanted))
            step >>= 1
        at += 1
        hit = np.flatnonzero((at < end) & (held[np.minimum(at, most)] == wanted))
        row, term = np.divmod(hit, len(numbers))
        return row, at[hit], asked[term]

    def _find(self, keys: Keys) -> tuple[Ints, npt.NDArray[np.bool_]]:
        """Places in the vocabulary, and which of them hold the key; a query asks for the same keys several times."""
        places = self._places
        if places.asked is not keys:
            places.found = self._searched(keys)
            places.asked = keys
        return places.found

    def _searched(self, keys: Keys) -> tuple[Ints, npt.NDArray[np.bool_]]:
        if not len(self.bags.vocabulary):
            return np.zeros(len(keys), dtype=np.int64), np.zeros(len(keys), dtype=np.bool_)
        at = np.minimum(np.searchsorted(self.bags.vocabulary, keys), len(self.bags.vocabulary) - 1)
        return at, self.bags.vocabulary[at] == keys


class Postings(Terms):
    """Terms with their inverted lists, so that the texts that match best are found."""

    def __init__(self, bags: Bags, beside: Terms | None = None) -> None:
        super().__init__(bags, beside)
        self.list_starts = np.concatenate(([0], np.cumsum(self.frequency, dtype=np.int64)))
        self.list_texts, self.list_strengths = bags.by_term(self.list_starts)
        for start in range(0, len(self.list_texts), _BLOCK):
            here = slice(start, start + _BLOCK)
            strength = _strength(self.list_strengths[here], self.norm[self.list_texts[here]])
            self.list_strengths[here] = np.rint(strength * np.float32(_STRONGEST / (K1 + 1)))

    def top(self, query: QueryTerms, allowed: npt.NDArray[np.bool_] | None, limit: int) -> Ints:
        """Numbers of the allowed texts that match best, at most `limit`, in no order."""
        at, known = self._find(query.keys)
        number, weight = at[known], query.idf[known]
        rarest = np.argsort(self.frequency[number], kind="stable")
        number, weight = number[rarest], weight[rarest]
        read = np.cumsum(self.frequency[number])
        kept = max(int(np.searchsorted(read, _BUDGET, side="right")), 1)
        number, weight = number[:kept], weight[:kept]
        if not len(number):
            return np.zeros(0, dtype=np.int64)
        starts, ends = self.list_starts[number].tolist(), self.list_starts[number + 1].tolist()
        lists = list(map(slice, starts, ends))
        # As bincount wants both, so that it need not copy them again.
        texts = np.concatenate([self.list_texts[one] for one in lists], dtype=np.int64)
        strength = np.concatenate([self.list_strengths[one] for one in lists], dtype=np.float64)
        strength *= np.repeat(weight, self.frequency[number])
        scores = np.bincount(texts, weights=strength, minlength=self.size).astype(np.float64, copy=False)
        if allowed is not None:
            scores *= allowed
        return _best(scores, limit)


class _Places(threading.local):
    """Of the query that a thread asks."""

    def __init__(self, size: int) -> None:
        self.of = np.zeros(size, dtype=np.int16)
        """Where a term of the vocabulary stands in the query, counted from 1; 0 elsewhere."""
        self.asked: Keys | None = None
        """The keys that were looked for last, and where they are."""
        self.found: tuple[Ints, npt.NDArray[np.bool_]] = (_NOTHING, _NOTHING.astype(np.bool_))


def _best(scores: npt.NDArray[np.float64], limit: int) -> Ints:
    """Numbers of the highest positive scores, without sorting what is far from them."""
    highest = float(scores.max(initial=0.0))
    if highest <= 0:
        return np.zeros(0, dtype=np.int64)
    above: Ints = np.zeros(0, dtype=np.int64)
    for share in (0.6, 0.35, 0.15, 0.0):
        above = np.flatnonzero(scores > share * highest)
        if len(above) >= limit:
            break
    if len(above) > limit:
        above = above[np.argpartition(scores[above], -limit)[-limit:]]
    return above


def _strength(counts: npt.NDArray[np.unsignedinteger], norm: Floats) -> Floats:
    """What a term weighs in a text beside its rarity, at most K1 + 1."""
    seen = counts.astype(np.float32)
    return seen * np.float32(K1 + 1) / (seen + norm)


def idf(frequency: npt.NDArray[np.generic], size: int) -> Floats:
    held = np.asarray(frequency, dtype=np.float64)
    weights: Floats = np.log1p((size - np.minimum(held, size) + 0.5) / (held + 0.5)).astype(np.float32)
    return weights
