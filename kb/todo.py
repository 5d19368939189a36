"""The to-do list beside proposals: what rests on a replaced document, and near duplicates; each until somebody has
looked at it.

What rests on a replaced document follows from what is held, so nothing can be forgotten; only what staff decide is
kept. Near duplicates are kept as the import finds them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from sqlalchemy import Connection, delete, insert, select

from kb import tables as t
from kb.database import now
from kb.errors import ReviewError
from kb.replaced import Replacements, resting
from kb.store import Store
from kb.types import Document
from kb.writer import Writer, chunks

Kind = Literal["replaced", "near"]
Verdict = Literal["holds", "changed"]
VERDICTS: dict[Verdict, str] = {"holds": "仍然适用", "changed": "已经改好"}


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing to look at."""

    kind: Kind
    item_id: str
    """An entry's id, "fact:NAME" or "golden:ID"."""
    about: str
    """Which replacement it is, or the other entry; with the item's id what a decision is kept under."""
    title: str
    because: str
    since: date | None = None
    """From when the document it rests on holds no more."""

    @property
    def id(self) -> str:
        """Short, and the same as long as it is open."""
        return hashlib.sha1("\n".join((self.kind, self.item_id, self.about)).encode()).hexdigest()[:8]

    def to_json(self) -> dict[str, object]:
        return {
            "id": self.id, "kind": self.kind, "item": self.item_id, "title": self.title, "because": self.because,
            "since": self.since.isoformat() if self.since else None,
        }  # fmt: skip


class Todos:
    """What is to be looked at in a store, and what staff have found."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def replacements(self, documents: Iterable[Document] | None = None) -> Replacements:
        """What is replaced, but for what staff have found to hold all the same. `documents`: where they are read already."""
        with self._store.engine.connect() as connection:
            done = _done(connection, "replaced")
        held = self._store.documents() if documents is None else documents
        return Replacements(held, self._store.published_on, done)

    def waiting(self, golden: Iterable[Todo] = (), replacements: Replacements | None = None) -> list[Todo]:
        """All that nobody has looked at yet, what comes first in time first.

        `golden`: of golden questions. `replacements`: where they are built already.
        """
        with self._store.engine.connect() as connection:
            done = _done(connection, "replaced")
            near = list(_near(connection))
        found = [
            one
            for one in (*self._resting(replacements or self.replacements()), *golden)
            if (one.item_id, one.about) not in done
        ]
        return [*sorted(found, key=lambda one: (str(one.since), one.item_id)), *near]

    def _resting(self, replacements: Replacements) -> Iterator[Todo]:
        for one in resting(replacements, self._store.entries(), self._store.facts()):
            since = one.replaced.since
            yield Todo("replaced", one.item_id, one.replaced.key, one.title, one.because, since)

    def tick(
        self, wanted: Sequence[str], todos: Sequence[Todo], who: str, reason: str, verdict: Verdict
    ) -> list[Todo]:
        """Take them off the list, by their own ids or those of their items; all or none.

        `todos`: the list that `waiting` gave. Raises ReviewError.
        """
        if not reason.strip():
            raise ReviewError("请写明理由，如「新条例第十七条没有变」，以后才查得到为什么")
        ticked: dict[str, Todo] = {}
        for name in wanted:
            found = [one for one in todos if name in (one.id, one.item_id)]
            if not found:
                raise ReviewError(f"待复核清单里没有「{name}」：用 jxb kb review list 看编号")
            ticked |= {one.id: one for one in found}
        with self._store.writing(who, f"复核：{VERDICTS[verdict]}，{reason}") as writer:
            for one in ticked.values():
                _keep(writer, one, verdict, reason)
            writer.log([0])  # no item, but whoever follows the log must judge anew what is replaced
        return list(ticked.values())


def _near(connection: Connection) -> Iterator[Todo]:
    """Pairs that nobody has looked at, of which both are still answered from."""
    query = (
        select(t.todos).where(t.todos.c.kind == "near", t.todos.c.verdict.is_(None)).order_by(t.todos.c.row)
    )
    rows = connection.execute(query).all()
    ids = {name for row in rows for name in (row.item_id, row.about)}
    live: set[str] = set()
    for chunk in chunks(sorted(ids)):
        published = select(t.items.c.id).where(t.items.c.id.in_(chunk), t.items.c.state == "published")
        live |= set(connection.scalars(published))
    for row in rows:
        if {row.item_id, row.about} <= live:
            yield Todo("near", row.item_id, row.about, row.title, row.because)


def _done(connection: Connection, kind: Kind) -> frozenset[tuple[str, str]]:
    query = select(t.todos.c.item_id, t.todos.c.about).where(
        t.todos.c.kind == kind, t.todos.c.verdict.is_not(None)
    )
    return frozenset((row.item_id, row.about) for row in connection.execute(query))


def _keep(writer: Writer, one: Todo, verdict: Verdict, reason: str) -> None:
    same = (t.todos.c.kind == one.kind) & (t.todos.c.item_id == one.item_id) & (t.todos.c.about == one.about)
    writer.connection.execute(delete(t.todos).where(same))
    writer.connection.execute(
        insert(t.todos).values(
            kind=one.kind, item_id=one.item_id, about=one.about, title=one.title, because=one.because, at=now(),
            verdict=verdict, done_by=writer.who, done_at=now(), reason=reason,
        )
    )  # fmt: skip
