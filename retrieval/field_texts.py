"""The texts of one group as arrays, cut and coded once: what segments are made of and joined from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from kb.item import DENSE_FIELDS
from kb.store import IndexedText
from kb.vectors import unpack
from models.embedder import Role
from retrieval.arrays import Growing, Ints, Marks, Mask, mixed
from retrieval.bags import Bags, GrowingBags
from retrieval.centres import Centres
from retrieval.dense import Codes, GrowingCodes
from retrieval.tokens import Cut

_ROLE: Mapping[str, Role] = {"question": "query", "passage": "passage", "answer": "passage"}
"""By group, as `retrieval.centres.ROLE` has it by field."""
_SOUNDED = "question"
"""The group that is also compared by sound."""
_NOBODY = np.zeros(0, dtype=np.int64)
_AT_ONCE = 4_096
"""Vectors moved into our space at once: some tens of megabytes."""


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
    """Numbers of the texts whose vector is here, ascending, one a row of `codes`."""
    far: Ints
    """Numbers of the texts whose vector a store elsewhere holds instead, ascending."""
    lacking: Ints
    """Numbers of the texts whose vector is still to be computed, ascending."""
    hashes: npt.NDArray[np.bytes_]
    """Of the lacking texts."""
    keys: Ints
    """Shape (texts,): what a store elsewhere knows each text by."""

    def __len__(self) -> int:
        return len(self.items)

    @classmethod
    def of(
        cls,
        group: str,
        texts: Sequence[IndexedText],
        items: Ints,
        centres: Centres,
        stamps: Marks,
        held: Ints = _NOBODY,
    ) -> FieldTexts:
        """`stamps`: of each text's item. `held`: keys that a store elsewhere has, ascending."""
        cut = Cut.of([text.text for text in texts])
        silent = _NOBODY, np.zeros(len(texts), dtype=np.int64)
        names = np.array([int(text.hash[:16], 16) for text in texts], dtype=np.uint64)
        which = np.full(len(texts), list(_ROLE).index(group))
        keys = (mixed(stamps, names, which) >> np.uint64(1)).view(np.int64)
        away = among(keys, held)
        coded = [at for at, text in enumerate(texts) if text.vector is not None and not away[at]]
        lacking = [at for at, t in enumerate(texts) if t.vector is None and t.field in DENSE_FIELDS]
        return cls(
            items=items,
            characters=Bags.of(cut.characters),
            words=Bags.of(cut.words),
            sounds=Bags.of(cut.sounds if group == _SOUNDED else silent),
            codes=_codes([texts[at].vector or b"" for at in coded], centres, group),
            coded=np.array(coded, dtype=np.int64),
            far=np.array(
                [at for at, text in enumerate(texts) if away[at] and text.vector is not None], dtype=np.int64
            ),
            lacking=np.array(lacking, dtype=np.int64),
            hashes=np.array([texts[at].hash for at in lacking], dtype=np.bytes_),
            keys=keys,
        )

    @classmethod
    def joined(cls, parts: Iterable[FieldTexts]) -> FieldTexts:
        """One after the other."""
        growing = GrowingTexts()
        for part in parts:
            growing.add(part)
        return growing.done()

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
        coded, far, lacking = place[self.coded], place[self.far], place[self.lacking]
        rows, lacks = (np.argsort(some, kind="stable")[int((some < 0).sum()) :] for some in (coded, lacking))
        return FieldTexts(
            items=self.items[texts],
            characters=self.characters.taken(texts),
            words=self.words.taken(texts),
            sounds=self.sounds.taken(texts),
            codes=self.codes.taken(rows),
            coded=coded[rows],
            far=np.sort(far[far >= 0]),
            lacking=lacking[lacks],
            hashes=self.hashes[lacks],
            keys=self.keys[texts],
        )

    def moved(self, held: Ints) -> FieldTexts:
        """The same without the vectors of texts that a store elsewhere holds by now; `held` ascending."""
        away = among(self.keys[self.coded], held)
        if not away.any():
            return self
        return replace(
            self,
            codes=self.codes.taken(np.flatnonzero(~away)),
            coded=self.coded[~away],
            far=np.sort(np.concatenate((self.far, self.coded[away]))),
        )

    def with_vectors(self, found: Mapping[str, bytes], centres: Centres, group: str) -> FieldTexts:
        """The same with vectors that it lacked."""
        names = self.hashes.astype(str).tolist()
        here = np.array([name in found for name in names], dtype=np.bool_)
        if not here.any():
            return self
        more = _codes([found[name] for name in names if name in found], centres, group)
        at = np.searchsorted(self.coded, self.lacking[here])
        return replace(
            self,
            codes=self.codes.inserted(at, more),
            coded=np.insert(self.coded, at, self.lacking[here]),
            lacking=self.lacking[~here],
            hashes=self.hashes[~here],
        )


class GrowingTexts:
    """Texts of one group joined as they come, one part after the other."""

    def __init__(self) -> None:
        self._size = 0
        self._bags = {name: GrowingBags() for name in ("characters", "words", "sounds")}
        self._codes = GrowingCodes()
        self._columns = {name: Growing() for name in ("items", "hashes", "keys")}
        self._numbers = {name: Growing() for name in ("coded", "far", "lacking")}

    def __len__(self) -> int:
        return self._size

    def add(self, part: FieldTexts) -> None:
        for name, bags in self._bags.items():
            bags.add(getattr(part, name))
        self._codes.add(part.codes)
        for name, column in self._columns.items():
            column.add(getattr(part, name))
        for name, numbers in self._numbers.items():
            numbers.add(getattr(part, name) + self._size)
        self._size += len(part)

    def done(self) -> FieldTexts:
        bags, columns, numbers = self._bags, self._columns, self._numbers
        return FieldTexts(
            items=columns["items"].done(),
            characters=bags["characters"].done(),
            words=bags["words"].done(),
            sounds=bags["sounds"].done(),
            codes=self._codes.done(),
            coded=numbers["coded"].done(),
            far=numbers["far"].done(),
            lacking=numbers["lacking"].done(),
            hashes=columns["hashes"].done(),
            keys=columns["keys"].done(),
        )


def among(keys: Ints, held: Ints) -> Mask:
    """Which of the keys are in `held`, ascending."""
    if not len(held):
        return np.zeros(len(keys), dtype=np.bool_)
    found: Mask = held[np.minimum(np.searchsorted(held, keys), len(held) - 1)] == keys
    return found


def _codes(packed: Sequence[bytes], centres: Centres, group: str) -> Codes:
    """Some at a time: on the way they are floats, several times over."""
    if not packed:
        return Codes.of(unpack(packed, centres.dim))
    role = _ROLE[group]
    some = (packed[at : at + _AT_ONCE] for at in range(0, len(packed), _AT_ONCE))
    return Codes.joined(Codes.of(centres.apply(unpack(one, centres.dim), role)) for one in some)
