"""Knowledge as files that go back in without loss: workbook, JSON Lines, YAML; and an empty workbook."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Literal

import openpyxl
import yaml
from openpyxl.cell import WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from ingest import cells, facts, headers
from ingest.errors import IngestError
from ingest.readers.xlsx import INSTRUCTIONS
from kb.entry import Entry
from kb.fact import Fact
from kb.types import AREAS

Format = Literal["xlsx", "jsonl", "yaml"]
FORMATS: tuple[Format, ...] = ("xlsx", "jsonl", "yaml")

EXCEL_CELL = 32_767
"""Characters a cell of Excel takes; more would be cut off in silence."""

_ENTRIES, _FACTS = "问答", "事实"
_WIDTHS = {"question": 36, "similar": 40, "answer": 70, "source": 36, "name": 36, "verified": 24}
_HEAD = PatternFill("solid", fgColor="DCE6F1")
_NAMES = {"employee": "职工", "resident": "居民", "flexible": "灵活就业", "retired": "退休"}
_STATES = {"draft": "草稿", "in_review": "待审", "published": "已发布", "retired": "已停用"}
_HINTS = {
    "question": "必填。一句话，一个问题",
    "similar": "市民会怎么问，一行一句（单元格里按 Alt+回车换行）",
    "answer": "必填。先说结论，再说条件、材料、怎么办；会变的数字写成 {{事实名称}}",
    "area": "从下拉清单里选",
    "insured_types": "职工、居民、灵活就业、退休，可以写几个；都适用就留空",
    "region": "地区名称或六位代码，如 北京市 或 110000；全国留空",
    "source": "《文件名称》第X条",
    "valid_from": "从哪天起有效，如 2025-09-01",
    "valid_to": "到哪天为止（含当天）；一直有效就留空",
    "id": "留空由系统编；改已有的条目时写它的编号",
    "verified": "对照哪份文件哪一条核对过",
    "review": "留空为已发布",
    "name": "必填。险种或事项＋项目·档次，如 失业保险金月标准·满1年不满5年",
    "value": "必填。只写数字",
    "unit": "元、%、个月……",
}  # fmt: skip
_GUIDE = (
    "「问答」一行一个问题，「事实」一行一个会变的数字；不用的那张留空即可。",
    "第一行的列名不要改；鼠标放在列名上看怎么填。",
    "写好后：jxb ingest 文件.xlsx，加 --dry-run 先看会新增、修改哪些，加 --draft 先送审。",
    "事实写了新的一行，旧的数值自动到新数值生效的前一天为止。",
    "本页只给人看，不会导入。",
)


class ExportError(IngestError):
    """Knowledge that does not fit the format asked for."""


def export(path: Path, entries: Iterable[Entry], facts: Iterable[Fact], kind: Format) -> None:
    """Write a file that `jxb ingest` takes back; raises ExportError."""
    write = {"xlsx": _workbook, "jsonl": _json_lines, "yaml": _yaml}[kind]
    path.parent.mkdir(parents=True, exist_ok=True)
    write(path, list(entries), sorted(facts, key=lambda fact: (fact.name, fact.valid_from)))


def template(path: Path) -> None:
    """An empty workbook with headers, drop-down lists and instructions."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    guide = book.create_sheet(INSTRUCTIONS)
    for line in _GUIDE:
        guide.append([line])
    guide.column_dimensions["A"].width = 100
    for title, columns in ((_ENTRIES, headers.COLUMNS), (_FACTS, facts.COLUMNS)):
        sheet = book.create_sheet(title)
        sheet.append(list(columns.values()))
        sheet.freeze_panes = "A2"
        for number, name in enumerate(columns, start=1):
            head = sheet.cell(1, number)
            head.font, head.fill = Font(bold=True), _HEAD
            head.comment = Comment(_HINTS.get(name, ""), "京晓保")
            sheet.column_dimensions[get_column_letter(number)].width = _WIDTHS.get(name, 14)
        _choices(book, sheet, list(columns))
    book.active = 1
    book.save(path)


def _choices(book: Any, sheet: Any, columns: Sequence[str]) -> None:
    """Drop-down lists; they advise, other values (several groups in one cell) may be typed."""
    lists = {"area": AREAS, "insured_types": tuple(_NAMES.values()), "review": tuple(_STATES.values())}
    if "选项" not in book.sheetnames:
        options = book.create_sheet("选项")
        options.sheet_state = "hidden"
        for number, values in enumerate(lists.values(), start=1):
            for row, value in enumerate(values, start=1):
                options.cell(row, number, value)
    for number, (name, values) in enumerate(lists.items(), start=1):
        if name in columns:
            letter = get_column_letter(number)
            rule = DataValidation(
                "list", formula1=f"选项!${letter}$1:${letter}${len(values)}", allow_blank=True
            )
            rule.showErrorMessage = False
            sheet.add_data_validation(rule)
            column = get_column_letter(columns.index(name) + 1)
            rule.add(f"{column}2:{column}10000")


def _json_lines(path: Path, entries: Sequence[Entry], facts: Sequence[Fact]) -> None:
    with path.open("w", encoding="utf-8") as file:
        for record in (*facts, *entries):
            file.write(record.model_dump_json(exclude_none=True) + "\n")


def _yaml(path: Path, entries: Sequence[Entry], facts: Sequence[Fact]) -> None:
    dumper: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    records = [record.model_dump(mode="json", exclude_none=True) for record in (*facts, *entries)]
    text = yaml.dump(records, Dumper=dumper, allow_unicode=True, sort_keys=False, width=1_000_000)
    path.write_text(text, encoding="utf-8")


def _workbook(path: Path, entries: Sequence[Entry], facts_held: Sequence[Fact]) -> None:
    of_entries = [_fits(entry.id, entry_cells(entry), headers.COLUMNS) for entry in entries]
    of_facts = [_fits(fact.name, _fact_cells(fact), facts.COLUMNS) for fact in facts_held]
    book = openpyxl.Workbook(write_only=True)
    _sheet(book, _ENTRIES, headers.COLUMNS, of_entries)
    if of_facts:
        _sheet(book, _FACTS, facts.COLUMNS, of_facts)
    book.save(path)


def _fits(name: str, values: dict[str, str], columns: dict[str, str]) -> dict[str, str]:
    for column, text in values.items():
        if len(text) > EXCEL_CELL:
            raise ExportError(
                f"「{name}」的「{columns[column]}」有 {len(text)} 个字，Excel 的一格只能放 {EXCEL_CELL} 个："
                "请改用 --format jsonl 导出"
            )
    return values


def _sheet(book: Any, title: str, columns: dict[str, str], records: Iterable[dict[str, str]]) -> None:
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for number, name in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = _WIDTHS.get(name, 14)
    sheet.append([_head(sheet, header) for header in columns.values()])
    for values in records:
        sheet.append([_cell(sheet, values.get(column, "")) for column in columns])


def _head(sheet: Any, header: str) -> Any:
    cell = WriteOnlyCell(sheet, header)
    cell.font, cell.fill = Font(bold=True), _HEAD
    return cell


def _cell(sheet: Any, text: str) -> Any:
    if not text:
        return None
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"  # also where it starts with "=" or looks like a number
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def entry_cells(entry: Entry) -> dict[str, str]:
    """By field of `headers.COLUMNS`, so that nothing is lost on the way back in."""
    held = entry.model_dump(mode="json", exclude_none=True)
    review = held["review"]
    plain_review = review["checked_by"] == "import"
    return {
        "question": entry.question,
        "similar": _wordings(entry.similar),
        "answer": entry.answer,
        "area": entry.area,
        "insured_types": "；".join(_NAMES[kind] for kind in entry.insured_types),
        "region": entry.region,
        "source": _source(held.get("source")),
        "valid_from": held.get("valid_from", ""),
        "valid_to": held.get("valid_to", ""),
        "id": entry.id,
        "verified": _json(held.get("verified")),
        "review": _STATES[review["state"]] if plain_review else _json(review),
    }


def _fact_cells(fact: Fact) -> dict[str, str]:
    held = fact.model_dump(mode="json", exclude_none=True)
    return {
        "name": fact.name,
        "value": fact.value,
        "unit": fact.unit,
        "region": fact.region,
        "insured_types": "；".join(_NAMES[kind] for kind in fact.insured_types),
        "valid_from": held["valid_from"],
        "valid_to": held.get("valid_to", ""),
        "source": _source(held["source"]),
        "verified": _json(held["verified"]),
    }


def _wordings(similar: Sequence[str]) -> str:
    text = "\n".join(similar)
    return text if cells.wordings(text) == tuple(similar) else json.dumps(similar, ensure_ascii=False)


def _source(source: dict[str, Any] | None) -> str:
    """《title》locator where that says everything, else JSON."""
    if not source:
        return ""
    plain = f"《{source['title']}》{source.get('locator', '')}"
    return plain if cells.source(plain) == source else _json(source)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False) if value else ""
