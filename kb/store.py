"""Reads and writes knowledge: one transaction an edit, with its version and its line in the change log."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal, cast

import numpy as np
from sqlalchemy import Connection, Engine, Row, delete, func, insert, select, update

from kb import tables as t
from kb.database import iso, metadata, now, parse_day, transaction
from kb.entry import Entry
from kb.fact import Fact, FactTable
from kb.item import DENSE_FIELDS, Field, Item, ItemDraft, from_entry, from_passages, from_row, text_hash
from kb.text import fold
from kb.types import Authority, Document, ItemId, ItemKind, Passage, Period, TableRow
from kb.vectors import pack

Outcome = Literal["added", "updated", "unchanged"]

_CHUNK = 500
"""Rows a statement; SQLite takes 32,766 variables at most."""


@dataclass(frozen=True, slots=True)
class IndexedText:
    """One text of a published item."""

    row: int
    item: int
    field: Field
    text: str
    hash: str


class Writer:
    """Writes within one transaction; nothing is visible before it ends."""

    def __init__(self, connection: Connection, who: str, why: str) -> None:
        self._connection = connection
        self._who = who
        self._why = why

    def put_entry(self, entry: Entry, *, document: str | None = None) -> Outcome:
        """Add or update by id; the same content again is "unchanged"."""
        return self._put(from_entry(entry, document))

    def put_document(self, document: Document, passages: Sequence[Passage], content_hash: str) -> Outcome:
        """Add a document or replace it whole, passages included."""
        held = self._connection.execute(
            select(t.documents.c.hash).where(t.documents.c.name == document.name)
        ).scalar()
        if held == content_hash:
            return "unchanged"
        self._retire(document.name, kind="passage")
        self._save_document(document, content_hash)
        for draft in from_passages(document, passages):
            self._put(draft)
        return "added" if held is None else "updated"

    def put_rows(self, document: Document, rows: Iterable[TableRow]) -> Counter[Outcome]:
        """Add or update rows of a table; its document is recorded beside it."""
        self._save_document(document, content_hash="")
        return Counter(self._put(from_row(document, row)) for row in rows)

    def update_documents(self, documents: Iterable[Document]) -> None:
        """Record new periods of documents; their passages and rows follow."""
        for document in documents:
            columns = {
                "valid_from": iso(document.period.start),
                "valid_to": iso(document.period.end),
                "superseded_by": document.superseded_by,
            }
            self._connection.execute(
                update(t.documents).where(t.documents.c.name == document.name).values(columns)
            )
            del columns["superseded_by"]
            of_document = (t.items.c.document == document.name) & (t.items.c.kind != "entry")
            self._connection.execute(update(t.items).where(of_document).values(columns))
            self._log(self._connection.scalars(select(t.items.c.row).where(of_document)).all())

    def retire(self, item_id: str) -> bool:
        """Take an item out of what is answered from; False when there is none."""
        item = self._connection.execute(select(t.items).where(t.items.c.id == item_id)).one_or_none()
        if item is None:
            return False
        self._connection.execute(
            update(t.items).where(t.items.c.row == item.row).values(state="retired", version=item.version + 1)
        )
        self._version(item.id, item.version + 1, "retired", item.payload)
        self._log([item.row])
        return True

    def put_facts(self, facts: Iterable[Fact]) -> None:
        """Replace every value of the named facts; of two with one name and start the later counts."""
        rows = {
            (fact.name, iso(fact.valid_from)): fact.model_dump(mode="json", exclude_none=True)
            for fact in facts
        }
        for chunk in _chunks(list({name for name, _ in rows})):
            self._connection.execute(delete(t.facts).where(t.facts.c.name.in_(chunk)))
        if rows:
            self._connection.execute(
                insert(t.facts),
                [{"name": n, "valid_from": start, "payload": row} for (n, start), row in rows.items()],
            )
        self._log([0])  # no item, but readers of the log must read the facts again

    def _put(self, draft: ItemDraft) -> Outcome:
        held = self._connection.execute(
            select(t.items.c.row, t.items.c.hash, t.items.c.version).where(t.items.c.id == draft.id)
        ).one_or_none()
        if held is not None and held.hash == draft.hash:
            return "unchanged"
        columns = _columns(draft)
        if held is None:
            version = 1
            row = self._connection.execute(
                insert(t.items).values(**columns, version=version)
            ).inserted_primary_key
            assert row is not None
            number = int(row[0])
        else:
            version, number = held.version + 1, held.row
            self._connection.execute(
                update(t.items).where(t.items.c.row == number).values(**columns, version=version)
            )
            self._connection.execute(delete(t.texts).where(t.texts.c.item == number))
        self._connection.execute(
            insert(t.texts),
            [
                {
                    "item": number,
                    "field": field,
                    "text": text,
                    "folded": fold(text)[:80],
                    "hash": text_hash(text),
                }
                for field, text in draft.texts
            ],
        )
        if draft.kind == "entry":
            self._version(draft.id, version, draft.state, draft.payload)
        self._log([number])
        return "added" if held is None else "updated"

    def _retire(self, document: str, kind: ItemKind) -> None:
        of_document = (t.items.c.document == document) & (t.items.c.kind == kind)
        rows = self._connection.scalars(select(t.items.c.row).where(of_document)).all()
        for chunk in _chunks(rows):
            self._connection.execute(delete(t.texts).where(t.texts.c.item.in_(chunk)))
            self._connection.execute(delete(t.items).where(t.items.c.row.in_(chunk)))
        self._log(rows)

    def _save_document(self, document: Document, content_hash: str) -> None:
        self._connection.execute(delete(t.documents).where(t.documents.c.name == document.name))
        self._connection.execute(
            insert(t.documents).values(
                name=document.name,
                title=document.title,
                number=document.number,
                issuer=document.issuer,
                issued=iso(document.issued),
                region=document.region,
                authority=int(document.authority),
                valid_from=iso(document.period.start),
                valid_to=iso(document.period.end),
                superseded_by=document.superseded_by,
                repeals=list(document.repeals),
                url=document.url,
                note=document.note,
                hash=content_hash,
            )
        )

    def _version(self, item_id: str, version: int, state: str, payload: dict[str, Any]) -> None:
        self._connection.execute(
            insert(t.versions).values(
                item_id=item_id,
                version=version,
                at=now(),
                who=self._who,
                why=self._why,
                state=state,
                payload=payload,
            )
        )

    def _log(self, rows: Sequence[int]) -> None:
        if rows:
            at = now()
            self._connection.execute(insert(t.changes), [{"item": row, "at": at} for row in rows])


class Store:
    """Knowledge as it is held in the database."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def create(self) -> None:
        """Create what is missing; does nothing on a database that has everything."""
        metadata.create_all(self.engine)

    @contextmanager
    def writing(self, who: str = "import", why: str = "") -> Iterator[Writer]:
        """One transaction: all of it becomes visible, or nothing."""
        with transaction(self.engine, serialised=True) as connection:
            yield Writer(connection, who, why)

    def item(self, item_id: str) -> Item | None:
        with self.engine.connect() as connection:
            row = connection.execute(select(t.items).where(t.items.c.id == item_id)).one_or_none()
        return _item(row) if row else None

    def items(self, rows: Sequence[int]) -> dict[int, Item]:
        """Items by row number; those that are gone are left out."""
        with self.engine.connect() as connection:
            found = connection.execute(select(t.items).where(t.items.c.row.in_(rows))).all()
        return {row.row: _item(row) for row in found}

    def iter_items(self, kind: ItemKind | None = None, state: str | None = "published") -> Iterator[Item]:
        query = select(t.items).order_by(t.items.c.row)
        if kind:
            query = query.where(t.items.c.kind == kind)
        if state:
            query = query.where(t.items.c.state == state)
        with self.engine.connect() as connection:
            for row in connection.execution_options(yield_per=1000).execute(query):
                yield _item(row)

    def entries(self, state: str | None = "published") -> list[Entry]:
        return [item.entry for item in self.iter_items("entry", state)]

    def document(self, name: str) -> Document | None:
        with self.engine.connect() as connection:
            row = connection.execute(select(t.documents).where(t.documents.c.name == name)).one_or_none()
        return _document(row) if row else None

    def documents(self) -> list[Document]:
        with self.engine.connect() as connection:
            return [
                _document(row) for row in connection.execute(select(t.documents).order_by(t.documents.c.name))
            ]

    def content_hash(self, name: str) -> str | None:
        with self.engine.connect() as connection:
            return connection.execute(select(t.documents.c.hash).where(t.documents.c.name == name)).scalar()

    def facts(self) -> FactTable:
        with self.engine.connect() as connection:
            return FactTable(
                Fact.model_validate(row) for row in connection.scalars(select(t.facts.c.payload))
            )

    def same_question(self, entries: Sequence[Entry]) -> dict[ItemId, ItemId]:
        """Of the given entries, those whose question another entry already has, and which one."""
        folded = {fold(entry.question)[:80]: entry for entry in entries}
        found: dict[ItemId, ItemId] = {}
        query = (
            select(t.texts.c.folded, t.items.c.id, t.items.c.region)
            .join(t.items, t.items.c.row == t.texts.c.item)
            .where(t.items.c.kind == "entry", t.texts.c.field.in_(("question", "similar")))
        )
        with self.engine.connect() as connection:
            for chunk in _chunks(list(folded)):
                for row in connection.execute(query.where(t.texts.c.folded.in_(chunk))):
                    entry = folded[row.folded]
                    if row.id != entry.id and row.region == entry.region:
                        found[ItemId(entry.id)] = ItemId(row.id)
        return found

    # What an index follows.

    def last_change(self) -> int:
        with self.engine.connect() as connection:
            return connection.execute(select(func.max(t.changes.c.seq))).scalar() or 0

    def changed_since(self, seq: int) -> tuple[int, list[int]]:
        """The newest change, and the rows of the items changed after `seq`."""
        with self.engine.connect() as connection:
            rows = connection.execute(
                select(t.changes.c.seq, t.changes.c.item)
                .where(t.changes.c.seq > seq)
                .order_by(t.changes.c.seq)
            ).all()
        return (rows[-1].seq, list(dict.fromkeys(row.item for row in rows))) if rows else (seq, [])

    def indexed_texts(self, items: Sequence[int] | None = None) -> Iterator[IndexedText]:
        """Texts of published items, of the given items only where named, in order of item."""
        query = (
            select(t.texts)
            .join(t.items, t.items.c.row == t.texts.c.item)
            .where(t.items.c.state == "published")
            .order_by(t.texts.c.item, t.texts.c.row)
        )
        with self.engine.connect().execution_options(yield_per=5000) as connection:
            for chunk in [None] if items is None else _chunks(items):
                narrowed = query if chunk is None else query.where(t.texts.c.item.in_(chunk))
                for row in connection.execute(narrowed):
                    yield IndexedText(row.row, row.item, row.field, row.text, row.hash)

    # Vectors, by content.

    def missing_vectors(self, embedder: str) -> list[tuple[Field, str, str]]:
        """(field, hash, text) of the texts that have no vector yet."""
        held = select(t.vectors.c.hash).where(t.vectors.c.embedder == embedder)
        query = (
            select(t.texts.c.field, t.texts.c.hash, t.texts.c.text)
            .join(t.items, t.items.c.row == t.texts.c.item)
            .where(
                t.texts.c.field.in_(DENSE_FIELDS), t.texts.c.hash.not_in(held), t.items.c.state == "published"
            )
            .order_by(t.texts.c.row)
        )
        with self.engine.connect() as connection:
            return list(
                {row.hash: (row.field, row.hash, row.text) for row in connection.execute(query)}.values()
            )

    def put_vectors(self, embedder: str, hashes: Sequence[str], packed: Sequence[bytes]) -> None:
        with transaction(self.engine) as connection:
            for chunk in _chunks(list(zip(hashes, packed, strict=True))):
                held = set(
                    connection.scalars(
                        select(t.vectors.c.hash).where(
                            t.vectors.c.embedder == embedder, t.vectors.c.hash.in_([h for h, _ in chunk])
                        )
                    )
                )
                rows = [
                    {"embedder": embedder, "hash": h, "vector": v}
                    for h, v in dict(chunk).items()
                    if h not in held
                ]
                if rows:
                    connection.execute(insert(t.vectors), rows)

    def save_vectors(self, embedder: str, hashes: Sequence[str], matrix: np.ndarray[Any, Any]) -> None:
        self.put_vectors(embedder, hashes, pack(matrix))

    def vectors(self, embedder: str, hashes: Sequence[str] | None = None) -> Iterator[tuple[str, bytes]]:
        """(hash, packed vector); all of the embedder's, or those named."""
        query = select(t.vectors.c.hash, t.vectors.c.vector).where(t.vectors.c.embedder == embedder)
        with self.engine.connect().execution_options(yield_per=5000) as connection:
            for chunk in [None] if hashes is None else _chunks(hashes):
                narrowed = query if chunk is None else query.where(t.vectors.c.hash.in_(chunk))
                for row in connection.execute(narrowed):
                    yield row.hash, row.vector

    # Small values, such as the index manifest.

    def meta(self, name: str) -> Any:
        with self.engine.connect() as connection:
            return connection.execute(select(t.meta.c.value).where(t.meta.c.name == name)).scalar()

    def set_meta(self, name: str, value: Any) -> None:
        with transaction(self.engine) as connection:
            connection.execute(delete(t.meta).where(t.meta.c.name == name))
            connection.execute(insert(t.meta).values(name=name, value=value))

    def count(self) -> Counter[str]:
        """Published items by kind, texts by field, and the other things held."""
        counts: Counter[str] = Counter()
        with self.engine.connect() as connection:
            published = t.items.c.state == "published"
            for kind, number in connection.execute(
                select(t.items.c.kind, func.count()).where(published).group_by(t.items.c.kind)
            ):
                counts[kind] = number
            for name, number in connection.execute(
                select(t.texts.c.field, func.count())
                .join(t.items, t.items.c.row == t.texts.c.item)
                .where(published)
                .group_by(t.texts.c.field)
            ):
                counts[f"text:{name}"] = number
            for table in (t.documents, t.facts):
                counts[table.name] = connection.execute(select(func.count()).select_from(table)).scalar() or 0
        return counts


def _columns(draft: ItemDraft) -> dict[str, Any]:
    return {
        "id": draft.id,
        "kind": draft.kind,
        "document": draft.document,
        "title": draft.title,
        "body": draft.body,
        "area": draft.area,
        "region": draft.region,
        "insured": draft.insured,
        "valid_from": iso(draft.period.start),
        "valid_to": iso(draft.period.end),
        "authority": int(draft.authority),
        "state": draft.state,
        "payload": draft.payload,
        "hash": draft.hash,
    }


def _item(row: Row[Any]) -> Item:
    return Item(
        row=row.row,
        id=row.id,
        kind=cast(ItemKind, row.kind),
        document=row.document,
        title=row.title,
        body=row.body,
        area=row.area,
        region=row.region,
        insured=row.insured,
        period=Period(parse_day(row.valid_from), parse_day(row.valid_to)),
        authority=Authority(row.authority),
        state=row.state,
        payload=row.payload,
        version=row.version,
    )


def _document(row: Row[Any]) -> Document:
    return Document(
        name=row.name,
        title=row.title,
        region=row.region,
        number=row.number,
        issuer=row.issuer,
        issued=parse_day(row.issued),
        period=Period(parse_day(row.valid_from), parse_day(row.valid_to)),
        authority=Authority(row.authority),
        url=row.url,
        superseded_by=row.superseded_by,
        repeals=tuple(row.repeals),
        note=row.note,
    )


def _chunks(rows: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(rows), _CHUNK):
        yield rows[start : start + _CHUNK]
