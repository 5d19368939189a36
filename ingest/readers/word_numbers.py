"""Word's automatic numbers: "第一条" is often not in the text but drawn by the list format."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any

from docx.oxml.ns import qn

DIGITS = "零一二三四五六七八九"


class Numbering:
    """Counts list paragraphs in reading order and writes their labels."""

    def __init__(self, document: Any) -> None:
        self._levels = _levels(document)
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)

    def label(self, paragraph: Any) -> str:
        """E.g. "第三条 ", or nothing for a paragraph that is not in a numbered list."""
        number, depth = _number_of(paragraph)
        levels = self._levels.get(number or "")
        if not levels or depth not in levels:
            return ""
        counts = self._counts[number or ""]
        counts[depth] = counts.get(depth, levels[depth][2] - 1) + 1
        for deeper in [level for level in counts if level > depth]:
            del counts[deeper]
        form, pattern, _ = levels[depth]
        if form in ("bullet", "none"):
            return ""

        def fill(match: re.Match[str]) -> str:
            level = int(match[1]) - 1
            form, _, start = levels.get(level, ("decimal", "", 1))
            return written(counts.get(level, start), form)

        label = re.sub(r"%(\d)", fill, pattern)
        return label if label.endswith(("、", "）", ")", "．", "。")) else label + " "


def written(number: int, form: str) -> str:
    if "hinese" in form or "deograph" in form or form == "japaneseCounting":
        return chinese(number)
    return str(number)


def chinese(number: int) -> str:
    """1 to 999 in Chinese numerals: 12 is 十二, 105 is 一百零五."""
    if number < 10:
        return DIGITS[number]
    if number < 20:
        return "十" + (DIGITS[number - 10] if number > 10 else "")
    if number < 100:
        tens, ones = divmod(number, 10)
        return DIGITS[tens] + "十" + (DIGITS[ones] if ones else "")
    hundreds, rest = divmod(number, 100)
    if hundreds > 9:
        return str(number)
    if not rest:
        return DIGITS[hundreds] + "百"
    middle = "零" if rest < 10 else "一" if rest < 20 else ""
    return DIGITS[hundreds] + "百" + middle + chinese(rest)


def _number_of(paragraph: Any) -> tuple[str | None, int]:
    for properties in (paragraph._p.pPr, _style_properties(paragraph)):
        found = properties.find(qn("w:numPr")) if properties is not None else None
        if found is not None:
            number, depth = found.find(qn("w:numId")), found.find(qn("w:ilvl"))
            value = number.get(qn("w:val")) if number is not None else None
            return value, int(depth.get(qn("w:val"))) if depth is not None else 0
    return None, 0


def _style_properties(paragraph: Any) -> Any:
    style = paragraph.style
    return style.element.pPr if style is not None else None


def _levels(document: Any) -> dict[str, dict[int, tuple[str, str, int]]]:
    """List id to depth to (number form, pattern such as "第%1条", first number)."""
    try:
        root = document.part.numbering_part.element
    except (KeyError, NotImplementedError):
        return {}
    forms: dict[str, dict[int, tuple[str, str, int]]] = {}
    for abstract in root.findall(qn("w:abstractNum")):
        levels = {}
        for level in abstract.findall(qn("w:lvl")):
            form, pattern, start = (_value(level, name) for name in ("w:numFmt", "w:lvlText", "w:start"))
            levels[int(level.get(qn("w:ilvl")))] = (form or "decimal", pattern or "", int(start or 1))
        forms[abstract.get(qn("w:abstractNumId"))] = levels
    found = {}
    for number in root.findall(qn("w:num")):
        found[number.get(qn("w:numId"))] = forms.get(_value(number, "w:abstractNumId") or "", {})
    return found


def _value(element: Any, name: str) -> str | None:
    child = element.find(qn(name))
    return child.get(qn("w:val")) if child is not None else None
