"""Rows of orders: every write is one transaction with its line in the audit trail."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement, Connection, Row, and_, func, insert, or_, select, update

from desk import tables as t
from desk.errors import ConflictError, TicketNotFoundError
from desk.orders.states import ACTION_NAMES, OPEN, STATE_NAMES, State
from desk.orders.types import Actor, Event, Ticket
from kb.database import iso, now, parse_day

_INDEXED = ("request_type", "area", "district", "phone", "id_number")


@dataclass(frozen=True, slots=True)
class Query:
    """Which orders are wanted; empty parts do not narrow."""

    state: str = ""
    """A state, or "open" for all in which the office owes something."""
    department: str = ""
    assignee: str = ""
    area: str = ""
    district: str = ""
    model: str = ""
    channel: str = ""
    since: date | None = None
    """First day of filing."""
    until: date | None = None
    limit: int = 50
    offset: int = 0


def add(connection: Connection, ticket: Ticket, client_key: str | None, content: str) -> None:
    connection.execute(
        insert(t.tickets).values(
            number=ticket.number, client_key=client_key, content_hash=content, **_columns(ticket)
        )
    )


def save(connection: Connection, ticket: Ticket, seen: int) -> None:
    """Write the order if it still is at the version the writer saw; raises ConflictError naming who was first."""
    done = connection.execute(
        update(t.tickets)
        .where(t.tickets.c.number == ticket.number, t.tickets.c.version == seen)
        .values(**_columns(ticket))
    )
    if done.rowcount != 1:
        raise ConflictError(who_was_first(connection, ticket.number))


def get(connection: Connection, number: str) -> Ticket:
    if (found := find_one(connection, number)) is None:
        raise TicketNotFoundError(f"没有工单 {number[:40]}：请核对工单号")
    return found


def by_key(connection: Connection, client_key: str) -> tuple[Ticket, str] | None:
    """The order filed with a client's key, and the hash of what was filed."""
    row = connection.execute(select(t.tickets).where(t.tickets.c.client_key == client_key)).one_or_none()
    return (_ticket(row), row.content_hash) if row else None


def find_one(connection: Connection, number: str) -> Ticket | None:
    row = connection.execute(select(t.tickets).where(t.tickets.c.number == number)).one_or_none()
    return _ticket(row) if row else None


def wrong_guesses(connection: Connection, number: str) -> int:
    """How often in the last day somebody asked how it stands with a wrong telephone."""
    events = t.ticket_events.c
    since = now() - timedelta(days=1)
    query = select(func.count()).where(events.ticket == number, events.action == "guess", events.at > since)
    return connection.scalar(query) or 0


def by_external(connection: Connection, channel: str, external_id: str) -> Ticket | None:
    row = connection.execute(
        select(t.tickets).where(t.tickets.c.channel == channel, t.tickets.c.external_id == external_id)
    ).one_or_none()
    return _ticket(row) if row else None


def find(connection: Connection, query: Query) -> tuple[int, list[Ticket]]:
    """How many there are, and the page of them: the most pressing first."""
    where = and_(True, *_conditions(query))
    total = connection.scalar(select(func.count()).select_from(t.tickets).where(where)) or 0
    late = func.coalesce(t.tickets.c.due, "9999-12-31")
    rows = connection.execute(
        select(t.tickets)
        .where(where)
        .order_by(late, t.tickets.c.number)
        .limit(query.limit)
        .offset(query.offset)
    )
    return total, [_ticket(row) for row in rows]


def of_person(connection: Connection, phone: str, id_number: str, since: date) -> list[Ticket]:
    """Orders filed since a day by whoever has that telephone or identity number."""
    same = [
        column == value
        for column, value in ((t.tickets.c.phone, phone), (t.tickets.c.id_number, id_number))
        if value
    ]
    if not same:
        return []
    rows = connection.execute(
        select(t.tickets)
        .where(or_(*same), t.tickets.c.filed_on >= since.isoformat())
        .order_by(t.tickets.c.number)
    )
    return [_ticket(row) for row in rows]


def of_session(connection: Connection, session_id: str) -> list[Ticket]:
    rows = connection.execute(
        select(t.tickets).where(t.tickets.c.session_id == session_id).order_by(t.tickets.c.number)
    )
    return [_ticket(row) for row in rows]


def record(
    connection: Connection,
    number: str,
    actor: Actor,
    action: str,
    states: tuple[str, str],
    note: str = "",
    changes: Mapping[str, Any] | None = None,
) -> None:
    connection.execute(
        insert(t.ticket_events).values(
            ticket=number,
            at=now(),
            who=actor.name,
            role=actor.role,
            action=action,
            from_state=states[0],
            to_state=states[1],
            note=note,
            changes=dict(changes or {}),
        )
    )


def events(connection: Connection, number: str) -> list[Event]:
    rows = connection.execute(
        select(t.ticket_events).where(t.ticket_events.c.ticket == number).order_by(t.ticket_events.c.row)
    )
    return [
        Event(r.at, r.who, r.role, r.action, r.from_state, r.to_state, r.note, r.changes or {}) for r in rows
    ]


def names_of(connection: Connection, ticket: Ticket) -> tuple[str, ...]:
    """What the person of an order is called, also where only another order of theirs says it."""
    c = t.tickets.c
    same = [c.number == ticket.number]
    for column, value in (
        (c.phone, str(ticket.fields.get("phone", ""))),
        (c.id_number, str(ticket.fields.get("id_number", ""))),
        (c.session_id, ticket.session_id),
    ):
        if value:
            same.append(column == value)
    rows = connection.scalars(select(c.fields).where(or_(*same)))
    found = (str(fields.get("caller_name", "")) for fields in rows)
    return tuple(dict.fromkeys(name for name in found if name))


def link(connection: Connection, number: str, other: str, reason: str) -> None:
    for one, two in ((number, other), (other, number)):
        held = connection.execute(
            select(t.ticket_links.c.ticket).where(
                t.ticket_links.c.ticket == one, t.ticket_links.c.other == two
            )
        ).first()
        if held is None:
            connection.execute(insert(t.ticket_links).values(ticket=one, other=two, reason=reason, at=now()))


def links(connection: Connection, number: str) -> list[tuple[str, str]]:
    """(number, reason) of the orders about the same matter."""
    rows = connection.execute(
        select(t.ticket_links.c.other, t.ticket_links.c.reason)
        .where(t.ticket_links.c.ticket == number)
        .order_by(t.ticket_links.c.other)
    )
    return [(row.other, row.reason) for row in rows]


def next_number(connection: Connection, today: date) -> str:
    """GD, the day, and a running number of the day; only inside a serialised transaction."""
    head = f"GD{today:%Y%m%d}"
    last = connection.scalar(select(func.max(t.tickets.c.number)).where(t.tickets.c.number.startswith(head)))
    return f"{head}{int(last[len(head) :]) + 1 if last else 1:06d}"


def content_hash(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def who_was_first(connection: Connection, number: str) -> str:
    held = get(connection, number)
    last = [one for one in events(connection, number) if one.action not in ("warn", "guess")][-1]
    what = ACTION_NAMES.get(last.action, last.action)
    return (
        f"工单 {number} 已被 {last.who} 先一步「{what}」，现在是「{STATE_NAMES[held.state]}」"
        f"（版本 {held.version}）：请刷新后再操作"
    )


def _conditions(query: Query) -> Sequence[ColumnElement[bool]]:
    c = t.tickets.c
    found: list[ColumnElement[bool]] = []
    if query.state == "open":
        found.append(c.state.in_(sorted(OPEN)))
    elif query.state:
        found.append(c.state == query.state)
    for name in ("department", "assignee", "area", "district", "model", "channel"):
        if value := getattr(query, name):
            found.append(c[name] == value)
    if query.since:
        found.append(c.filed_on >= query.since.isoformat())
    if query.until:
        found.append(c.filed_on <= query.until.isoformat())
    return found


def _columns(ticket: Ticket) -> dict[str, Any]:
    return {
        "model": ticket.model,
        "model_version": ticket.model_version,
        "channel": ticket.channel,
        "state": ticket.state,
        "version": ticket.version,
        "fields": dict(ticket.fields),
        "evidence": dict(ticket.evidence),
        "category": ticket.category,
        "department": ticket.department,
        "level": ticket.level,
        "confidence": ticket.confidence,
        "assignee": ticket.assignee,
        "priority": ticket.priority,
        "session_id": ticket.session_id,
        "external_id": ticket.external_id,
        "reply": ticket.reply,
        "filed_on": iso(ticket.filed_on),
        "due": iso(ticket.due),
        "stage_due": iso(ticket.stage_due),
        "created_by": ticket.created_by,
        "created_at": ticket.created_at,
        "updated_by": ticket.updated_by,
        "updated_at": ticket.updated_at,
        **{name: str(ticket.fields.get(name, "")) for name in _INDEXED},
    }


def _ticket(row: Row[Any]) -> Ticket:
    return Ticket(
        number=row.number,
        model=row.model,
        model_version=row.model_version,
        channel=row.channel,
        state=cast(State, row.state),
        version=row.version,
        fields=row.fields,
        evidence=row.evidence,
        category=row.category,
        department=row.department,
        level=row.level,
        confidence=row.confidence,
        assignee=row.assignee,
        priority=row.priority,
        session_id=row.session_id,
        external_id=row.external_id,
        reply=row.reply,
        filed_on=parse_day(row.filed_on),
        due=parse_day(row.due),
        stage_due=parse_day(row.stage_due),
        created_by=row.created_by,
        created_at=row.created_at,
        updated_by=row.updated_by,
        updated_at=row.updated_at,
    )
