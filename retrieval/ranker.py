"""Signals to a score: a logistic model whose weights were learned on our own held-out wordings.

Reciprocal-rank fusion treats every list alike and loses to its best list on short and on long questions.
Learned weights over calibrated signals know when to trust which. `bench/train_ranker.py` writes them.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from kb.types import Authority
from retrieval.arrays import Floats, Ints
from retrieval.features import NAMES, Candidates
from retrieval.segment import Segment

EXTRA = ("is_entry", "is_table", "unofficial")
"""Beside the signals: what the item is."""

FEATURES: tuple[str, ...] = (*NAMES, *EXTRA)


@dataclass(frozen=True)
class Weights:
    """A logistic model over FEATURES, and one over the finished ranking for confidence."""

    bias: float
    weights: Floats
    confidence_bias: float
    confidence: Floats


@cache
def learned() -> Weights:
    data = json.loads(files("retrieval").joinpath("data/ranker.json").read_text(encoding="utf-8"))
    by_name = data["weights"]
    return Weights(
        bias=float(data["bias"]),
        weights=np.array([by_name.get(name, 0.0) for name in FEATURES], dtype=np.float32),
        confidence_bias=float(data["confidence"]["bias"]),
        confidence=np.array([data["confidence"]["weights"][n] for n in CONFIDENCE], dtype=np.float32),
    )


def features(found: Candidates, segments: Sequence[Segment]) -> Floats:
    """Shape (candidates, len(FEATURES))."""
    kind = np.zeros(len(found), dtype=np.int8)
    authority = np.zeros(len(found), dtype=np.int8)
    for number, segment in enumerate(segments):
        here = found.segment == number
        kind[here] = segment.columns.kind[found.item[here]]
        authority[here] = segment.columns.authority[found.item[here]]
    extra = np.stack([kind == 0, kind == 2, authority == int(Authority.UNOFFICIAL)], axis=1)
    return np.hstack([found.signals, extra.astype(np.float32)])


def score(matrix: Floats, weights: Weights) -> Floats:
    """Probability that the candidate holds the answer, one a candidate, each taken alone."""
    return sigmoid(matrix @ weights.weights + weights.bias)


def sigmoid(x: Floats) -> Floats:
    return (1.0 / (1.0 + np.exp(-x))).astype(np.float32)


CONFIDENCE = (
    "logit", "margin", "gap", "cosine", "centroid", "characters", "cover",
    "answer.cosine", "answer.characters", "is_entry", "passage.cosine", "passage.characters",
)  # fmt: skip
"""What the ranking as a whole shows: the first one's logit, its lead over the next, the lead of the next over
the sixth, and how well the first fits by its wordings, by its answer, or as a passage."""

_MOST = 6.0
"""Logits by which a lead counts at most."""


def confidence_features(matrix: Floats, order: Ints, weights: Weights) -> Floats:
    """Shape (len(CONFIDENCE),) for candidates in order, best first."""
    logits = (matrix @ weights.weights + weights.bias)[order]
    second, sixth = logits[min(1, len(order) - 1)], logits[min(5, len(order) - 1)]
    margin = _MOST if len(order) == 1 else min(logits[0] - second, _MOST)
    first = dict(zip(FEATURES, matrix[order[0]], strict=True))
    fit = [first[f"question.{name}"] for name in ("cosine", "centroid", "characters", "cover")]
    rest = [first[name] for name in CONFIDENCE[7:]]
    return np.array([logits[0], margin, min(second - sixth, _MOST), *fit, *rest], dtype=np.float32)


def confidence(matrix: Floats, order: Ints, weights: Weights) -> float:
    """Probability that the first candidate answers the question, calibrated on held-out questions."""
    x = confidence_features(matrix, order, weights) @ weights.confidence + weights.confidence_bias
    return float(sigmoid(np.asarray([x], dtype=np.float32))[0])
