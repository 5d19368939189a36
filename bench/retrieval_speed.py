"""Times and memory of retrieval.

    python -m bench.retrieval_speed [SIZE…] [--homes FOLDER]

Sizes are 5000, 20000 and 100000 unless given; 1000000 takes a quarter of an hour and 4 GB of disk. Homes that are kept in
FOLDER are not filled again.
Beyond the embedder's own time: queries are embedded before the clock starts. Processor time of the one thread
that searches stands beside the clock, for machines that others use too.
"""

from __future__ import annotations

import argparse
import platform
import random
import resource
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from multiprocessing import get_context
from pathlib import Path

import faiss
import numpy as np
from rich.console import Console
from rich.table import Table

from bench.corpus import SEED, Words, fill
from kb import database
from kb.entry import Entry
from kb.store import Store
from kb.types import Scope
from models import SocialE5
from retrieval import Index, Searcher
from retrieval.features import Query

SIZES = (5_000, 20_000, 100_000)
ASKED = 200
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
    given = parser.parse_args(arguments)
    faiss.omp_set_num_threads(1)
    console = Console()
    console.print(f"机器：{machine()}")
    table = Table(
        "条目与条文", "向量数", "建索引", "内存", "检索 p50", "p95", "处理器 p50", "p95", "发布到可见"
    )
    for size in given.sizes:
        with tempfile.TemporaryDirectory() as folder:
            home = given.homes / str(size) if given.homes else Path(folder)
            home.mkdir(parents=True, exist_ok=True)
            table.add_row(*_measure(size, home))
    console.print(table)
    console.print(
        "检索不含向量计算（问题的向量事先算好），含读库取出正文；“发布到可见”含新条目的向量计算，中位数。"
    )


def _fill(folder: Path, embedder: str, size: int) -> None:
    fill(Store(database.connect(database.sqlite_url(folder))), embedder, size)


def _measure(size: int, folder: Path) -> tuple[str, ...]:
    store = Store(database.connect(database.sqlite_url(folder)))
    store.create()
    embedder = SocialE5()
    if not store.last_change():
        # in a process of its own, whose memory is not the index's
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
            pool.submit(_fill, folder, embedder.id, size).result()
    index = Index(store, embedder)
    started = time.perf_counter()
    index.build()
    built = time.perf_counter() - started
    clock, processor = _ask(Searcher(index))
    visible = _publish(store, index)
    vectors = sum(len(group.dense) for group in index.segments[0].groups.values())
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return (
        f"{size:,}", f"{vectors:,}", f"{built:.1f} 秒", f"{memory:,.0f} MB",
        *(f"{x:.1f} 毫秒" for x in (*clock, *processor)), f"{visible:.2f} 秒",
    )  # fmt: skip


def _ask(searcher: Searcher) -> tuple[list[float], list[float]]:
    """50th and 95th percentile in milliseconds, by the clock and of the processor."""
    words, rng = Words.load(), random.Random(SEED + 1)
    clock, processor = [], []
    for text in rng.sample(words.wordings, ASKED + 10):
        vector = searcher.index.centres.apply(words.of(text), "query")
        at = _both(lambda text=text, vector=vector: searcher.rank([Query.of(text, vector)], SCOPE, 10))
        clock.append(at[0])
        processor.append(at[1])
    return [list(np.percentile(np.array(x[10:]) * 1e3, [50, 95])) for x in (clock, processor)]  # type: ignore[return-value]


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
