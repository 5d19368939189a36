"""How well the right evidence was found: recall@k, MRR and nDCG, by document, by entry and by fact.

By document: a hit is relevant when it is of the gold `source.file`; hits of one document count once.
By entry: a hit is relevant when its id is one of the gold `entries`.
By fact: the first k hits together hold every group of `must`; this needs no ids, and a fact that stands in
another document than the gold one counts too.
Definitions: Manning, Raghavan and Schütze, Introduction to Information Retrieval (2008), ch. 8; nDCG with
binary gain: Järvelin and Kekäläinen, ACM TOIS 20 (2002); MRR: Voorhees, TREC-8 (1999).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from pydantic import BaseModel

from eval.types import Case

CUTOFFS = (1, 3, 5, 10)


class Retrieval(BaseModel):
    """Means over the questions whose gold can be looked for."""

    questions: int
    recall: dict[str, float]
    """Cut-off ("1", "5"; text, as JSON wants it) to recall."""
    mrr: float
    ndcg: float
    """At the last cut-off."""


def recall_at(relevant: Sequence[bool], k: int, total: int = 1) -> float:
    """Share of the `total` relevant things that are among the first k."""
    return min(sum(relevant[:k]), total) / total


def reciprocal_rank(relevant: Sequence[bool]) -> float:
    """1 / rank of the first relevant hit; 0 where there is none."""
    return next((1 / rank for rank, good in enumerate(relevant, start=1) if good), 0.0)


def ndcg_at(relevant: Sequence[bool], k: int, total: int = 1) -> float:
    """Discounted gain of the first k, over that of a perfect ranking."""
    gain = sum(1 / math.log2(rank + 1) for rank, good in enumerate(relevant[:k], start=1) if good)
    best = sum(1 / math.log2(rank + 1) for rank in range(1, min(total, k) + 1))
    return gain / best


def measure(cases: Sequence[Case]) -> dict[str, Retrieval]:
    """The three views; a view nobody's gold allows is left out."""
    asked = [case for case in cases if case.golden.expect == "answer" and case.searched]
    views = {
        "document": [(_by_document(case), 1) for case in asked if case.golden.source],
        "entry": [(_by_entry(case), len(set(case.golden.entries))) for case in asked if case.golden.entries],
        "fact": [(_by_fact(case), 1) for case in asked if case.golden.must],
    }
    return {name: _mean(rankings) for name, rankings in views.items() if rankings}


def _mean(rankings: Sequence[tuple[list[bool], int]]) -> Retrieval:
    n = len(rankings)
    return Retrieval(
        questions=n,
        recall={str(k): sum(recall_at(r, k, total) for r, total in rankings) / n for k in CUTOFFS},
        mrr=sum(reciprocal_rank(r) for r, _ in rankings) / n,
        ndcg=sum(ndcg_at(r, CUTOFFS[-1], total) for r, total in rankings) / n,
    )


def _by_document(case: Case) -> list[bool]:
    """One flag a document, in the order of its best hit."""
    seen: dict[str, bool] = {}
    for hit in case.hits:
        name = "(gold)" if hit.from_source else hit.document or hit.id
        seen.setdefault(name, hit.from_source)
    return list(seen.values())


def _by_entry(case: Case) -> list[bool]:
    return [hit.id in case.golden.entries for hit in case.hits]


def _by_fact(case: Case) -> list[bool]:
    return [rank == case.fact_rank for rank in range(1, CUTOFFS[-1] + 1)]
