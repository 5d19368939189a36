"""How exactly work-order elements are recognised: `python -m bench.ticket_figures [FILE] [--show]`.

Counts a field right when its value equals the gold value exactly; a field that the gold does not
have counts as invented. Summary and expectation have no exact gold: a bank names words they hold.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from desk.extract import Extraction, extract

BANK = Path(__file__).resolve().parents[1] / "golden" / "tickets.jsonl"
EXACT = ("request_type", "area", "caller_name", "phone", "id_number", "district", "employer",
         "event_date", "amount", "urgent", "callback")  # fmt: skip
HOLDS = ("summary", "expectation")


@dataclass
class Figures:
    """Counts by field over one part of the bank."""

    conversations: int = 0
    faultless: int = 0
    gold: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    invented: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)


def read_bank(path: Path = BANK) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def measure(cases: Iterable[dict[str, Any]]) -> Figures:
    figures = Figures()
    for case in cases:
        result = extract(case["transcript"], date.fromisoformat(case["today"]))
        faults = list(_compare(case, result, figures))
        figures.conversations += 1
        figures.faultless += not faults
        figures.faults += [f"{case['id']}: {fault}" for fault in faults]
    return figures


def _compare(case: dict[str, Any], result: Extraction, figures: Figures) -> Iterator[str]:
    for name in EXACT:
        wanted = case["fields"].get(name)
        got = result.fields[name].value if name in result.fields else None
        if wanted is None:
            if got is not None:
                figures.invented[name] += 1
                yield f"{name} invented {got}"
            continue
        figures.gold[name] += 1
        if (got == wanted and type(got) is not str) or str(got) == str(wanted):
            figures.right[name] += 1
        else:
            yield f"{name} is {got}, should be {wanted}"
    for name, words in case.get("holds", {}).items():
        figures.gold[name] += 1
        if name in result.fields and words in str(result.fields[name].value):
            figures.right[name] += 1
        else:
            got = result.fields[name].value if name in result.fields else None
            yield f"{name} is {got}, should hold {words}"


def report(title: str, figures: Figures) -> str:
    lines = [f"{title}：{figures.conversations} 段对话，全对 {figures.faultless} 段"]
    lines.append(f"  {'字段':<14}{'应有':>5}{'完全一致':>6}{'比例':>9}{'多出':>5}")
    for name in (*EXACT, *HOLDS):
        total = figures.gold[name]
        share = f"{figures.right[name] / total:.1%}" if total else "—"
        lines.append(f"  {name:<16}{total:>5}{figures.right[name]:>9}{share:>12}{figures.invented[name]:>6}")
    total, right = sum(figures.gold[n] for n in EXACT), sum(figures.right[n] for n in EXACT)
    lines.append(
        f"  合计 {right}/{total} = {right / max(total, 1):.1%}，多出 {sum(figures.invented.values())}"
    )
    return "\n".join(lines)


def main() -> None:
    paths = [Path(a) for a in sys.argv[1:] if not a.startswith("--")]
    cases = read_bank(*paths[:1])
    parts = sorted({case.get("part", "all") for case in cases})
    for part in parts:
        figures = measure(c for c in cases if c.get("part", "all") == part)
        print(report(part, figures))
        if "--show" in sys.argv:
            print("\n".join(f"    {fault}" for fault in figures.faults))


if __name__ == "__main__":
    main()
