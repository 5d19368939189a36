"""Golden questions from a workbook with staff's own columns."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import chain, islice
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from eval import excel_columns
from eval.errors import GoldenFileError
from eval.excel_columns import Columns
from eval.golden import KINDS, Checker, Expect, GoldenSet

_EXPECTS: dict[str, Expect] = {
    "回答": "answer", "应答": "answer", "不答": "abstain", "不回答": "abstain", "不应答": "abstain",
    "追问": "clarify", "反问": "clarify", "拒绝": "refuse", "拒答": "refuse", "转人工": "handoff",
    "正常回答": "answer", "直接回答": "answer", "不予回答": "abstain", "澄清": "clarify", "拒绝回答": "refuse",
    "转人工服务": "handoff",
}  # fmt: skip
_OUTCOMES = {
    **_EXPECTS,
    "部分回答": "partial",
    "不知道": "unknown",
    "告知不知道": "unknown",
    "寒暄": "chitchat",
}
_KINDS = {name: kind for kind, name in KINDS.items()} | {
    "可答": "answerable", "多问": "multi_intent", "追问": "follow_up", "连续追问": "follow_up",
    "不可答": "unanswerable", "不该答": "unanswerable", "过期": "expired_trap", "地区": "region_trap",
    "模糊": "vague",
}  # fmt: skip

_WORDS: dict[str, str] = {
    **excel_columns.NAMES,
    "source.file": "来源文件", "source.locator": "条款", "scope.region": "地区", "scope.insured_type": "人群",
    "scope.today": "日期", "answer": "回答", "abstain": "不答", "clarify": "追问", "refuse": "拒绝", "handoff": "转人工",
    "partial": "部分回答", "unknown": "不知道", "chitchat": "寒暄",
    "employee": "职工", "resident": "居民", "flexible": "灵活就业", "retired": "退休",
}  # fmt: skip
"""What the fields and values of CONTRACTS are called in a workbook."""

_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?: 00:00:00)?")
_PARTS = re.compile(r"[；;\n]")
_ALTERNATIVES = re.compile(r"(?<!\\)[/／]")


def read(path: Path, columns: str = "") -> GoldenSet:
    """Questions of every sheet that has the columns; raises GoldenFileError that lists every fault by row.

    `columns`: which column is which where the names are not known, as `excel_columns.given` reads them.
    """
    own = excel_columns.given(columns)
    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (OSError, BadZipFile, InvalidFileException, KeyError, ValueError) as error:
        raise GoldenFileError([f"{path}：打不开，请确认是 .xlsx 文件"]) from error
    check, remarks, passed_over = Checker(), list[str](), list[str]()
    some, heads = False, list[Sequence[str]]()
    try:
        for sheet in book.worksheets:
            rows = ([_text(cell) for cell in row] for row in sheet.iter_rows(values_only=True))
            head = list(islice(rows, excel_columns.LOOKED_AT))
            heads += head
            found = excel_columns.find(head, own)
            if found is not None:
                some = True
                remarks += (f"工作表「{sheet.title}」：{remark}" for remark in found.remarks)
                _sheet(sheet.title, chain(head[found.row :], rows), found, check)
            elif shown := excel_columns.seen(head):
                passed_over.append(
                    f"工作表「{sheet.title}」没有「问题」列，没有读（看到的列：{'、'.join(shown)}）"
                )
    finally:
        book.close()
    if missing := excel_columns.unseen(own, heads):
        check.problems.append(f"--columns 里的「{'、'.join(missing)}」哪张工作表里都没有：请照表头的写法写")
    if not some:
        raise GoldenFileError([*check.problems, _no_sheet(path), *passed_over])
    try:
        questions = check.finished()
    except GoldenFileError as error:
        raise GoldenFileError([*map(_spoken, error.problems), *remarks]) from error
    warnings = (*remarks, *passed_over, *map(_spoken, questions.warnings))
    return replace(questions, warnings=warnings)


def _sheet(title: str, rows: Iterable[Sequence[str]], columns: Columns, check: Checker) -> None:
    if columns.lacking:
        check.problems.append(
            f"工作表「{title}」缺少列：{'、'.join(columns.lacking)}；叫别的名字的，用 --columns 写明，如 期望=怎么处理"
        )
        return
    numbers = Counter[str]()
    for number, cells in enumerate(rows, start=columns.row + 1):
        row = {name: cell for name, cell in zip(columns.fields, cells, strict=False) if name}
        if not any(row.values()):
            continue
        if "id" not in row:
            row["id"] = _numbered(row["turns"], numbers)
        check.row(f"工作表「{title}」第 {number} 行", _question(row))


def _numbered(turns: str, numbers: Counter[str]) -> str:
    """An id by what is asked where staff keep none: the same question has the same one in the next version too."""
    name = f"q-{hashlib.blake2b(turns.encode(), digest_size=4).hexdigest()}"
    numbers[name] += 1
    return name if numbers[name] == 1 else f"{name}-{numbers[name]}"


def _no_sheet(path: Path) -> str:
    needed = "、".join(excel_columns.NEEDED)
    return f"{path}：没有找到带「问题」列的工作表；需要的列：{needed}。列叫别的名字，用 --columns 问题=市民提问 写明"


_TOKEN = re.compile(r"「[^」]*」|(?<![\w.])(?:scope\.|source\.)?[a-z_]+(?![\w.])", re.ASCII)


def _spoken(message: str) -> str:
    """A message in the words of the workbook; what it quotes stays as it is."""
    where, colon, said = message.partition("：")
    return where + colon + _TOKEN.sub(lambda found: _WORDS.get(found[0], found[0]), said)


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))  # Excel keeps every number as a float: 110106.0
    if isinstance(cell, datetime):
        cell = cell.date()
    return str(cell).strip()


def _day(cell: str) -> str:
    found = _DAY.fullmatch(cell)
    return f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}" if found else cell


def _question(row: dict[str, str]) -> dict[str, Any]:
    """A row of cells as the object of CONTRACTS."""
    question: dict[str, Any] = {
        "id": row.get("id", ""),
        "kind": _KINDS.get(row.get("kind", ""), row.get("kind", "")),
        "turns": [turn.strip() for turn in row["turns"].splitlines() if turn.strip()],
        "must": [_group(part) for part in _parts(row.get("must", ""))],
        "must_not": _parts(row.get("must_not", "")),
        "expect": _EXPECTS.get(row.get("expect", ""), row.get("expect", "")),
        "also_accept": [_OUTCOMES.get(part, part) for part in _parts(row.get("also_accept", ""))],
        "entries": _parts(row.get("entries", "")),
    }
    if row.get("file"):
        question["source"] = {"file": row["file"], "locator": row.get("locator") or None}
    scope = {name: row[name] for name in ("region", "insured_type") if row.get(name)}
    if row.get("today"):
        scope["today"] = _day(row["today"])
    if scope:
        question["scope"] = scope
    return question | {name: row[name] for name in ("note", "area", "difficulty") if row.get(name)}


def _parts(cell: str) -> list[str]:
    return [part.strip() for part in _PARTS.split(cell) if part.strip()]


def _group(part: str) -> list[str]:
    r"""Alternatives between slashes; "\/" is a slash of the phrase itself ("元\/月")."""
    alternatives = (alternative.replace("\\/", "/").strip() for alternative in _ALTERNATIVES.split(part))
    return [alternative for alternative in alternatives if alternative]
