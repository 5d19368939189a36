"""YAML lists and JSON arrays as objects."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from ingest.decoding import decode
from ingest.errors import UnreadableFileError
from ingest.types import RecordRow, RowError

SIZE_LIMIT = 200 << 20
"""Bytes; such a file is read whole, a longer one belongs into JSON Lines."""

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read(path: Path, file: str) -> Iterator[RecordRow | RowError]:
    """The objects of a list, or of the one list a mapping holds; `row` counts them from 1."""
    records = _records(_parsed(path))
    for row, record in enumerate(records, start=1):
        if isinstance(record, dict):
            yield RecordRow(row, {str(key): value for key, value in record.items()}, row / len(records))
        else:
            yield RowError(file, None, row, "不是「字段: 值」的形式：请按模板改写")


def _parsed(path: Path) -> object:
    if path.stat().st_size > SIZE_LIMIT:
        raise UnreadableFileError("文件超过 200 MB：请改用 JSONL（一行一条）或拆成几个文件")
    text = decode(path.read_bytes()).removeprefix("\ufeff")
    if not text.strip():
        raise UnreadableFileError("文件是空的：请检查是不是选错了文件")
    if path.suffix.lower() == ".json":
        try:
            return json.loads(text)
        except (ValueError, RecursionError) as error:
            raise UnreadableFileError(f"不是合法的 JSON：{_place(error)}请检查引号、逗号和括号") from error
    _require_no_aliases(text)
    try:
        return yaml.load(text, Loader=_Loader)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise UnreadableFileError(f"不是合法的 YAML：{_place(error)}请检查缩进和冒号") from error


def _require_no_aliases(text: str) -> None:
    """References let a small file grow to billions of values ("billion laughs")."""
    try:
        for token in yaml.scan(text, Loader=_Loader):
            if isinstance(token, yaml.AliasToken):
                row = token.start_mark.line + 1
                raise UnreadableFileError(f"YAML 第{row}行用了引用（*）：请把内容写全，不用引用")
    except yaml.YAMLError as error:
        raise UnreadableFileError(f"不是合法的 YAML：{_place(error)}请检查缩进和冒号") from error


def _place(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    line = mark.line + 1 if mark is not None else getattr(error, "lineno", None)
    return f"第{line}行，" if line else ""


def _records(parsed: object) -> list[object]:
    if isinstance(parsed, list):
        return parsed
    if isinstance(parsed, dict):
        lists = [value for value in parsed.values() if isinstance(value, list)]
        if "question" in parsed or "问题" in parsed:
            return [parsed]
        if len(lists) == 1 and len(parsed) == 1:
            return list(lists[0])
    raise UnreadableFileError("内容不是条目的列表：请写成以「- question: …」开头的列表")
