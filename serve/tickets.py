"""Orders as the JSON of HTTP and the command line."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from desk.orders import Desk, Event, Progress, Ticket, masking
from desk.orders.deadlines import ALARM_NAMES, alarm
from desk.orders.definition import LEVEL_NAMES, Definition
from desk.orders.reports import Table
from desk.orders.states import ACTION_NAMES, ROLE_NAMES, STATE_NAMES, possible


def ticket(found: Ticket, definition: Definition, today: date, role: str) -> dict[str, Any]:
    """One order; personal data hidden from roles that do not need it."""
    everything = masking.may_see_all(role)
    values = dict(found.fields) if everything else masking.masked_fields(definition, dict(found.fields))
    late = alarm(found, definition, today)
    return {
        "number": found.number,
        "state": found.state,
        "state_name": STATE_NAMES[found.state],
        "version": found.version,
        "model": found.model,
        "model_version": found.model_version,
        "channel": found.channel,
        "fields": values,
        "missing": [field.name for field in definition.lacking(found.fields)],
        "category": found.category,
        "department": found.department,
        "level": found.level,
        "level_name": LEVEL_NAMES.get(found.level, found.level),  # type: ignore[call-overload]
        "confidence": found.confidence,
        "assignee": found.assignee,
        "priority": found.priority,
        "filed_on": _day(found.filed_on),
        "due": _day(found.due),
        "stage_due": _day(found.stage_due),
        "alarm": late,
        "alarm_name": ALARM_NAMES[late] if late else None,
        "reply": found.reply if everything else masking.masked_text(found.reply, found.fields),
        "actions": possible(found.state),
        "session_id": (found.session_id or None) if everything else None,
        "masked": not everything,
    }


def detail(desk: Desk, found: Ticket, today: date, role: str) -> dict[str, Any]:
    """One order with its definition's labels, its history and what is linked to it."""
    definition = desk.definition_of(found)
    return {
        **ticket(found, definition, today, role),
        "labels": {field.name: field.label for field in definition.fields},
        "ask": {field.name: field.ask for field in definition.lacking(found.fields)},
        "evidence": dict(found.evidence),
        "links": [{"number": number, "reason": reason} for number, reason in desk.links(found.number)],
        "history": [event(one, found, definition, role) for one in desk.history(found.number)],
    }


def event(one: Event, found: Ticket, definition: Definition, role: str) -> dict[str, Any]:
    everything = masking.may_see_all(role)
    kinds = {field.name: field.type for field in definition.fields}
    changes = {
        name: value
        if everything or not isinstance(value, list)
        else [
            masking.masked_value(kinds.get(name, "text"), name, v) if v is not None else None for v in value
        ]
        for name, value in one.changes.items()
    }
    return {
        "at": f"{one.at.isoformat(timespec='seconds')}Z",
        "who": one.who,
        "role": one.role,
        "role_name": ROLE_NAMES.get(one.role, one.role),
        "action": one.action,
        "action_name": ACTION_NAMES.get(one.action, one.action),
        "from": one.from_state,
        "to": one.to_state,
        "note": one.note if everything else masking.masked_text(one.note, found.fields),
        "changes": changes,
    }


def page(desk: Desk, total: int, found: Iterable[Ticket], today: date, role: str) -> dict[str, Any]:
    return {"total": total, "tickets": [ticket(one, desk.definition_of(one), today, role) for one in found]}


def progress(found: Progress) -> dict[str, Any]:
    return {
        "number": found.number,
        "state": found.state,
        "state_name": STATE_NAMES[found.state],
        "department": found.department,
        "filed_on": _day(found.filed_on),
        "due": _day(found.due),
        "reply": found.reply or None,
    }


def report(table: Table) -> dict[str, Any]:
    return {
        "name": table.name,
        "heads": list(table.heads),
        "rows": [
            {
                "group": list(row.group),
                "total": row.total,
                "overdue": row.overdue,
                "closed": row.closed,
                "numbers": list(row.numbers),
            }
            for row in table.rows
        ],
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
