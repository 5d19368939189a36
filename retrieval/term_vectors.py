"""One learned vector for a character or a pair: what the words of a question say of which matter it asks about.

An embedder reads meaning and blurs the words that tell neighbouring entries apart; term frequencies hold every word and
know nothing of what it stands for. Here terms are placed so that wordings of one entry lie together and far from those of
all others (`bench/train_term_vectors.py`); a text is the sum of its terms, an item the mean of how people ask for it, also
one that was written after the terms were learned. See docs/decisions/0023.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

import numpy as np
import numpy.typing as npt

from kb.vectors import quantise
from retrieval.arrays import Floats, Ints, blocks, unit
from retrieval.bags import Bags
from retrieval.tokens import Keys

ID = "terms-2"
"""Names the space: vectors of different ones must never be compared."""

_BLOCK = 1 << 15
"""Terms whose vectors are floats at once: some tens of megabytes."""


@dataclass(frozen=True)
class TermVectors:
    """Terms that are known, each with its vector."""

    keys: Keys
    """Ascending, as `retrieval.tokens.Cut.characters` has them."""
    bytes: npt.NDArray[np.int8]
    """Shape (terms, dim)."""
    scale: Floats
    """Shape (terms,): a row of bytes times this is the vector, longer the more the term says."""

    @property
    def dim(self) -> int:
        return int(self.bytes.shape[1])

    @classmethod
    def read(cls, path: Path) -> TermVectors:
        with np.load(path) as data:
            return cls(data["keys"], data["bytes"], data["scale"].astype(np.float32))

    @classmethod
    def of(cls, keys: Keys, vectors: Floats) -> TermVectors:
        """`vectors` shape (terms, dim), rounded to bytes."""
        return cls(keys, *_coded(vectors))

    def save(self, path: Path) -> None:
        np.savez_compressed(path, keys=self.keys, bytes=self.bytes, scale=self.scale.astype(np.float16))

    def text(self, keys: Keys) -> Floats:
        """Shape (dim,), unit length; zero where no term is known. `keys` distinct."""
        rows = self._rows(keys)
        return unit(self._vectors(rows[rows >= 0]).sum(axis=0))

    def texts(self, bags: Bags) -> Floats:
        """Shape (texts, dim), as `text`."""
        found = np.zeros((len(bags), self.dim), dtype=np.float32)
        row_of = self._rows(bags.vocabulary)
        for first, last in blocks(bags.starts, _BLOCK):
            rows = row_of[bags.numbers[bags.starts[first] : bags.starts[last]]]
            text = np.repeat(np.arange(first, last), np.diff(bags.starts[first : last + 1]))[rows >= 0]
            if len(text):
                at = np.flatnonzero(np.diff(text, prepend=-1))
                found[text[at]] = np.add.reduceat(self._vectors(rows[rows >= 0]), at, axis=0)
        return unit(found)

    def _rows(self, keys: Keys) -> Ints:
        """Place of each term, -1 where it is not known."""
        at = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        rows: Ints = np.where(self.keys[at] == keys, at, -1)
        return rows

    def _vectors(self, rows: Ints) -> Floats:
        vectors: Floats = self.bytes[rows].astype(np.float32)
        vectors *= self.scale[rows][:, None]
        return vectors


@cache
def learned() -> TermVectors:
    return TermVectors.read(Path(str(files("retrieval").joinpath(f"data/{ID}.npz"))))


@dataclass(frozen=True)
class ItemTerms:
    """Of every item that people are known to ask for, the mean of how they do."""

    place: npt.NDArray[np.int32]
    """Shape (items,): row of each item, -1 where nobody is known to ask for it."""
    bytes: npt.NDArray[np.int8]
    """Shape (rows, dim)."""
    scale: Floats
    """Shape (rows,): a row of bytes times this has unit length."""

    @classmethod
    def of(cls, bags: Bags, items: Ints, size: int) -> ItemTerms:
        """`items` shape (texts,), ascending: number of each text's item, below `size`."""
        place = np.full(size, -1, dtype=np.int32)
        held, starts = np.unique(items, return_index=True)
        place[held] = np.arange(len(held))
        terms, ends = learned(), np.append(starts, len(items))
        rows = np.zeros((len(held), terms.dim), dtype=np.int8)
        scale = np.zeros(len(held), dtype=np.float32)
        for first, last in blocks(ends, _BLOCK):
            texts = terms.texts(bags.taken(np.arange(ends[first], ends[last])))
            means = unit(np.add.reduceat(texts, ends[first:last] - ends[first], axis=0))
            rows[first:last], scale[first:last] = _coded(means)
        return cls(place, rows, scale)

    @classmethod
    def joined(cls, parts: Iterable[tuple[ItemTerms, Ints]], size: int) -> ItemTerms:
        """Of several, with the new number of each of their items beside them, -1 of those that are gone; `size` items in
        all. Nothing is computed anew, so joining costs an edit nothing."""
        place = np.full(size, -1, dtype=np.int32)
        rows, scales, count = [], [], 0
        for part, numbers in parts:
            kept = np.flatnonzero((numbers >= 0) & (part.place >= 0))
            place[numbers[kept]] = np.arange(count, count + len(kept))
            rows.append(part.bytes[part.place[kept]])
            scales.append(part.scale[part.place[kept]])
            count += len(kept)
        return cls(place, np.concatenate(rows), np.concatenate(scales))

    def cosines(self, items: Ints, vector: Floats) -> Floats:
        """Shape (items,): with a question's vector, 0 for those that nobody is known to ask for."""
        rows = self.place[items]
        found = np.zeros(len(items), dtype=np.float32)
        has = rows >= 0
        found[has] = (self.bytes[rows[has]].astype(np.float32) @ vector) * self.scale[rows[has]]
        return found


def _coded(vectors: Floats) -> tuple[npt.NDArray[np.int8], Floats]:
    """Rows of bytes, and what each is multiplied by to be the vector again."""
    scale: Floats = (np.maximum(np.abs(vectors).max(axis=1), 1e-9) / 127).astype(np.float32)
    return quantise(vectors), scale
