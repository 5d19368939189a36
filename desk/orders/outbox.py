"""Answers on their way out: written with the approval, sent after it, never lost by a restart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, insert, select, update

from desk import tables as t
from desk.orders.types import Ticket
from kb.database import now, transaction


@dataclass(frozen=True, slots=True)
class Outgoing:
    row: int
    ticket: str
    key: str
    """The same for every try, so that the other side can tell a repetition."""
    payload: Mapping[str, Any]
    tries: int


def answered(connection: Connection, ticket: Ticket) -> None:
    """An approved reply goes to the platform the order came from; others are read at the desk."""
    if not ticket.external_id:
        return
    connection.execute(
        insert(t.ticket_outbox).values(
            ticket=ticket.number,
            kind=ticket.channel,
            key=f"{ticket.number}-{ticket.version}",
            payload={
                "id": ticket.external_id,
                "number": ticket.number,
                "reply": ticket.reply,
                "department": ticket.department,
            },
            tries=0,
            last_error="",
        )
    )


def pending(engine: Engine, kind: str) -> list[Outgoing]:
    with engine.connect() as connection:
        rows = connection.execute(
            select(t.ticket_outbox)
            .where(t.ticket_outbox.c.kind == kind, t.ticket_outbox.c.sent_at.is_(None))
            .order_by(t.ticket_outbox.c.row)
        )
        return [Outgoing(r.row, r.ticket, r.key, r.payload, r.tries) for r in rows]


def sent(engine: Engine, outgoing: Outgoing) -> None:
    _update(engine, outgoing, sent_at=now(), last_error="")


def failed(engine: Engine, outgoing: Outgoing, error: str) -> None:
    _update(engine, outgoing, last_error=error[:1000])


def _update(engine: Engine, outgoing: Outgoing, **values: object) -> None:
    with transaction(engine) as connection:
        connection.execute(
            update(t.ticket_outbox)
            .where(t.ticket_outbox.c.row == outgoing.row)
            .values(tries=outgoing.tries + 1, **values)
        )
