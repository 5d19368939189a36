"""疑难工单: a question the hall cannot answer; its reviewed reply goes back, and to the knowledge as a draft."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from desk.orders.desk import Desk
from desk.orders.store import of_session
from desk.orders.types import Actor, Filing, Ticket

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
        client_key=f"turn:{session_id}:{turn_id}"[:120] if turn_id else None,
        session_id=session_id,
    )
    return desk.file(filing, actor, today, confirmed=True)


def answered(desk: Desk, session_id: str) -> list[Answered]:
    """Reviewed replies to the questions of a conversation."""
    with desk.engine.connect() as connection:
        found = of_session(connection, session_id)
    return [
        Answered(one.number, str(one.fields["question"]), one.reply)
        for one in found
        if one.model == MODEL and one.state in ("answered", "closed")
    ]
