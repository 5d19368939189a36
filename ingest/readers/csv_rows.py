"""CSV and TSV as a stream of rows, in any usual encoding, with broken lines reported one by one."""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from ingest.decoding import SAMPLE, detect, is_utf8
from ingest.errors import UnreadableFileError
from ingest.headers import mapping
from ingest.types import RowError, SheetRow

LINE_LIMIT = 64 << 20
"""Bytes of one line, and of the lines one quoted cell may span."""
_DELIMITERS = ",\t;|，"

_Line = tuple[str | None, int]
"""Text, or None where it could not be decoded, and the file position after it."""


def read(path: Path, file: str) -> Iterator[SheetRow | RowError]:
    """Rows counted as a spreadsheet program counts them: a quoted cell of several lines is one row."""
    csv.field_size_limit(2 * LINE_LIMIT)
    size = path.stat().st_size or 1
    with path.open("rb") as binary:
        sample = binary.read(SAMPLE)
        if not sample.strip():
            raise UnreadableFileError("文件是空的：请检查是不是选错了文件")
        if sample[:4] == b"PK\x03\x04":
            raise UnreadableFileError("扩展名是 .csv，内容却是 Excel 文件：请把扩展名改成 .xlsx 再导入")
        binary.seek(0)
        encoding = detect(sample)
        lines = _Lines(_decoded(binary, encoding))
        first = lines.peek()
        delimiter = _delimiter(first) if first else ","
        for row, (record, position) in enumerate(_records(lines, delimiter), start=1):
            if isinstance(record, str):
                reason = record.format(encoding=encoding.removesuffix("-sig").upper())
                yield RowError(file, None, row, reason)
            else:
                yield SheetRow(None, row, record, position / size)


class _Lines:
    """Lines that can be put back: a quote that never closes must not swallow the rows after it."""

    def __init__(self, source: Iterator[_Line]) -> None:
        self._source = source
        self._back: deque[_Line] = deque()

    def peek(self) -> str | None:
        line = self.next()
        if line is None:
            return None
        self._back.appendleft(line)
        return line[0]

    def next(self) -> _Line | None:
        if self._back:
            return self._back.popleft()
        return next(self._source, None)

    def put_back(self, lines: list[_Line]) -> None:
        self._back.extendleft(reversed(lines))


def _decoded(binary: BinaryIO, encoding: str) -> Iterator[_Line]:
    if encoding.startswith("utf-16"):
        yield from _utf16(binary, encoding)
        return
    position, first = 0, True
    while line := binary.readline(LINE_LIMIT):
        position += len(line)
        if first:
            line, first = line.removeprefix(b"\xef\xbb\xbf"), False
        if b"\r" in line.rstrip(b"\r\n") and not line.endswith(b"\n"):
            for part in line.splitlines(keepends=True):  # the line ends of an old Macintosh
                yield _text(part, encoding), position
            continue
        yield _text(line, encoding), position


def _text(line: bytes, encoding: str) -> str | None:
    if encoding == "gb18030" and not line.isascii() and is_utf8(line):
        return None  # valid UTF-8 by chance is next to impossible: a line of another encoding
    try:
        return line.decode("utf-8" if encoding == "utf-8-sig" else encoding)
    except UnicodeDecodeError:
        return None


def _utf16(binary: BinaryIO, encoding: str) -> Iterator[_Line]:
    try:
        text = binary.read(LINE_LIMIT * 4).decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableFileError("UTF-16 编码的内容不完整：请另存为 UTF-8 编码的 CSV 再导入") from error
    for line in text.splitlines(keepends=True):
        yield line, binary.tell()


def _delimiter(line: str) -> str:
    """The one that makes the most known headers, then the most cells."""

    def worth(delimiter: str) -> tuple[int, int]:
        cells = next(csv.reader([line], delimiter=delimiter), [])
        return len(mapping(cells)), len(cells)

    return max(_DELIMITERS, key=worth)


def _records(lines: _Lines, delimiter: str) -> Iterator[tuple[list[str] | str, int]]:
    """Cells, or the reason why a row has none."""
    while line := lines.next():
        text, position = line
        if text is None:
            yield "这一行的编码和文件其余部分（{encoding}）不一样：请把整个文件另存为 UTF-8 再导入", position
            continue
        if '"' in text and _scan(text, delimiter, inside=False)[0]:
            joined = _closed(lines, line, delimiter)
            if joined is None:
                yield "引号没有成对，分不清这一行到哪里结束：请补上或删去多余的英文引号", position
                continue
            text, position = joined
        try:
            yield next(csv.reader([text], delimiter=delimiter), []), position
        except csv.Error:
            yield "这一行的分隔符或引号不合规范，拆不成单元格：请用表格软件另存为 CSV 再导入", position


def _closed(lines: _Lines, first: _Line, delimiter: str) -> tuple[str, int] | None:
    """The lines that one quoted cell spans, or None (and the lines put back) where it never closes well."""
    parts, taken, size = [first[0] or ""], list[_Line](), 0
    while size < LINE_LIMIT:
        line = lines.next()
        if line is None:
            break
        taken.append(line)
        if line[0] is None:
            break
        inside, well = _scan(line[0], delimiter, inside=True)
        if not well:
            break
        parts.append(line[0])
        size += len(line[0])
        if not inside:
            return "".join(parts), line[1]
    lines.put_back(taken)
    return None


_QUOTE = re.compile('"')


def _scan(line: str, delimiter: str, *, inside: bool) -> tuple[bool, bool]:
    """Whether a quoted cell is open at the line's end, and whether it was closed where a cell may end."""
    at, well = 0, True
    while match := _QUOTE.search(line, at):
        at = match.end()
        if inside:
            if line[at : at + 1] == '"':
                at += 1
                continue
            inside = False
            well = well and (line[at : at + 1] in ("", delimiter) or not line[at:].strip("\r\n "))
        elif match.start() == 0 or line[match.start() - 1] == delimiter:
            inside = True
    return inside, well
