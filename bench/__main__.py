"""`make bench`: many clients at once, retrieval's speed, edits, kills, then its quality beside other pipelines.

Some minutes on two cores; `python -m bench --full` measures at full size, which takes hours the first time.
"""

from __future__ import annotations

import asyncio
import sys

from bench import edits, kills, load, retrieval_quality, retrieval_sets, retrieval_speed


def main() -> None:
    full = "--full" in sys.argv
    asyncio.run(load.measure(clients=100, each=3, workers=1))
    retrieval_speed.main([] if full else ["5000", "20000"])
    edits.main([])
    kills.main([])
    if retrieval_sets.SHARED.is_dir():
        retrieval_quality.main([] if full else ["--quick"])
    else:
        sys.stdout.write(f"检索质量：没有找到 {retrieval_sets.SHARED}，略过\n")


if __name__ == "__main__":
    main()
