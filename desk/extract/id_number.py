"""The identity card number (公民身份号码, GB 11643-1999), whoever it belongs to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from desk.extract.dictation import Group, Number, dictations
from desk.extract.transcript import Statement
from desk.extract.types import Found
from dialogue.guard.digits import is_id_number

_LENGTH = 18
_LEAST_HEAD = 6
"""Digits of the region code, which everybody says in one go."""
_MOST_PARTS = 9
"""Groups of digits, the first with it, among which the parts of a number are looked for."""
_ABOUT_ID = re.compile(r"身份证|证件号|身份号")


def classify(digits: str, before: str, asked: str) -> tuple[str, bool] | None:
    """18 digits whose check digit holds; one that fails it only where an ID number is spoken of."""
    if not re.fullmatch(r"\d{17}[\dX]", digits):
        return None
    if is_id_number(digits):
        return "id_number", True
    spoken_of = _ABOUT_ID.search(before) or _ABOUT_ID.search(asked)
    return ("id_number", False) if spoken_of and _has_birthday(digits) else None


def find(said: list[Number], statements: Sequence[Statement]) -> Found | None:
    """The last one said; a checked one is never given up for one that fails its check."""
    ids = [n for n in said if n.kind == "id_number"]
    best = next((n for n in reversed(ids) if n.sure), None)
    if best is None and (told := _in_parts(statements)):
        return told
    best = best or (ids[-1] if ids else None)
    # a digit was misheard or misread: kept, for an agent to check, because the citizen did say it
    return Found(best.value, 0.99 if best.sure else 0.55, best.evidence) if best else None


_TELEPHONE = re.compile(r"电话|手机|号码是1|打1")


def _in_parts(statements: Sequence[Statement]) -> Found | None:
    """One whose parts have words and other digits between them: 110223,66年4月30的,中间是19660430,末尾184x.

    Only where its check digit holds: which of the groups belong to it is tried out.
    """
    for statement in reversed(statements):
        if not (_ABOUT_ID.search(statement.text) or _ABOUT_ID.search(statement.asked)):
            continue
        groups = [g for said in dictations([statement]) for g in said.groups]
        for first, head in enumerate(groups):
            rest = _before_telephone(head, groups[first + 1 : first + _MOST_PARTS], statement)
            if len(head.digits) >= _LEAST_HEAD and (told := _completed(head.digits, rest)):
                value, last = told
                return Found(value, 0.9, statement.evidence(head.start, last.end))
    return None


def _before_telephone(head: Group, rest: Sequence[Group], statement: Statement) -> list[Group]:
    """The groups up to where a telephone number is announced."""
    announced = _TELEPHONE.search(statement.text, head.end)
    return [group for group in rest if announced is None or group.start < announced.start()]


def _completed(begun: str, rest: Sequence[Group]) -> tuple[str, Group] | None:
    """The first way to go on with some of the groups that gives a whole number."""
    for index, group in enumerate(rest):
        value = begun + group.digits
        if len(value) == _LENGTH and is_id_number(value):
            return value, group
        if len(value) < _LENGTH and (told := _completed(value, rest[index + 1 :])):
            return told
    return None


def _has_birthday(number: str) -> bool:
    try:
        return 1900 <= date(int(number[6:10]), int(number[10:12]), int(number[12:14])).year <= 2100
    except ValueError:
        return False
