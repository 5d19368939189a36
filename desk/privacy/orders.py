"""Orders without their persons: anonymised so that the figures stay, or deleted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, delete, or_, select, update

from desk import tables as t
from desk.errors import MoveError
from desk.orders import definitions, masking, store
from desk.orders.definition import Definition
from desk.orders.states import STATE_NAMES
from desk.orders.types import Ticket
from kb.tables import items, proposals, versions

GONE = "（已去除）"
_PERSONAL = frozenset({"phone", "id_number"})
"""Types of fields that are somebody's."""


def anonymise(connection: Connection, number: str, names: Sequence[str] = ()) -> dict[str, int]:
    """Take names, numbers and the conversation out of an order and its trail; what it was about stays."""
    held = store.get(connection, number)
    _settled(held)
    known = (*names, *store.names_of(connection, held))
    definition = definitions.at_version(connection, held.model, held.model_version)
    fields = {
        name: masking.masked_text(value, held.fields, known) if isinstance(value, str) else value
        for name, value in held.fields.items()
        if not _personal(definition, name)
    }
    reply = masking.masked_text(held.reply, held.fields, known)
    connection.execute(
        update(t.tickets)
        .where(t.tickets.c.number == number)
        .values(fields=fields, evidence={}, phone="", id_number="", session_id="", reply=reply)
    )
    events = 0
    for row in connection.execute(select(t.ticket_events).where(t.ticket_events.c.ticket == number)).all():
        note = masking.masked_text(row.note, held.fields, known)
        changes = {
            name: _without(definition, held, name, pair, known) for name, pair in (row.changes or {}).items()
        }
        if (note, changes) != (row.note, row.changes or {}):
            connection.execute(
                update(t.ticket_events)
                .where(t.ticket_events.c.row == row.row)
                .values(note=note, changes=changes)
            )
            events += 1
    return {"orders": 1, "order_events": events, **_derived(connection, held)}


def remove(connection: Connection, number: str) -> dict[str, int]:
    """Delete an order with its trail, its links, and the draft that its answer became."""
    held = store.get(connection, number)
    _settled(held)
    derived = _derived(connection, held)
    draft = f"ticket-{number.lower()}"
    tables = {
        "order_events": delete(t.ticket_events).where(t.ticket_events.c.ticket == number),
        "order_links": delete(t.ticket_links).where(
            or_(t.ticket_links.c.ticket == number, t.ticket_links.c.other == number)
        ),
        "drafts": delete(proposals).where(proposals.c.item_id == draft),
        "draft_versions": delete(versions).where(
            versions.c.item_id == draft, versions.c.item_id.not_in(select(items.c.id))
        ),
        "orders": delete(t.tickets).where(t.tickets.c.number == number),
    }
    counts = {name: int(connection.execute(statement).rowcount) for name, statement in tables.items()}
    return {**counts, **derived}


def _derived(connection: Connection, held: Ticket) -> dict[str, int]:
    """What else repeats the order: messages to the citizen, and answers sent or waiting to be sent."""
    inbox = 0
    if held.session_id:
        ours = (t.inbox.c.session_id == held.session_id, t.inbox.c.text.contains(held.number))
        inbox = connection.execute(delete(t.inbox).where(*ours)).rowcount
    sent = connection.execute(delete(t.ticket_outbox).where(t.ticket_outbox.c.ticket == held.number)).rowcount
    return {"inbox": int(inbox), "outbox": int(sent)}


def _settled(held: Ticket) -> None:
    if held.is_open:
        raise MoveError(
            f"工单 {held.number} 还在办理（{STATE_NAMES[held.state]}）：办结或撤销以后才能去除个人信息"
        )


def _personal(definition: Definition, name: str) -> bool:
    field = definition.field(name)
    return name == "caller_name" or (field is not None and field.type in _PERSONAL)


def _without(definition: Definition, held: Ticket, name: str, pair: Any, known: Sequence[str]) -> Any:
    if not isinstance(pair, list):
        return pair
    if _personal(definition, name):
        return [GONE if value is not None else None for value in pair]
    return [masking.masked_text(v, held.fields, known) if isinstance(v, str) else v for v in pair]
