"""Staff's words as an Excel file: a template to fill in, an import that says what is wrong row by row, and an export
that goes back in without loss."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any, Literal, cast

from openpyxl import Workbook
from openpyxl.styles import Font

from dialogue.guard import StaffWord, WordListError
from dialogue.guard.staff_words import Action, checked
from ingest.errors import UnreadableFileError
from ingest.readers import xlsx
from ingest.readers.xlsx import INSTRUCTIONS
from ingest.types import BadCell, Cell, MergedCell, RowError

HEADS = ("词", "类别", "动作", "程度", "谐音", "状态", "来源", "备注")
_NAMES: dict[str, str] = {
    "word": "词", "敏感词": "词", "category": "类别", "action": "动作", "severity": "程度", "严重程度": "程度",
    "by_sound": "谐音", "state": "状态", "list": "来源", "note": "备注",
}  # fmt: skip
ACTION_NAMES: dict[str, str] = {
    "refuse": "拦截",
    "context": "结合语境",
    "note": "只收录",
    "escalate": "提醒人工",
}
_ACTIONS = {
    **{name: one for one, name in ACTION_NAMES.items()},
    "语境": "context",
    "收录": "note",
    "提醒": "escalate",
}
_GRAVE = {"": False, "一般": False, "普通": False, "normal": False, "严重": True, "serious": True}
_YES = {"": True, "是": True, "算": True, "yes": True, "true": True, "1": True,
        "否": False, "不算": False, "no": False, "false": False, "0": False}  # fmt: skip
_DISABLED = {"": False, "启用": False, "on": False, "停用": True, "off": True}
_ABOUT = (
    ("词", "必填。一行一个词，最多 60 个字；办事常用词（如 丧葬费、流产）不能设为敏感词。"),
    ("类别", "自己定，如 gambling、本地谣言；不写就是 other。"),
    (
        "动作",
        "拦截：说到就不答；结合语境：只有同时问怎么做、哪里买才拦；只收录：不起作用；提醒人工：发预警、转给人。不写就是结合语境。",
    ),
    (
        "程度",
        "一般 或 严重。严重的词出现在投诉信里、政策用语旁边也起作用，提醒人工时预警级别是严重。不写就是一般。",
    ),
    ("谐音", "是 或 否：同音字、拼音也算。两个字的词不算谐音。不写就是 是。"),
    ("状态", "启用 或 停用。停用的词无论谁列了都不起作用，随软件带的词也这样放行。不写就是启用。"),
    ("来源", "来自哪个词表，可以不写。"),
    ("备注", "给同事看的话，可以不写。"),
)


@dataclass(slots=True)
class Sheet:
    """What was read off a file."""

    words: list[tuple[StaffWord, str | None, int]] = field(default_factory=list)
    """(word, sheet, row)."""
    errors: list[RowError] = field(default_factory=list)
    read: int = 0


def template() -> bytes:
    return _book([StaffWord("示例词", "other", "context", note="这一行请删掉")])


def export(words: Iterable[StaffWord]) -> bytes:
    return _book(words)


def _book(words: Iterable[StaffWord]) -> bytes:
    book = Workbook()
    sheet: Any = book.active
    sheet.title = "敏感词"
    _append(sheet, HEADS)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for one in words:
        _append(
            sheet,
            (
                one.word, one.category, ACTION_NAMES[one.action], "严重" if one.grave else "一般",
                "是" if one.by_sound else "否", "停用" if one.disabled else "启用", one.list, one.note,
            ),
        )  # fmt: skip
    sheet.freeze_panes = "A2"
    sheet.column_dimensions["A"].width = 28
    about: Any = book.create_sheet(INSTRUCTIONS)
    for line in (("列", "怎么填"), *_ABOUT):
        _append(about, line)
    about.column_dimensions["B"].width = 100
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _append(sheet: Any, cells: Sequence[str]) -> None:
    """Everything as text: a word that begins with = is no formula, and 8964 stays what it is."""
    row = sheet.max_row + (1 if sheet.cell(sheet.max_row, 1).value is not None else 0)
    for column, value in enumerate(cells, start=1):
        cell = sheet.cell(row, column)
        cell.value = value
        cell.data_type = "s"
        cell.number_format = "@"


def read(content: bytes, name: str) -> Sheet:
    """The words of a workbook; what cannot be taken is named with sheet and row, and the rest goes on.

    Raises WordListError where the file as a whole cannot be read or no sheet has the column 词.
    """
    with tempfile.TemporaryDirectory(prefix="jxb-words-") as folder:
        path = Path(folder) / "words.xlsx"
        path.write_bytes(content)
        try:
            return _read(path, name)
        except UnreadableFileError as error:
            raise WordListError(f"{name}：{error}") from error


def _read(path: Path, name: str) -> Sheet:
    found = Sheet()
    heads: dict[str | None, dict[str, int]] = {}
    seen: dict[str, str] = {}
    sheets: set[str | None] = set()
    for row in xlsx.read(path, name):
        if isinstance(row, RowError):
            found.errors.append(row)
            continue
        cells = list(row.cells)
        if row.sheet not in sheets:
            if any(cell is not None for cell in cells):
                sheets.add(row.sheet)
                heads[row.sheet] = _heads(cells)
            continue
        columns = heads[row.sheet]
        if "词" not in columns or all(cell is None or cell == "" for cell in cells):
            continue
        found.read += 1
        try:
            word = checked(_word(columns, cells))
            if word.word in seen:
                raise WordListError(f"「{word.word}」与{seen[word.word]}重复：请只留一行")
            seen[word.word] = f"「{row.sheet}」第 {row.row} 行"
            found.words.append((word, row.sheet, row.row))
        except WordListError as error:
            found.errors.append(RowError(name, row.sheet, row.row, str(error)))
    if not any("词" in columns for columns in heads.values()):
        raise WordListError(f"{name} 里没有「词」这一列：请用模板填写（jxb guard words template）")
    return found


def _heads(cells: Sequence[Cell]) -> dict[str, int]:
    names = [str(cell).strip() if isinstance(cell, str) else "" for cell in cells]
    return {_NAMES.get(name.lower(), name): place for place, name in reversed(list(enumerate(names))) if name}


def _word(columns: dict[str, int], cells: Sequence[Cell]) -> StaffWord:
    said = dict(_texts(columns, cells))
    action = said["动作"] or "context"
    action = _ACTIONS.get(action, action.lower())
    if action not in ACTION_NAMES:
        raise WordListError(f"没有动作「{said['动作']}」：可用 {'、'.join(ACTION_NAMES.values())}")
    return StaffWord(
        word=said["词"],
        category=said["类别"] or "other",
        action=cast(Action, action),
        grave=_choice(_GRAVE, said, "程度", "一般、严重"),
        by_sound=_choice(_YES, said, "谐音", "是、否"),
        disabled=_choice(_DISABLED, said, "状态", "启用、停用"),
        list=said["来源"][:120],
        note=said["备注"],
    )


def _texts(columns: dict[str, int], cells: Sequence[Cell]) -> Iterator[tuple[str, str]]:
    for head in HEADS:
        place = columns.get(head)
        cell = cells[place] if place is not None and place < len(cells) else None
        if isinstance(cell, MergedCell):
            cell = cell.value
        if isinstance(cell, BadCell):
            raise WordListError(f"「{head}」这一格读不出来：{cell.reason}")
        if isinstance(cell, float) and cell.is_integer():
            cell = int(cell)
        yield head, "" if cell is None else str(cell).strip()


def _choice(
    known: dict[str, bool],
    said: dict[str, str],
    head: str,
    names: Literal["一般、严重", "是、否", "启用、停用"],
) -> bool:
    value = known.get(said[head].lower())
    if value is None:
        raise WordListError(f"「{head}」写的是「{said[head][:20]}」：只能写 {names}")
    return value
