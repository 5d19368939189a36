"""Times and memory of retrieval.

    python -m bench.retrieval_speed [SIZE…] [--real] [--peers] [--homes FOLDER]

Sizes are 5000, 20000 and 100000 unless given; 1000000 takes a quarter of an hour and 4 GB of disk. Homes that are kept in
FOLDER are not filled again. `--real` fills them with text of the shared sets (`bench.real_texts`) and asks real questions
too. `--peers` sends the same texts, vectors and questions through LangChain's retrievers and bm25s in the same run; they need the
environment of `constraints-eval.txt`, and are left out, visibly, where it is not.
Beyond the embedder's own time: queries are embedded before the clock starts. Processor time of the one thread
that searches stands beside the clock, for machines that others use too.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from multiprocessing import get_context
from pathlib import Path

import faiss
import jieba
import numpy as np
from rich.console import Console
from rich.table import Table
from sqlalchemy import select

from bench import corpus, real_texts
from bench.corpus import SEED, Words
from bench.third_party.retrievers import Text, bm25s_search, peers
from bench.third_party.shared import AbsentError
from kb import database
from kb import tables as t
from kb.entry import Entry
from kb.store import Store
from kb.types import Scope
from kb.vectors import unpack
from models import SocialE5
from models.embedder import Role, Vectors
from retrieval import Index, Searcher
from retrieval.features import Query

SIZES = (5_000, 20_000, 100_000)
ASKED = 200
_WARM = 10
K = 10
EDITS = 20
SCOPE = Scope("110106", "employee", date(2026, 11, 25))


def machine() -> str:
    cpu = Path("/proc/cpuinfo")
    lines = cpu.read_text().splitlines() if cpu.exists() else []
    name = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")
    cores = sum(line.startswith("processor") for line in lines)
    return f"{name or platform.processor()}，{cores} 核，Python {platform.python_version()}"


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=SIZES)
    parser.add_argument("--homes", type=Path)
    parser.add_argument("--real", action="store_true", help="装公开集合里的真实文字，并且用真实提问来问")
    parser.add_argument(
        "--peers", action="store_true", help="同样的文字和提问，也问 LangChain 的检索器和 bm25s"
    )
    given = parser.parse_args(arguments)
    faiss.omp_set_num_threads(1)
    console = Console(width=120)
    console.print(f"机器：{machine()}；{_load()}")
    try:
        _report(console, given)
    except AbsentError as absent:
        sys.exit(f"略过：{absent}")


def _report(console: Console, given: argparse.Namespace) -> None:
    asked, fill = _asked(given.real), real_texts.fill if given.real else corpus.fill
    held = Table("条目与条文", "向量数", "建索引", "内存", "发布到可见")
    times = Table("条目与条文", "做法", "提问", "p50", "p95", "处理器 p50", "p95")
    for size in given.sizes:
        with tempfile.TemporaryDirectory() as folder:
            name = f"real-{size}" if given.real else str(size)
            home = given.homes / name if given.homes else Path(folder)
            home.mkdir(parents=True, exist_ok=True)
            store = _filled(home, size, fill)
            row, of_ours = _measure(store, size, asked)
            held.add_row(*row)
            for one in (*of_ours, *(_measure_peers(store, size, asked) if given.peers else ())):
                times.add_row(f"{size:,}", *one)
    console.print(held, times)
    console.print(
        "检索不含向量计算（问题的向量事先算好）。京晓保的含读库取出正文；“发布到可见”含新条目的向量计算，中位数。"
    )
    if given.real:
        console.print("文字是真实的；文字的向量没有逐段计算，是随产品的向量两两平均、加一点噪声得来的。")
    console.print(f"结束时{_load()}")


def _load() -> str:
    return f"负载（1、5、15 分钟）{'、'.join(f'{x:.1f}' for x in os.getloadavg())}"


class _Asked(dict[str, Vectors]):
    """Questions and their vectors, embedded before the clock starts; the first _WARM are not timed."""

    id, dim = SocialE5.id, 384

    def encode(self, texts: Sequence[str], role: Role) -> Vectors:
        return np.stack([self[text] for text in texts])


def _asked(real: bool) -> dict[str, _Asked]:
    words, rng = Words.load(), random.Random(SEED + 1)
    ours = rng.sample(words.wordings, ASKED + _WARM)
    asked = {"自己的问法": _Asked((text, words.of(text)) for text in ours)}
    if real:
        texts = rng.sample(real_texts.questions(), ASKED + _WARM)
        asked["真实提问"] = _Asked(zip(texts, SocialE5().encode(texts, "query"), strict=True))
    return asked


def _filled(home: Path, size: int, fill: Callable[[Store, str, int], None]) -> Store:
    store = Store(database.connect(database.sqlite_url(home)))
    store.create()
    if not store.last_change():
        # in a process of its own, whose memory is not the index's
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
            pool.submit(_fill, fill, home, size).result()
    return store


def _fill(fill: Callable[[Store, str, int], None], home: Path, size: int) -> None:
    fill(Store(database.connect(database.sqlite_url(home))), SocialE5.id, size)


def _measure(
    store: Store, size: int, asked: dict[str, _Asked]
) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """What is held, and how long each kind of question took."""
    index = Index(store, SocialE5())
    started = time.perf_counter()
    index.build()
    built = time.perf_counter() - started
    searcher, times = Searcher(index), []
    for kind, questions in asked.items():
        centred = {text: index.centres.apply(vector, "query") for text, vector in questions.items()}

        def search(text: str, centred: dict[str, Vectors] = centred) -> object:
            return searcher.rank([Query.of(text, centred[text])], SCOPE, K)

        times.append(("京晓保", kind, *_time(search, questions)))
    visible = _publish(store, index)
    vectors = sum(len(group.dense) for group in index.segments[0].groups.values())
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return (
        f"{size:,}", f"{vectors:,}", f"{built:.1f} 秒", f"{memory:,.0f} MB", f"{visible:.2f} 秒"
    ), times  # fmt: skip


def _measure_peers(store: Store, size: int, asked: dict[str, _Asked]) -> list[tuple[str, ...]]:
    """LangChain's retrievers and bm25s over the texts of the first `size` items: those that were filled in."""
    joined = t.texts.join(t.vectors, t.vectors.c.hash == t.texts.c.hash)
    query = select(t.texts.c.text, t.vectors.c.vector).select_from(joined)
    query = query.where(t.texts.c.item <= size, t.vectors.c.embedder == SocialE5.id)
    with store.engine.connect() as connection:
        rows = connection.execute(query).all()
    texts = [Text(row.text, "", "") for row in rows]
    vectors = unpack([row.vector for row in rows], _Asked.dim)
    questions = _Asked(pair for one in asked.values() for pair in one.items())
    jieba.setLogLevel("WARNING")
    try:
        theirs = {"bm25s（jieba）": bm25s_search([one.text for one in texts], K, jieba.lcut)}
        retrievers = peers(texts, vectors, questions, k=K, words=jieba.lcut)
    except AbsentError as absent:
        print(f"略过同类做法：{absent}", file=sys.stderr)
        return []
    theirs |= {name: retriever.invoke for name, retriever in retrievers.items()}
    return [
        (name, kind, *_time(search, one)) for name, search in theirs.items() for kind, one in asked.items()
    ]


def _time(search: Callable[[str], object], questions: Iterable[str]) -> list[str]:
    """50th and 95th percentile in milliseconds, by the clock and of the processor."""
    taken = [_both(lambda text=text: search(text)) for text in questions]  # type: ignore[misc]
    figures = np.percentile(np.array(taken[_WARM:]) * 1e3, [50, 95], axis=0).T.ravel()
    return [f"{x:.1f} 毫秒" for x in figures]


def _both(call: Callable[[], object]) -> tuple[float, float]:
    clock, processor = time.perf_counter(), time.thread_time()
    call()
    return time.perf_counter() - clock, time.thread_time() - processor


def _publish(store: Store, index: Index) -> float:
    """Median seconds from saving a new entry until this process finds it."""
    times, searcher = [], Searcher(index)
    first = store.last_change()  # a home that is kept has those of the last time
    for number in range(first, first + EDITS):
        question = f"第{number}种新情形的津贴怎么申领"
        started = time.perf_counter()
        with store.writing("bench") as writer:
            writer.put_entry(Entry(id=f"new-{number}", question=question, answer="见办事指南。"))
        index.refresh()
        found = searcher.search(question, k=1).hits
        times.append(time.perf_counter() - started)
        assert found and found[0].item.id == f"new-{number}"
    return float(np.median(times))


if __name__ == "__main__":
    main()
