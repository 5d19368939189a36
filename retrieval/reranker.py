"""The first entries of a ranking, put in order again by what tells them from each other.

A weighted sum takes every signal alone; which of two near entries is meant hangs on several together, and on how far
the best is ahead in each. Boosted trees (LambdaMART, Burges 2010) learned it on wordings by people who did not write
the entries (`bench/train_reranker.py`). Only entries change places, and the places stay: how an entry stands beside an
article, and how high the best score is, are the weighted sum's to say.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files

import numpy as np

from retrieval import ranker
from retrieval.arrays import Floats
from retrieval.features import NAMES
from retrieval.trees import Trees

MOST = 16
"""Entries looked at: the right one is seldom further down, and each costs time."""
_IS_ENTRY = ranker.FEATURES.index("is_entry")
_QUESTION = [NAMES.index(name) for name in NAMES if name.startswith(("question.", "answer."))]


@cache
def learned() -> Trees | None:
    """None before any was learned."""
    path = files("retrieval").joinpath("data/reranker.json")
    return Trees.read(json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else None


def first_entries(matrix: Floats, scores: Floats) -> np.ndarray:
    """Shape (n,), n up to MOST: the best entries by score, best first."""
    entries = np.flatnonzero(matrix[:, _IS_ENTRY] > 0)
    best: np.ndarray = entries[np.argsort(-scores[entries], kind="stable")][:MOST]
    return best


def features(matrix: Floats, logits: Floats) -> Floats:
    """Shape (entries, 2 * signals + 1) of the entries looked at: the signals, how far each lies behind the best
    of them, and the same of the weighted sum."""
    signals = matrix[:, _QUESTION]
    behind = np.maximum(logits.max() - logits, 0.0)
    return np.hstack([signals, signals.max(axis=0) - signals, behind[:, None]])


def reordered(matrix: Floats, scores: Floats, weights: ranker.Weights) -> Floats:
    """The scores with those of the first entries given out anew among them."""
    trees, best = learned(), first_entries(matrix, scores)
    if trees is None or len(best) < 2:
        return scores
    logits = matrix[best] @ weights.weights
    anew = best[np.argsort(-trees.total(features(matrix[best], logits)), kind="stable")]
    given = scores.copy()
    given[anew] = scores[best]
    return given
