"""The import: files in, batches of knowledge written, a report out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from ingest import documents, parse
from ingest.editions import settle_editions
from ingest.sources import SourceFile, walk
from ingest.tables import load
from ingest.types import (
    Change,
    EntryRow,
    KnowledgeStore,
    KnowledgeWriter,
    OnProgress,
    Parsed,
    ParsedDocument,
    ParsedRow,
    Report,
    RowError,
)
from kb import regions
from kb.types import Document

BATCH = 500
"""Rows a transaction: a kill loses at most these, and the next run finds the others unchanged."""
DOCUMENT_BATCH = 20
ERRORS_KEPT = 10_000
"""Reasons a report lists; `rejected` counts all."""
_WHO = "import"
_STEP = "导入文件"


def ingest(
    paths: Iterable[Path],
    store: KnowledgeStore,
    *,
    region: str | None = None,
    draft: bool = False,
    dry_run: bool = False,
    tables: Path | None = None,
    who: str = _WHO,
    on_progress: OnProgress | None = None,
) -> Report:
    """Bring files and folders into the store; running it again changes nothing.

    `region` (code or name) is where documents and entries that name no place hold. `tables` is a
    folder of further declarations. A dry run writes each batch and rolls it back, so its counts are
    those of a real run. Raises UnknownRegionError and DeclarationError; everything that is wrong with
    a file or a row is in the report instead.
    """
    code = regions.parse(region) if region is not None else None
    options = parse.Options(code, draft, load(tables))
    run = _Import(store, options, dry_run, who, on_progress)
    sources = list(walk(paths))
    run.bytes_total = sum(source.path.stat().st_size for source in sources if isinstance(source, SourceFile))
    for source in sources:
        run.take(source)
    run.flush()
    return run.report


class _RolledBack(Exception):
    """Leaves a transaction of a dry run."""


@dataclass
class _Import:
    store: KnowledgeStore
    options: parse.Options
    dry_run: bool
    who: str
    on_progress: OnProgress | None
    report: Report = field(default_factory=Report)
    bytes_total: int = 0
    _bytes_before: int = 0
    _entries: list[EntryRow] = field(default_factory=list)
    _entries_of: str = ""
    _rows: list[ParsedRow] = field(default_factory=list)
    _documents: list[ParsedDocument] = field(default_factory=list)
    _names: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Document name to what it holds (hash) and where it stood, in this run."""
    _known: dict[str, Document] | None = None
    """All documents as they stand, loaded when the first one changes."""

    def take(self, source: SourceFile | Path) -> None:
        if isinstance(source, Path):
            self._reject(RowError(str(source), None, None, "找不到这个文件或文件夹：请检查路径"))
            return
        size = source.path.stat().st_size
        self._tell()
        if not self._unchanged_document(source):
            for parsed in parse.parse(
                source.path, shown=source.shown, folders=source.folders, options=self.options
            ):
                self._keep(parsed, source)
                if self.report.read % 200 == 0:
                    self._tell(getattr(parsed, "done", 0.0), size)
        self._flush_rows()
        self._bytes_before += size

    def flush(self) -> None:
        self._flush_rows()
        self._flush_documents()
        self._tell()

    def _tell(self, share: float = 0.0, size: int = 0) -> None:
        """`share` of the file at hand, of `size` bytes, beside the files before it."""
        if self.on_progress:
            done = self._bytes_before + int(min(share, 0.999) * size)
            self.on_progress(_STEP, done, self.bytes_total)

    def _unchanged_document(self, source: SourceFile) -> bool:
        """Whether a document file is known by its content, and so need not be read."""
        if source.path.suffix.lower() not in parse.DOCUMENTS:
            return False
        if self.options.draft:
            reason = "--draft 只用于问答条目，政策文件没有草稿状态：请去掉 --draft 再导入这份文件"
            self.report.read += 1
            self._reject(RowError(source.shown, None, None, reason), counted=True)
            return True
        digest = documents.content_hash(source.path, self.options.region, source.folders)
        name = source.path.name
        held, where = self._names.setdefault(name, (digest, source.shown))
        if held != digest:
            reason = f"与这次导入的「{where}」同名而内容不同，文件名是资料的名字：请改名后再导入"
            self.report.read += 1
            self._reject(RowError(source.shown, None, None, reason), counted=True)
            return True
        if where != source.shown or self.store.content_hash(name) == digest:
            self.report.read += 1
            self.report.unchanged += 1
            return True
        return False

    def _keep(self, parsed: Parsed, source: SourceFile) -> None:
        if isinstance(parsed, RowError):
            self._reject(parsed)
            return
        self.report.read += 1
        match parsed:
            case EntryRow():
                self._entries_of = source.path.name
                self._entries.append(parsed)
            case ParsedRow():
                self._rows.append(parsed)
            case ParsedDocument():
                self._documents.append(parsed)
        if len(self._entries) + len(self._rows) >= BATCH:
            self._flush_rows()
        if len(self._documents) >= DOCUMENT_BATCH:
            self._flush_documents()

    def _reject(self, error: RowError, *, counted: bool = False) -> None:
        self.report.read += 0 if counted else 1
        self.report.rejected += 1
        if len(self.report.errors) < ERRORS_KEPT:
            self.report.errors.append(error)

    @contextmanager
    def _writing(self, why: str) -> Iterator[KnowledgeWriter]:
        try:
            with self.store.writing(who=self.who, why=why) as writer:
                yield writer
                if self.dry_run:
                    raise _RolledBack
        except _RolledBack:
            pass

    def _flush_rows(self) -> None:
        if self._entries:
            self._write_entries()
        if self._rows:
            self._write_table_rows()

    def _write_entries(self) -> None:
        batch, self._entries = self._entries, []
        changed = []
        with self._writing(f"导入 {self._entries_of}") as writer:
            for row in batch:
                change = writer.put_entry(row.entry, document=self._entries_of)
                self.report.count({change: 1})
                if change != "unchanged":
                    changed.append(row.entry)
        if changed:
            same = self.store.same_question(changed)
            pairs = {frozenset(pair) for pair in same.items()}
            self.report.duplicates += len(pairs)

    def _write_table_rows(self) -> None:
        batch, self._rows = self._rows, []
        by_document: dict[Document, list[ParsedRow]] = {}
        for row in batch:
            by_document.setdefault(row.document, []).append(row)
        for document, rows in by_document.items():
            with self._writing(f"导入 {document.name}") as writer:
                counts: Counter[Change] = writer.put_rows(document, [row.table_row for row in rows])
            self.report.count(counts)

    def _write_documents(self, batch: list[ParsedDocument]) -> None:
        """Documents and what follows for others' validity in one transaction: at no moment are two
        editions of one law in force."""
        if self._known is None:
            self._known = {document.name: document for document in self.store.documents()}
        before = dict(self._known)
        self._known |= {parsed.document.name: parsed.document for parsed in batch}
        self._known = {document.name: document for document in settle_editions(self._known.values())}
        new = {parsed.document.name for parsed in batch}
        moved = [held for name, held in self._known.items() if name not in new and held != before[name]]
        with self._writing("导入政策文件") as writer:
            for parsed in batch:
                document = self._known[parsed.document.name]
                change = writer.put_document(document, parsed.passages, parsed.content_hash)
                self.report.count({change: 1})
            writer.update_documents(moved)

    def _flush_documents(self) -> None:
        batch, self._documents = self._documents, []
        if batch:
            self._write_documents(batch)
