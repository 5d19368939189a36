"""`python -m bench.third_party [SET…] [--limit N] [--out FILE]`: a table, and the figures as JSON."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.third_party import clauses, covid, exam, golden_peers, intents, letters, safety
from bench.third_party.shared import AbsentError, Figure

SETS: dict[str, Callable[[int], Iterator[Figure]]] = {
    "golden": golden_peers.run,
    "gov-covid-qa": covid.run,
    "sz-gov-intents": intents.run,
    "insurance-exam": exam.run,
    "insqabench": clauses.run,
    "gov-letters": letters.run,
    "safety-zh": safety.run,
}


def main() -> None:
    parser = argparse.ArgumentParser(description="第三方评测集与同类方案对照")
    parser.add_argument("sets", nargs="*", metavar="SET", help=f"要跑哪些，不写则全部：{'、'.join(SETS)}")
    parser.add_argument("--limit", type=int, default=300, help="每个集合最多多少条")
    parser.add_argument("--out", type=Path, default=Path("reports/third-party.json"), help="结果文件（JSON）")
    arguments = parser.parse_args()
    if unknown := [name for name in arguments.sets if name not in SETS]:
        parser.error(f"没有 {'、'.join(unknown)}：可用 {'、'.join(SETS)}")
    figures: list[Figure] = []
    for name in arguments.sets or SETS:
        try:
            figures += SETS[name](arguments.limit)
        except AbsentError as absent:
            print(f"跳过 {name}：{absent}", file=sys.stderr)
    if not figures:
        print("没有跑成一个集合，没有结果可列", file=sys.stderr)
        return
    _show(figures)
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    rows = {"at": datetime.now(UTC).isoformat(timespec="seconds"), "figures": [f.to_json() for f in figures]}
    arguments.out.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _show(figures: list[Figure]) -> None:
    table = Table("集合", "任务", "方案", "条数", "比例", "95% 区间", "说明")
    for figure in figures:
        row = figure.to_json()
        interval = f"{row['low']:.1%} – {row['high']:.1%}"
        table.add_row(
            figure.set,
            figure.task,
            figure.system,
            str(figure.n),
            f"{figure.share:.1%}",
            interval,
            figure.note,
        )
    Console(width=160).print(table)


if __name__ == "__main__":
    main()
