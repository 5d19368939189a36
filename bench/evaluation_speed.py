"""How long an evaluation takes beside the embedder alone: `python -m bench.evaluation_speed [FILE…] [--parallel N]`.

The whole evaluation runs, nothing taken from former runs; then the embedder alone takes the same questions one
by one, as a service would get them, and once more every text that the evaluation had embedded (a question may
be read in several ways). All are timed in the same process, by the clock and by processor time: on a machine
that others share only the second can be compared.
"""

from __future__ import annotations

import argparse
import asyncio
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from eval import golden
from eval.golden import GoldenSet
from eval.run import run
from models import Embedder
from models.embedder import Role, Vectors
from serve import settings
from serve.subject import opened

_WARM = 5


class _Noting:
    """An embedder that notes what it was asked for."""

    def __init__(self, inner: Embedder) -> None:
        self.inner, self.id, self.dim = inner, inner.id, inner.dim
        self.texts: list[str] = []

    def encode(self, texts: Sequence[str], role: Role) -> Vectors:
        self.texts += texts
        return self.inner.encode(texts, role)


class Timed:
    """Seconds of a block by the clock, and of the processor."""

    def __init__(self, work: Callable[[], object]) -> None:
        clock, cpu = time.perf_counter(), time.process_time()
        work()
        self.clock, self.cpu = time.perf_counter() - clock, time.process_time() - cpu


async def measure(questions: GoldenSet, parallel: int) -> None:
    config = settings.load().model_copy(update={"answerer": "extractive"})
    async with opened(config) as subject:
        gathering = subject.home.index.embedder
        inner: Embedder = gathering.inner  # type: ignore[attr-defined]
        noting = gathering.inner = _Noting(inner)  # type: ignore[attr-defined]
        turns = [turn for question in questions.questions for turn in question.turns]
        inner.encode(turns[:_WARM], "query")

        async def evaluate() -> None:
            with TemporaryDirectory() as folder:
                await run(
                    questions.questions,
                    subject.system(),
                    Path(folder),
                    subject.fingerprint(questions),
                    parallel=parallel,
                    fresh=True,
                )

        clock, cpu = time.perf_counter(), time.process_time()
        await evaluate()
        whole, whole_cpu = time.perf_counter() - clock, time.process_time() - cpu
    asked = Timed(lambda: [inner.encode([text], "query") for text in turns])
    embedded = Timed(lambda: [inner.encode([text], "query") for text in noting.texts])
    print(
        f"{len(questions.questions)} questions, {parallel} at a time: {whole:.1f} s, processor {whole_cpu:.1f} s"
    )
    for name, texts, alone in (("turns", turns, asked), ("texts embedded", noting.texts, embedded)):
        print(
            f"embedder alone, {len(texts)} {name}: {alone.clock:.1f} s, processor {alone.cpu:.1f} s; "
            f"ratio {whole / alone.clock:.2f}, processor {whole_cpu / alone.cpu:.2f}"
        )


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="评测用时与向量计算本身用时之比")
    parser.add_argument("files", nargs="*", type=Path, default=[Path("golden/smoke.jsonl")])
    parser.add_argument("--parallel", type=int, default=16)
    chosen = parser.parse_args(arguments)
    asyncio.run(measure(golden.load(chosen.files), chosen.parallel))


if __name__ == "__main__":
    main()
