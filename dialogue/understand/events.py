"""The day that something happened to the citizen, and how long the talk stays on it."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import yaml

from dialogue.understand import follow_up, scope

_CLAUSE = re.compile(r"[，,。；;？?！!\n]+")
_NOW = re.compile(r"现在|目前|如今|眼下|当前|今年|今天")
"""Asks for what holds today, whenever it happened."""


_ANEW = re.compile(r"这[回次]|又[让被给]|再次")
"""Tells that it happened once more, on a day that is not said."""


class Event(NamedTuple):
    """When something happened, as precisely as it was said, and what kind of thing."""

    on: str
    """"2023", "2023-05" or "2023-05-12"."""
    kind: str


@cache
def _kinds() -> dict[str, tuple[re.Pattern[str] | None, re.Pattern[str]]]:
    """What happens and the matters of it, by kind."""
    table = yaml.safe_load(files("dialogue").joinpath("understand/events.yaml").read_text(encoding="utf-8"))
    return {
        kind: (re.compile(row["happens"]) if "happens" in row else None, re.compile(row["matters"]))
        for kind, row in table.items()
    }


def told(message: str, today: date) -> Event | None:
    """The event that a message dates: "孩子是2023年5月生的"; a period asked about is none: "2023年的缴费基数"."""
    for clause in filter(None, _CLAUSE.split(message)):
        on = scope.said_date(clause, today)
        kind = next(
            (name for name, (happens, _) in _kinds().items() if happens and happens.search(clause)), None
        )
        if on and kind:
            return Event(on, kind)
    return None


def stays(message: str, kind: str) -> bool:
    """Whether the talk is still on an event: the message names a matter of it, or none of another."""
    if follow_up.turned(message) or _ANEW.search(message):
        return False
    named = {name for name, (_, matters) in _kinds().items() if matters.search(message)}
    return kind in named or not named


def on(message: str, remembered: str | None) -> str:
    """The remembered day that a question is judged at where it names none itself; empty for today's."""
    return remembered if remembered and not _NOW.search(message) else ""
