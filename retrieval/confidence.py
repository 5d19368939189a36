"""How sure a ranking is: the probability that its first hit answers the question.

A gradient-boosted ensemble of small trees over what the finished ranking shows, learned by
`bench/train_confidence.py`. Trees, because what a signal means depends on others: a lead says little where
nothing fits, and a short question half may fit by chance. A better fit or a greater lead never lowers it.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files

import numpy as np

from kb.text import fold
from retrieval import ranker
from retrieval.arrays import Floats, Ints
from retrieval.trees import Trees

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


def confidence(
    matrix: Floats, order: Ints, weights: ranker.Weights, question: str, *, completed: bool = False
) -> float:
    """Probability that the first candidate answers the question."""
    row = features(matrix, order, weights, question, completed=completed)
    return float(1.0 / (1.0 + np.exp(-learned().total(row[None])[0])))
