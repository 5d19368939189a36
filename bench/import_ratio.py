"""From nothing to searchable, against the embedder's own time for the same texts in the same run.

    python -m bench.import_ratio [--rows 100000] [--sample 600]

The embedder alone needs most of an hour for 100,000 questions, and on a machine that others use no two such hours are
alike. So everything *but* the embedder runs in full, with vectors that are there at once; and the embedder is timed on
a sample of the same texts, in small parts before, between and after the steps, batched as the import batches them.
Both are processor time of all threads, which others on the machine do not lengthen; the ratio is (rest + embedder) /
embedder, as if nothing ran beside the embedder. `--sample` texts are drawn evenly from the texts in order of length.
"""

from __future__ import annotations

import argparse
import json
import resource
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from bench.import_scale import write
from bench.retrieval_speed import machine
from ingest import ingest
from kb.database import connect, sqlite_url
from kb.store import Store
from kb.types import Scope
from models import SocialE5
from models.embedder import Role
from retrieval import Index, Searcher
from retrieval.centres import ROLE
from retrieval.embedding import _STEP

PARTS = 4


class AtOnce:
    """Gives each text a vector at once, the same for the same text; counts what it spends on that."""

    def __init__(self, like: SocialE5) -> None:
        self.id, self.dim = like.id, like.dim
        self.inner, self.spent, self.texts = like, 0.0, 0
        self._noise = np.random.default_rng(1).normal(size=(1 << 14) + like.dim).astype(np.float32)

    def encode(self, texts: Sequence[str], role: Role) -> np.ndarray:
        if len(texts) == 1 and role == "query":  # the question asked in the end
            return self.inner.encode(texts, role)
        started = time.process_time()
        starts = [hash(text) % (1 << 14) for text in texts]
        matrix = np.stack([self._noise[at : at + self.dim] for at in starts])
        self.spent += time.process_time() - started
        self.texts += len(texts)
        return matrix


class Sample:
    """The embedder's own time on texts drawn from those that are to be embedded."""

    def __init__(self, embedder: SocialE5, texts: dict[Role, list[str]], size: int) -> None:
        self.embedder = embedder
        self.total = sum(map(len, texts.values()))
        share = size / self.total
        self.parts: list[list[tuple[Role, list[str]]]] = [[] for _ in range(PARTS)]
        for role, some in texts.items():
            ordered = sorted(some, key=len)
            starts = range(0, len(ordered), _STEP)
            wanted = max(round(share * len(ordered) / _STEP * 8), PARTS)
            for number, at in enumerate(np.linspace(0, len(starts) - 1, wanted).astype(int)):
                # Neighbours in length, as they would stand in one batch.
                self.parts[number % PARTS].append((role, ordered[starts[at] : starts[at] + _STEP // 8]))
        self.seconds: dict[Role, float] = dict.fromkeys(texts, 0.0)
        self.done: dict[Role, int] = dict.fromkeys(texts, 0)
        self.counts = {role: len(some) for role, some in texts.items()}

    def run(self) -> None:
        """One part of it."""
        for role, texts in self.parts.pop():
            started = time.process_time()
            self.embedder.encode(texts, role)
            self.seconds[role] += time.process_time() - started
            self.done[role] += len(texts)

    def whole(self) -> float:
        """Seconds of processor time that all of the texts would take."""
        return sum(self.seconds[role] / self.done[role] * self.counts[role] for role in self.counts)


def measure(rows: int, size: int, folder: Path) -> dict[str, object]:
    path = folder / "questions.csv"
    write(path, rows)
    real = SocialE5()
    embedder, seconds = AtOnce(real), {}
    store = Store(connect(sqlite_url(folder)))
    store.create()

    def timed(name: str, step: object) -> None:
        clock, cpu = time.perf_counter(), time.process_time()
        step()  # type: ignore[operator]
        seconds[name] = {
            "seconds": round(time.perf_counter() - clock, 1),
            "processor": round(time.process_time() - cpu, 1),
        }

    timed("导入", lambda: ingest([path], store))
    index = Index(store, embedder)
    timed("读成字词索引", lambda: index.refresh(vectors="none"))
    texts: dict[Role, list[str]] = {"query": [], "passage": []}
    for name, _, text in store.missing_vectors(embedder.id):
        texts[ROLE[name]].append(text)
    sample = Sample(real, texts, size)
    sample.run()
    timed("存向量（不含计算）", index.prepare)
    sample.run()
    timed("接上向量", index.attach)
    sample.run()
    wanted = next(store.iter_items("entry"))
    found = Searcher(index).search(wanted.title, Scope(), 1).hits[0].item.id == wanted.id
    timed("再导入一次同一个文件", lambda: ingest([path], store))
    sample.run()
    again = seconds.pop("再导入一次同一个文件")
    rest = sum(step["processor"] for step in seconds.values()) - embedder.spent
    whole = sample.whole()
    return {
        "machine": machine(),
        "rows": rows,
        "texts": sample.total,
        "steps": seconds,
        "again": again,
        "rest_processor": round(rest, 1),
        "embedder_processor": round(whole),
        "embedder_sample": sum(sample.done.values()),
        "ratio": round((rest + whole) / whole, 3),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "found": found,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--sample", type=int, default=600)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = measure(given.rows, given.sample, Path(folder))
    print(json.dumps(found, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
