"""Figures with a unit as texts state them, and which of them state a rule."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from kb.fact import REFERENCE

UNITS = r"个工作日|工作日|万元|元|%|％|个月|天|日|年|周岁|岁|倍|学时|小时|种"

_FIGURE = re.compile(rf"(?P<value>\d+(?:,\d{{3}})*(?:\.\d+)?)\s*(?P<unit>{UNITS})")
SENTENCE = re.compile(r"[^。；;\n]+")
_CONDITION = re.compile(
    r"(?:满|不足|不到|未到|(?<!不)(?:超过|低于|高于|少于|多于)|大于|小于|年龄|每|第|前|晚|早|(?<!超)过|干|差|出生|工龄|假如|如果|÷|×)\s*$"
)
"""What stands before a figure that says when a rule applies, not what it is."""
_EXAMPLE = re.compile(r"例[：:，,]|例如|比如|举例|假如|假设|约\s*$|施行之日")
_SAME_UNIT = {"％": "%", "日": "天", "周岁": "岁", "工作日": "个工作日"}
_STEPS = ("以下", "以上", "以内", "至")
_MONTH = re.compile(r"\d月\s*$")
_CALENDAR = re.compile(r"(?:19|20)\d\d")
_YEAR = re.compile(r"((?:19|20)\d\d)\s*年")


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as a text states it."""

    before: str
    """What its sentence says before it, since the last figure of the same unit."""
    value: str
    unit: str
    written: str
    """Value and unit as written."""
    after: str = ""
    """The two characters after it."""
    sentence: str = ""
    """All that its sentence says before it."""

    @property
    def states_a_rule(self) -> bool:
        """Not a condition (满5年), a step of a scale (3万元以下), an example, nor a date."""
        dated = (self.unit == "年" and _CALENDAR.fullmatch(self.value)) or _MONTH.search(self.before)
        step = self.after.startswith(_STEPS)
        return not (dated or step or _CONDITION.search(self.before) or _EXAMPLE.search(self.before))

    @property
    def year(self) -> int | None:
        """The year of the calendar that stands before it, if one does."""
        years = _YEAR.findall(self.before)
        return int(years[-1]) if years else None

    @property
    def shown(self) -> str:
        """With the words right before it."""
        return f"{self.before[-20:].strip()}{self.written}"


def figures(text: str) -> Iterator[Figure]:
    """Every figure with a unit; places where a fact is filled in are no figures of the text's own."""
    for sentence in SENTENCE.findall(REFERENCE.sub("＊", text)):
        since: dict[str, int] = defaultdict(int)
        for match in _FIGURE.finditer(sentence):
            value, unit = measured(match["value"], match["unit"])
            after = sentence[match.end() : match.end() + 2]
            yield Figure(
                sentence[since[unit] : match.start()], value, unit, match[0], after, sentence[: match.start()]
            )
            since[unit] = match.end()


def measured(value: str, unit: str) -> tuple[str, str]:
    """(value, unit) in one spelling: 5万元 is 50000 of 元, 30日 is 30 of 天."""
    value = number(value.replace(",", ""))
    if unit == "万元":
        return number(str(float(value) * 10_000)), "元"
    return value, _SAME_UNIT.get(unit, unit)


def number(value: str) -> str:
    """One spelling of a number; other text as it is."""
    try:
        return f"{float(value):.10g}"
    except ValueError:
        return value
