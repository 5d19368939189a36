"""Excel workbooks as a stream of rows: every visible sheet, merges and formulas told apart."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

import openpyxl
from openpyxl.utils import column_index_from_string, get_column_letter

from ingest.archive import MEGABYTE, require_office
from ingest.errors import UnreadableFileError
from ingest.types import BadCell, Cell, MergedCell, RowError, SheetRow

UNPACKED_LIMIT = 4096 * MEGABYTE
"""Sheets are streamed, so a million rows may unpack to gigabytes."""
RATIO_ABOVE = 200 * MEGABYTE
"""One cell of 50 MB packs like a bomb and is none: its row is named, and the others go in."""
INSTRUCTIONS = "填写说明"
"""Title of a sheet that is for people only, as in our template."""
_BROKEN = (
    zipfile.BadZipFile,
    KeyError,
    ValueError,
    TypeError,
    IndexError,
    AttributeError,
    ParseError,
    OSError,
)
"""What openpyxl raises, by experience, on files that are not quite workbooks."""
_ERRORS = {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!"}
_MERGE = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')


@dataclass
class _Merge:
    first_row: int
    last_row: int
    first_column: int
    last_column: int
    value: Cell = None

    @property
    def area(self) -> str:
        start, end = get_column_letter(self.first_column), get_column_letter(self.last_column)
        return f"{start}{self.first_row}:{end}{self.last_row}"


def read(path: Path, file: str) -> Iterator[SheetRow | RowError]:
    """Rows of all visible sheets; a sheet that breaks off is reported and the next one read."""
    require_office(path, part="xl/workbook.xml", kind="Excel", limit=UNPACKED_LIMIT, ratio_above=RATIO_ABOVE)
    workbook = _open(path, cached=False)
    with closing(workbook):
        sheets = [
            sheet
            for sheet in workbook.worksheets
            if sheet.sheet_state == "visible" and sheet.title != INSTRUCTIONS
        ]
        for number, sheet in enumerate(sheets):
            rows = _Sheet(path, sheet)
            try:
                for row in rows:
                    share = min(1.0, row.row / (rows.height or row.row))
                    yield SheetRow(row.sheet, row.row, row.cells, (number + share) / len(sheets))
            except _BROKEN:
                reason = f"工作表在第{rows.at}行之后读不下去，文件可能已损坏：请用 Excel 打开后另存一份再导入"
                yield RowError(file, sheet.title, rows.at, reason)
            finally:
                rows.close()


def _open(path: Path, *, cached: bool) -> Any:
    try:
        return openpyxl.load_workbook(path, read_only=True, data_only=cached)
    except _BROKEN as error:
        raise UnreadableFileError("Excel 文件打不开，可能已损坏：请用 Excel 打开后另存一份再导入") from error


class _Sheet:
    """One sheet, row by row; the workbook's stored results are opened at the first formula only."""

    def __init__(self, path: Path, sheet: Any) -> None:
        self.at = 0
        self.height: int | None = sheet.max_row
        self._path, self._sheet = path, sheet
        self._merges = _merges(path, sheet._worksheet_path)
        self._open_merges: list[_Merge] = []
        self._results: Any = None
        self._result_rows: Iterator[tuple[int, Sequence[Any]]] = iter(())

    def close(self) -> None:
        if self._results is not None:
            self._results.close()

    def __iter__(self) -> Iterator[SheetRow]:
        self._sheet.reset_dimensions()  # some programs write a wrong size, and rows would be cut off
        for row, values in enumerate(self._sheet.iter_rows(values_only=True), start=1):
            self.at = row
            cells = [self._cell(value, column) for column, value in enumerate(values)]
            if self._merges or self._open_merges:
                self._fill(cells)
            yield SheetRow(self._sheet.title, self.at, cells)

    def _cell(self, value: Any, column: int) -> Cell:
        if isinstance(value, str):
            if value.startswith("="):
                return self._result(column)
            return BadCell(f"是 Excel 的错误值 {value}：请改成文字") if value in _ERRORS else value
        if value is None or isinstance(value, int | float | date | datetime | time | timedelta):
            return value
        return self._result(column)  # array and table formulas are objects

    def _result(self, column: int) -> Cell:
        """What Excel stored beside a formula, the last time it computed it."""
        if self._results is None:
            self._results = _open(self._path, cached=True)
            sheet = self._results[self._sheet.title]
            sheet.reset_dimensions()
            self._result_rows = enumerate(sheet.iter_rows(values_only=True), start=1)
            self._current: tuple[int, Sequence[Any]] = (0, ())
        while self._current[0] < self.at:
            self._current = next(self._result_rows, (self.at, ()))
        values = self._current[1]
        value = values[column] if column < len(values) else None
        if value is None or value in _ERRORS:
            return BadCell("是公式，文件里没有算好的结果：请在 Excel 里复制后「选择性粘贴为数值」再导入")
        result: Cell = value
        return result

    def _fill(self, cells: list[Cell]) -> None:
        while self._merges and self._merges[-1].first_row <= self.at:
            self._open_merges.append(self._merges.pop())
        self._open_merges = [merge for merge in self._open_merges if merge.last_row >= self.at]
        for merge in self._open_merges:
            if merge.first_row == self.at and merge.first_column <= len(cells):
                merge.value = cells[merge.first_column - 1]
            cells.extend([None] * (min(merge.last_column, 256) - len(cells)))
            for column in range(merge.first_column, min(merge.last_column, len(cells)) + 1):
                if (self.at, column) != (merge.first_row, merge.first_column):
                    cells[column - 1] = MergedCell(merge.value, merge.area)


def _merges(path: Path, part: str) -> list[_Merge]:
    """Merges of a sheet, the last first. They stand after the rows, and openpyxl drops them in a stream."""
    found: list[_Merge] = []
    with zipfile.ZipFile(path) as archive, archive.open(part.lstrip("/")) as xml:
        tail = b""
        while chunk := xml.read(MEGABYTE):
            window = tail + chunk
            end = 0
            for match in _MERGE.finditer(window):
                end = match.end()
                first, last = (column_index_from_string(match[index].decode()) for index in (1, 3))
                found.append(_Merge(int(match[2]), int(match[4]), first, last))
            tail = window[max(end, len(window) - 200) :]
    return sorted(found, key=lambda merge: -merge.first_row)
