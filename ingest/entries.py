"""A row or an object becomes an entry."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from pydantic import ValidationError

from ingest import cells
from ingest.errors import BadRowError
from ingest.headers import COLUMNS, REQUIRED
from ingest.types import BadCell, EntryRow, MergedCell, RowError
from kb import faults
from kb.entry import Entry, looks_like_another_kind
from kb.types import ReviewState

CELL_LIMIT = 1_000_000
"""Characters; more is no text anybody wrote."""
ANSWER_LIMIT = 20_000
QUESTION_LIMIT = 500

_PLAIN = {*REQUIRED, "id", "area", "region", "valid_from", "valid_to"}
"""Fields that are one plain value, also in JSON."""

DRAFT: ReviewState = "in_review"
"""State of what `--draft` brings in: it waits for a reviewer."""
_STATES: dict[str, ReviewState] = {
    "草稿": "draft", "待审": "in_review", "审核中": "in_review", "已发布": "published", "发布": "published",
    "已停用": "retired", "停用": "retired", "已下线": "retired",
    "draft": "draft", "in_review": "in_review", "published": "published", "retired": "retired",
}  # fmt: skip


@dataclass
class EntryReader:
    """Reads the entries of one file; knows which ids it has seen there."""

    file: str
    region: str | None = None
    """Where rows that name no region hold."""
    draft: bool = False
    _rows: dict[str, str] = field(default_factory=dict)

    def read(
        self, fields: Mapping[str, object], row: int, sheet: str | None = None, done: float = 0.0
    ) -> EntryRow | RowError:
        try:
            entry = self._entry(fields)
            self._require_new(entry, row, sheet)
        except BadRowError as error:
            return RowError(self.file, sheet, row, str(error))
        return EntryRow(entry, sheet, row, done)

    def _entry(self, fields: Mapping[str, object]) -> Entry:
        values = {name: _usable(name, value) for name, value in fields.items()}
        question, answer = (cells.text(values.get(name)) for name in REQUIRED)
        _require_text(question, answer)
        written_region = cells.text(values.get("region"))
        region = cells.region(written_region) if written_region else (self.region or "")
        insured = cells.insured_types(values.get("insured_types"))
        record = {
            "id": cells.text(values.get("id")) or self._made_id(question, region, insured),
            "question": " ".join(question.split()),
            "similar": _similar(values.get("similar")),
            "answer": answer,
            "area": cells.text(values.get("area")),
            "insured_types": insured,
            "region": region,
            "source": cells.source(values.get("source")),
            "valid_from": cells.day(values.get("valid_from"), COLUMNS["valid_from"]),
            "valid_to": cells.day(values.get("valid_to"), COLUMNS["valid_to"], last=True),
            "verified": json_object(values.get("verified"), "核对"),
            "review": self._review(values.get("review")),
        }
        if looks_like_another_kind(str(record["id"])):
            raise BadRowError(f"编号「{record['id']}」不能含 #，也不能以 fact: 或 document: 开头：请换一个")
        try:
            return Entry.model_validate(record)
        except ValidationError as error:
            raise BadRowError(reasons(error)) from error

    def _made_id(self, question: str, region: str, insured: tuple[str, ...]) -> str:
        """The same row of the same file gets the same id on every import."""
        content = json.dumps([question, region, insured, self.file], ensure_ascii=False)
        return "e-" + hashlib.sha1(content.encode()).hexdigest()[:12]

    def _review(self, value: object) -> dict[str, object]:
        review = json_object(value, "审核", plain="state") or {}
        state = cells.text(review.get("state")) or "published"
        if state not in _STATES:
            raise BadRowError(f"审核状态「{state}」不认识：请写 草稿、待审、已发布、已停用，或留空")
        checked_by = cells.text(review.get("checked_by")) or "import"
        return {"state": DRAFT if self.draft else _STATES[state], "checked_by": checked_by}

    def _require_new(self, entry: Entry, row: int, sheet: str | None) -> None:
        where = f"「{sheet}」第{row}行" if sheet else f"第{row}行"
        first = self._rows.setdefault(entry.id, where)
        if first is where:
            return
        if entry.id.startswith("e-") and len(entry.id) == 14:
            raise BadRowError(
                f"与{first}是同一个问题（地区、人群也相同）：请合并成一行，或给两行各写一个「编号」"
            )
        raise BadRowError(f"编号「{entry.id}」与{first}重复：请改成不同的编号，或删去其中一行")


def _usable(name: str, value: object) -> object:
    column = COLUMNS.get(name, name)
    if isinstance(value, MergedCell) and name in REQUIRED:
        raise BadRowError(f"「{column}」在合并单元格 {value.area} 里：请取消合并，每行都填上内容后再导入")
    if name in _PLAIN and isinstance(value, list | tuple | dict):
        raise BadRowError(f"「{column}」应是一段文字，不是列表或对象：请改写")
    return usable(column, value)


def usable(column: str, value: object) -> object:
    """What a cell holds, a merged one its merge's value; raises BadRowError for one nobody can use."""
    if isinstance(value, MergedCell):
        value = value.value
    if isinstance(value, BadCell):
        raise BadRowError(f"「{column}」{value.reason}")
    if isinstance(value, str) and len(value) > CELL_LIMIT:
        raise BadRowError(f"「{column}」有 {len(value)} 个字符，超过 {CELL_LIMIT} 的上限：请检查这一格的内容")
    return value


def _require_text(question: str, answer: str) -> None:
    for name, value in (("问题", question), ("答案", answer)):
        if not value:
            raise BadRowError(f"「{name}」是空的：请补上，或删掉这一行")
    if len(question) > QUESTION_LIMIT:
        raise BadRowError(f"「问题」有 {len(question)} 个字，超过 {QUESTION_LIMIT} 字：请写成一句话的问题")
    if len(answer) > ANSWER_LIMIT:
        raise BadRowError(
            f"「答案」有 {len(answer)} 个字，超过 {ANSWER_LIMIT} 字：请拆成几个问题，或作为政策文件导入"
        )


def _similar(value: object) -> tuple[str, ...]:
    found = cells.wordings(value)
    for wording in found:
        if len(wording) > QUESTION_LIMIT:
            raise BadRowError(
                f"「相似问」里有一句长 {len(wording)} 个字，超过 {QUESTION_LIMIT} 字：请用「；」分开"
            )
    return found


def json_object(value: object, column: str, plain: str | None = None) -> dict[str, object] | None:
    """An object, or its JSON in a cell; other text is the value of the key `plain`."""
    if isinstance(value, Mapping):
        return {str(key): item for key, item in value.items()}
    cell = cells.text(value)
    if not cell:
        return None
    if plain and not cell.startswith("{"):
        return {plain: cell}
    try:
        found = json.loads(cell)
    except ValueError as error:
        raise BadRowError(f"「{column}」不是合法的 JSON：请改正或留空") from error
    if not isinstance(found, dict):
        raise BadRowError(f"「{column}」应是一个 JSON 对象：请改正或留空")
    return found


def reasons(error: ValidationError, columns: Mapping[str, str] = COLUMNS) -> str:
    """A validation error in the words of the columns."""
    known = {
        "missing": "缺少这一项：请补上",
        "extra_forbidden": "没有这个字段：请检查拼写",
        "string_too_long": "太长：请缩短",
        "string_too_short": "是空的：请补上",
        "literal_error": "不在可选的值里：请检查拼写",
    }
    parts = []
    for detail in error.errors():
        where = ".".join(columns.get(str(part), str(part)) for part in detail["loc"])
        what = known.get(detail["type"], faults.reason(detail))
        parts.append(f"「{where}」{what}" if where else what)
    return "；".join(parts)
