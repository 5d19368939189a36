"""Which column of a workbook is which field: the names staff give them, and the row they stand in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from eval.errors import GoldenFileError

FIELDS: dict[str, str] = {
    "编号": "id", "类型": "kind", "问题": "turns", "必含": "must", "不得含": "must_not", "期望": "expect",
    "来源文件": "file", "条款": "locator", "地区": "region", "人群": "insured_type", "日期": "today", "备注": "note",
    "业务": "area", "难度": "difficulty", "也接受": "also_accept", "条目": "entries",
}  # fmt: skip
NAMES: dict[str, str] = {field: name for name, field in FIELDS.items()}
NEEDED = ("类型", "问题", "期望")

_SYNONYMS: dict[str, str] = {
    "编号": "题号 序号 编码 ID id",
    "类型": "题型 题目类型 问题类型",
    "问题": "市民提问 市民问题 提问 问句 题目 题干 咨询内容 测试问题 对话",
    "必含": "要点 答案要点 标准答案要点 关键要点 得分点 必须包含 应包含",
    "不得含": "不得包含 不应包含 不能包含 禁止出现",
    "期望": "应如何处理 如何处理 处理方式 应对方式 期望结果 预期结果 预期",
    "来源文件": "来源 依据 依据文件 政策依据 出处",
    "条款": "条文 第几条",
    "地区": "区域 区县 统筹区",
    "人群": "参保人群 参保类型 人员类别",
    "日期": "提问日期 提问时间",
    "备注": "说明",
    "业务": "业务类别 业务领域 业务板块",
    "难度": "难易",
    "也接受": "也算对 也可以",
    "条目": "条目编号 标准条目",
}
_KNOWN = {said: name for name, listed in _SYNONYMS.items() for said in (name, *listed.split())}
LOOKED_AT = 10
"""Rows among which the headings are looked for: above them stand a title, and who made the sheet when."""
_HINT = re.compile(r"[(（].*$", re.DOTALL)


@dataclass(frozen=True)
class Columns:
    """The columns of one sheet."""

    row: int
    """Number of the row with the headings, from 1."""
    fields: tuple[str | None, ...]
    """Field of each column; None is not used."""
    remarks: tuple[str, ...] = ()
    """What was taken for what, and what was not used, in Chinese."""

    @property
    def lacking(self) -> list[str]:
        return [name for name in NEEDED if FIELDS[name] not in self.fields]


def given(text: str) -> dict[str, str]:
    """`问题=市民提问,必含=标准答案要点` as {their heading: our name}; raises GoldenFileError."""
    found: dict[str, str] = {}
    for part in filter(None, (part.strip() for part in re.split(r"[,，;；]", text))):
        name, equals, theirs = (piece.strip() for piece in part.partition("="))
        if not equals or not theirs or name not in FIELDS:
            raise GoldenFileError(
                [f"--columns 里的「{part}」看不懂：写成 问题=市民提问，左边可用 {'、'.join(FIELDS)}"]
            )
        found[_plain(theirs)] = name
    return found


def unseen(own: Mapping[str, str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Headings that were given and that none of the rows has."""
    held = {_plain(cell) for row in rows for cell in row}
    return [theirs for theirs in own if theirs not in held]


def find(rows: Sequence[Sequence[str]], own: Mapping[str, str]) -> Columns | None:
    """The headings among the first rows of a sheet: the row with most names we know, one of them the question's."""
    best: Columns | None = None
    for number, cells in enumerate(rows, start=1):
        columns = _read(number, cells, own)
        if "turns" in columns.fields and (best is None or _used(columns) > _used(best)):
            best = columns
    return best


def seen(rows: Iterable[Sequence[str]]) -> list[str]:
    """The likeliest headings of a sheet where none is the question's: its fullest row."""
    return max(([cell for cell in row if cell] for row in rows), key=len, default=[])


def _read(number: int, cells: Sequence[str], own: Mapping[str, str]) -> Columns:
    plain = [_plain(cell) for cell in cells]
    names: list[str | None] = [own.get(one) or (one if one in FIELDS else None) for one in plain]
    remarks = []
    for place, said in enumerate(plain):
        name = _KNOWN.get(said)
        if names[place] is None and name and name not in names:
            names[place] = name
            remarks.append(f"列「{said}」当作「{name}」")
    for place, said in enumerate(plain):
        if said and names[place] is None:
            remarks.append(f"列「{said}」没有使用{_advice(said, names)}")
        elif said and names.index(names[place]) < place:
            names[place] = None
            remarks.append(f"列「{said}」重复，只用前面的一列")
    if "编号" not in names:
        remarks.append("没有「编号」列，按问题的内容编号；问题改了，编号也就变了")
    fields = tuple(FIELDS[name] if name else None for name in names)
    return Columns(number, fields, tuple(remarks))


def _used(columns: Columns) -> int:
    return sum(field is not None for field in columns.fields)


def _advice(said: str, taken: Sequence[str | None]) -> str:
    open_names = [name for name in FIELDS if name not in taken]
    like = get_close_matches(said, open_names, n=1, cutoff=0.5)
    return f"：是不是「{like[0]}」？请改列名，或加 --columns {like[0]}={said}" if like else ""


def _plain(heading: str) -> str:
    """What stands in brackets after the name is a hint to staff."""
    return _HINT.sub("", heading).strip()
