"""Releases: named snapshots of everything published; compared, and brought back as new versions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Row, insert, select

from kb import differences, history
from kb import tables as t
from kb.database import now
from kb.entry import Entry
from kb.errors import ReleaseError, ReleaseNameError, ReleaseOutdatedError, ReleaseTakenError
from kb.fact import Fact
from kb.history import Head, Kind, Version
from kb.item import Item
from kb.snapshot import document_of, document_payload, fact_payload, row_of
from kb.store import Store, Writer, set_meta

_NAME = re.compile(r"[\w.\-]{1,80}")
_CURRENT = "release"


@dataclass(frozen=True, slots=True)
class Release:
    name: str
    upto: int
    """Position of the history that it names."""
    at: datetime
    who: str
    why: str
    counts: dict[str, int]
    """Published items by kind."""
    gate: dict[str, Any] | None
    """What the gate found, where one is configured."""


@dataclass(frozen=True, slots=True)
class Change:
    """What differs between two snapshots."""

    item_id: str
    kind: Kind
    title: str
    change: Literal["added", "changed", "retired"]
    who: str
    """Who made the last change, when and why."""
    at: datetime
    why: str
    lines: tuple[str, ...]


class Releases:
    """The releases of a store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def list(self) -> Sequence[Release]:
        """Newest first."""
        with self._store.engine.connect() as connection:
            rows = connection.execute(select(t.releases).order_by(t.releases.c.at.desc()))
            return [_release(row) for row in rows]

    def get(self, name: str) -> Release:
        """Raises ReleaseError."""
        with self._store.engine.connect() as connection:
            return _get(connection, name)

    def current(self) -> str | None:
        """Name of the release last made or gone back to; single edits may have followed it."""
        return current(self._store)

    def make(
        self,
        name: str,
        who: str,
        why: str = "",
        gate: dict[str, Any] | None = None,
        examined: int | None = None,
    ) -> Release:
        """Name what is published now; raises ReleaseNameError or ReleaseTakenError.

        `examined`: the position of the history that the gate looked at; raises ReleaseOutdatedError where
        something was changed since.
        """
        if not _NAME.fullmatch(name):
            raise ReleaseNameError(name)
        with self._store.writing(who, f"发布 {name}") as writer:
            if examined is not None and history.position(writer.connection) != examined:
                raise ReleaseOutdatedError
            return self.make_within(writer, name, why, gate)

    def position(self) -> int:
        """Where the history stands now."""
        with self._store.engine.connect() as connection:
            return history.position(connection)

    def check_name(self, name: str) -> None:
        """Raises ReleaseNameError or ReleaseTakenError, before a gate takes its minutes."""
        if not _NAME.fullmatch(name):
            raise ReleaseNameError(name)
        with self._store.engine.connect() as connection:
            _require_free(connection, name)

    def make_within(self, writer: Writer, name: str, why: str, gate: dict[str, Any] | None = None) -> Release:
        """As `make`, of what is published once a transaction is through."""
        connection = writer.connection
        _require_free(connection, name)
        _complete_history(self._store, writer)
        upto = history.position(connection)
        heads = history.heads(connection, upto)
        counts = Counter(history.kind_of(i) for i, head in heads.items() if head.state == "published")
        row = {
            "name": name, "upto": upto, "at": now(), "who": writer.who, "why": why,
            "counts": {str(kind): number for kind, number in counts.items()}, "gate": gate,
        }  # fmt: skip
        connection.execute(insert(t.releases).values(row))
        set_meta(connection, _CURRENT, name)
        writer.log([0])
        return _get(connection, name)

    def diff(self, before: str | None, after: str | None = None) -> Iterator[Change]:
        """What changed from one release (None: from nothing) to another (None: to now)."""
        with self._store.engine.connect() as connection:
            start = _get(connection, before).upto if before is not None else 0
            end = _get(connection, after).upto if after is not None else history.position(connection)
            yield from _changes(connection, history.heads(connection, start), history.heads(connection, end))

    def rollback(self, name: str, who: str, why: str = "") -> Counter[str]:
        """Publish again what a release held, as new versions; nothing of the history is lost."""
        with self._store.writing(who, why or f"回到发布 {name}") as writer:
            connection = writer.connection
            then = history.heads(connection, _get(connection, name).upto)
            heads = history.heads(connection, history.position(connection))
            counts = _restore(writer, then, heads)
            set_meta(connection, _CURRENT, name)
            writer.log([0])
            return counts


def current(store: Store) -> str | None:
    """Name of the release in force; None before the first one."""
    name = store.meta(_CURRENT)
    return name if isinstance(name, str) else None


def _require_free(connection: Connection, name: str) -> None:
    if connection.execute(select(t.releases.c.name).where(t.releases.c.name == name)).first():
        raise ReleaseTakenError(name)


def _get(connection: Connection, name: str) -> Release:
    row = connection.execute(select(t.releases).where(t.releases.c.name == name)).one_or_none()
    if row is None:
        known = connection.scalars(select(t.releases.c.name).order_by(t.releases.c.at.desc()).limit(5)).all()
        listed = f"最近的有 {'、'.join(known)}" if known else "还没有任何发布，用 jxb kb release 名字 建立"
        raise ReleaseError(f"没有名为「{name}」的发布：{listed}")
    return _release(row)


def _release(row: Row[Any]) -> Release:
    return Release(row.name, row.upto, row.at, row.who, row.why, row.counts, row.gate)


def _changes(connection: Connection, before: dict[str, Head], after: dict[str, Head]) -> Iterator[Change]:
    moved = {i: (before.get(i), after.get(i)) for i in {**before, **after} if before.get(i) != after.get(i)}
    for item_ids in _in_steps(sorted(moved)):
        wanted = [head.row for i in item_ids for head in moved[i] if head]
        by_item: dict[str, list[Version]] = {}
        for version in sorted(history.load(connection, wanted), key=lambda v: v.version):
            by_item.setdefault(version.item_id, []).append(version)
        for item_id in item_ids:
            if change := _change(item_id, moved[item_id], by_item[item_id]):
                yield change


def _change(item_id: str, pair: tuple[Head | None, Head | None], versions: list[Version]) -> Change | None:
    was = pair[0] is not None and pair[0].state == "published"
    stays = pair[1] is not None and pair[1].state == "published"
    last = versions[-1]
    if not was and not stays:
        return None
    before = versions[0].payload if was else None
    lines = differences.lines(before, last.payload) if stays else []
    if was and stays and not lines:
        return None
    kind: Literal["added", "changed", "retired"] = "retired" if not stays else "changed" if was else "added"
    title = history.title_of(item_id, last.payload or versions[0].payload)
    return Change(item_id, history.kind_of(item_id), title, kind, last.who, last.at, last.why, tuple(lines))


def _restore(writer: Writer, then: dict[str, Head], heads: dict[str, Head]) -> Counter[str]:
    """Make what is published equal to a snapshot; documents first, their rows need them."""
    counts: Counter[str] = Counter()
    connection = writer.connection
    published = {i: head for i, head in then.items() if head.state == "published"}
    back = [head.row for i, head in published.items() if heads[i] != head]
    gone = [i for i, head in heads.items() if head.state == "published" and i not in published]
    versions = sorted(history.load(connection, back), key=lambda v: history.kind_of(v.item_id) != "document")
    for version in versions:
        _bring_back(writer, version)
        counts["restored"] += 1
    for item_id in gone:
        _take_out(writer, item_id)
        counts["retired"] += 1
    return counts


def _bring_back(writer: Writer, version: Version) -> None:
    match history.kind_of(version.item_id):
        case "entry":
            writer.publish(Entry.model_validate(version.payload), document=_document(writer, version.item_id))
        case "fact":
            writer.put_facts(Fact.model_validate(value) for value in version.payload["values"])
        case "document":
            writer.put_back(*document_of(version.payload))
        case "row":
            row = row_of(version.payload)
            writer.put_rows(writer.document(row.document), [row])


def _document(writer: Writer, item_id: str) -> str | None:
    query = select(t.items.c.document).where(t.items.c.id == item_id)
    return writer.connection.execute(query).scalar()


def _take_out(writer: Writer, item_id: str) -> None:
    match history.kind_of(item_id):
        case "document":
            writer.remove_document(item_id.removeprefix("document:"))
        case "fact":
            writer.remove_fact(item_id.removeprefix("fact:"))
        case _:
            writer.retire(item_id)


def _complete_history(store: Store, writer: Writer) -> None:
    """Knowledge held since before everything had versions gets its first one."""
    known = set(history.heads(writer.connection, history.position(writer.connection)))
    for document in store.documents():
        if f"document:{document.name}" not in known:
            held = writer.passages(document.name)
            payload = document_payload(document, held, store.content_hash(document.name) or "")
            writer.first_version(f"document:{document.name}", payload)
    for item in store.iter_items():
        if item.kind != "passage" and item.id not in known:
            writer.first_version(item.id, item.payload | ({} if item.kind == "entry" else _row(item)))
    values: dict[str, list[dict[str, Any]]] = {}
    for fact in store.facts():
        values.setdefault(fact.name, []).append(fact.model_dump(mode="json", exclude_none=True))
    for name, rows in values.items():
        if f"fact:{name}" not in known:
            writer.first_version(f"fact:{name}", fact_payload(rows))


def _row(item: Item) -> dict[str, Any]:
    key = item.id.split("#", 2)[2]
    return {"document": item.document, "key": key, "title": item.title, "text": item.body}


def _in_steps(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(ids), 200):
        yield ids[start : start + 200]
