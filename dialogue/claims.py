"""What a sentence claims, piece by piece: figures with unit and bound, and what is denied.

That every number stands somewhere in the evidence is not enough: a small model gives the 18 months of
one case to another, turns "at most" into "at least", and drops a "not".
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from dialogue.figures import positions
from kb.text import fold, normalise

_PIECE = re.compile(r"[^。；;！!？?\n]+[。；;！!？?\n]*")
_CLAUSE = re.compile(r"[，,、：:（）()]+")

_UNIT = re.compile(
    r"\s*(个?百分点|个月|个工作日|工作日|万元|亿元|元|块|%|周岁|岁|年|月|日|天|周|倍|小时|分钟|级|次|人|家|项|档|种|条|号|胎|孩)"
)
_SAME_UNIT = {"天": "日", "周岁": "岁", "块": "元", "个工作日": "工作日", "个百分点": "百分点"}

Bound = Literal["least", "most"]
# Longer words first: 不少于 holds 少于, 不足 is no 满.
_BEFORE: tuple[tuple[Bound, str], ...] = (
    ("least", r"不(?:得)?(?:少于|低于|短于)"),
    ("most", r"不(?:得)?(?:超过|高于|多于|长于|晚于)|不足|不满|未满|低于|少于|小于|至多|最[长多高]"),
    ("least", r"满|超过|高于|多于|大于|至少|最[低少短]"),
)
_BETWEEN = r"[^\d，。；、：零一二三四五六七八九十百千万]{0,5}$"
_AFTER: tuple[tuple[Bound, str], ...] = (
    ("least", r"^及?以上|^以后|^之后"),
    ("most", r"^及?以下|^以内|^之内|^内|^以前|^之前"),
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as it is stated: "不足10年" is 10, 年, at most."""

    value: str
    unit: str
    bound: Bound | None


def figures_of(text: str) -> frozenset[Figure]:
    text = normalise(text)
    return frozenset(
        _figure(value, text[max(0, start - 12) : start], text[end : end + 12])
        for value, start, end in positions(text)
    )


def _figure(value: str, before: str, after: str) -> Figure:
    unit = match[1] if (match := _UNIT.match(after)) else ""
    rest = after[match.end() :] if match else after
    if before.endswith("百分之"):
        unit, before = "%", before[:-3]
    return Figure(value, _SAME_UNIT.get(unit, unit), _bound(before, rest))


def _bound(before: str, after: str) -> Bound | None:
    for bound, words in _BEFORE:
        if re.search(rf"(?:{words}){_BETWEEN}", before):
            return bound
    return next((bound for bound, words in _AFTER if re.search(words, after)), None)


def pieces(text: str) -> list[str]:
    return [piece for piece in _PIECE.findall(text) if fold(piece)]


def statements(text: str) -> list[str]:
    """Pieces that say something: a question, such as the title of an entry, holds nothing."""
    return [piece for piece in pieces(text) if not re.search(r"[？?]\s*$", piece)]


def misstated(piece: str, evidence: Iterable[str]) -> frozenset[Figure]:
    """Figures of a piece that no single piece of evidence holds together; empty when one does."""
    stated = figures_of(piece)
    if not stated:
        return frozenset()
    return min((stated - figures_of(held) for held in evidence), key=len, default=stated)


# These hold 不 or 无 and deny nothing; bounds are compared with the figures.
_NO_DENIAL = re.compile(
    r"不(?:得)?(?:少于|低于|短于|超过|高于|多于|长于|晚于)|不足|不满|未满|不论|不管|不仅|不但|不断|不同|无论|无锡|未来|非常"
)
_DENIAL = re.compile(r"[不没无未非勿免]")
_REACH = 3
"""Characters over which a "not" is felt: 不能领取 denies 领取."""


def _stances(text: str) -> dict[str, set[bool]]:
    """For every pair of characters, whether it is denied where it stands."""
    stances: dict[str, set[bool]] = {}
    for clause in _CLAUSE.split(_NO_DENIAL.sub("＊", normalise(text))):
        clause = fold(clause)
        for i in range(len(clause) - 1):
            denied = bool(_DENIAL.search(clause[max(0, i - _REACH) : i]))
            stances.setdefault(clause[i : i + 2], set()).add(denied)
    return stances


def turned_round(piece: str, evidence: str) -> str | None:
    """Words that the piece affirms and the evidence denies, or the other way round."""
    said, held = _stances(piece), _stances(evidence)
    for pair, stances in said.items():
        if pair in held and not stances <= held[pair]:
            return pair
    return None


_WHO = re.compile(
    r"职工|居民|在职|退休|灵活就业|农民工|学生|儿童|新生儿|失业人员|残疾|低保|外地|异地|本市|农村|男|女|单位|个人|个体|机关"
)


def strangers(piece: str, evidence: str) -> list[str]:
    """Kinds of people or places that the piece speaks of and the evidence does not."""
    return [who for who in dict.fromkeys(_WHO.findall(normalise(piece))) if who not in normalise(evidence)]
