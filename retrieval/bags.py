"""The terms of texts as arrays that can be joined: nothing of a text is cut twice."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from retrieval.arrays import Floats, Growing, Ints, blocks, spans
from retrieval.tokens import KEY_BITS, Keys

Counts = npt.NDArray[np.unsignedinteger]

_AT_ONCE = 1 << (62 - KEY_BITS)
"""Texts whose number fits beside a key in 63 bits."""
_BLOCK = 1 << 20
"""Terms that are sorted, copied or summed at once: some tens of megabytes."""
_FOLD = 32
"""Parts whose vocabularies are made one at a time: each has a vocabulary of its own until then."""
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
    def joined(cls, parts: Iterable[Bags]) -> Bags:
        """One after the other."""
        growing = GrowingBags()
        for part in parts:
            growing.add(part)
        return growing.done()

    def taken(self, texts: Ints) -> Bags:
        """Those of the given texts, in that order; terms that only others had stay in the vocabulary."""
        first, last = self.starts[texts], self.starts[texts + 1]
        starts = np.concatenate(([0], np.cumsum(last - first)))
        numbers = np.empty(int(starts[-1]), dtype=self.numbers.dtype)
        counts = np.empty(int(starts[-1]), dtype=self.counts.dtype)
        for begin, end in blocks(starts, _BLOCK):
            _, entry = spans(first[begin:end], last[begin:end])
            here = slice(starts[begin], starts[end])
            numbers[here], counts[here] = self.numbers[entry], self.counts[entry]
        return Bags(self.vocabulary, starts, numbers, counts, self.lengths[texts])

    def grouped(self, texts: Ints, groups: Ints, size: int) -> Bags:
        """The given texts thrown together by group: in how many texts of a group each term stands."""
        order = np.argsort(groups, kind="stable")
        texts, groups = texts[order], groups[order]
        first, last = self.starts[texts], self.starts[texts + 1]
        whole = np.flatnonzero(np.diff(groups, prepend=-1, append=size))  # where groups begin, and their end
        ends = np.concatenate(([0], np.cumsum(last - first)))[whole]
        numbers, counts = Growing(), Growing()
        numbers.add(self.numbers[:0])
        counts.add(np.zeros(0, dtype=np.uint16))
        lengths, sizes = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64)
        for begin, end in blocks(ends, _BLOCK):
            here = slice(whole[begin], whole[end])
            row, entry = spans(first[here], last[here])
            both = (groups[here][row] << 32) | self.numbers[entry]
            both.sort()
            distinct, seen = _runs(both)
            of = distinct >> 32
            sizes += np.bincount(of, minlength=size)
            lengths += np.bincount(of, weights=seen, minlength=size).astype(np.int64)
            numbers.add((distinct & 0xFFFFFFFF).astype(np.int32))
            counts.add(np.minimum(seen, np.iinfo(np.uint16).max).astype(np.uint16))
        starts = np.concatenate(([0], np.cumsum(sizes)))
        used, placed = _used(numbers.done(), len(self.vocabulary))
        return Bags(self.vocabulary[used], starts, placed, counts.done(), lengths)

    def frequency(self) -> npt.NDArray[np.int32]:
        """Shape (vocabulary,): in how many texts each term stands."""
        held = np.zeros(len(self.vocabulary), dtype=np.int32)
        for at in range(0, len(self.numbers), _BLOCK):  # bincount copies what it counts to eight bytes each
            held += np.bincount(self.numbers[at : at + _BLOCK], minlength=len(held)).astype(np.int32)
        return held

    def sums(self, weights: Floats) -> Floats:
        """Shape (texts,): what the distinct terms of each text weigh together, of `weights` by number."""
        sums = np.zeros(len(self), dtype=np.float32)
        for first, last in blocks(self.starts, _BLOCK):
            sizes = np.diff(self.starts[first : last + 1])
            rows = np.repeat(np.arange(last - first), sizes)
            here = weights[self.numbers[self.starts[first] : self.starts[last]]]
            sums[first:last] = np.bincount(rows, weights=here, minlength=last - first)
        return sums

    def by_term(self, starts: Ints) -> tuple[npt.NDArray[np.int32], Counts]:
        """Texts of every term, term after term, and how often it stands in each; those of term i begin at
        starts[i]."""
        if len(self.vocabulary) >= 1 << (63 - _TEXT_BITS - _COUNT_BITS) or len(self) >= 1 << _TEXT_BITS:
            raise OverflowError("more terms or texts than one segment can hold")
        texts = np.empty(len(self.numbers), dtype=np.int32)
        counts = np.empty(len(self.numbers), dtype=np.uint8)
        free = starts[:-1].copy()
        for first, last in blocks(self.starts, _BLOCK):
            here = slice(self.starts[first], self.starts[last])
            packed = self.numbers[here].astype(np.int64)
            packed <<= _TEXT_BITS
            packed |= np.repeat(np.arange(first, last), np.diff(self.starts[first : last + 1]))
            packed <<= _COUNT_BITS
            packed |= self.counts[here]
            packed.sort()
            terms, seen = _runs(packed >> (_TEXT_BITS + _COUNT_BITS))
            _, place = spans(free[terms], free[terms] + seen)
            free[terms] += seen
            counts[place] = packed & _MOST
            packed >>= _COUNT_BITS
            texts[place] = packed & ((1 << _TEXT_BITS) - 1)
        return texts, counts


class GrowingBags:
    """Bags joined as they come: their terms are in memory once, under numbers that become the whole's in the end."""

    def __init__(self) -> None:
        self._starts, self._numbers, self._counts, self._lengths = (Growing() for _ in range(4))
        self._starts.add(np.zeros(1, dtype=np.int64))
        self._vocabularies: list[tuple[Keys, int, int]] = []
        """Each with the first and past the last of the terms numbered by it."""
        self._single = 0
        """Parts at the end whose vocabularies were not made one yet."""

    def add(self, part: Bags) -> None:
        first = self._vocabularies[-1][2] if self._vocabularies else 0
        self._starts.add(part.starts[1:] + first)
        self._numbers.add(part.numbers)
        self._counts.add(part.counts)
        self._lengths.add(part.lengths)
        self._vocabularies.append((part.vocabulary, first, first + len(part.numbers)))
        self._single += 1
        if self._single == _FOLD:
            self._fold(len(self._vocabularies) - _FOLD)

    def done(self) -> Bags:
        self._fold(0)
        ((vocabulary, _, _),) = self._vocabularies
        arrays = (self._starts, self._numbers, self._counts, self._lengths)
        return Bags(vocabulary, *(array.done() for array in arrays))

    def _fold(self, start: int) -> None:
        """One vocabulary for the parts from `start` on. Its order is that of each, so a text's terms stay ascending."""
        some, self._single = self._vocabularies[start:], 0
        if len(some) == 1:
            return
        vocabulary = np.unique(np.concatenate([one for one, _, _ in some]))
        for one, first, last in some:
            new = np.searchsorted(vocabulary, one).astype(np.int32)
            for at in range(first, last, _BLOCK):
                here = self._numbers.part(at, min(at + _BLOCK, last))
                here[:] = new[here]
        self._vocabularies[start:] = [(vocabulary, some[0][1], some[-1][2])]


def _used(numbers: npt.NDArray[np.int32], size: int) -> tuple[Ints, npt.NDArray[np.int32]]:
    """Which of the numbers below `size` are there, and the place of each among those."""
    held = np.zeros(size, dtype=np.bool_)
    held[numbers] = True
    return np.flatnonzero(held), (np.cumsum(held, dtype=np.int32) - np.int32(1))[numbers]


def _runs(ascending: Ints) -> tuple[Ints, Ints]:
    """Distinct values, and how often each stands there."""
    if not len(ascending):
        return ascending, ascending
    at = np.flatnonzero(np.concatenate(([True], ascending[1:] != ascending[:-1])))
    return ascending[at], np.diff(at, append=len(ascending))


def _few(counts: Ints) -> Counts:
    return np.minimum(counts, _MOST).astype(np.uint8)
