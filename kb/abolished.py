"""What laws have done away with: an older text that still orders it is not cited for later days."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib.resources import files

import yaml

from kb.types import Period


@dataclass(frozen=True, slots=True)
class Abolished:
    """A thing that a passage may order, the last day on which it held, and by what it ended."""

    orders: re.Pattern[str]
    until: date
    source: str


@cache
def listed() -> tuple[Abolished, ...]:
    rows = yaml.safe_load(files("kb").joinpath("data/abolished.yaml").read_text(encoding="utf-8"))
    return tuple(Abolished(re.compile(row["orders"]), row["until"], row["source"]) for row in rows)


def within(text: str, period: Period) -> Period:
    """The period of a passage, ended with what it orders; its beginning is what its file says, or that end where later."""
    for one in listed():
        if one.orders.search(text) and (period.end is None or period.end > one.until):
            start = None if period.start is None else min(period.start, one.until)
            period = replace(period, start=start, end=one.until)
    return period
