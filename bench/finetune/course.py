"""All lessons of a step, weighed and added up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import normalize

from bench.finetune.draws import PASSAGE_TOKENS, Draw
from bench.finetune.encoder import Encoder
from bench.finetune.lessons import contrast, moved, neighbours_changed, same, told_apart
from bench.finetune.material import Ints, Material
from bench.finetune.space import Space
from bench.finetune.texts import Texts
from models.embedder import Role

QUESTION_TOKENS = 96
"""Read of a question while we learn."""
DROPPED = 0.1
"""Of a question's tokens that are not read: people leave words out."""


@dataclass(frozen=True)
class Weights:
    """What each lesson counts."""

    entries: float = 1.0
    pairs: float = 1.0
    answers: float = 0.5
    articles: float = 0.3
    excerpts: float = 0.3
    kept: float = 2.0
    """To stay what it was, so that Chinese outside our field is not forgotten: at a quarter of it, documents of other
    fields were found by their questions 8 points less often."""
    passage_neighbours: float = 2.0
    """On top of `kept`."""


@dataclass(frozen=True)
class Seen:
    """Vectors of a draw, shape (n, dim) each, by the names they have there."""

    first: Tensor
    second: Tensor
    answered: Tensor
    citing: Tensor
    utterances: Tensor
    answers: Tensor
    passages: Tensor
    """The cited ones, then those beside."""
    excerpts: Tensor
    excerpted: Tensor


class Course:
    """The encoder as it learns, the vectors of before, and one learned vector an entry, which is not shipped."""

    def __init__(
        self,
        encoder: Encoder,
        material: Material,
        texts: Texts,
        before: Tensor,
        start: Tensor,
        taught: Iterable[int],
        weights: Weights,
    ) -> None:
        """`before` (texts, dim) are vectors by the base model, `start` those by the encoder as it starts; entries that
        are `taught` start at the mean of their wordings, and no wording points to another."""
        self._encoder, self._material, self._texts, self._weights = encoder, material, texts, weights
        self._before, self._space = before, Space.of_the_base(before.device)
        known = len(material.answers)
        self._taught = torch.zeros(known, dtype=torch.bool, device=before.device)
        self._taught[list(taught)] = True
        self._also = torch.zeros(known, known, dtype=torch.bool, device=before.device)
        right = [{int(answer)} for answer in material.answers]
        for entry, passage in material.also_right():
            self._also[entry, passage] = self._also[passage, entry] = True
            right[passage].add(int(material.answers[entry]))
        for entry, passages in material.articles.items():
            right[entry].update(material.passages[passages].tolist())
        self._right = [np.array(list(mine)) for mine in right]
        self.prototypes = nn.Parameter(self._means(start))

    def loss(self, draw: Draw) -> Tensor:
        seen, weights = self._see(draw), self._weights
        return (
            weights.entries * self._entries(seen, draw)
            + weights.pairs * self._pairs(seen, draw)
            + weights.answers * self._answers(seen, draw)
            + weights.articles * self._articles(seen, draw)
            + weights.excerpts * self._excerpts(seen, draw)
            + weights.kept * self._kept(seen, draw)
        )

    def _see(self, draw: Draw) -> Seen:
        material = self._material
        asked = (draw.first, draw.second, draw.answered_wordings, draw.citing_wordings)
        wordings = [material.wordings[one] for one in asked]
        questions = (
            *self._embed("query", *wordings, dropped=DROPPED),
            *self._embed("query", draw.utterances),
        )
        passages = np.concatenate([draw.cited, draw.beside])
        found = self._embed("passage", material.answers[draw.answered], material.passages[passages])
        excerpts = Texts.of(draw.excerpts, self._before.device)
        as_questions = self._encoder.embed(excerpts, torch.arange(len(excerpts)), QUESTION_TOKENS)
        (excerpted,) = self._embed("passage", material.passages[draw.excerpted])
        return Seen(*questions, *found, self._space.compared(as_questions, "query"), excerpted)

    def _entries(self, seen: Seen, draw: Draw) -> Tensor:
        asked = (draw.first, draw.second, draw.answered_wordings, draw.citing_wordings)
        entries = self._tensor(self._material.entry_of[np.concatenate(asked)])
        vectors = torch.cat([seen.first, seen.second, seen.answered, seen.citing])
        return told_apart(vectors, entries, self.prototypes, ~self._taught | self._also[entries])

    def _pairs(self, seen: Seen, draw: Draw) -> Tensor:
        entries = self._tensor(self._material.entry_of[draw.first])
        mates = same(entries, entries) | self._also[entries[:, None], entries]
        return (contrast(seen.first, seen.second, mates) + contrast(seen.second, seen.first, mates)) / 2

    def _answers(self, seen: Seen, draw: Draw) -> Tensor:
        passages = self._material.passages[np.concatenate([draw.cited, draw.beside])]
        texts = np.concatenate([self._material.answers[draw.answered], passages])
        found = torch.cat([seen.answers, seen.passages])
        return contrast(seen.answered, found, self._also_right(draw.answered, texts))

    def _articles(self, seen: Seen, draw: Draw) -> Tensor:
        passages = self._material.passages[np.concatenate([draw.cited, draw.beside])]
        return contrast(seen.citing, seen.passages, self._also_right(draw.citing, passages))

    def _also_right(self, entries: Ints, texts: Ints) -> Tensor:
        """Shape (entries, texts): which texts answer what is asked of each, but for the i-th with the i-th."""
        right = np.array([np.isin(texts, self._right[entry]) for entry in entries])
        np.fill_diagonal(right, False)
        return self._tensor(right)

    def _excerpts(self, seen: Seen, draw: Draw) -> Tensor:
        excerpted = self._tensor(draw.excerpted)
        passages = self._tensor(np.concatenate([draw.excerpted, draw.cited, draw.beside]))
        found = torch.cat([seen.excerpted, seen.passages])
        return contrast(seen.excerpts, found, same(excerpted, passages))

    def _kept(self, seen: Seen, draw: Draw) -> Tensor:
        passages = self._material.passages[np.concatenate([draw.cited, draw.beside])]
        said = self._space.compared(self._before[self._tensor(draw.utterances)], "query")
        written = self._space.compared(self._before[self._tensor(passages)], "passage")
        return (
            neighbours_changed(said, seen.utterances)
            + self._weights.passage_neighbours * neighbours_changed(written, seen.passages)
            + moved(torch.cat([said, written]), torch.cat([seen.utterances, seen.passages]))
        )

    def _embed(self, role: Role, *parts: Ints, dropped: float = 0.0) -> tuple[Tensor, ...]:
        """Vectors of texts, each part by itself."""
        numbers = torch.from_numpy(np.concatenate(parts))
        most = QUESTION_TOKENS if role == "query" else PASSAGE_TOKENS
        vectors = self._encoder.embed(self._texts, numbers, most, dropped)
        return self._space.compared(vectors, role).split([len(part) for part in parts])

    def _means(self, start: Tensor) -> Tensor:
        """Shape (entries, dim): of the wordings that may be learned from."""
        wordings = np.flatnonzero(~self._material.held_out)
        entries = self._tensor(self._material.entry_of[wordings])
        vectors = start[self._tensor(self._material.wordings[wordings])]
        sums = torch.zeros(len(self._taught), vectors.shape[1], device=vectors.device)
        sums.index_add_(0, entries, self._space.compared(vectors, "query"))
        return normalize(sums, dim=1)

    def _tensor(self, array: np.ndarray) -> Tensor:
        return torch.from_numpy(array).to(self._before.device)
