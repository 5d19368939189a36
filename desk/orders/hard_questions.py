"""疑难工单: a question the hall cannot answer; its reviewed reply goes back, and to the knowledge as a draft."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from desk.errors import FormError
from desk.extract import extract
from desk.orders.desk import LOCKED, Desk
from desk.orders.store import by_key, of_session
from desk.orders.types import CITIZEN, Actor, Filing, Ticket
from desk.talk import Spoken
from desk.wording import say
from dialogue import channels
from dialogue.understand import scope
from kb import regions

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
        client_key=_key(session_id, turn_id) if turn_id else None,
        session_id=session_id,
    )
    return desk.file(filing, actor, today, confirmed=True)


def held(desk: Desk, session_id: str, turn_id: str, phone: str = "") -> Ticket | None:
    """The order that a turn became already, with the telephone that was not given the first time."""
    with desk.engine.connect() as connection:
        found = by_key(connection, _key(session_id, turn_id))
    if found is None:
        return None
    ticket = found[0]
    if phone and "phone" not in ticket.fields and ticket.state not in LOCKED:
        return desk.edit(ticket.number, {"phone": phone}, CITIZEN)
    return ticket


def _key(session_id: str, turn_id: str) -> str:
    return f"turn:{session_id}:{turn_id}"[:120]


def from_turn(desk: Desk, spoken: Spoken, session_id: str, today: date, phone: str = "") -> Ticket:
    """What a turn could not answer, handed to people; raises FormError for a turn that is none of those."""
    if not offered(spoken):
        raise FormError(say("question_why_not"))
    question = spoken.questions[0] if len(spoken.questions) == 1 else spoken.message
    region = str(spoken.scope.get("region") or "")
    area = extract([{"role": "citizen", "text": question}], today).fields.get("area")
    return ask(
        desk, question, CITIZEN, today, session_id=session_id, turn_id=spoken.turn_id, phone=phone,
        area=str(area.value) if area else "", district=region if region != regions.BEIJING else "",
    )  # fmt: skip


def offered(spoken: Spoken) -> bool:
    """Whether people of the office could answer: a matter of ours, of this place, and nobody's own record."""
    if spoken.by_desk or "medical_emergency" in spoken.guard:
        return False
    return spoken.outcome in ("unknown", "partial") and within(spoken.message)


def within(question: str) -> bool:
    if channels.bureau(question) or channels.own_case(question) or channels.left_to_others(question):
        return False
    return channels.hotline(question) is not None and scope.places(question).elsewhere is None


def answered(desk: Desk, session_id: str) -> list[Answered]:
    """Reviewed replies to the questions of a conversation."""
    with desk.engine.connect() as connection:
        found = of_session(connection, session_id)
    return [
        Answered(one.number, str(one.fields["question"]), one.reply)
        for one in found
        if one.model == MODEL and one.state in ("answered", "closed")
    ]
