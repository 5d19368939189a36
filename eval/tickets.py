"""How exactly work-order elements are recognised.

A field is right when its value equals the gold value exactly; one that gold does not have counts as invented.
Precision, recall and F1 of slots as in MUC (Chinchor, "MUC-4 evaluation metrics", 1992). Summary and expectation
have no exact gold: a case names words that they have to hold.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from desk.extract import Extraction, extract
from eval import banks
from eval.errors import BankError
from eval.stats import wilson

EXACT: dict[str, str] = {
    "request_type": "诉求类型", "area": "业务", "caller_name": "来电人", "phone": "电话", "id_number": "身份证号",
    "district": "区", "employer": "单位", "event_date": "日期", "amount": "金额", "urgent": "紧急",
    "callback": "要求回电",
}  # fmt: skip
HOLDS: dict[str, str] = {"summary": "摘要", "expectation": "诉求"}


class Slot(BaseModel):
    """One field over all conversations."""

    name: str
    gold: int
    right: int
    wrong: int
    """Found with another value than gold."""
    invented: int
    """Found where gold has none."""
    precision: float
    recall: float
    f1: float


class TicketFigures(BaseModel):
    """What `measure` found."""

    conversations: int
    faultless: int
    """Conversations with every field right and none invented."""
    accuracy: float
    wilson_low: float
    wilson_high: float
    slots: dict[str, Slot]
    total: Slot
    """Over the fields with exact gold."""
    faults: list[str]
    """One line a fault, in Chinese."""


@dataclass
class _Counts:
    gold: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    invented: Counter[str] = field(default_factory=Counter)


def read(path: Path, part: str | None = None) -> list[dict[str, Any]]:
    """Cases of a bank, of one part only where named; raises BankError."""
    cases = []
    for number, row in banks.rows(path):
        if lacking := [name for name in ("id", "transcript", "fields") if name not in row]:
            raise BankError(f"{path} 第 {number} 行缺少 {'、'.join(lacking)}")
        if part is None or row.get("part") == part:
            cases.append(row)
    if not cases:
        raise BankError(f"{path} 里没有{f'「{part}」部分的' if part else ''}对话：请检查文件")
    return cases


def measure(cases: Sequence[dict[str, Any]], today: date) -> TicketFigures:
    """`today` is the day of a case that names none."""
    counts, faults, faultless = _Counts(), [], 0
    for case in cases:
        day = date.fromisoformat(case["today"]) if case.get("today") else today
        found = list(_compared(case, extract(case["transcript"], day), counts))
        faultless += not found
        faults += [f"{case['id']}：{fault}" for fault in found]
    interval = wilson(faultless, len(cases))
    return TicketFigures(
        conversations=len(cases),
        faultless=faultless,
        accuracy=faultless / len(cases) if cases else 0.0,
        wilson_low=interval.low,
        wilson_high=interval.high,
        slots={name: _slot(name, [name], counts) for name in (*EXACT, *HOLDS)},
        total=_slot("total", list(EXACT), counts),
        faults=faults,
    )


def _compared(case: dict[str, Any], result: Extraction, counts: _Counts) -> Iterator[str]:
    for name, said in EXACT.items():
        wanted = case["fields"].get(name)
        got = result.fields[name].value if name in result.fields else None
        if wanted is None:
            if got is not None:
                counts.invented[name] += 1
                yield f"多出{said}「{got}」"
            continue
        counts.gold[name] += 1
        if got is not None and str(got) == str(wanted):
            counts.right[name] += 1
            continue
        counts.wrong[name] += got is not None
        yield f"{said}应为「{wanted}」，实际{'没有识别' if got is None else f'「{got}」'}"
    for name, words in case.get("holds", {}).items():
        counts.gold[name] += 1
        got = result.fields[name].value if name in result.fields else None
        if got is not None and words in str(got):
            counts.right[name] += 1
        else:
            counts.wrong[name] += got is not None
            yield f"{HOLDS.get(name, name)}里应有「{words}」，实际「{got}」"


def _slot(name: str, fields: Sequence[str], counts: _Counts) -> Slot:
    gold, right = (sum(c[f] for f in fields) for c in (counts.gold, counts.right))
    wrong, invented = (sum(c[f] for f in fields) for c in (counts.wrong, counts.invented))
    found = right + wrong + invented
    precision = right / found if found else 0.0
    recall = right / gold if gold else 0.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return Slot(
        name=name, gold=gold, right=right, wrong=wrong, invented=invented,
        precision=precision, recall=recall, f1=f1,
    )  # fmt: skip
