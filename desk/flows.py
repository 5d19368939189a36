"""What a conversation is in the middle of: at most one flow of a kind, kept until it ends."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from sqlalchemy import Connection, delete, insert, select, update

from desk import tables as t
from kb.database import now

Kind = Literal["form", "progress", "personal"]


def of_session(connection: Connection, session_id: str) -> dict[Kind, dict[str, Any]]:
    rows = connection.execute(
        select(t.flows.c.kind, t.flows.c.payload).where(t.flows.c.session_id == session_id)
    )
    return {row.kind: row.payload for row in rows}


def put(connection: Connection, session_id: str, kind: Kind, payload: Mapping[str, Any]) -> None:
    same = (t.flows.c.session_id == session_id, t.flows.c.kind == kind)
    values = {"at": now(), "payload": dict(payload)}
    if connection.execute(update(t.flows).where(*same).values(**values)).rowcount == 0:
        connection.execute(insert(t.flows).values(session_id=session_id, kind=kind, **values))


def drop(connection: Connection, session_id: str, kind: Kind) -> bool:
    done = connection.execute(
        delete(t.flows).where(t.flows.c.session_id == session_id, t.flows.c.kind == kind)
    )
    return done.rowcount > 0
