"""What people of the office say to a conversation, kept until the citizen looks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select

from desk import tables as t
from kb.database import now


@dataclass(frozen=True, slots=True)
class Note:
    """One message to the citizen."""

    row: int
    """Grows; "after" asks for what is newer."""
    at: datetime
    kind: str
    """person: somebody speaks; reply: an order was answered; notice: who has the conversation."""
    who: str
    text: str


def put(connection: Connection, session_id: str, kind: str, who: str, text: str) -> None:
    connection.execute(insert(t.inbox).values(session_id=session_id, at=now(), kind=kind, who=who, text=text))


def of_session(connection: Connection, session_id: str, after: int = 0) -> Sequence[Note]:
    rows = connection.execute(
        select(t.inbox)
        .where(t.inbox.c.session_id == session_id, t.inbox.c.row > after)
        .order_by(t.inbox.c.row)
    )
    return [Note(row.row, row.at, row.kind, row.who, row.text) for row in rows]
