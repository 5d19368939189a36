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
from retrieval.arrays import Floats, Mask
from retrieval.features import NAMES, Candidates
from retrieval.segment import Segment

EXTRA = ("is_entry", "is_table", "unofficial")
"""Beside the signals: what the item is."""

FEATURES: tuple[str, ...] = (*NAMES, *EXTRA)


_ASKED = np.array([name.startswith("question.") for name in FEATURES])
_SAYS = np.array([name.startswith("passage.") for name in FEATURES])


@dataclass(frozen=True)
class Weights:
    """A logistic model over FEATURES."""

    bias: float
    weights: Floats


@cache
def learned() -> Weights:
    data = json.loads(files("retrieval").joinpath("data/ranker.json").read_text(encoding="utf-8"))
    by_name = data["weights"]
    return Weights(
        bias=float(data["bias"]),
        weights=np.array([by_name.get(name, 0.0) for name in FEATURES], dtype=np.float32),
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
    matrix = np.hstack([found.signals, extra.astype(np.float32)])
    return _found_one_way(matrix, kind == 1)


def _found_one_way(matrix: Floats, passage: Mask) -> Floats:
    """A passage is found by what it says or by what is asked of it, whichever tells more: both together would put it
    before every entry, whose questions and answer count. Which tells more, the weights that ship say, also while new ones
    are learned."""
    weights = learned().weights
    by_questions = matrix @ (weights * _ASKED) > matrix @ (weights * _SAYS)
    matrix[(passage & ~by_questions)[:, None] & _ASKED] = 0.0
    matrix[(passage & by_questions)[:, None] & _SAYS] = 0.0
    return matrix


def score(matrix: Floats, weights: Weights) -> Floats:
    """Probability that the candidate holds the answer, one a candidate, each taken alone."""
    return sigmoid(matrix @ weights.weights + weights.bias)


def sigmoid(x: Floats) -> Floats:
    return (1.0 / (1.0 + np.exp(-x))).astype(np.float32)
