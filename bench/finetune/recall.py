"""Recall by cosine alone: what the vectors find, before the ranker with its other signals."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import normalize

from bench.finetune.material import Material
from bench.finetune.space import Space

_AT_ONCE = 256
"""Questions compared with all wordings at once: 60 MB."""


@dataclass(frozen=True)
class Recall:
    what: str
    """What is asked and what is to be found, in Chinese."""
    questions: int
    first: float
    """Share of questions whose first hit is right."""
    five: float
    """Share of those with a right one among five."""


def measure(material: Material, vectors: Tensor) -> list[Recall]:
    """Of wordings that taught nothing, in an index without them, and of development questions in an index of all;
    `vectors` (texts, dim) as the encoder gives them. An article in the place of the entry that rests on it is no hit."""
    return list(_Measured(material, vectors).rows())


class _Measured:
    def __init__(self, material: Material, vectors: Tensor) -> None:
        self._material, self._vectors = material, vectors
        self._space = Space.of_the_base(vectors.device)
        self._wordings = self._space.compared(vectors[material.wordings], "query")
        self._answers = self._space.compared(vectors[material.answers], "passage")
        self._entry_of = torch.from_numpy(material.entry_of).to(vectors.device)

    def rows(self) -> Iterator[Recall]:
        material = self._material
        held = np.flatnonzero(material.held_out)
        right = [{int(entry)} for entry in material.entry_of[held]]
        yield from self._of("没教过的说法", self._wordings[held], np.flatnonzero(~material.held_out), right)
        citing = [n for n in held if int(material.entry_of[n]) in material.articles]
        passages = self._space.compared(self._vectors[material.passages], "passage")
        articles = [set(material.articles[int(material.entry_of[n])].tolist()) for n in citing]
        yield _recall("没教过的说法：条文", self._wordings[citing] @ passages.T, articles)
        for name, of_articles in (("开发题", False), ("问条文的开发题", True)):
            asked = [one for one in material.asked if (min(one.entries) >= material.entries) == of_articles]
            vectors = self._space.compared(self._vectors[[one.text for one in asked]], "query")
            yield from self._of(
                name, vectors, np.arange(len(material.wordings)), [one.entries for one in asked]
            )

    def _of(
        self, name: str, asked: Tensor, indexed: np.ndarray, right: Sequence[Collection[int]]
    ) -> Iterator[Recall]:
        entry_of = self._entry_of[indexed]
        nearest = _nearest(asked, self._wordings[indexed], entry_of, len(self._answers))
        means = torch.zeros_like(self._answers).index_add_(0, entry_of, self._wordings[indexed])
        mean, answer = asked @ normalize(means, dim=1).T, asked @ self._answers.T
        yield _recall(f"{name}：最近的说法", nearest, right)
        yield _recall(f"{name}：说法的平均", mean, right)
        yield _recall(f"{name}：答案", answer, right)
        yield _recall(f"{name}：三者合起来", nearest / 2 + mean + answer / 4, right)


def _nearest(asked: Tensor, wordings: Tensor, entry_of: Tensor, entries: int) -> Tensor:
    """Shape (asked, entries): the cosine of each entry's nearest wording, -1 where it has none."""
    best = torch.full((len(asked), entries), -1.0, device=asked.device)
    for some, into in zip(asked.split(_AT_ONCE), best.split(_AT_ONCE), strict=True):
        into.scatter_reduce_(1, entry_of.expand(len(some), -1), some @ wordings.T, "amax")
    return best


def _recall(what: str, scores: Tensor, right: Sequence[Collection[int]]) -> Recall:
    """Of scores (questions, what may be found)."""
    top = scores.topk(min(5, scores.shape[1]), dim=1).indices.tolist()
    first = [found[0] in gold for found, gold in zip(top, right, strict=True)]
    five = [not gold.isdisjoint(found) for found, gold in zip(top, map(set, right), strict=True)]
    return Recall(what, len(top), *(float(np.mean(hits)) if hits else 0.0 for hits in (first, five)))
