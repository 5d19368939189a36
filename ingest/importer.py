"""The import: files in, batches of knowledge written, a report out."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from ingest import documents, parse
from ingest.editions import settle_editions
from ingest.entries import DRAFT
from ingest.sources import SourceFile, walk
from ingest.tables import load
from ingest.types import (
    Change,
    EntryRow,
    FactRow,
    KnowledgeStore,
    KnowledgeWriter,
    OnProgress,
    Parsed,
    ParsedDocument,
    ParsedRow,
    Report,
    RowError,
    Watcher,
)
from kb import regions
from kb.entry import Entry, Review
from kb.fact import references
from kb.near import Near, NearQuestions
from kb.types import AREAS, Document

BATCH = 1000
"""Rows a transaction: a kill loses at most these, and the next run finds the others unchanged."""
DOCUMENT_BATCH = 20
ERRORS_KEPT = 10_000
"""Reasons a report lists; `rejected` counts all."""
LISTED = 1_000
"""Pairs of duplicates, and changes of a dry run, that a report lists."""
_WHO = "import"
_NO_FACT = (
    "已送审，没有发布：答案引用的事实「{names}」没有记录，问到时答不出来。"
    "请补上事实，再由另一个账号用 jxb kb review approve 通过；名称写错的，改正后重新导入"
)
_NO_DRAFT = "{what}不能送审，只有问答条目和事实可以：请由审核员账号导入，不加 --draft"
_STEP = "导入文件"


def ingest(
    paths: Iterable[Path],
    store: KnowledgeStore,
    *,
    region: str | None = None,
    draft: bool = False,
    dry_run: bool = False,
    replace: bool = False,
    tables: Path | None = None,
    who: str = _WHO,
    on_progress: OnProgress | None = None,
    watcher: Watcher | None = None,
) -> Report:
    """Bring files and folders into the store; running it again changes nothing.

    `region` (code or name) is where documents and entries that name no place hold. `tables` is a
    folder of further declarations. With `replace`, entries that a file brought in before and holds no
    more are retired. A dry run writes each batch and rolls it back, so its counts are those of a real
    run; `watcher` is told what they are about. Raises UnknownRegionError and DeclarationError; everything that is wrong with a file or a row
    is in the report instead.
    """
    code = regions.parse(region) if region is not None else None
    options = parse.Options(code, draft, load(tables))
    run = _Import(store, options, dry_run, replace, who, on_progress, watcher)
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
    replace: bool
    who: str
    on_progress: OnProgress | None
    watcher: Watcher | None
    report: Report = field(default_factory=Report)
    bytes_total: int = 0
    _bytes_before: int = 0
    _entries: list[EntryRow] = field(default_factory=list)
    _entries_of: str = ""
    _seen: set[str] = field(default_factory=set)
    """Entries of the file at hand, where what it lacks is to be retired."""
    _facts: list[FactRow] = field(default_factory=list)
    _rows: list[ParsedRow] = field(default_factory=list)
    _documents: list[ParsedDocument] = field(default_factory=list)
    _ids: dict[str, tuple[str, int]] = field(default_factory=dict)
    """Id of an entry to the file that it stood in last, and a hash of what it said there."""
    _unsure: list[tuple[EntryRow, str, str]] = field(default_factory=list)
    """Entries that refer to facts not seen yet, with the file as shown and by name."""
    _fact_names: set[str] | None = None
    """Names of the facts held when the first answer referred to one."""
    _new_facts: set[str] = field(default_factory=set)
    _areas: set[tuple[str, str]] = field(default_factory=set)
    """(file, 业务) that is not on the list and has been said: once a file is enough."""
    _names: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Document name to what it holds (hash) and where it stood, in this run."""
    _known: dict[str, Document] | None = None
    """All documents as they stand, loaded when the first one changes."""
    _near: NearQuestions | None = None
    """Every wording held, loaded when the first entry changes."""
    _near_to: Counter[str] = field(default_factory=Counter)
    """How many near duplicates there are of an entry."""

    def take(self, source: SourceFile | Path) -> None:
        if isinstance(source, Path):
            self._reject(RowError(str(source), None, None, "找不到这个文件或文件夹：请检查路径"))
            return
        size = source.path.stat().st_size
        self._tell()
        rejected = self.report.rejected
        self._seen.clear()
        if not self._unchanged_document(source):
            before = self.report.read
            for parsed in parse.parse(
                source.path, shown=source.shown, folders=source.folders, options=self.options
            ):
                self._keep(parsed, source)
                if self.report.read % 200 == 0:
                    self._tell(getattr(parsed, "done", 0.0), size)
            if self.report.read == before:
                nothing = "只有表头，没有一行内容：请检查是不是选错了文件"
                self._note(RowError(source.shown, None, None, nothing))
        self._flush_rows()
        if self.replace and self._seen:
            self._retire_missing(source, self.report.rejected - rejected)
        self._bytes_before += size

    def flush(self) -> None:
        self._flush_rows()
        self._flush_documents()
        self._settle_unsure()
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
            reason = _NO_DRAFT.format(what="政策文件")
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
                self._look_at(parsed, source)
                self._entries_of = source.path.name
                if self._unknown_facts(parsed.entry):
                    self._unsure.append((parsed, source.shown, source.path.name))
                else:
                    self._entries.append(parsed)
                if self.replace:
                    self._seen.add(parsed.entry.id)
            case FactRow():
                self._new_facts.add(parsed.fact.name)
                self._facts.append(parsed)
            case ParsedRow() if self.options.draft:
                reason = _NO_DRAFT.format(what="药品目录这类表格")
                self._reject(RowError(source.shown, parsed.sheet, parsed.row, reason), counted=True)
            case ParsedRow():
                self._rows.append(parsed)
            case ParsedDocument():
                for notice in parsed.notices:
                    self._note(RowError(source.shown, None, None, notice))
                self._documents.append(parsed)
        if len(self._entries) + len(self._rows) >= BATCH:
            self._flush_rows()
        if len(self._documents) >= DOCUMENT_BATCH:
            self._flush_documents()

    def _look_at(self, row: EntryRow, source: SourceFile) -> None:
        """What is odd about an entry and no reason to leave it out."""
        entry, told = row.entry, hash(row.entry.model_dump_json())
        file, said = self._ids.setdefault(entry.id, (source.shown, told))
        if file != source.shown and said != told:
            reason = (
                f"编号「{entry.id}」在这次导入的「{file}」里也有，内容不同，以这一行为准："
                "请只留一处，否则每次导入都会来回改"
            )
            self._note(RowError(source.shown, row.sheet, row.row, reason))
        self._ids[entry.id] = (source.shown, told)
        if entry.area and entry.area not in AREAS and (source.shown, entry.area) not in self._areas:
            self._areas.add((source.shown, entry.area))
            self._note(RowError(source.shown, row.sheet, row.row, _unknown_area(entry.area)))
        if row.notice:
            self._note(RowError(source.shown, row.sheet, row.row, row.notice))

    def _unknown_facts(self, entry: Entry) -> list[str]:
        """Facts that an answer refers to and nobody has recorded, as far as the run has come."""
        named = references(entry.answer)
        if named and self._fact_names is None:
            self._fact_names = self.store.fact_names()
        held = self._fact_names or ()
        return [name for name in named if name not in self._new_facts and name not in held]

    def _settle_unsure(self) -> None:
        """Answers whose facts came later in the run are published; others wait, for nobody could be answered from them."""
        batch, self._unsure = self._unsure, []
        settled: dict[tuple[str, str], list[Entry]] = {}
        for row, source, file in batch:
            entry = row.entry
            if self._ids[entry.id][1] != hash(entry.model_dump_json()):
                continue  # a later row of the run says otherwise
            if (unknown := self._unknown_facts(entry)) and entry.review.state == "published":
                self._note(RowError(source, row.sheet, row.row, _NO_FACT.format(names="」「".join(unknown))))
                entry = entry.model_copy(update={"review": Review(state=DRAFT, checked_by="import")})
            settled.setdefault((source, file), []).append(entry)
        for (_, file), entries in settled.items():
            for start in range(0, len(entries), BATCH):
                self._put_entries(entries[start : start + BATCH], file)

    def _note(self, notice: RowError) -> None:
        """Beside the reasons of what was rejected, and counted nowhere."""
        if len(self.report.errors) < ERRORS_KEPT:
            self.report.errors.append(notice)

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
        if self._facts:
            self._write_facts()
        if self._entries:
            self._write_entries()
        if self._rows:
            self._write_table_rows()

    def _write_facts(self) -> None:
        batch, self._facts = self._facts, []
        with self._writing("导入事实") as writer:
            facts = [row.fact for row in batch]
            changes = writer.propose_facts(facts) if self.options.draft else writer.amend_facts(facts)
        if self.watcher:
            self.watcher.facts(facts, changes)
        for row, change in zip(batch, changes, strict=True):
            self._count(change, f"fact:{row.fact.name}", row.fact.text)
            self.report.in_review += self.options.draft and change != "unchanged"

    def _write_entries(self) -> None:
        batch, self._entries = self._entries, []
        self._put_entries([row.entry for row in batch], self._entries_of)

    def _put_entries(self, entries: Sequence[Entry], file: str) -> None:
        with self._writing(f"导入 {file}") as writer:
            changes = writer.put_entries(entries, document=file)
            writer.flag_near(self._near_of(entries, changes))
        if self.watcher:
            self.watcher.entries(entries, changes)
        for entry, change in zip(entries, changes, strict=True):
            if entry.review.state == "retired" and change == "updated":
                self.report.retired += 1
            if entry.review.state in ("draft", "in_review") and change != "unchanged":
                self.report.in_review += 1
            self._count(change, entry.id, entry.question)

    def _near_of(self, entries: Sequence[Entry], changes: Sequence[Change]) -> list[Near]:
        """Near duplicates of what is new or changed; they are also for people to look at, later."""
        found: list[Near] = []
        for entry, change in zip(entries, changes, strict=True):
            if change == "unchanged":
                continue
            if self._near is None:
                self._near = NearQuestions(self.store.questions())
            if entry.review.state != "retired":
                found += self._near.take(entry.id, entry.region, entry.wordings)
        self.report.duplicates += len(found)
        self._near_to.update(near.other for near in found)
        room = max(0, LISTED - len(self.report.duplicate_pairs))
        self.report.duplicate_pairs += [near.to_json() for near in found[:room]]
        return found

    def _count(self, change: Change, item_id: str, title: str) -> None:
        self.report.count({change: 1})
        self._list(change, item_id, title)

    def _list(self, change: str, item_id: str, title: str) -> None:
        if self.dry_run and change != "unchanged" and len(self.report.changes) < LISTED:
            self.report.changes.append({"id": item_id, "change": change, "title": title})

    def _retire_missing(self, source: SourceFile, rejected: int) -> None:
        """Retire what the file brought in before and holds no more."""
        held = self.store.entries_of(source.path.name)
        missing = sorted(held.keys() - self._seen)
        if missing and rejected:
            reason = (
                f"有 {rejected} 行没有读进来，分不清哪些条目真的删了，"
                f"文件里没有的 {len(missing)} 条没有停用：请改好这些行再导入"
            )
            self.report.errors.append(RowError(source.shown, None, None, reason))
            return
        with self._writing(f"导入 {source.path.name}：文件里已没有这一条") as writer:
            for item_id in missing:
                if self.options.draft:
                    writer.ask_to_retire(item_id)
                else:
                    writer.retire(item_id)
        if self.watcher:
            self.watcher.retired(missing)
        if self.options.draft:
            self.report.in_review += len(missing)
        else:
            self.report.retired += len(missing)
            self._forget_near(missing)
        for item_id in missing:
            self._list("retired", item_id, held[item_id])

    def _forget_near(self, retired: Sequence[str]) -> None:
        """What was like an entry that goes in the same run is like nothing any more."""
        self.report.duplicates -= sum(self._near_to.pop(item_id, 0) for item_id in retired)
        gone = set(retired)
        self.report.duplicate_pairs = [p for p in self.report.duplicate_pairs if p["of"] not in gone]

    def _write_table_rows(self) -> None:
        batch, self._rows = self._rows, []
        by_document: dict[Document, list[ParsedRow]] = {}
        for row in batch:
            by_document.setdefault(row.document, []).append(row)
        for document, rows in by_document.items():
            with self._writing(f"导入 {document.name}") as writer:
                counts: Counter[Change] = writer.put_rows(document, [row.table_row for row in rows])
            self.report.count(counts)

    def _write_documents(self, batch: Sequence[ParsedDocument]) -> None:
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
                self._count(change, f"document:{document.name}", document.title)
                if change != "unchanged":
                    self.report.documents.append(document.name)
            writer.update_documents(moved)
        if self.watcher:
            self.watcher.documents([name for name in self.report.documents if name in new], self._known)

    def _flush_documents(self) -> None:
        batch, self._documents = self._documents, []
        if batch:
            self._write_documents(batch)


def _unknown_area(area: str) -> str:
    near = difflib.get_close_matches(area, AREAS, n=1, cutoff=0.5)
    meant = f"，是不是「{near[0]}」？" if near else f"（{'、'.join(AREAS)}）。"
    return f"业务「{area}」不在清单里{meant}已照原样导入，这个文件里写它的行都一样，可改好再导一次"
