"""A linear classifier of what people say: multinomial logistic regression over the vector of a text (what it is about) and
over runs of its characters (how it is said).

Trained by `bench/train_beyond.py` and `bench/train_tickets.py`; here only a sum of coefficients.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.resources.abc import Traversable

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

_SIZES = (1, 2, 3)


@dataclass(frozen=True, slots=True)
class Linear:
    """A row of `words` and of `dense` is a feature, a column a label."""

    space: str
    """What its vectors come from: of vectors of another embedder or space its weights say nothing."""
    labels: tuple[str, ...]
    known: Mapping[str, int]
    """Character runs to their row in `words`."""
    idf: Floats
    words: Floats
    dense: Floats
    bias: Floats

    def chances(self, said: Iterable[str], vector: Floats) -> dict[str, float]:
        """How likely each label is, by the character runs of a text and its vector; they add up to 1."""
        logits = self.bias + vector @ self.dense
        counts = Counter(run for run in said if run in self.known)
        if counts:
            rows = np.fromiter((self.known[run] for run in counts), dtype=np.int64)
            weights = np.array([1 + math.log(n) for n in counts.values()], dtype=np.float32) * self.idf[rows]
            logits = logits + (weights / np.linalg.norm(weights)) @ self.words[rows]
        odds = np.exp(logits - logits.max())
        return {label: float(odd) for label, odd in zip(self.labels, odds / odds.sum(), strict=True)}


def runs(text: str) -> Iterator[str]:
    """Runs of one to three characters."""
    return (text[at : at + size] for size in _SIZES for at in range(len(text) - size + 1))


def load(file: Traversable) -> Linear:
    """One of the classifiers that ship with the program."""
    with file.open("rb") as opened, np.load(opened) as held:
        return Linear(
            space=str(held["space"]),
            labels=tuple(held["labels"].tolist()),
            known={run: row for row, run in enumerate(held["runs"].tolist())},
            idf=held["idf"].astype(np.float32),
            words=held["words"].astype(np.float32),
            dense=held["dense"].astype(np.float32),
            bias=held["bias"].astype(np.float32),
        )
