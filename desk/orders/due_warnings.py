"""Orders past their day or close to it: each is told of once for an alarm and a day, whoever looks and however often."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from desk import tables as t
from desk.orders import definitions, store
from desk.orders.deadlines import ALARM_NAMES, Alarm, alarm
from desk.orders.definition import Definition
from desk.orders.desk import Desk
from desk.orders.states import OPEN
from desk.orders.types import SYSTEM, Ticket
from kb.database import transaction

_ACTION = "warn"
_MOST = 1_000_000
_Key = tuple[str, Alarm, str]
"""Number, alarm and the day it is about: a deadline that moved is warned of anew."""


@dataclass(frozen=True, slots=True)
class Late:
    """An open order whose time is over or nearly so."""

    ticket: Ticket
    alarm: Alarm

    @property
    def day(self) -> date | None:
        """The last day of the answer, or of the present step where only that is over."""
        return self.ticket.stage_due if self.alarm == "stage_overdue" else self.ticket.due

    @property
    def _key(self) -> _Key:
        return self.ticket.number, self.alarm, str(self.day)


def late(desk: Desk, today: date) -> list[Late]:
    """All of them, the most pressing first."""
    known: dict[tuple[str, int], Definition] = {}
    with desk.engine.connect() as connection:
        _, tickets = store.find(connection, store.Query(state="open", limit=_MOST))
        for one in tickets:
            if (one.model, one.model_version) not in known:
                known[one.model, one.model_version] = definitions.at_version(
                    connection, one.model, one.model_version
                )
    found = ((one, alarm(one, known[one.model, one.model_version], today)) for one in tickets)
    return [Late(one, said) for one, said in found if said is not None]


def warn(desk: Desk, found: list[Late]) -> list[Late]:
    """Those nobody was told of yet; from now on their trail says that somebody was."""
    with desk.engine.connect() as connection:
        told = _told(connection)
    return [one for one in found if one._key not in told and _warned(desk, one)]


def _warned(desk: Desk, one: Late) -> bool:
    """Whether this call was the first; another process may have been."""
    with transaction(desk.engine, serialised=True) as connection:
        held = store.get(connection, one.ticket.number)
        if held.state not in OPEN or one._key in _told(connection, held.number):
            return False
        note = f"{ALARM_NAMES[one.alarm]}，截止 {one.day}"
        marks = {"alarm": one.alarm, "day": str(one.day)}
        store.record(connection, held.number, SYSTEM, _ACTION, (held.state, held.state), note, marks)
    return True


def _told(connection: Connection, number: str = "") -> set[_Key]:
    """What was said of open orders, or of one."""
    events, tickets = t.ticket_events.c, t.tickets.c
    query = select(events.ticket, events.changes).where(events.action == _ACTION)
    if number:
        query = query.where(events.ticket == number)
    else:
        query = query.join(t.tickets, tickets.number == events.ticket).where(tickets.state.in_(sorted(OPEN)))
    return {(row.ticket, row.changes["alarm"], row.changes["day"]) for row in connection.execute(query)}
