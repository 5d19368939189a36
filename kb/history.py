"""Every version of everything that was ever held: entries, rows, documents and facts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Row, Select, func, select

from kb import tables as t
from kb.fact import Fact, FactTable
from kb.snapshot import document_of
from kb.writer import chunks

Kind = Literal["entry", "row", "document", "fact"]

_SETTLED = ("published", "retired")
"""States that count for what is in force; drafts stand beside them."""


@dataclass(frozen=True, slots=True)
class Version:
    """One change: what it made of the item, who made it, when and why."""

    item_id: str
    """Id of an entry or row, "document:NAME" or "fact:NAME"."""
    version: int
    at: datetime
    """UTC."""
    who: str
    why: str
    state: str
    payload: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Head:
    """Where an item stands at a position of the history."""

    row: int
    state: str


def kind_of(item_id: str) -> Kind:
    if item_id.startswith("document:"):
        return "document"
    if item_id.startswith("fact:"):
        return "fact"
    return "row" if "#" in item_id else "entry"


def title_of(item_id: str, payload: dict[str, Any]) -> str:
    """What staff call it."""
    match kind_of(item_id):
        case "entry":
            return str(payload.get("question", item_id))
        case "row":
            return str(payload.get("title", item_id))
        case "document":
            return str(payload.get("document", {}).get("title", item_id))
        case "fact":
            return item_id.removeprefix("fact:")


def versions(connection: Connection, item_id: str) -> list[Version]:
    """Oldest first."""
    query = select(t.versions).where(t.versions.c.item_id == item_id).order_by(t.versions.c.version)
    return [_version(row) for row in connection.execute(query)]


def version(connection: Connection, item_id: str, number: int) -> Version | None:
    query = select(t.versions).where(t.versions.c.item_id == item_id, t.versions.c.version == number)
    row = connection.execute(query).one_or_none()
    return _version(row) if row else None


def position(connection: Connection) -> int:
    """Where the history stands now; it only grows."""
    return connection.execute(select(func.max(t.versions.c.row))).scalar() or 0


def position_at(connection: Connection, at: datetime) -> int:
    """Where the history stood at a moment (UTC)."""
    query = select(func.max(t.versions.c.row)).where(t.versions.c.at <= at)
    return connection.execute(query).scalar() or 0


def heads(connection: Connection, upto: int) -> dict[str, Head]:
    """Of every item, its last settled version at a position."""
    query = select(t.versions.c.item_id, t.versions.c.row, t.versions.c.state).where(
        t.versions.c.row.in_(_last_rows(upto))
    )
    return {row.item_id: Head(row.row, row.state) for row in connection.execute(query)}


def load(connection: Connection, rows: Iterable[int]) -> Iterator[Version]:
    """Versions by their rows."""
    for chunk in chunks(sorted(rows)):
        for row in connection.execute(select(t.versions).where(t.versions.c.row.in_(chunk))):
            yield _version(row)


def facts_at(connection: Connection, upto: int) -> FactTable:
    """The facts as they stood at a position."""
    query = select(t.versions).where(
        t.versions.c.row.in_(_last_rows(upto).where(t.versions.c.item_id.like("fact:%"))),
        t.versions.c.state == "published",
    )
    return FactTable(
        Fact.model_validate(value) for row in connection.execute(query) for value in row.payload["values"]
    )


def text_of(connection: Connection, item_id: str, number: int) -> str | None:
    """What an item said at a version, as an answer record names it; None where that is not kept.

    A passage carries the version of its document.
    """
    if found := version(connection, item_id, number):
        return str(found.payload.get("answer") or found.payload.get("text") or "")
    name, _, place = item_id.rpartition("#")
    held = version(connection, f"document:{name}", number) if name and place.isdigit() else None
    if held is None:
        return None
    _, passages, _ = document_of(held.payload)
    at = int(place)
    return passages[at].text if at < len(passages) else None


def _last_rows(upto: int) -> Select[Any]:
    return (
        select(func.max(t.versions.c.row))
        .where(t.versions.c.row <= upto, t.versions.c.state.in_(_SETTLED))
        .group_by(t.versions.c.item_id)
    )


def _version(row: Row[Any]) -> Version:
    return Version(row.item_id, row.version, row.at, row.who, row.why, row.state, row.payload)
