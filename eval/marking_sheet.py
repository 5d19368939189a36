"""Marking sheets in Excel: out blind, each marker in another order, and back in."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast
from zipfile import BadZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.datavalidation import DataValidation

from eval.errors import MarkingError
from eval.marking import MARKS, Dispute, Kind, Mark, Marked, ToMark
from eval.report.excel import safe

_SHEET, _ABOUT = "标注", "说明"
_COLUMNS = {"编号": 18, "市民说的话": 46, "答案": 70, "出处": 40, "出处原文": 60, "判定": 10, "理由": 40}
_TO_FILL = ("判定", "理由")
_EVIDENCE = 3000
"""Characters of the cited texts on a sheet: what is longer is looked up in the document."""
_HOW = (
    "请只看这张表判断答案对不对，不要与另一位标注人商量，不要查系统自己的评分。",
    "对：该说的都说了，数字、条件、渠道都对；错：有一处会误导市民；部分对：说的都对，但缺了要紧的；"
    "说不清：要查别的资料才能定。",
    "市民说的话前面括号里是页面上已知的地区、人群和提问日期；出处原文供核对，答案照抄原文也可能答非所问。",
    "资料不够而老实说不知道、并给了对的渠道，算对。",
    "标完请在下面写上姓名；由模型标注的，标注方式写“模型”。",
)


def write(
    items: Sequence[ToMark], folder: Path, markers: Sequence[str] = ("甲", "乙"), seed: int = 0
) -> list[Path]:
    """A sheet for each marker, in an order of its own; returns their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for marker in markers:
        order = list(items)
        random.Random(f"{seed}{marker}").shuffle(order)
        path = folder / f"标注-{marker}.xlsx"
        _write(order, path, marker)
        paths.append(path)
    return paths


def _write(items: Sequence[ToMark], path: Path, marker: str) -> None:
    book = Workbook()
    sheet: Any = book.active
    sheet.title = _SHEET
    sheet.append(list(_COLUMNS))
    for item in items:
        said = "\n".join((*((f"（{item.given}）",) if item.given else ()), *item.turns))
        evidence = "\n\n".join(item.evidence)[:_EVIDENCE]
        row = (item.id, said, item.answer, "\n".join(item.sources), evidence, "", "")
        sheet.append([safe(value) for value in row])
    choice = DataValidation(type="list", formula1=f'"{",".join(MARKS)}"', allow_blank=True)
    choice.error, choice.errorTitle = f"请选 {'、'.join(MARKS)}", "判定"
    sheet.add_data_validation(choice)
    column = get_column_letter(list(_COLUMNS).index("判定") + 1)
    choice.add(f"{column}2:{column}{max(2, len(items) + 1)}")
    to_fill = {get_column_letter(list(_COLUMNS).index(name) + 1) for name in _TO_FILL}
    sheet.freeze_panes = "B2"
    for cell, width in zip(sheet[1], _COLUMNS.values(), strict=True):
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", start_color="E8EEF4")
        sheet.column_dimensions[cell.column_letter].width = width
    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            cell.alignment = Alignment(vertical="top", wrap_text=True)
            cell.protection = Protection(locked=cell.column_letter not in to_fill)
    sheet.protection.sheet = True  # without a password: it guards against slips, not against people
    about: Any = book.create_sheet(_ABOUT)
    for line in _HOW:
        about.append([line])
    about.append(["标注人", marker])
    about.append(["标注方式", "人"])
    about.column_dimensions["A"].width = 24
    book.save(path)


def read(path: Path) -> Marked:
    """A sheet that came back; raises MarkingError that names every row that cannot be used."""
    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (OSError, BadZipFile, InvalidFileException, KeyError, ValueError) as error:
        raise MarkingError(f"{path}：打不开，请确认是标注用的 .xlsx 文件") from error
    try:
        if _SHEET not in book.sheetnames:
            raise MarkingError(f"{path}：没有「{_SHEET}」工作表，请用 jxb eval sample 发出的表")
        rows = list(book[_SHEET].iter_rows(values_only=True))
        about = list(book[_ABOUT].iter_rows(values_only=True)) if _ABOUT in book.sheetnames else []
    finally:
        book.close()
    marks, unmarked = _marks(path, rows)
    named = {str(row[0]): str(row[1]) for row in about if row and len(row) > 1 and row[1]}
    kind = named.get("标注方式", "人")
    if kind not in ("人", "模型"):
        raise MarkingError(f"{path}：「{_ABOUT}」里的标注方式「{kind}」不认识，请写 人 或 模型")
    return Marked(
        marker=named.get("标注人", path.stem), kind=cast(Kind, kind), marks=marks, unmarked=tuple(unmarked)
    )


def _marks(path: Path, rows: Sequence[Sequence[object]]) -> tuple[dict[str, Mark], list[str]]:
    header = [str(cell or "") for cell in rows[0]] if rows else []
    if lacking := [name for name in ("编号", "判定") if name not in header]:
        raise MarkingError(f"{path}：缺少列 {'、'.join(lacking)}，请用 jxb eval sample 发出的表")
    at = {name: header.index(name) for name in ("编号", "判定", "理由") if name in header}
    marks: dict[str, Mark] = {}
    unmarked, faults = [], []
    for number, row in enumerate(rows[1:], start=2):
        cells = {
            name: str(row[i] if i < len(row) and row[i] is not None else "").strip() for name, i in at.items()
        }
        name, mark = cells["编号"].lstrip("'"), cells["判定"]
        if not name:
            continue
        if name in marks or name in unmarked:
            faults.append(f"第 {number} 行：编号「{name}」重复")
        elif not mark:
            unmarked.append(name)
        elif mark not in MARKS:
            faults.append(f"第 {number} 行：判定「{mark}」不认识，可用 {'、'.join(MARKS)}")
        else:
            marks[name] = Mark(id=name, mark=mark, reason=cells.get("理由", ""))
    if faults:
        raise MarkingError(
            f"{path} 有 {len(faults)} 处问题：\n" + "\n".join(f"  {fault}" for fault in faults)
        )
    return marks, unmarked


def write_disputes(
    disputes: Sequence[Dispute], items: Sequence[ToMark], path: Path, markers: Sequence[str]
) -> None:
    """The disputed answers with both marks, for a third person to decide."""
    held = {item.id: item for item in items}
    book = Workbook()
    sheet: Any = book.active
    sheet.title = "分歧"
    sheet.append(["编号", "市民说的话", "答案", *markers, *(f"{name}的理由" for name in markers), "裁定"])
    for one in disputes:
        item = held.get(one.id)
        row = (
            one.id,
            "\n".join(item.turns) if item else "",
            item.answer if item else "",
            one.first.mark,
            one.second.mark,
            one.first.reason,
            one.second.reason,
            "",
        )
        sheet.append([safe(value) for value in row])
    for letter, width in zip("ABCDEFGH", (18, 46, 70, 10, 10, 30, 30, 10), strict=True):
        sheet.column_dimensions[letter].width = width
    book.save(path)


def items_of(path: Path) -> list[ToMark]:
    """The answers on a sheet, so that disputes can be shown with them."""
    book = load_workbook(path, read_only=True, data_only=True)
    try:
        rows = list(book[_SHEET].iter_rows(min_row=2, values_only=True))
    finally:
        book.close()
    return [
        ToMark(id=str(row[0]), turns=tuple(str(row[1] or "").split("\n")), answer=str(row[2] or ""))
        for row in rows
        if row and row[0]
    ]
