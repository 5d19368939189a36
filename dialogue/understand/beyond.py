"""What general rules cannot answer: one's own record, what is not decided yet, a verdict on one's case, prices and rankings
of one house, advice, other offices' matters.

People ask these in the words of questions that rules do answer ("失业金没到账怎么办", "我失业金咋还没到账，您给查查"). A linear
classifier over the question's own vector (what it is about) and over runs of its characters (how it is asked) tells them
apart, learned from both sides (`bench/train_beyond.py`).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal, cast, get_args

import numpy as np

from kb.text import fold
from retrieval import Searcher
from retrieval.arrays import Floats

Beyond = Literal["record", "future", "verdict", "price", "advice", "elsewhere"]
KINDS = get_args(Beyond)
SURE, AGAINST = 0.5, 0.4
"""Probability from which a question is beyond us where nothing was found, and how much more it takes against evidence that is
certain: of 1,368 answers to questions of strangers, 33 of 55 that should not have been given are kept back, and 4 of 1,260
right ones."""

_SIZES = (1, 2, 3)
_MOST = 200
"""Characters that are read: what is asked stands within them, mostly at the end."""


@dataclass(frozen=True)
class Heard:
    """The likeliest kind, and how likely it is that the question is of any of them."""

    kind: Beyond
    chance: float

    def outweighs(self, confidence: float) -> bool:
        """Whether it is likelier than that what was found, with this confidence, answers."""
        return self.chance >= SURE + AGAINST * confidence


@dataclass(frozen=True)
class Model:
    """Multinomial logistic regression; a row of `words` and of `dense` is a feature, a column a label."""

    space: str
    """Fingerprint of the space it was learned in: of vectors of another its weights say nothing."""
    labels: tuple[str, ...]
    known: Mapping[str, int]
    """Character runs to their row in `words`."""
    idf: Floats
    words: Floats
    dense: Floats
    bias: Floats

    def heard(self, message: str, vector: Floats) -> Heard:
        """`vector` as questions are compared."""
        logits = self.bias + vector @ self.dense
        counts = Counter(run for run in runs(message) if run in self.known)
        if counts:
            rows = np.fromiter((self.known[run] for run in counts), dtype=np.int64)
            weights = np.array([1 + math.log(n) for n in counts.values()], dtype=np.float32) * self.idf[rows]
            logits = logits + (weights / np.linalg.norm(weights)) @ self.words[rows]
        odds = np.exp(logits - logits.max())
        shares = {label: float(odd) for label, odd in zip(self.labels, odds / odds.sum(), strict=True)}
        beyond = {kind: shares[kind] for kind in KINDS if kind in shares}
        return Heard(cast(Beyond, max(beyond, key=lambda kind: beyond[kind])), sum(beyond.values()))


def runs(message: str) -> Iterator[str]:
    """Runs of one to three characters of the end of a message, punctuation left out."""
    text = fold(message)[-_MOST:]
    return (text[at : at + size] for size in _SIZES for at in range(len(text) - size + 1))


@cache
def shipped() -> Model:
    file = files("dialogue").joinpath("understand/beyond.npz")
    with file.open("rb") as opened, np.load(opened) as held:
        return Model(
            space=str(held["space"]),
            labels=tuple(held["labels"].tolist()),
            known={run: row for row, run in enumerate(held["runs"].tolist())},
            idf=held["idf"].astype(np.float32),
            words=held["words"].astype(np.float32),
            dense=held["dense"].astype(np.float32),
            bias=held["bias"].astype(np.float32),
        )


def heard(message: str, searcher: Searcher) -> Heard | None:
    """What the message may ask beyond general rules; None where another embedder or space is in use."""
    model = shipped()
    return model.heard(message, searcher.embed(message)) if searcher.space == model.space else None
