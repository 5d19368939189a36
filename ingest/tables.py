"""Declared tables: a sheet whose header matches a declaration is knowledge, row by row."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from importlib.resources import files
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from ingest import cells
from ingest.errors import BadRowError, DeclarationError, UnreadableFileError
from ingest.types import BadCell, Cell, MergedCell, ParsedRow, SheetRow
from kb import faults
from kb.types import Authority, Document, Period, TableRow

CELL_LIMIT = 20_000
_YEAR = re.compile(r"(?<!\d)(20\d{2})(?:年|版|年版)?(?!\d)")
_SLOT = re.compile(r"\{(\w+)\}")


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Column(_Strict):
    name: str
    """English name, also accepted as a header."""
    headers: tuple[str, ...] = ()
    meaning: str
    required: bool = False
    from_sheet: bool = False
    """Filled with the sheet's name where the sheet has no such column."""
    values: Mapping[str, str] = Field(default_factory=dict)
    """Spellings to fold: 甲类 is 甲."""


class Edition(_Strict):
    edition: str
    year: int
    title: str
    issuer: str | None = None
    region: str = ""
    valid_from: date
    valid_to: date | None = None
    superseded_by: str | None = None


class Declaration(_Strict):
    """What a kind of table looks like and how a row reads as a sentence."""

    name: str
    label: str
    editions: tuple[Edition, ...] = Field(min_length=1)
    columns: tuple[Column, ...]
    match: tuple[str, ...]
    """Columns that must be in the header for the sheet to be this table."""
    key: tuple[str, ...]
    title: str
    sentence: tuple[str, ...]
    """Parts; one is left out where a column it names is empty."""

    @model_validator(mode="after")
    def _names_its_columns(self) -> Declaration:
        known = {column.name for column in self.columns}
        used = {*self.match, *self.key, self.title, *_SLOT.findall("".join(self.sentence))}
        if unknown := sorted(used - known):
            raise ValueError(f"没有声明这些列：{'、'.join(unknown)}")
        return self

    def mapping(self, headers: Sequence[str]) -> dict[int, Column] | None:
        """Column index to column, or None where the header is not this table's."""
        wanted = {
            _folded(header): column for column in self.columns for header in (column.name, *column.headers)
        }
        found: dict[int, Column] = {}
        for index, header in enumerate(headers):
            column = wanted.get(_folded(header))
            if column and column not in found.values():
                found[index] = column
        return found if set(self.match) <= {column.name for column in found.values()} else None

    def edition_of(self, hints: Sequence[str]) -> Edition:
        """The edition whose year a hint names (file, sheet, folder; nearest first), else the newest.

        Raises UnreadableFileError for a year that is not declared: last year's label on this year's
        table would be worse than no table.
        """
        for hint in hints:
            for year in map(int, _YEAR.findall(hint)):
                for edition in self.editions:
                    if edition.year == year:
                        return edition
                known = "、".join(edition.edition for edition in self.editions)
                raise UnreadableFileError(
                    f"像是 {year} 年的{self.label}，声明里只有 {known}："
                    f"请先在表的声明（{self.name}.yaml 的 editions）里补上这一版的名称和有效期，再导入"
                )
        return max(self.editions, key=lambda edition: edition.year)


def _folded(header: str) -> str:
    return re.sub(r"[\s*_]", "", unicodedata.normalize("NFKC", header)).lower()


def load(extra: Path | None = None) -> tuple[Declaration, ...]:
    """Declarations that ship, then those of a folder; of two with one name the folder's counts.

    Raises DeclarationError with file and reason.
    """
    texts = {
        item.name: item.read_text(encoding="utf-8")
        for item in files("ingest").joinpath("data/tables").iterdir()
    }
    if extra is not None and extra.is_dir():
        texts |= {path.name: path.read_text(encoding="utf-8") for path in sorted(extra.glob("*.yaml"))}
    found: dict[str, Declaration] = {}
    for name, text in sorted(texts.items()):
        if not name.endswith(".yaml"):
            continue
        try:
            declaration = Declaration.model_validate(yaml.safe_load(text))
        except (yaml.YAMLError, ValidationError) as error:
            raise DeclarationError(f"表的声明 {name} 有错：{faults.told(error)}") from error
        found[declaration.name] = declaration
    return tuple(found.values())


@dataclass
class TableReader:
    """Reads the rows of one sheet by its declaration."""

    file: str
    declaration: Declaration
    columns: Mapping[int, Column]
    edition: Edition
    region: str | None = None
    seen: dict[str, str] = field(default_factory=dict)
    """Keys of the file so far, shared by its sheets."""

    @property
    def document(self) -> Document:
        edition = self.edition
        return Document(
            name=self.file,
            title=edition.title,
            region=edition.region if self.region is None else self.region,
            issuer=edition.issuer,
            period=Period(edition.valid_from, edition.valid_to),
            authority=Authority.RULE,
            superseded_by=edition.superseded_by,
            note=edition.edition,
        )

    def read(self, row: SheetRow) -> ParsedRow:
        """Raises BadRowError."""
        values = self._values(row)
        for column in self.declaration.columns:
            if column.required and not values.get(column.name):
                raise BadRowError(f"「{self._header(column)}」是空的：请补上，或删掉这一行")
        key = "|".join(values.get(name, "") for name in self.declaration.key)
        where = f"「{row.sheet}」第{row.row}行" if row.sheet else f"第{row.row}行"
        if self.seen.setdefault(key, where) is not where:
            raise BadRowError(f"与{self.seen[key]}重复（{key}）：请删去其中一行")
        title = values[self.declaration.title]
        table_row = TableRow(self.file, self.declaration.name, key, title, self._sentence(values), values)
        return ParsedRow(self.document, table_row, row.sheet, row.row, row.done)

    def _values(self, row: SheetRow) -> dict[str, str]:
        values: dict[str, str] = {}
        for index, column in self.columns.items():
            cell = _usable(row.cells[index] if index < len(row.cells) else None, self._header(column))
            values[column.name] = column.values.get(cell, cell)
        for column in self.declaration.columns:
            if column.from_sheet and not values.get(column.name) and row.sheet:
                values[column.name] = row.sheet
        return values

    def _header(self, column: Column) -> str:
        return column.headers[0] if column.headers else column.name

    def _sentence(self, values: Mapping[str, str]) -> str:
        parts = []
        for part in self.declaration.sentence:
            if all(values.get(name) for name in _SLOT.findall(part)):
                parts.append(_SLOT.sub(lambda match: values[match[1]], part))
        return "".join(parts)


def _usable(cell: Cell, column: str) -> str:
    if isinstance(cell, MergedCell):
        cell = cell.value
    if isinstance(cell, BadCell):
        raise BadRowError(f"「{column}」{cell.reason}")
    if isinstance(cell, str) and len(cell) > CELL_LIMIT:
        raise BadRowError(f"「{column}」有 {len(cell)} 个字符，超过 {CELL_LIMIT} 的上限：请检查这一格的内容")
    return " ".join(cells.text(cell).split())
