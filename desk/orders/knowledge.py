"""From a reviewed reply to a draft entry of the knowledge, in the transaction of its approval."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection

from desk.orders import store
from desk.orders.definition import Definition
from desk.orders.masking import masked_text
from desk.orders.types import Actor, Ticket
from kb.entry import Entry, Review
from kb.store import Writer


def keep_draft(connection: Connection, definition: Definition, ticket: Ticket, actor: Actor) -> None:
    """Nothing where the definition names no question; the same order again updates its draft."""
    if definition.becomes_knowledge and definition.becomes_knowledge in ticket.fields:
        writer = Writer(connection, actor.name, f"{ticket.number} 的答复")
        names = store.names_of(connection, ticket)
        writer.put_entry(draft_entry(definition, ticket, actor, names))


def draft_entry(definition: Definition, ticket: Ticket, actor: Actor, names: Iterable[str] = ()) -> Entry:
    """A draft without a source: whoever publishes it must add what it rests on. Knowledge is about nobody."""
    return Entry(
        id=f"ticket-{ticket.number.lower()}",
        question=masked_text(str(ticket.fields[definition.becomes_knowledge]), ticket.fields, names),
        answer=masked_text(ticket.reply, ticket.fields, names),
        area=str(ticket.fields.get("area", "")),
        region=str(ticket.fields.get("district", "")),
        review=Review(state="draft", checked_by=actor.name),
    )
