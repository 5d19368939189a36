"""Which column or key is which field of an entry."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Mapping, Sequence

from ingest.errors import BadRowError

COLUMNS: dict[str, str] = {
    "question": "问题",
    "similar": "相似问",
    "answer": "答案",
    "area": "业务",
    "insured_types": "人群",
    "region": "地区",
    "source": "来源",
    "valid_from": "生效",
    "valid_to": "失效",
    "id": "编号",
    "verified": "核对",
    "review": "审核",
}
"""Field of an entry to the Chinese header of its column."""

REQUIRED = ("question", "answer")

_ALSO = {
    "标准问题": "question", "标准问": "question", "相似问题": "similar", "相似问法": "similar",
    "标准答案": "answer", "业务领域": "area", "参保人群": "insured_types", "适用人群": "insured_types",
    "适用地区": "region", "生效日期": "valid_from", "失效日期": "valid_to", "insured_type": "insured_types",
}  # fmt: skip
_NAMES = {name: field for field, name in COLUMNS.items()} | {field: field for field in COLUMNS} | _ALSO
_REMARK = re.compile(r"[（(\[【].*?[）)\]】]|[*＊:：]")


def field_of(header: str) -> str | None:
    """The field a header names: "答案（必填）*", "答 案" and "answer" are all `answer`."""
    folded = unicodedata.normalize("NFKC", _REMARK.sub(" ", header)).strip().lower()
    if found := _NAMES.get(re.sub(r"\s+", "", folded)):
        return found
    parts = {_NAMES[part] for part in folded.split() if part in _NAMES}
    return parts.pop() if len(parts) == 1 else None


def mapping(headers: Sequence[str]) -> dict[int, str]:
    """Column index to field; the first of two columns with one name counts."""
    found: dict[int, str] = {}
    for index, header in enumerate(headers):
        field = field_of(header)
        if field and field not in found.values():
            found[index] = field
    return found


def is_entry_header(headers: Sequence[str]) -> bool:
    return set(REQUIRED) <= set(mapping(headers).values())


def require_no_misspelling(headers: Sequence[str]) -> None:
    """Raise BadRowError where an unknown header is nearly a known one: its column would be lost."""
    for header in headers:
        if field_of(header) or not header.strip():
            continue
        near = difflib.get_close_matches(header.strip().lower(), _NAMES, n=1, cutoff=0.8)
        if near and _NAMES[near[0]] not in map(field_of, headers):
            raise BadRowError(f"没有「{header}」这一列，是不是想写「{near[0]}」？请改正后重新导入")


def fields_of(record: Mapping[str, object]) -> dict[str, object]:
    """An object's values by field; raises BadRowError for a misspelt or a missing key."""
    keys = [str(key) for key in record]
    require_no_misspelling(keys)
    missing = [name for name in REQUIRED if name not in map(field_of, keys)]
    if missing:
        named = "」「".join(f"{name}（{COLUMNS[name]}）" for name in missing)
        listed = "、".join(key[:20] for key in keys)[:160] or "（空）"
        raise BadRowError(f"只有「{listed}」这些字段，缺少「{named}」：请补上，或改正字段名")
    found: dict[str, object] = {}
    for key, value in record.items():
        field = field_of(str(key))
        if field and field not in found:
            found[field] = value
    return found


def needed(headers: Sequence[str]) -> str:
    """What was found and what is needed, for a sheet that is neither entries nor a declared table."""
    listed = "、".join(header.strip()[:20] for header in headers if header.strip())[:160] or "（空）"
    missing = [COLUMNS[field] for field in REQUIRED if field not in mapping(headers).values()]
    return (
        f"表头是「{listed}」，缺少「{'」「'.join(missing)}」列，也不是已声明的表（如药品目录）："
        "请把表头改成 问题、答案（可加 相似问、业务、人群、地区、来源、生效、失效、编号），或先声明这种表"
    )
