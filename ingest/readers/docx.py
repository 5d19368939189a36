"""Word documents as blocks: paragraphs and tables in order, automatic numbers written out."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
from docx.opc.exceptions import OpcError
from docx.table import Table
from lxml.etree import LxmlError  # type: ignore[import-untyped]

from ingest.archive import MEGABYTE, require_office
from ingest.decoding import clean
from ingest.errors import UnreadableFileError
from ingest.readers.word_numbers import Numbering
from ingest.types import Block, RawDocument

UNPACKED_LIMIT = 200 * MEGABYTE
"""The whole document is held in memory, about ten times its XML."""
_BROKEN = (
    OpcError,
    LxmlError,
    zipfile.BadZipFile,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    OSError,
)
_STYLE = re.compile(r"(?:Heading|标题)\s*(\d)", re.IGNORECASE)
_TITLE_STYLES = {"Title", "标题"}


def read(path: Path) -> RawDocument:
    require_office(path, part="word/document.xml", kind="Word", limit=UNPACKED_LIMIT)
    try:
        document = docx.Document(str(path))
        return RawDocument(tuple(_blocks(document)))
    except _BROKEN as error:
        raise UnreadableFileError("Word 文件打不开，可能已损坏：请用 Word 打开后另存一份再导入") from error


def _blocks(document: Any) -> Iterator[Block]:
    numbering = Numbering(document)
    for item in document.iter_inner_content():
        if isinstance(item, Table):
            rows = tuple(_rows(item))
            if rows:
                yield Block("", rows=rows)
            continue
        text = clean(item.text).strip(" \t\u3000")
        label = numbering.label(item) if text else ""
        level = _level(item)
        for index, line in enumerate(text.split("\n")):
            if line.strip(" \t\u3000"):
                yield Block((label if index == 0 else "") + line.strip(" \t\u3000"), level)


def _level(paragraph: Any) -> int:
    name = paragraph.style.name if paragraph.style is not None else None
    if name in _TITLE_STYLES:
        return 1
    match = _STYLE.match(name or "")
    # The title is level 1, so that a "Heading 1" stands below it.
    return min(6, int(match[1]) + 1) if match else 0


def _rows(table: Table) -> Iterator[tuple[str, ...]]:
    for row in table.rows:
        cells: list[str] = []
        previous = None
        for cell in row.cells:
            if cell._tc is not previous:  # a cell merged across is listed once a column
                cells.append(" ".join(clean(cell.text).split()))
            previous = cell._tc
        if any(cells):
            yield tuple(cells)
