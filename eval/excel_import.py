"""Golden questions from a workbook with staff's own columns."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from eval.errors import GoldenFileError
from eval.golden import KINDS, Checker, Expect, GoldenSet

_HEADERS = {
    "编号": "id", "类型": "kind", "问题": "turns", "必含": "must", "不得含": "must_not", "期望": "expect",
    "来源文件": "file", "条款": "locator", "地区": "region", "人群": "insured_type", "备注": "note",
    "业务": "area", "难度": "difficulty", "也接受": "also_accept", "条目": "entries",
}  # fmt: skip
_NEEDED = ("编号", "类型", "问题", "期望")

_EXPECTS: dict[str, Expect] = {
    "回答": "answer", "应答": "answer", "不答": "abstain", "不回答": "abstain", "不应答": "abstain",
    "追问": "clarify", "反问": "clarify", "拒绝": "refuse", "拒答": "refuse", "转人工": "handoff",
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

_PARTS = re.compile(r"[；;\n]")
_ALTERNATIVES = re.compile(r"(?<!\\)[/／]")


def read(path: Path) -> GoldenSet:
    """Questions of every sheet that has the columns; raises GoldenFileError that lists every fault by row."""
    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (OSError, BadZipFile, InvalidFileException, KeyError, ValueError) as error:
        raise GoldenFileError([f"{path}：打不开，请确认是 .xlsx 文件"]) from error
    check = Checker()
    found = False
    try:
        for sheet in book.worksheets:
            rows = sheet.iter_rows(values_only=True)
            names = [_header(cell) for cell in next(rows, ())]
            if "turns" not in names:
                continue
            found = True
            if lacking := [name for name in _NEEDED if _HEADERS[name] not in names]:
                check.problems.append(f"工作表「{sheet.title}」缺少列：{'、'.join(lacking)}")
                continue
            for number, cells in enumerate(rows, start=2):
                row = {name: _text(cell) for name, cell in zip(names, cells, strict=False) if name}
                if any(row.values()):
                    check.row(f"工作表「{sheet.title}」第 {number} 行", _question(row))
    finally:
        book.close()
    if not found:
        raise GoldenFileError([f"{path}：没有找到带「问题」列的工作表；需要的列：{'、'.join(_NEEDED)}"])
    return check.finished()


def _header(cell: object) -> str | None:
    """The field of a column; what stands in brackets after the name is a hint to staff."""
    return _HEADERS.get(re.sub(r"[(（].*$", "", _text(cell), flags=re.DOTALL).strip())


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))  # Excel keeps every number as a float: 110106.0
    return str(cell).strip()


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
    if scope:
        question["scope"] = scope
    return question | {name: row[name] for name in ("note", "area", "difficulty") if row.get(name)}


def _parts(cell: str) -> list[str]:
    return [part.strip() for part in _PARTS.split(cell) if part.strip()]


def _group(part: str) -> list[str]:
    r"""Alternatives between slashes; "\/" is a slash of the phrase itself ("元\/月")."""
    alternatives = (alternative.replace("\\/", "/").strip() for alternative in _ALTERNATIVES.split(part))
    return [alternative for alternative in alternatives if alternative]
