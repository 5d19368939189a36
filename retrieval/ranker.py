"""Signals to a score: a logistic model whose weights were learned on our own held-out wordings.

Reciprocal-rank fusion treats every list alike and loses to its best list on short and on long questions.
Learned weights over calibrated signals know when to trust which. `bench/train_ranker.py` writes them.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt

from kb.types import Authority
from retrieval.features import COLUMN, NAMES, Candidates, Matrix
from retrieval.segment import Segment

EXTRA = ("lead.cosine", "lead.characters", "lead.words", "is_entry", "is_table", "unofficial")
"""Beside the signals: how far each lags behind the best candidate of the same query, and what the item is."""

FEATURES: tuple[str, ...] = (*NAMES, *EXTRA)


@dataclass(frozen=True)
class Weights:
    """A logistic model over FEATURES, and one over the finished ranking for confidence."""

    bias: float
    weights: npt.NDArray[np.float32]
    confidence_bias: float
    confidence: npt.NDArray[np.float32]


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


def features(found: Candidates, segments: tuple[Segment, ...]) -> Matrix:
    """Shape (candidates, len(FEATURES))."""
    kind = np.array([segments[s].columns.kind[i] for s, i in zip(found.segment, found.item, strict=True)])
    authority = np.array(
        [segments[s].columns.authority[i] for s, i in zip(found.segment, found.item, strict=True)]
    )
    best = {name: _best(found.signals, name) for name in ("cosine", "characters", "words")}
    extra = np.stack(
        [
            best["cosine"] - best["cosine"].max(),
            best["characters"] - best["characters"].max(),
            best["words"] - best["words"].max(),
            kind == 0,
            kind == 2,
            authority == int(Authority.UNOFFICIAL),
        ],
        axis=1,
    ).astype(np.float32)
    return np.hstack([found.signals, extra])


def _best(signals: Matrix, name: str) -> npt.NDArray[np.float32]:
    columns = [COLUMN[f"question.{name}"], COLUMN[f"passage.{name}"]]
    best: npt.NDArray[np.float32] = signals[:, columns].max(axis=1)
    return best


def score(matrix: Matrix, weights: Weights) -> npt.NDArray[np.float32]:
    """Probability that the candidate holds the answer, one a candidate, each taken alone."""
    return sigmoid(matrix @ weights.weights + weights.bias)


def sigmoid(x: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    return (1.0 / (1.0 + np.exp(-x))).astype(np.float32)


CONFIDENCE = (
    "logit", "margin", "gap", "cosine", "centroid", "characters", "words",
    "answer.cosine", "answer.characters", "answer.words", "is_entry",
)  # fmt: skip
"""What the ranking as a whole shows: the first one's logit, its lead over the next, the lead of the next over
the sixth, and how well the first fits by its wordings and by its answer."""

_MOST = 6.0
"""Logits by which a lead counts at most."""


def confidence_features(
    matrix: Matrix, order: npt.NDArray[np.int64], weights: Weights
) -> npt.NDArray[np.float32]:
    """Shape (len(CONFIDENCE),) for candidates in order, best first."""
    logits = (matrix @ weights.weights + weights.bias)[order]
    second, sixth = logits[min(1, len(order) - 1)], logits[min(5, len(order) - 1)]
    alone = len(order) == 1
    first = matrix[[order[0]]]
    fit = [_best(first, name)[0] for name in ("cosine", "centroid", "characters", "words")]
    answer = [first[0, COLUMN[f"answer.{name}"]] for name in ("cosine", "characters", "words")]
    leads = [_MOST if alone else min(logits[0] - second, _MOST), min(second - sixth, _MOST)]
    is_entry = first[0, FEATURES.index("is_entry")]
    return np.array([logits[0], *leads, *fit, *answer, is_entry], dtype=np.float32)


def confidence(matrix: Matrix, order: npt.NDArray[np.int64], weights: Weights) -> float:
    """Probability that the first candidate answers the question, calibrated on held-out questions."""
    x = confidence_features(matrix, order, weights) @ weights.confidence + weights.confidence_bias
    return float(sigmoid(np.asarray([x], dtype=np.float32))[0])
