"""Questions that say nearly the same: equal once filler words, particles and word order are left out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kb.text import fold

_ALIKE = (
    (re.compile(r"如何|怎样|咋样|咋|怎么样"), "怎么"),
    (re.compile(r"哪里|哪儿|什么地方|何处"), "哪"),
    (re.compile(r"啥"), "什么"),
    (re.compile(r"需要|需|要"), "要"),
    (re.compile(r"医疗保险"), "医保"),
    (re.compile(r"社会保险"), "社保"),
)
_FILLER = re.compile(
    r"请问|我想问|想问|问一下|咨询|您好|你好|一下|麻烦|老师|"
    r"[的了吗呢啊呀吧么嘛呗啦哦我您你]"
)
_SHORTEST = 4
"""Characters below which what is left says too little to compare."""


@dataclass(frozen=True, slots=True)
class Near:
    """An entry whose question is nearly that of another one in the same place."""

    id: str
    other: str
    question: str
    exact: bool
    """Whether the two are equal but for spaces and punctuation."""

    def to_json(self) -> dict[str, object]:
        return {"id": self.id, "of": self.other, "question": self.question, "exact": self.exact}


def signature(folded: str) -> str:
    """Equal for 失业金怎么领 and 请问如何领失业金呢; the folded text itself where little would be left."""
    text = folded
    for pattern, word in _ALIKE:
        text = pattern.sub(word, text)
    text = "".join(sorted(set(_FILLER.sub("", text))))
    return text if len(text) >= _SHORTEST else folded


class NearQuestions:
    """All wordings held, ready to be compared with; some tens of bytes each."""

    def __init__(self, wordings: Iterable[tuple[str, str, str]] = ()) -> None:
        self._exact: dict[tuple[str, str], tuple[str, ...]] = {}
        self._near: dict[tuple[str, str], tuple[str, ...]] = {}
        self._pairs: set[frozenset[str]] = set()
        for item_id, region, text in wordings:
            self._add(item_id, region, fold(text))

    def take(self, item_id: str, region: str, wordings: Iterable[str]) -> Iterator[Near]:
        """Compare the first wording (the question) with what is held, and hold all of them."""
        folded = [(text, fold(text)) for text in wordings]
        question, key = folded[0]
        exact = _other(self._exact.get((region, key)), item_id)
        other = exact or _other(self._near.get((region, signature(key))), item_id)
        if other is not None and frozenset((item_id, other)) not in self._pairs:
            self._pairs.add(frozenset((item_id, other)))
            yield Near(item_id, other, question, exact is not None)
        for _, text in folded:
            self._add(item_id, region, text)

    def _add(self, item_id: str, region: str, folded: str) -> None:
        for held, key in ((self._exact, folded), (self._near, signature(folded))):
            owners = held.get((region, key), ())
            if len(owners) < 2 and item_id not in owners:
                held[region, key] = (*owners, item_id)


def _other(owners: tuple[str, ...] | None, item_id: str) -> str | None:
    return next((owner for owner in owners or () if owner != item_id), None)
