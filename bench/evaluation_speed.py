"""How long an evaluation takes beside the embedder alone: `python -m bench.evaluation_speed [FILE] [--parallel N]`.

The same questions are embedded one by one first, as the embedder's own time; then the whole evaluation runs,
nothing taken from former runs. Both are timed in the same process, by the clock and by processor time: on a
machine that others share only the second can be compared.
"""

from __future__ import annotations

import argparse
import asyncio
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from eval import golden
from eval.golden import GoldenSet
from eval.run import run
from serve import settings
from serve.subject import opened

_WARM = 5


async def measure(questions: GoldenSet, parallel: int) -> None:
    config = settings.load().model_copy(update={"answerer": "extractive"})
    async with opened(config) as subject:
        embedder = subject.home.index.embedder
        texts = [turn for question in questions.questions for turn in question.turns]
        embedder.encode(texts[:_WARM], "query")
        clock, cpu = time.perf_counter(), time.process_time()
        for text in texts:
            embedder.encode([text], "query")
        alone, alone_cpu = time.perf_counter() - clock, time.process_time() - cpu
        clock, cpu = time.perf_counter(), time.process_time()
        with TemporaryDirectory() as folder:
            cases = await run(
                questions.questions,
                subject.system(),
                Path(folder),
                subject.fingerprint(questions),
                parallel=parallel,
                fresh=True,
            )
        whole, whole_cpu = time.perf_counter() - clock, time.process_time() - cpu
    print(f"{len(cases)} questions, {len(texts)} turns, {parallel} at a time")
    print(f"embedder alone   {alone:7.1f} s   {alone_cpu:7.1f} s of processor time")
    print(f"evaluation       {whole:7.1f} s   {whole_cpu:7.1f} s of processor time")
    print(f"ratio            {whole / alone:7.2f}     {whole_cpu / alone_cpu:7.2f}")


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="评测用时与向量计算本身用时之比")
    parser.add_argument("file", nargs="?", type=Path, default=Path("golden/smoke.jsonl"))
    parser.add_argument("--parallel", type=int, default=4)
    chosen = parser.parse_args(arguments)
    asyncio.run(measure(golden.load([chosen.file]), chosen.parallel))


if __name__ == "__main__":
    main()
