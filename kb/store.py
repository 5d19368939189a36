"""Knowledge as it is held in the database; `Store.writing` opens the one way to change it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, cast

import numpy as np
from sqlalchemy import ColumnElement, Connection, Engine, Row, bindparam, case, delete, func, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from kb import tables as t
from kb.database import metadata, parse_day, transaction
from kb.entry import Entry
from kb.fact import Fact, FactTable
from kb.item import DENSE_FIELDS, Field, Item
from kb.text import fold
from kb.types import Authority, Document, ItemId, ItemKind, Period
from kb.vectors import pack
from kb.writer import Outcome, Writer, chunks

__all__ = ["IndexedItem", "IndexedText", "Outcome", "Store", "Writer", "set_meta"]


@dataclass(frozen=True, slots=True)
class IndexedItem:
    """What an index keeps of a published item."""

    row: int
    kind: ItemKind
    document: str | None
    region: str
    insured: int
    start: date | None
    end: date | None
    authority: int
    version: int = 0


@dataclass(frozen=True, slots=True)
class IndexedText:
    """One text of a published item."""

    row: int
    item: int
    field: Field
    text: str
    hash: str
    vector: bytes | None = None
    """Packed; None where it is not computed yet, or was not asked for."""


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
            found = connection.execute(_BY_ROW, {"rows": list(rows)}).all()
        return {row.row: _item(row) for row in found}

    def named(self, ids: Sequence[str]) -> dict[str, Item]:
        """Items by id; those that are not there are left out."""
        found: dict[str, Item] = {}
        with self.engine.connect() as connection:
            for chunk in chunks(ids):
                for row in connection.execute(select(t.items).where(t.items.c.id.in_(chunk))):
                    found[row.id] = _item(row)
        return found

    def iter_items(self, kind: ItemKind | None = None, state: str | None = "published") -> Iterator[Item]:
        query = select(t.items).order_by(t.items.c.row)
        if kind:
            query = query.where(t.items.c.kind == kind)
        if state:
            query = query.where(t.items.c.state == state)
        with self.engine.connect() as connection:
            for row in connection.execution_options(yield_per=1000).execute(query):
                yield _item(row)

    def passages_of(self, document: str) -> list[Item]:
        """The published passages of a document, in its order."""
        of_document = (t.items.c.document == document) & (t.items.c.kind == "passage")
        query = select(t.items).where(of_document, t.items.c.state == "published").order_by(t.items.c.row)
        with self.engine.connect() as connection:
            found = [_item(row) for row in connection.execute(query)]
        return sorted(found, key=lambda item: int(item.payload.get("position", 0)))

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
            for chunk in chunks(list(folded)):
                for row in connection.execute(query.where(t.texts.c.folded.in_(chunk))):
                    entry = folded[row.folded]
                    if row.id != entry.id and row.region == entry.region:
                        found[ItemId(entry.id)] = ItemId(row.id)
        return found

    def questions(self) -> Iterator[tuple[str, str, str]]:
        """(id, region, wording) of every published entry, question and similar ones."""
        query = (
            select(t.items.c.id, t.items.c.region, t.texts.c.text)
            .join(t.items, t.items.c.row == t.texts.c.item)
            .where(t.items.c.kind == "entry", t.items.c.state == "published", t.texts.c.field != "answer")
        )
        with self.engine.connect().execution_options(yield_per=5000) as connection:
            for row in connection.execute(query):
                yield row.id, row.region, row.text

    def origins(self) -> dict[str, int]:
        """Published entries by the file they came in with; by who brought them in first where that was no file."""
        first = (
            select(t.versions.c.who)
            .where(t.versions.c.item_id == t.items.c.id)
            .order_by(t.versions.c.version)
            .limit(1)
            .scalar_subquery()
        )
        by_hand = case((t.items.c.document.is_(None), first), else_=None)
        published = (t.items.c.kind == "entry", t.items.c.state == "published")
        query = select(t.items.c.document, by_hand.label("who")).where(*published).subquery()
        counted = select(query.c.document, query.c.who, func.count()).group_by(query.c.document, query.c.who)
        found: Counter[str] = Counter()
        with self.engine.connect() as connection:
            for name, who, number in connection.execute(counted):
                found[name or (_STARTER_ORIGIN if who == "starter" else _STAFF_ORIGIN)] += number
        return dict(found)

    def entries_of(self, document: str) -> dict[str, str]:
        """Published entries that came in with a file, by id their questions."""
        query = select(t.items.c.id, t.items.c.title).where(
            t.items.c.kind == "entry", t.items.c.state == "published", t.items.c.document == document
        )
        with self.engine.connect() as connection:
            return {row.id: row.title for row in connection.execute(query)}

    def brought_by(self, who: str) -> set[str]:
        """Ids (also "fact:NAME") of what `who` has published at some time."""
        query = select(t.versions.c.item_id).where(t.versions.c.who == who, t.versions.c.state == "published")
        with self.engine.connect() as connection:
            return set(connection.scalars(query))

    def published_on(self, item_id: str) -> date | None:
        """The day, in Beijing, on which what is in force of an entry or "fact:NAME" was published."""
        query = select(func.max(t.versions.c.at)).where(
            t.versions.c.item_id == item_id, t.versions.c.state == "published"
        )
        with self.engine.connect() as connection:
            at = connection.scalar(query)
        return (at + _BEIJING_AHEAD).date() if at else None

    def fact_names(self) -> set[str]:
        with self.engine.connect() as connection:
            return set(connection.scalars(select(t.facts.c.name)))

    def touched_by_others(self, who: str, *, drafts: bool = False) -> set[str]:
        """Ids (also "fact:NAME") that `who` brought in and somebody else has changed since.

        With `drafts` also those of which a change waits for review.
        """
        brought = select(t.versions.c.item_id).where(t.versions.c.who == who)
        query = select(t.versions.c.item_id).where(
            t.versions.c.who != who,
            t.versions.c.item_id.in_(brought),
            t.versions.c.state.in_(("published", "retired")),
        )
        waiting = select(t.proposals.c.item_id).where(t.proposals.c.author != who)
        with self.engine.connect() as connection:
            return set(connection.scalars(query)) | (set(connection.scalars(waiting)) if drafts else set())

    # What an index follows.

    def last_change(self) -> int:
        with self.engine.connect() as connection:
            return connection.execute(select(func.max(t.changes.c.seq))).scalar() or 0

    def table_state(self) -> tuple[int, int]:
        """How many rows of tables are published, and their versions added up: it changes when any of them does."""
        query = select(func.count(), func.coalesce(func.sum(t.items.c.version), 0)).where(
            t.items.c.kind == "table", t.items.c.state == "published"
        )
        with self.engine.connect() as connection:
            count, versions = connection.execute(query).one()
        return int(count), int(versions)

    def changed_since(self, seq: int) -> tuple[int, list[int]]:
        """The newest change, and the rows of the items changed after `seq`."""
        with self.engine.connect() as connection:
            rows = connection.execute(
                select(t.changes.c.seq, t.changes.c.item)
                .where(t.changes.c.seq > seq)
                .order_by(t.changes.c.seq)
            ).all()
        return (rows[-1].seq, list(dict.fromkeys(row.item for row in rows))) if rows else (seq, [])

    def indexed_items(self, rows: Sequence[int] | None = None) -> Iterator[IndexedItem]:
        """Published items, the given ones only where named, in order of row."""
        query = select(*(t.items.c[name] for name in _INDEXED)).where(t.items.c.state == "published")
        day = lru_cache(4096)(parse_day)
        with self.engine.connect().execution_options(yield_per=5000) as connection:
            for chunk in [None] if rows is None else chunks(sorted(rows)):
                narrowed = query if chunk is None else query.where(t.items.c.row.in_(chunk))
                for row in connection.execute(narrowed.order_by(t.items.c.row)):
                    number, kind, document, region, insured, start, end, *rest = tuple(row)
                    yield IndexedItem(number, kind, document, region, insured, day(start), day(end), *rest)

    def indexed_texts(
        self, items: Sequence[int] | None = None, embedder: str | None = None
    ) -> Iterator[IndexedText]:
        """Texts of published items, of the given items only where named, in order of item.

        With an embedder's id each comes with its vector, where there is one.
        """
        query = (
            select(*t.texts.c["row", "item", "field", "text", "hash"], *_vector(embedder))
            .join(t.items, t.items.c.row == t.texts.c.item)
            .where(t.items.c.state == "published")
            .order_by(t.texts.c.item, t.texts.c.row)
        )
        if embedder is not None:
            same = (t.vectors.c.hash == t.texts.c.hash) & (t.vectors.c.embedder == embedder)
            query = query.outerjoin(t.vectors, same)
        with self.engine.connect().execution_options(yield_per=5000) as connection:
            for chunk in [None] if items is None else chunks(sorted(items)):
                narrowed = query if chunk is None else query.where(t.texts.c.item.in_(chunk))
                for row in connection.execute(narrowed):
                    yield IndexedText(*row)

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
        """Keep vectors by the hash of their text; those that are held stay."""
        add = _INSERT[self.engine.dialect.name](t.vectors).on_conflict_do_nothing()
        rows = [{"embedder": embedder, "hash": h, "vector": v} for h, v in zip(hashes, packed, strict=True)]
        with transaction(self.engine) as connection:
            for chunk in chunks(rows):
                connection.execute(add, list(chunk))

    def save_vectors(self, embedder: str, hashes: Sequence[str], matrix: np.ndarray[Any, Any]) -> None:
        self.put_vectors(embedder, hashes, pack(matrix))

    def replace_vectors(self, embedder: str, packed: Mapping[str, bytes]) -> None:
        """All that is held under the name is what is given now, in one step."""
        with transaction(self.engine) as connection:
            connection.execute(delete(t.vectors).where(t.vectors.c.embedder == embedder))
            rows = [{"embedder": embedder, "hash": h, "vector": v} for h, v in packed.items()]
            for chunk in chunks(rows):
                connection.execute(insert(t.vectors), list(chunk))

    def item_hashes(self) -> Iterator[tuple[int, str]]:
        """(row, content hash) of the published entries."""
        query = select(t.items.c.row, t.items.c.hash).where(
            t.items.c.kind == "entry", t.items.c.state == "published"
        )
        with self.engine.connect().execution_options(yield_per=5000) as connection:
            for row in connection.execute(query):
                yield row.row, row.hash

    def vectors(self, embedder: str, hashes: Sequence[str] | None = None) -> Iterator[tuple[str, bytes]]:
        """(hash, packed vector); all of the embedder's, or those named."""
        query = select(t.vectors.c.hash, t.vectors.c.vector).where(t.vectors.c.embedder == embedder)
        with self.engine.connect().execution_options(yield_per=5000) as connection:
            for chunk in [None] if hashes is None else chunks(hashes):
                narrowed = query if chunk is None else query.where(t.vectors.c.hash.in_(chunk))
                for row in connection.execute(narrowed):
                    yield row.hash, row.vector

    # Small values, such as the index manifest.

    def meta(self, name: str) -> Any:
        with self.engine.connect() as connection:
            return connection.execute(select(t.meta.c.value).where(t.meta.c.name == name)).scalar()

    def set_meta(self, name: str, value: Any) -> None:
        with transaction(self.engine) as connection:
            set_meta(connection, name, value)

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


_STARTER_ORIGIN, _STAFF_ORIGIN = "初始知识", "工作人员录入"
"""Where entries come from that came in with no file."""


def set_meta(connection: Connection, name: str, value: Any) -> None:
    connection.execute(delete(t.meta).where(t.meta.c.name == name))
    connection.execute(insert(t.meta).values(name=name, value=value))


_BY_ROW = select(t.items).where(t.items.c.row.in_(bindparam("rows", expanding=True)))
"""Every question reads its hits by this, so it is put together once."""
_INSERT: Mapping[str, Callable[..., Any]] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
"""By dialect, an insert that may pass over what is there."""
_BEIJING_AHEAD = timedelta(hours=8)
"""Of the times kept, which are UTC."""
_INDEXED = ("row", "kind", "document", "region", "insured", "valid_from", "valid_to", "authority", "version")
"""Columns of IndexedItem, in its order."""


def _vector(embedder: str | None) -> tuple[ColumnElement[bytes | None], ...]:
    return () if embedder is None else (t.vectors.c.vector,)


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
