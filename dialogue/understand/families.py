"""Words that can stand in each other's place, so that "那产假呢" takes up the question before it."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import yaml

_COUNTED = re.compile(
    r"(?P<n>\d+(?:\.\d+)?|[零一二两三四五六七八九十百千万半]+)(?P<unit>个月|年|周岁|岁|级|天|万|块|元|次|胎)"
)

WHO = frozenset(["insured", "birth", "hospital", "care", "place", "sex", "post", "end", "hours", "family"])
"""Families whose words tell of a person or a case, not of a matter."""


class Mention(NamedTuple):
    """A word of a family in a text."""

    family: str
    member: str
    """Plainest spelling of the member; words of one member mean the same."""
    start: int
    end: int


@cache
def _spellings() -> dict[str, tuple[tuple[str, str], ...]]:
    """Every spelling with the (family, member) it stands for; a word may belong to two families."""
    text = files("dialogue").joinpath("understand/families.yaml").read_text(encoding="utf-8")
    table: dict[str, list[list[str]]] = yaml.safe_load(text)
    found: dict[str, list[tuple[str, str]]] = {}
    for family, members in table.items():
        for spellings in members:
            for spelling in spellings:
                found.setdefault(spelling, []).append((family, spellings[0]))
    return {spelling: tuple(places) for spelling, places in found.items()}


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(_spellings(), key=len, reverse=True))))


def mentions(text: str) -> list[Mention]:
    """Words of families in order; of two that overlap the longer."""
    found = [
        Mention(family, member, match.start(), match.end())
        for match in _pattern().finditer(text)
        for family, member in _spellings()[match[0]]
    ]
    counted = (
        Mention(f"count:{match['unit']}", match["n"], match.start(), match.end())
        for match in _COUNTED.finditer(text)
    )
    return sorted([*found, *counted], key=lambda mention: mention.start)


def swapped(previous: str, message: str) -> str | None:
    """The question before with the words that the message puts in their place; None where it puts none."""
    new = {mention.family: message[mention.start : mention.end] for mention in mentions(message)}
    held = {mention.family: mention.member for mention in mentions(message)}
    pieces: list[str] = []
    at, changed = 0, False
    for mention in mentions(previous):
        if mention.family not in new or mention.start < at:
            continue
        pieces += [previous[at : mention.start], new[mention.family]]
        at = mention.end
        changed = changed or held[mention.family] != mention.member
    return "".join([*pieces, previous[at:]]) if changed else None


def heads(text: str) -> tuple[str, ...]:
    """What a question is about, as the words of families and matters it names."""
    return tuple(
        dict.fromkeys(text[m.start : m.end] for m in mentions(text) if not m.family.startswith("count"))
    )
