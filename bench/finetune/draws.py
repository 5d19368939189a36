"""What one step of learning looks at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bench.finetune.material import Ints, Material
from bench.finetune.texts import Texts
from bench.finetune.tokenizer import Tokenizer

PASSAGE_TOKENS = 128
"""Read of a passage while we learn; one in six is longer."""


@dataclass(frozen=True)
class Sizes:
    """How many of each a step looks at; fewer where there are fewer."""

    pairs: int = 768
    answers: int = 128
    """Of entries, and as many of asked passages."""
    articles: int = 64
    passages: int = 128
    """Nobody cites in this step."""
    nearby: int = 128
    """From around passages that are asked."""
    excerpts: int = 96
    utterances: int = 256


@dataclass(frozen=True)
class Draw:
    """Places in the material: wordings, entries and passages. Entries, passages and utterances come once in their list,
    but for `cited`."""

    first: Ints
    """Shape (pairs,): wordings."""
    second: Ints
    """Shape (pairs,): another wording of the same entry."""
    answered: Ints
    """Shape (answers,): entries, and passages taught as such."""
    answered_wordings: Ints
    """Shape (answers,): one wording of each."""
    citing: Ints
    """Shape (articles,): entries."""
    citing_wordings: Ints
    """Shape (articles,): one wording of each."""
    cited: Ints
    """Shape (articles,): a passage that each rests on."""
    beside: Ints
    """Shape (passages + nearby,): any passages, and some that stand near those asked."""
    excerpted: Ints
    """Shape (excerpts,): passages."""
    excerpts: Sequence[Sequence[int]]
    """Tokens of a piece of each, as if it were a question."""
    utterances: Ints
    """Shape (utterances,): texts."""


class Draws:
    """Every wording comes once in a round, beside another one of its entry."""

    def __init__(
        self, material: Material, texts: Texts, tokenizer: Tokenizer, sizes: Sizes, rng: np.random.Generator
    ) -> None:
        self.wordings = _wordings_taught(material)
        self._material, self._texts, self._sizes, self._rng = material, texts, sizes, rng
        taught = np.array(list(self.wordings))
        self._entries, self._asked = taught[taught < material.entries], taught[taught >= material.entries]
        self._citing = np.array([entry for entry in self.wordings if entry in material.articles])
        self._openings = tokenizer.opening("query"), tokenizer.opening("passage")
        self._pairs = self._rounds()

    def draw(self) -> Draw:
        material, sizes, rng = self._material, self._sizes, self._rng
        pairs = next(self._pairs)
        asked = self._some(self._asked, sizes.answers)
        answered = np.concatenate([self._some(self._entries, sizes.answers), asked])
        citing = self._some(self._citing, sizes.articles)
        every_passage = np.arange(len(material.passages))
        beside = [self._some(every_passage, sizes.passages), self._near(asked)]
        excerpted = self._some(every_passage, sizes.excerpts)
        return Draw(
            first=pairs[:, 0],
            second=pairs[:, 1],
            answered=answered,
            answered_wordings=np.array([rng.choice(self.wordings[entry]) for entry in answered]),
            citing=citing,
            citing_wordings=np.array([rng.choice(self.wordings[entry]) for entry in citing]),
            cited=np.array([rng.choice(material.articles[entry]) for entry in citing]),
            beside=np.unique(np.concatenate(beside)),
            excerpted=excerpted,
            excerpts=[self._excerpt(passage) for passage in excerpted],
            utterances=self._some(material.utterances, sizes.utterances),
        )

    def _some(self, of: Ints, count: int) -> Ints:
        """Each at most once."""
        found: Ints = self._rng.choice(of, min(count, len(of)), replace=False)
        return found

    def _near(self, asked: Ints) -> Ints:
        """Shape (nearby,) at most: passages up to four before or behind those that are asked, mostly of the same law."""
        places = self._material.asked_passages[asked[: self._sizes.nearby] - self._material.entries]
        steps = self._rng.choice([-4, -3, -2, -1, 1, 2, 3, 4], len(places))
        near: Ints = (places + steps) % len(self._material.passages)
        return near

    def _rounds(self) -> Iterator[Ints]:
        """Shape (pairs, 2), without end."""
        while True:
            mixed = [self._rng.permutation(wordings) for wordings in self.wordings.values()]
            pairs = np.concatenate([one[: len(one) // 2 * 2].reshape(-1, 2) for one in mixed])
            self._rng.shuffle(pairs)
            # What is left over is a step of its own where it fills half of one.
            for start in range(0, max(1, len(pairs) - self._sizes.pairs // 2), self._sizes.pairs):
                yield pairs[start : start + self._sizes.pairs]

    def _excerpt(self, passage: int) -> list[int]:
        """8 to 24 tokens in a row, read as a question (inverse cloze task, Lee 2019)."""
        as_question, as_passage = self._openings
        *said, end = self._texts.one(int(self._material.passages[passage]))[:PASSAGE_TOKENS]
        said = said[len(as_passage) :]
        length = min(int(self._rng.integers(8, 25)), len(said))
        start = int(self._rng.integers(0, len(said) - length + 1))
        return [*as_question, *said[start : start + length], end]


def _wordings_taught(material: Material) -> Mapping[int, Ints]:
    """Of the entries that have two at least."""
    taught = np.flatnonzero(~material.held_out)
    order = taught[np.argsort(material.entry_of[taught], kind="stable")]
    entries, starts = np.unique(material.entry_of[order], return_index=True)
    groups = np.split(order, starts[1:])
    return {int(entry): group for entry, group in zip(entries, groups, strict=True) if len(group) >= 2}
