"""`make bench`: retrieval's speed, then its quality beside other pipelines."""

from __future__ import annotations

import sys

from bench import retrieval_quality, retrieval_sets, retrieval_speed


def main() -> None:
    retrieval_speed.main()
    if retrieval_sets.SHARED.is_dir():
        retrieval_quality.main()
    else:
        sys.stdout.write(f"检索质量：没有找到 {retrieval_sets.SHARED}，略过\n")


if __name__ == "__main__":
    main()
