"""The texts of one group as arrays, cut and coded once: what segments are made of and joined from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from kb.item import DENSE_FIELDS
from kb.store import IndexedText
from kb.vectors import unpack
from models.embedder import Role
from retrieval.arrays import Floats, Ints
from retrieval.bags import Bags
from retrieval.centres import Centres
from retrieval.dense import Codes
from retrieval.tokens import Cut

_ROLE: Mapping[str, Role] = {"question": "query", "passage": "passage", "answer": "passage"}
"""By group, as `retrieval.centres.ROLE` has it by field."""
_SOUNDED = "question"
"""The group that is also compared by sound."""
_NOBODY = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True)
class FieldTexts:
    """Texts of a group, in order of their item."""

    items: Ints
    """Shape (texts,): the number of each text's item."""
    characters: Bags
    words: Bags
    sounds: Bags
    codes: Codes
    coded: Ints
    """Numbers of the texts that have a vector, ascending, one a row of `codes`."""
    lacking: Ints
    """Numbers of the texts whose vector is still to be computed, ascending."""
    hashes: npt.NDArray[np.bytes_]
    """Of the lacking texts."""

    def __len__(self) -> int:
        return len(self.items)

    @classmethod
    def of(cls, group: str, texts: Sequence[IndexedText], items: Ints, centres: Centres) -> FieldTexts:
        cut = Cut.of([text.text for text in texts])
        silent = _NOBODY, np.zeros(len(texts), dtype=np.int64)
        coded = [at for at, text in enumerate(texts) if text.vector is not None]
        lacking = [at for at, t in enumerate(texts) if t.vector is None and t.field in DENSE_FIELDS]
        return cls(
            items=items,
            characters=Bags.of(cut.characters),
            words=Bags.of(cut.words),
            sounds=Bags.of(cut.sounds if group == _SOUNDED else silent),
            codes=_codes([texts[at].vector or b"" for at in coded], centres, group),
            coded=np.array(coded, dtype=np.int64),
            lacking=np.array(lacking, dtype=np.int64),
            hashes=np.array([texts[at].hash for at in lacking], dtype=np.bytes_),
        )

    @classmethod
    def joined(cls, parts: Sequence[FieldTexts]) -> FieldTexts:
        """One after the other."""
        if len(parts) == 1:
            return parts[0]
        first = np.cumsum([0, *(len(part) for part in parts[:-1])])
        return cls(
            items=np.concatenate([part.items for part in parts]),
            characters=Bags.joined([part.characters for part in parts]),
            words=Bags.joined([part.words for part in parts]),
            sounds=Bags.joined([part.sounds for part in parts]),
            codes=Codes.joined([part.codes for part in parts]),
            coded=np.concatenate([part.coded + at for part, at in zip(parts, first, strict=True)]),
            lacking=np.concatenate([part.lacking + at for part, at in zip(parts, first, strict=True)]),
            hashes=np.concatenate([part.hashes for part in parts]),
        )

    def renumbered(self, items: Ints) -> FieldTexts:
        """With new numbers for items, by the old; texts of items whose new number is -1 are gone."""
        new = items[self.items]
        return replace(self.taken(np.flatnonzero(new >= 0)), items=new[new >= 0])

    def in_order(self) -> FieldTexts:
        """In order of the items' numbers."""
        return self.taken(np.argsort(self.items, kind="stable"))

    def taken(self, texts: Ints) -> FieldTexts:
        """Those of the given texts, in that order."""
        if len(texts) == len(self) and (np.diff(texts) == 1).all():
            return self
        place = np.full(len(self), -1, dtype=np.int64)
        place[texts] = np.arange(len(texts))
        coded, lacking = place[self.coded], place[self.lacking]
        rows, lacks = (np.argsort(some, kind="stable")[int((some < 0).sum()) :] for some in (coded, lacking))
        return FieldTexts(
            items=self.items[texts],
            characters=self.characters.taken(texts),
            words=self.words.taken(texts),
            sounds=self.sounds.taken(texts),
            codes=self.codes.taken(rows),
            coded=coded[rows],
            lacking=lacking[lacks],
            hashes=self.hashes[lacks],
        )

    def with_vectors(self, found: Mapping[str, bytes], centres: Centres, group: str) -> FieldTexts:
        """The same with vectors that it lacked."""
        names = self.hashes.astype(str).tolist()
        here = np.array([name in found for name in names], dtype=np.bool_)
        if not here.any():
            return self
        more = _codes([found[name] for name in names if name in found], centres, group)
        coded = np.concatenate((self.coded, self.lacking[here]))
        order = np.argsort(coded, kind="stable")
        return replace(
            self,
            codes=Codes.joined([self.codes, more]).taken(order),
            coded=coded[order],
            lacking=self.lacking[~here],
            hashes=self.hashes[~here],
        )


def _codes(packed: Sequence[bytes], centres: Centres, group: str) -> Codes:
    vectors: Floats = unpack(packed, centres.dim)
    return Codes.of(centres.apply(vectors, _ROLE[group]) if len(vectors) else vectors)
