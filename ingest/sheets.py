"""Rows of a sheet become entries or rows of a declared table, by the sheet's header."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from ingest import cells, facts, headers
from ingest.entries import EntryReader
from ingest.errors import BadRowError, UnreadableFileError
from ingest.facts import FactReader
from ingest.tables import Column, Declaration, TableReader
from ingest.types import BadCell, Cell, EntryRow, MergedCell, Parsed, RowError, SheetRow

HEADER_WITHIN = 10
"""Non-empty rows in which the header must stand; above it there may be a title."""


@dataclass
class SheetParser:
    """Parses the sheets of one file."""

    file: str
    entries: EntryReader
    facts: FactReader
    declarations: Sequence[Declaration]
    hints: Sequence[str] = ()
    """Names of the file and of the folders above it, which may tell a table's edition."""
    keys: dict[str, str] = field(default_factory=dict)

    def parse(self, rows: Iterable[SheetRow | RowError]) -> Iterator[Parsed]:
        for sheet, members in groupby(rows, key=lambda row: row.sheet):
            yield from self._sheet(sheet, members)

    def _sheet(self, sheet: str | None, rows: Iterator[SheetRow | RowError]) -> Iterator[Parsed]:
        above: list[SheetRow] = []
        for row in rows:
            if isinstance(row, RowError):
                yield row
            elif any(map(_shown, row.cells)):
                above.append(row)
                reader = self._reader(row, sheet)
                if isinstance(reader, RowError):
                    yield reader
                    return
                if reader is not None:
                    yield from reader.parse(rows)
                    return
                if len(above) == HEADER_WITHIN:
                    break
        if above:
            shown = max(above[:3], key=lambda row: sum(map(bool, map(_shown, row.cells))))
            yield RowError(
                self.file, sheet, shown.row, headers.needed([_shown(cell) for cell in shown.cells])
            )

    def _reader(self, row: SheetRow, sheet: str | None) -> _Records | _Table | RowError | None:
        names = [_shown(cell) for cell in row.cells]
        try:
            if headers.is_entry_header(names):
                headers.require_no_misspelling(names)
                return _Records(self.entries, headers.mapping(names), sheet, names)
            if named := facts.mapping(names):
                return _Records(self.facts, named, sheet, names)
            for declaration in self.declarations:
                if columns := declaration.mapping(names):
                    return self._table(declaration, columns, sheet)
        except (BadRowError, UnreadableFileError) as error:
            return RowError(self.file, sheet, row.row, str(error))
        return None

    def _table(self, declaration: Declaration, columns: Mapping[int, Column], sheet: str | None) -> _Table:
        edition = declaration.edition_of([*filter(None, [sheet]), *self.hints])
        reader = TableReader(self.file, declaration, columns, edition, self.entries.region, self.keys)
        return _Table(reader)


@dataclass
class _Records:
    """Rows that are one entry or one fact each."""

    reader: EntryReader | FactReader
    columns: Mapping[int, str]
    sheet: str | None
    header: Sequence[str]

    def parse(self, rows: Iterator[SheetRow | RowError]) -> Iterator[Parsed]:
        for row in rows:
            if isinstance(row, RowError):
                yield row
            elif any(map(_filled, row.cells)):
                fields = {name: row.cells[at] for at, name in self.columns.items() if at < len(row.cells)}
                parsed = self.reader.read(fields, row.row, self.sheet, row.done)
                beyond = self._beyond(row)
                yield replace(parsed, notice=beyond) if beyond and isinstance(parsed, EntryRow) else parsed

    def _beyond(self, row: SheetRow) -> str | None:
        """Cells that stand under no header: most often an answer with a comma in it that nobody quoted."""
        more = [
            _shown(cell)[:20]
            for at, cell in enumerate(row.cells)
            if _filled(cell) and (at >= len(self.header) or not self.header[at])
        ]
        if not more:
            return None
        shown = "」「".join(more[:3])
        return (
            f"这一行比表头多出 {len(more)} 格（「{shown}」），多出的没有读，其余已导入："
            "多半是内容里有逗号却没加引号，请检查这一行"
        )


@dataclass
class _Table:
    reader: TableReader

    def parse(self, rows: Iterator[SheetRow | RowError]) -> Iterator[Parsed]:
        for row in rows:
            if isinstance(row, RowError):
                yield row
            elif any(map(_filled, row.cells)):
                try:
                    yield self.reader.read(row)
                except BadRowError as error:
                    yield RowError(self.reader.file, row.sheet, row.row, str(error))


def _shown(cell: Cell) -> str:
    """What a header cell says."""
    if isinstance(cell, MergedCell | BadCell):
        return ""
    return cells.text(cell)[:200]


def _filled(cell: Cell) -> bool:
    """Whether a cell makes its row more than an empty line."""
    return cell is not None and cell != "" and (not isinstance(cell, str) or not cell.isspace())
