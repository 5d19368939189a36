"""Plain text as blocks: one paragraph a line."""

from __future__ import annotations

from pathlib import Path

from ingest.decoding import clean, decode
from ingest.errors import UnreadableFileError
from ingest.types import Block, RawDocument

SIZE_LIMIT = 50 << 20
"""Bytes of one document; the longest law has a quarter of a million."""


def read(path: Path) -> RawDocument:
    return RawDocument(tuple(paragraphs(clean(decode(file_bytes(path))))))


def file_bytes(path: Path) -> bytes:
    """Raises UnreadableFileError for an empty or an endless file."""
    size = path.stat().st_size
    if size > SIZE_LIMIT:
        raise UnreadableFileError(
            f"文件有 {size >> 20} MB，超过 {SIZE_LIMIT >> 20} MB：请按章节拆成几个文件再导入"
        )
    data = path.read_bytes()
    if not data.strip():
        raise UnreadableFileError("文件是空的：请检查是不是选错了文件")
    return data


def paragraphs(text: str) -> list[Block]:
    stripped = (line.strip(" \t\u3000\f\v") for line in text.split("\n"))
    return [Block(line) for line in stripped if line]
