"""How sure a ranking is: the probability that its first hit answers the question.

A gradient-boosted ensemble of small trees over what the finished ranking shows, learned by
`bench/train_confidence.py`. Trees, because what a signal means depends on others: a lead says little where
nothing fits, and a short question half may fit by chance. A better fit or a greater lead never lowers it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from kb.text import fold
from retrieval import ranker
from retrieval.arrays import Floats, Ints

NAMES = (
    "logit", "margin", "margin_third", "cosine", "centroid", "common", "cover",
    "answer.characters", "answer.cosine", "is_entry", "length", "completed",
)  # fmt: skip
"""The first one's score and its lead over the second and the third, in logits; how well the first fits by
its wordings or as a passage, and by its answer; the logarithm of the question's length in characters; whether what went before completes it."""
FREE = ("is_entry", "length", "completed")
"""What may speak for or against; of all others more is never worse."""

_MOST = 6.0
"""Logits by which a lead counts at most."""


@dataclass(frozen=True)
class Trees:
    """An ensemble as arrays, shape (trees, nodes) each; node 0 is the root, a leaf leads to itself."""

    baseline: float
    feature: Ints
    threshold: Floats
    """Go left where the feature is at most this."""
    left: Ints
    right: Ints
    value: Floats
    depth: int

    @classmethod
    def read(cls, data: dict[str, Any]) -> Trees:
        nodes = np.array(data["trees"], dtype=np.float32)  # (trees, nodes, 5)
        feature, left, right = (nodes[:, :, n].astype(np.int64) for n in (0, 2, 3))
        return cls(data["baseline"], feature, nodes[:, :, 1], left, right, nodes[:, :, 4], data["depth"])

    def probability(self, x: Floats) -> float:
        """Of one row of features."""
        trees = np.arange(len(self.feature))
        node = np.zeros(len(trees), dtype=np.int64)
        for _ in range(self.depth):
            goes_left = x[self.feature[trees, node]] <= self.threshold[trees, node]
            node = np.where(goes_left, self.left[trees, node], self.right[trees, node])
        return float(1.0 / (1.0 + np.exp(-self.baseline - self.value[trees, node].sum())))


@cache
def learned() -> Trees:
    return Trees.read(json.loads(files("retrieval").joinpath("data/confidence.json").read_text("utf-8")))


def features(
    matrix: Floats, order: Ints, weights: ranker.Weights, question: str, *, completed: bool = False
) -> Floats:
    """Shape (len(NAMES),) for candidates in order, best first."""
    logits = (matrix[order[:3]] @ weights.weights + weights.bias).astype(np.float64)
    second, third = (min(logits[0] - logits[n], _MOST) if len(logits) > n else _MOST for n in (1, 2))
    first = dict(zip(ranker.FEATURES, matrix[order[0]].tolist(), strict=True))
    return np.array(
        [
            logits[0],
            second,
            third,
            max(first["question.cosine"], first["passage.cosine"]),
            first["question.centroid"],
            max(first["question.common"], first["passage.common"]),
            max(first["question.cover"], first["passage.document"]),
            first["answer.characters"],
            first["answer.cosine"],
            first["is_entry"],
            np.log(max(len(fold(question)), 1)),
            completed,
        ]
    )
