"""What is wrong with data that does not fit its model, in Chinese: pydantic says it in English.

Lowest of all folders, so that every door says it alike.
"""

from __future__ import annotations

import re

import yaml
from pydantic import ValidationError
from pydantic_core import ErrorDetails

_CHINESE = re.compile(r"[一-鿿]")
_LIST, _NAMED, _WHOLE, _NUMBER = "应当是一个列表", "应当写成「名称: 值」的形式", "应当是整数", "应当是数字"
_FLAG, _DAY, _TIME = "应当是 true 或 false", "应当是日期，写成 2026-11-23", "应当是时间，写成 09:30"

_REASONS: dict[str, str] = {
    "missing": "缺少这一项",
    "extra_forbidden": "没有这一项，请检查拼写",
    "string_type": "应当是文字",
    "string_too_long": "太长了，最多 {max_length} 个字",
    "string_too_short": "不能为空，至少 {min_length} 个字",
    "string_pattern_mismatch": "格式不对",
    "too_short": "至少要有 {min_length} 项",
    "too_long": "最多只能有 {max_length} 项",
    "list_type": _LIST,
    "tuple_type": _LIST,
    "set_type": _LIST,
    "frozen_set_type": _LIST,
    "iterable_type": _LIST,
    "dict_type": _NAMED,
    "mapping_type": _NAMED,
    "model_type": _NAMED,
    "model_attributes_type": _NAMED,
    "dataclass_type": _NAMED,
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_from_float": _WHOLE,
    "float_type": _NUMBER,
    "float_parsing": _NUMBER,
    "decimal_type": _NUMBER,
    "decimal_parsing": _NUMBER,
    "finite_number": _NUMBER,
    "bool_type": _FLAG,
    "bool_parsing": _FLAG,
    "literal_error": "只能是 {expected}",
    "enum": "只能是 {expected}",
    "greater_than": "应当大于 {gt}",
    "greater_than_equal": "不能小于 {ge}",
    "less_than": "应当小于 {lt}",
    "less_than_equal": "不能大于 {le}",
    "date_type": _DAY,
    "date_parsing": _DAY,
    "date_from_datetime_parsing": _DAY,
    "date_from_datetime_inexact": _DAY,
    "datetime_type": _DAY,
    "datetime_parsing": _DAY,
    "time_type": _TIME,
    "time_parsing": _TIME,
    "url_parsing": "应当是网址，如 https://example.cn",
    "url_scheme": "应当是网址，如 https://example.cn",
    "path_type": "应当是一个路径",
    "none_required": "应当空着",
    "json_invalid": "不是合法的 JSON",
}
_ANY = "写得不对"


def reason(detail: ErrorDetails) -> str:
    """One of a validation error's details without its place; our own messages are Chinese already."""
    context = {name: str(value).replace(" or ", " 或 ") for name, value in detail.get("ctx", {}).items()}
    if known := _REASONS.get(detail["type"]):
        return known.format(**context)
    own = str(detail["msg"]).removeprefix("Value error, ").removeprefix("Assertion failed, ")
    return own if _CHINESE.search(own) else _ANY


def place(detail: ErrorDetails) -> str:
    """Where it stands, as the names that were written: "fields.0.type"."""
    return ".".join(map(str, detail["loc"])) or "整个文件"


def first(error: ValidationError) -> str:
    """The first thing to mend, with its place, as part of a sentence."""
    detail = error.errors()[0]
    return f"{place(detail)} 有误：{reason(detail)}"


def told(error: Exception) -> str:
    """All that is wrong, with places: of data, of a file that is no YAML, of one in another encoding."""
    if isinstance(error, yaml.MarkedYAMLError):
        return f"{_near(error.problem_mark)}不合 YAML 的写法，请检查缩进、冒号和引号"
    if isinstance(error, UnicodeDecodeError):
        return "不是 UTF-8 编码，请另存为 UTF-8"
    if not isinstance(error, ValidationError):
        return str(error)
    return "；".join(f"{place(one)}：{reason(one)}" for one in error.errors())


def _near(mark: yaml.error.Mark | None) -> str:
    return f"第 {mark.line + 1} 行第 {mark.column + 1} 列附近" if mark else "有一处"
