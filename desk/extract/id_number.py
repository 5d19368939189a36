"""The identity card number (公民身份号码, GB 11643-1999), whoever it belongs to."""

from __future__ import annotations

import re
from datetime import date

from desk.extract.dictation import Number
from desk.extract.types import Found
from dialogue.guard.digits import is_id_number

_ABOUT_ID = re.compile(r"身份证|证件号|身份号")


def classify(digits: str, before: str, asked: str) -> tuple[str, bool] | None:
    """18 digits whose check digit holds; one that fails it only where an ID number is spoken of."""
    if not re.fullmatch(r"\d{17}[\dX]", digits):
        return None
    if is_id_number(digits):
        return "id_number", True
    spoken_of = _ABOUT_ID.search(before) or _ABOUT_ID.search(asked)
    return ("id_number", False) if spoken_of and _has_birthday(digits) else None


def find(said: list[Number]) -> Found | None:
    """The last one said; a checked one is never given up for one that fails its check."""
    ids = [n for n in said if n.kind == "id_number"]
    best = next((n for n in reversed(ids) if n.sure), None) or (ids[-1] if ids else None)
    # a digit was misheard or misread: kept, for an agent to check, because the citizen did say it
    return Found(best.value, 0.99 if best.sure else 0.55, best.evidence) if best else None


def _has_birthday(number: str) -> bool:
    try:
        return 1900 <= date(int(number[6:10]), int(number[10:12]), int(number[12:14])).year <= 2100
    except ValueError:
        return False
