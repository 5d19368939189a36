"""Near duplicates as an import finds them, put on the list of what is to be looked at (`kb.todo`)."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, insert, or_, select

from kb import tables as t
from kb.database import now
from kb.near import Near
from kb.rows import chunks


def flag_near(connection: Connection, pairs: Iterable[Near]) -> None:
    """A pair that is on the list, or was looked at, stays as it is."""
    new: dict[frozenset[str], Near] = {}
    for pair in pairs:
        new.setdefault(frozenset((pair.id, pair.other)), pair)
    for chunk in chunks(sorted({pair.id for pair in new.values()})):
        either = or_(t.todos.c.item_id.in_(chunk), t.todos.c.about.in_(chunk))
        query = select(t.todos.c.item_id, t.todos.c.about).where(t.todos.c.kind == "near", either)
        for row in connection.execute(query):
            new.pop(frozenset(row), None)
    for some in chunks([_columns(pair) for pair in new.values()]):
        connection.execute(insert(t.todos), list(some))


def _columns(pair: Near) -> dict[str, object]:
    alike = "问法相同" if pair.exact else "问法相近"
    return {
        "kind": "near", "item_id": pair.id, "about": pair.other, "title": pair.question,
        "because": f"与「{pair.other}」{alike}", "at": now(),
    }  # fmt: skip
