"""How verbs read batches and print results."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from serve.errors import ServeError


def print_json(value: Any) -> None:
    """One JSON document on stdout, nothing else."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def read_batch(path: Path, *needed: str) -> Iterator[dict[str, Any]]:
    """Objects of a JSON Lines file ("-" is stdin); raises ServeError naming the line that is broken."""
    if str(path) != "-" and not path.exists():
        raise ServeError(f"找不到文件 {path}：请检查路径")
    lines = sys.stdin if str(path) == "-" else path.open(encoding="utf-8-sig")
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise ServeError(f"{path} 第 {number} 行不是合法的 JSON：{error}") from error
        if not isinstance(row, dict) or (missing := [name for name in needed if name not in row]):
            lacking = "、".join(missing) if isinstance(row, dict) else "、".join(needed)
            raise ServeError(f"{path} 第 {number} 行缺少 {lacking}")
        yield row
