"""A store in memory that keeps the importer's contract, and where the shared data lies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest

from ingest.types import Change
from kb.entry import Entry
from kb.fact import Fact
from kb.near import Near
from kb.types import Document, Passage, TableRow

SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "data"


@dataclass
class MemoryStore:
    entries: dict[str, Entry] = field(default_factory=dict)
    held: dict[str, Document] = field(default_factory=dict)
    passages: dict[str, Sequence[Passage]] = field(default_factory=dict)
    hashes: dict[str, str] = field(default_factory=dict)
    rows: dict[str, TableRow] = field(default_factory=dict)
    facts: dict[tuple[str, date], Fact] = field(default_factory=dict)
    files: dict[str, str | None] = field(default_factory=dict)
    near: list[Near] = field(default_factory=list)
    asked_to_retire: list[str] = field(default_factory=list)
    transactions: int = 0
    fail_after: int | None = None
    """Number of transactions after which the process "dies"."""

    def content_hash(self, kind_id: str) -> str | None:
        return self.hashes.get(kind_id)

    def documents(self) -> list[Document]:
        return list(self.held.values())

    def questions(self) -> Iterator[tuple[str, str, str]]:
        for entry in self.entries.values():
            for wording in entry.wordings:
                yield entry.id, entry.region, wording

    def entries_of(self, document: str) -> dict[str, str]:
        return {one: self.entries[one].question for one, name in self.files.items() if name == document}

    def flag_near(self, pairs: Iterable[Near]) -> None:
        self.near += pairs

    def ask_to_retire(self, item_id: str) -> None:
        self.asked_to_retire.append(item_id)

    def fact_names(self) -> set[str]:
        return {name for name, _ in self.facts}

    @contextmanager
    def writing(self, *, who: str, why: str) -> Iterator[MemoryStore]:
        if self.fail_after is not None and self.transactions >= self.fail_after:
            raise KeyboardInterrupt
        before = [dict(part) for part in self._parts()]
        try:
            yield self
        except BaseException:
            for part, saved in zip(self._parts(), before, strict=True):
                part.clear()
                part.update(saved)
            raise
        self.transactions += 1

    def _parts(self) -> list[dict[str, object]]:
        return [self.entries, self.held, self.passages, self.hashes, self.rows, self.facts, self.files]  # type: ignore[list-item]

    def put_entries(self, entries: Sequence[Entry], *, document: str | None) -> list[Change]:
        changes: list[Change] = []
        for entry in entries:
            before = self.entries.get(entry.id)
            self.entries[entry.id] = entry
            self.files[entry.id] = document
            changes.append("added" if before is None else "unchanged" if before == entry else "updated")
        return changes

    def amend_facts(self, facts: Iterable[Fact]) -> list[Change]:
        changes: list[Change] = []
        for fact in facts:
            before = self.facts.get((fact.name, fact.valid_from))
            self.facts[fact.name, fact.valid_from] = fact
            changes.append("added" if before is None else "unchanged" if before == fact else "updated")
        return changes

    def retire(self, item_id: str) -> bool:
        self.files.pop(item_id, None)
        return self.entries.pop(item_id, None) is not None

    def put_document(self, document: Document, passages: Sequence[Passage], content_hash: str) -> Change:
        before = self.hashes.get(document.name)
        self.held[document.name] = document
        self.passages[document.name] = passages
        self.hashes[document.name] = content_hash
        return "added" if before is None else "unchanged" if before == content_hash else "updated"

    def put_rows(self, document: Document, rows: Iterable[TableRow]) -> Counter[Change]:
        self.held[document.name] = document
        counts: Counter[Change] = Counter()
        for row in rows:
            before = self.rows.get(row.id)
            self.rows[row.id] = row
            counts["added" if before is None else "unchanged" if before == row else "updated"] += 1
        return counts

    def update_documents(self, documents: Iterable[Document]) -> None:
        for document in documents:
            self.held[document.name] = document


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


@pytest.fixture
def new_store() -> Callable[[], MemoryStore]:
    return MemoryStore


@pytest.fixture
def shared() -> Path:
    """The shared data; the test is skipped where it is not at hand."""
    if not SHARED.is_dir():
        pytest.skip(f"共享数据不在 {SHARED}")
    return SHARED
