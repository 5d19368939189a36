"""The terms of texts as arrays that can be joined: nothing of a text is cut twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from retrieval.arrays import Floats, Ints, spans
from retrieval.tokens import KEY_BITS, Keys

Counts = npt.NDArray[np.unsignedinteger]

_AT_ONCE = 1 << (62 - KEY_BITS)
"""Texts whose number fits beside a key in 63 bits."""
_BLOCK = 1 << 22
"""Terms summed at once: some tens of megabytes."""
_COUNT_BITS, _TEXT_BITS = 8, 28
_MOST = (1 << _COUNT_BITS) - 1
"""A term that a text repeats more often than this counts as this: it weighs the same."""


@dataclass(frozen=True)
class Bags:
    """Distinct terms of every text with how often each stands there: five bytes a term."""

    vocabulary: Keys
    """Ascending; a term's number is its place here."""
    starts: Ints
    """Terms of text i are starts[i]:starts[i + 1] of `numbers` and `counts`, ascending."""
    numbers: npt.NDArray[np.int32]
    counts: Counts
    lengths: Ints
    """Terms of each text, repeated ones included."""

    def __len__(self) -> int:
        return len(self.lengths)

    @classmethod
    def of(cls, cut: tuple[Keys, Ints]) -> Bags:
        """From the keys of all texts in a row, and how many each text has."""
        keys, lengths = cut
        if len(lengths) >= _AT_ONCE:
            ends = np.cumsum(lengths)
            here = int(ends[_AT_ONCE // 2])
            first = cls.of((keys[:here], lengths[: _AT_ONCE // 2 + 1]))
            return cls.joined([first, cls.of((keys[here:], lengths[_AT_ONCE // 2 + 1 :]))])
        rows = np.repeat(np.arange(len(lengths)), lengths)
        both = np.sort((rows << KEY_BITS) | keys)
        distinct, counts = _runs(both)
        vocabulary, numbers = np.unique(distinct & ((1 << KEY_BITS) - 1), return_inverse=True)
        starts = np.searchsorted(distinct >> KEY_BITS, np.arange(len(lengths) + 1))
        return cls(vocabulary, starts, numbers.astype(np.int32), _few(counts), lengths)

    @classmethod
    def joined(cls, parts: Sequence[Bags]) -> Bags:
        """One after the other."""
        if len(parts) == 1:
            return parts[0]
        vocabulary = np.unique(np.concatenate([part.vocabulary for part in parts] or [_NO_KEYS]))
        size = sum(len(part.numbers) for part in parts)
        numbers, counts = np.empty(size, dtype=np.int32), np.empty(size, dtype=np.uint8)
        starts, done = [np.zeros(1, dtype=np.int64)], 0
        for part in parts:
            here = slice(done, done + len(part.numbers))
            numbers[here] = np.searchsorted(vocabulary, part.vocabulary).astype(np.int32)[part.numbers]
            counts[here] = part.counts
            starts.append(part.starts[1:] + done)
            done += len(part.numbers)
        lengths = np.concatenate([part.lengths for part in parts] or [_NO_KEYS])
        return cls(vocabulary, np.concatenate(starts), numbers, counts, lengths)

    def taken(self, texts: Ints) -> Bags:
        """Those of the given texts, in that order; terms that only others had stay in the vocabulary."""
        _, entry = spans(self.starts[texts], self.starts[texts + 1])
        starts = np.concatenate(([0], np.cumsum(np.diff(self.starts)[texts])))
        return Bags(self.vocabulary, starts, self.numbers[entry], self.counts[entry], self.lengths[texts])

    def grouped(self, texts: Ints, groups: Ints, size: int) -> Bags:
        """The given texts thrown together by group: in how many texts of a group each term stands."""
        row, entry = spans(self.starts[texts], self.starts[texts + 1])
        both = (groups[row] << 32) | self.numbers[entry]
        both.sort()
        distinct, counts = _runs(both)
        of, numbers = distinct >> 32, (distinct & 0xFFFFFFFF).astype(np.int32)
        lengths = np.bincount(of, weights=counts, minlength=size).astype(np.int64)
        starts = np.searchsorted(of, np.arange(size + 1))
        used, placed = np.unique(numbers, return_inverse=True)
        few: Counts = np.minimum(counts, np.iinfo(np.uint16).max).astype(np.uint16)
        return Bags(self.vocabulary[used], starts, placed.astype(np.int32), few, lengths)

    def sums(self, weights: Floats) -> Floats:
        """Shape (texts,): what the distinct terms of each text weigh together, of `weights` by number."""
        sums = np.zeros(len(self), dtype=np.float32)
        first = 0
        while first < len(self):
            last = int(np.searchsorted(self.starts, self.starts[first] + _BLOCK, side="right")) - 1
            last = min(max(last, first + 1), len(self))
            sizes = np.diff(self.starts[first : last + 1])
            rows = np.repeat(np.arange(last - first), sizes)
            here = weights[self.numbers[self.starts[first] : self.starts[last]]]
            sums[first:last] = np.bincount(rows, weights=here, minlength=last - first)
            first = last
        return sums

    def by_term(self) -> tuple[npt.NDArray[np.int32], Counts]:
        """Texts of every term, term after term, and how often it stands in each."""
        if len(self.vocabulary) >= 1 << (63 - _TEXT_BITS - _COUNT_BITS) or len(self) >= 1 << _TEXT_BITS:
            raise OverflowError("more terms or texts than one segment can hold")
        packed = self.numbers.astype(np.int64)
        packed <<= _TEXT_BITS
        packed |= np.repeat(np.arange(len(self)), np.diff(self.starts))
        packed <<= _COUNT_BITS
        packed |= self.counts
        packed.sort()
        counts = (packed & _MOST).astype(np.uint8)
        packed >>= _COUNT_BITS
        packed &= (1 << _TEXT_BITS) - 1
        return packed.astype(np.int32), counts


_NO_KEYS: Keys = np.zeros(0, dtype=np.int64)


def _runs(ascending: Ints) -> tuple[Ints, Ints]:
    """Distinct values, and how often each stands there."""
    if not len(ascending):
        return ascending, ascending
    at = np.flatnonzero(np.concatenate(([True], ascending[1:] != ascending[:-1])))
    return ascending[at], np.diff(at, append=len(ascending))


def _few(counts: Ints) -> Counts:
    return np.minimum(counts, _MOST).astype(np.uint8)
