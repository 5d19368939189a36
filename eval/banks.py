"""Cases for the guard and for work orders, read from JSON Lines without letting a fault through."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from eval.errors import BankError


def rows(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """(line number, object) of every line; raises BankError that names the line."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise BankError(f"读不了 {path}：请检查路径") from error
    except UnicodeDecodeError as error:
        raise BankError(f"{path} 不是 UTF-8 编码，请另存为 UTF-8 后再试") from error
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            raise BankError(f"{path} 第 {number} 行不是合法的 JSON：{error}") from error
        if not isinstance(row, dict):
            raise BankError(f"{path} 第 {number} 行应是一个 JSON 对象，用花括号包住")
        yield number, row
