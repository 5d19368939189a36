"""What passes between the readers, the parsers and the importer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Literal, Protocol

from kb.entry import Entry
from kb.fact import Fact
from kb.near import Near
from kb.types import Document, Passage, TableRow

Change = Literal["added", "updated", "unchanged"]


@dataclass(frozen=True, slots=True)
class MergedCell:
    """A cell covered by a merge: the value stands in the merge's first cell."""

    value: Cell
    area: str
    """E.g. "B3:B5"."""


@dataclass(frozen=True, slots=True)
class BadCell:
    """A cell that cannot be read; matters only where its column does."""

    reason: str


Cell = str | int | float | bool | date | datetime | time | timedelta | MergedCell | BadCell | None


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row of a sheet or of a delimited file, before anybody knows what it means."""

    sheet: str | None
    row: int
    """As a spreadsheet program counts: the first row is 1."""
    cells: Sequence[Cell]
    done: float = 0.0
    """Share of the file read so far, 0 to 1."""


@dataclass(frozen=True, slots=True)
class RecordRow:
    """One object of a JSON or YAML file."""

    row: int
    record: Mapping[str, object]
    done: float = 0.0


@dataclass(frozen=True, slots=True)
class RowError:
    """What was not taken in, where it stands and what to do."""

    file: str
    sheet: str | None
    row: int | None
    reason: str

    def to_json(self) -> dict[str, str | int | None]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class EntryRow:
    entry: Entry
    sheet: str | None
    row: int
    done: float = 0.0
    notice: str | None = None
    """What is odd about the row and no reason to leave it out, for people."""


@dataclass(frozen=True, slots=True)
class FactRow:
    fact: Fact
    sheet: str | None
    row: int
    done: float = 0.0


@dataclass(frozen=True, slots=True)
class ParsedRow:
    """One row of a declared table, with the document the table is."""

    document: Document
    table_row: TableRow
    sheet: str | None
    row: int
    done: float = 0.0


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    document: Document
    passages: tuple[Passage, ...]
    content_hash: str
    """Of the file's bytes and of everything else that decides how it is read."""
    notices: tuple[str, ...] = ()
    """What of the file could not be read, for people."""


Parsed = EntryRow | FactRow | ParsedRow | ParsedDocument | RowError


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, a paragraph or a table of a document, in reading order."""

    text: str
    level: int = 0
    """0 is a paragraph, 1 the outermost heading."""
    rows: tuple[tuple[str, ...], ...] = ()
    """Cells of a table, the header row first; then `text` is empty."""


@dataclass(frozen=True, slots=True)
class RawDocument:
    """A document file as blocks, before title and validity are read."""

    blocks: tuple[Block, ...]
    head: int = 0
    """How many blocks stand above an explicit end-of-head mark (`<!-- INFO END -->`)."""
    meta: Mapping[str, str] = field(default_factory=dict)
    """What the format itself says, by the names of `front_matter.KEYS` ("title", "issued")."""
    notices: tuple[str, ...] = ()
    """What could not be read, for people."""


OnProgress = Callable[[str, int, int], None]
"""Called with the step in words, and the bytes of files done and in all."""


@dataclass
class Report:
    """The outcome of an import, as `jxb ingest --json` prints it."""

    read: int = 0
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    retired: int = 0
    """Entries that were published and are not any more."""
    in_review: int = 0
    """Entries, facts and retirements that wait for somebody else's approval."""
    duplicates: int = 0
    """Entries that ask the same, or nearly, as another published entry: taken in, and to be reviewed."""
    errors: list[RowError] = field(default_factory=list)
    duplicate_pairs: list[dict[str, object]] = field(default_factory=list)
    """[{id, of, question, exact}], the first of them."""
    changes: list[dict[str, object]] = field(default_factory=list)
    """[{id, change, title}] of what a dry run would do, the first of them."""
    documents: list[str] = field(default_factory=list)
    """Names of the documents that are new or changed."""

    @property
    def all_rejected(self) -> bool:
        return self.rejected > 0 and self.added + self.updated + self.unchanged == 0

    def count(self, changes: Mapping[Change, int]) -> None:
        self.added += changes.get("added", 0)
        self.updated += changes.get("updated", 0)
        self.unchanged += changes.get("unchanged", 0)

    def to_json(self) -> dict[str, object]:
        return asdict(self)


class Watcher(Protocol):
    """Is told what a run would change, batch by batch and before it is written."""

    def entries(self, entries: Sequence[Entry], changes: Sequence[Change]) -> None: ...

    def retired(self, ids: Sequence[str]) -> None: ...

    def facts(self, facts: Sequence[Fact], changes: Sequence[Change]) -> None: ...

    def documents(self, changed: Sequence[str], held: Mapping[str, Document]) -> None:
        """Names of new and changed documents; `held` is every document as it would stand."""


class KnowledgeWriter(Protocol):
    """One open transaction of the store."""

    def put_entries(self, entries: Sequence[Entry], *, document: str | None) -> list[Change]: ...

    def amend_facts(self, facts: Iterable[Fact]) -> list[Change]: ...

    def propose_facts(self, facts: Sequence[Fact]) -> list[Change]: ...

    def retire(self, item_id: str) -> bool: ...

    def ask_to_retire(self, item_id: str) -> None: ...

    def flag_near(self, pairs: Iterable[Near]) -> None: ...

    def put_document(self, document: Document, passages: Sequence[Passage], content_hash: str) -> Change: ...

    def put_rows(self, document: Document, rows: Iterable[TableRow]) -> Counter[Change]: ...

    def update_documents(self, documents: Iterable[Document]) -> None: ...


class KnowledgeStore(Protocol):
    """What an import needs of the store (kb.store). Leaving `writing` by an exception rolls back."""

    def content_hash(self, kind_id: str) -> str | None: ...

    def documents(self) -> list[Document]: ...

    def questions(self) -> Iterator[tuple[str, str, str]]: ...

    def entries_of(self, document: str) -> dict[str, str]: ...

    def fact_names(self) -> set[str]: ...

    def writing(self, *, who: str, why: str) -> AbstractContextManager[KnowledgeWriter]: ...
