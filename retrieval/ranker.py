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

from kb.text import fold
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


CONFIDENCE = ("margin", "cosine", "centroid", "cover", "answer.characters", "is_entry", "length")
"""What the ranking as a whole shows: the first one's lead over the next in logits, how well the first fits by
its wordings or as a passage and by its answer, and the logarithm of the question's length: what fits a short
question half may be chance, a long one always says things that no wording holds. A better fit or a greater
lead never lowers confidence (`bench/train_confidence.py`)."""

_MOST = 6.0
"""Logits by which a lead counts at most."""


def confidence_features(matrix: Floats, order: Ints, weights: Weights, question: str) -> Floats:
    """Shape (len(CONFIDENCE),) for candidates in order, best first."""
    logits = (matrix @ weights.weights + weights.bias)[order]
    margin = _MOST if len(order) == 1 else min(logits[0] - logits[1], _MOST)
    first = dict(zip(FEATURES, matrix[order[0]], strict=True))
    cosine = max(first["question.cosine"], first["passage.cosine"])
    fit = (cosine, *(first[f"question.{name}"] for name in ("centroid", "cover")))
    length = np.log(max(len(fold(question)), 1))
    return np.array([margin, *fit, first["answer.characters"], first["is_entry"], length], dtype=np.float32)


def confidence(matrix: Floats, order: Ints, weights: Weights, question: str) -> float:
    """Probability that the first candidate answers the question, calibrated on development questions."""
    x = confidence_features(matrix, order, weights, question) @ weights.confidence + weights.confidence_bias
    return float(sigmoid(np.asarray([x], dtype=np.float32))[0])
