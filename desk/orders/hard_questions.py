"""疑难工单: a question the hall cannot answer; its reviewed reply goes back, and to the knowledge as a draft."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from desk.errors import MoveError
from desk.orders.desk import Change, Desk
from desk.orders.store import of_session
from desk.orders.types import Actor, Filing, Ticket
from kb.entry import Entry, Review
from kb.store import Store

MODEL = "hard_question"


@dataclass(frozen=True, slots=True)
class Answered:
    """A reviewed reply, for the citizen who asked."""

    number: str
    question: str
    reply: str


def ask(
    desk: Desk,
    question: str,
    actor: Actor,
    today: date,
    *,
    session_id: str = "",
    turn_id: str = "",
    phone: str = "",
    area: str = "",
    district: str = "",
) -> Ticket:
    """File a question; the same turn of a conversation files it once."""
    given = {"question": question, "phone": phone, "area": area, "district": district}
    filing = Filing(
        {name: value for name, value in given.items() if value},
        model=MODEL,
        channel="assistant",
        client_key=f"turn:{turn_id}" if turn_id else None,
        session_id=session_id,
    )
    return desk.file(filing, actor, today, confirmed=True)


def approve(desk: Desk, knowledge: Store, number: str, actor: Actor, today: date, change: Change) -> Ticket:
    """Release the reply to the citizen and keep it as a draft entry; raises MoveError for other orders."""
    ticket = desk.get(number)
    if ticket.model != MODEL:
        raise MoveError(f"工单 {number} 不是疑难工单：请用「答复审核通过」")
    approved = desk.move(number, "approve", actor, today, change)
    with knowledge.writing(actor.name, f"疑难工单 {number} 的答复") as writer:
        writer.put_entry(draft_entry(approved, actor))
    return approved


def draft_entry(ticket: Ticket, actor: Actor) -> Entry:
    """A draft without a source: whoever publishes it must add what it rests on."""
    return Entry(
        id=f"ticket-{ticket.number.lower()}",
        question=str(ticket.fields["question"]),
        answer=ticket.reply,
        area=str(ticket.fields.get("area", "")),
        region=str(ticket.fields.get("district", "")),
        review=Review(state="draft", checked_by=actor.name),
    )


def answered(desk: Desk, session_id: str) -> list[Answered]:
    """Reviewed replies to the questions of a conversation."""
    with desk.engine.connect() as connection:
        found = of_session(connection, session_id)
    return [
        Answered(one.number, str(one.fields["question"]), one.reply)
        for one in found
        if one.model == MODEL and one.state in ("answered", "closed")
    ]
