"""JSON Lines as a stream of objects."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from ingest.decoding import SAMPLE, detect
from ingest.errors import UnreadableFileError
from ingest.types import RecordRow, RowError

LINE_LIMIT = 64 << 20


def read(path: Path, file: str) -> Iterator[RecordRow | RowError]:
    """One object a line; `row` is the line's number."""
    size, position = path.stat().st_size or 1, 0
    with path.open("rb") as binary:
        sample = binary.read(SAMPLE)
        if not sample.strip():
            raise UnreadableFileError("文件是空的：请检查是不是选错了文件")
        encoding = detect(sample)
        if encoding.startswith("utf-16"):
            raise UnreadableFileError("JSONL 文件是 UTF-16 编码：请另存为 UTF-8 再导入")
        binary.seek(0)
        row = 0
        while line := binary.readline(LINE_LIMIT):
            row += 1
            position += len(line)
            if line.strip(b"\xef\xbb\xbf \t\r\n"):
                yield _record(line, encoding, file, row, position / size)


def _record(line: bytes, encoding: str, file: str, row: int, done: float) -> RecordRow | RowError:
    try:
        record = json.loads(line.decode(encoding).removeprefix("\ufeff"))
    except UnicodeDecodeError:
        return RowError(file, None, row, "这一行的编码和文件其余部分不一样：请把整个文件另存为 UTF-8 再导入")
    except (ValueError, RecursionError):
        return RowError(file, None, row, "不是合法的 JSON：请检查引号、逗号和括号，一行写一个完整的对象")
    if not isinstance(record, dict):
        return RowError(file, None, row, '应是一个 JSON 对象，如 {"question": …, "answer": …}')
    return RecordRow(row, record, done)
