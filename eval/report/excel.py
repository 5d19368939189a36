"""The run as a workbook: totals, every question, and the wrong ones to work through."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill

from eval.blame import STAGES
from eval.golden import KINDS
from eval.score import EXPECT_NAMES, OUTCOME_NAMES, STRICT_NAMES
from eval.summary import Report
from eval.tallies import Tally
from eval.types import Case

_CASE_COLUMNS = {
    "编号": 16, "类型": 12, "业务": 14, "问题": 44, "对错": 8, "原因": 36, "严格判定": 10, "为什么部分对": 30,
    "该查哪一步": 14, "依据": 30, "期望": 16, "必含": 30, "不得含": 20, "结果": 12, "答案": 60, "其中第二个回答": 40,
    "引用": 40, "标准来源": 30, "引用正确": 10, "把握": 8, "耗时（毫秒）": 12, "处理意见": 24,
}  # fmt: skip
_SHARES = (4, 9)
"""First columns of the totals with shares, three in a row."""
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_CELL = 32_000
"""Characters a cell takes (Excel's own limit is 32,767)."""


def write(report: Report, path: Path) -> None:
    book = Workbook()
    totals = book.active
    totals.title = "汇总"
    _fill(
        totals,
        {
            "项目": 34, "题数": 10, "答对": 10, "正确率": 12, "下限（95%）": 14, "上限（95%）": 14,
            "部分对": 10, "严格答对": 10, "严格正确率": 12, "严格下限（95%）": 16, "严格上限（95%）": 16,
        },
        _totals(report),
    )  # fmt: skip
    for first in _SHARES:
        for row in totals.iter_rows(min_row=2, min_col=first, max_col=first + 2):
            for cell in row:
                cell.number_format = "0.0%"
    _fill(book.create_sheet("答错的题"), _CASE_COLUMNS, map(_case, report.wrong))
    _fill(book.create_sheet("部分对的题"), _CASE_COLUMNS, map(_case, report.partly))
    _fill(book.create_sheet("全部题目"), _CASE_COLUMNS, map(_case, report.cases))
    book.save(path)


def _totals(report: Report) -> Iterable[Sequence[object]]:
    yield _tally("全部", report.summary, report.strict)
    for label, field in (("类型", "by_kind"), ("业务", "by_area"), ("难度", "by_difficulty")):
        strict = getattr(report.strict, field, {})
        for name, tally in getattr(report, field).items():
            yield _tally(f"{label}：{KINDS.get(name, name)}", tally, strict.get(name))


def _tally(name: str, mild: Tally, strict: Tally | None) -> Sequence[object]:
    row = (name, mild.questions, mild.right, *_shares(mild))
    return row if strict is None else (*row, mild.right - strict.right, strict.right, *_shares(strict))


def _shares(tally: Tally) -> tuple[float, float, float]:
    return tally.accuracy, tally.wilson_low, tally.wilson_high


def _case(case: Case) -> Sequence[object]:
    gold = case.golden
    source = f"{gold.source.file} {gold.source.locator or ''}".strip() if gold.source else ""
    return (
        case.id,
        KINDS.get(gold.kind, gold.kind),
        gold.area,
        "\n".join(gold.turns),
        "对" if case.right else "错",
        case.why,
        STRICT_NAMES[case.strict],
        case.strict_why,
        STAGES[case.stage] if case.stage else "",
        case.evidence,
        EXPECT_NAMES[gold.expect],
        "；".join("/".join(group) for group in gold.must),
        "；".join(gold.must_not),
        OUTCOME_NAMES.get(case.outcome, case.outcome),
        case.answer,
        "".join(part.text for part in case.parts if part.second).strip(),
        "\n".join(citation_line(citation) for citation in case.citations),
        source,
        {True: "是", False: "否", None: ""}[case.cited],
        round(case.confidence, 3),
        round(case.ms),
        "",
    )


def citation_line(citation: dict[str, object]) -> str:
    parts = (
        citation.get("source") or citation.get("document") or citation.get("title"),
        citation.get("document_no"),
        citation.get("locator"),
    )
    return " ".join(str(part) for part in parts if part)


def _fill(sheet: Any, columns: dict[str, int], rows: Iterable[Sequence[object]]) -> None:
    sheet.append(list(columns))
    for row in rows:
        sheet.append([safe(value) for value in row])
    _dress(sheet, columns)


def safe(value: object) -> object:
    """Text as text: no formula, no control character, not longer than a cell."""
    if not isinstance(value, str):
        return value
    text = _CONTROL.sub("", value)[:_CELL]
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def _dress(sheet: Any, columns: dict[str, int]) -> None:
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = sheet.dimensions
    for letter_cell, width in zip(sheet[1], columns.values(), strict=True):
        letter_cell.font = Font(bold=True)
        letter_cell.fill = PatternFill("solid", start_color="E8EEF4")
        sheet.column_dimensions[letter_cell.column_letter].width = width
    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            cell.alignment = Alignment(vertical="top", wrap_text=True)
