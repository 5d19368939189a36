"""What is wrong with a YAML file of settings, in Chinese: the parsers speak English."""

from __future__ import annotations

import yaml
from pydantic import ValidationError

_SAID = {
    "missing": "缺少",
    "extra_forbidden": "不认识，请检查拼写",
    "int_parsing": "应是整数",
    "int_type": "应是整数",
    "float_parsing": "应是数字",
    "float_type": "应是数字",
    "bool_parsing": "应是 true 或 false",
    "string_type": "应是文字",
    "tuple_type": "应是列表",
    "too_short": "是空的",
    "model_type": "应是一组“名称: 值”",
    "literal_error": "的值不认识",
    "path_type": "应是文件路径",
}


def said(error: yaml.YAMLError | ValidationError | UnicodeDecodeError) -> str:
    """Every fault with its place."""
    if isinstance(error, ValidationError):
        return "；".join(_fault(one["loc"], one["type"], one["msg"]) for one in error.errors())
    if isinstance(error, UnicodeDecodeError):
        return "不是 UTF-8 编码，请另存为 UTF-8"
    mark = getattr(error, "problem_mark", None)
    where = f"第 {mark.line + 1} 行第 {mark.column + 1} 列附近" if mark else "有一处"
    return f"{where}不合 YAML 的写法，请检查缩进、冒号和引号"


def _fault(where: tuple[int | str, ...], kind: str, message: str) -> str:
    name = ".".join(str(part + 1) if isinstance(part, int) else part for part in where)
    if kind == "value_error":
        return f"{name} {message.removeprefix('Value error, ')}".strip()
    return f"{name or '整个文件'} {_SAID.get(kind, '写得不对')}"
