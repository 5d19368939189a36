"""Forms, handoffs, alerts and proofs as the JSON of HTTP and the command line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from desk.alerts import Alert, Step
from desk.alerts.board import CATEGORY_NAMES, LEVEL_NAMES
from desk.alerts.board import STATE_NAMES as ALERT_STATES
from desk.form import Form, Said
from desk.handoff import KIND_NAMES, Handoff
from desk.handoff.line import STATE_NAMES as HANDOFF_STATES
from desk.handoff.line import Wish
from desk.inbox import Note
from desk.orders import intake
from desk.orders.definition import Definition
from desk.privacy import Proof
from desk.privacy.proofs import KIND_NAMES as PROOF_KINDS
from desk.talk import Spoken
from desk.wording import offers as labels
from serve.settings import BEIJING_TIME


def offers(names: Iterable[str]) -> list[dict[str, str]]:
    """Actions that may be tapped: [{action, label}]."""
    known = labels()
    return [{"action": name, "label": known[name]} for name in names]


def form(said: Said, definition: Definition | None) -> dict[str, Any]:
    """Where an order being filled in stands; the values are the citizen's own."""
    found: Form | None = said.form
    shown = {}
    if found is not None and definition is not None:
        for field in definition.fields:
            if field.name in found.values:
                value = found.values[field.name]
                shown[field.name] = {
                    "label": field.label,
                    "value": value,
                    "shown": intake.shown(field.type, value),
                }
    return {
        "stage": found.stage if found else "cancelled",
        "text": said.text,
        "asked": (found.asked if found else "") or None,
        "choices": list(said.choices),
        "offers": offers(said.offers),
        "fields": shown,
        "unknown": list(found.unknown) if found else [],
        "number": (found.number if found else "") or None,
    }


def wish(found: Wish) -> dict[str, Any]:
    """What a citizen may know of their handoff."""
    return {
        "state": found.handoff.state,
        "state_name": HANDOFF_STATES[found.handoff.state],
        "place": found.place or None,
        "number": found.handoff.number,
    }


def handoff(found: Handoff) -> dict[str, Any]:
    """For staff."""
    return {
        "number": found.number,
        "session_id": found.session_id,
        "at": time(found.at),
        "kind": found.kind,
        "kind_name": KIND_NAMES.get(found.kind, found.kind),
        "reason": found.reason or None,
        "state": found.state,
        "state_name": HANDOFF_STATES[found.state],
        "priority": found.priority,
        "owner": found.owner or None,
        "taken_at": time(found.taken_at),
        "ended_at": time(found.ended_at),
        "note": found.note or None,
        "summary": dict(found.summary),
        "ticket": found.ticket or None,
    }


def conversation(spoken: Sequence[Spoken], notes: Sequence[Note]) -> list[dict[str, Any]]:
    """What was said by whom, in the order of time."""
    said: list[tuple[datetime, dict[str, Any]]] = []
    for one in spoken:
        said.append((one.at, {"role": "citizen", "text": one.message, "at": time(one.at)}))
        if one.text:
            said.append(
                (one.at, {"role": "assistant", "text": one.text, "outcome": one.outcome, "at": time(one.at)})
            )
    said += [
        (n.at, {"role": "agent", "who": n.who, "kind": n.kind, "text": n.text, "at": time(n.at)})
        for n in notes
    ]
    return [line for _, line in sorted(said, key=lambda pair: pair[0]) if line["text"]]


def note(found: Note) -> dict[str, Any]:
    return {"id": found.row, "at": time(found.at), "kind": found.kind, "text": found.text}


def alert(found: Alert) -> dict[str, Any]:
    return {
        "number": found.number,
        "session_id": found.session_id,
        "turn_id": found.turn_id,
        "at": time(found.at),
        "category": found.category,
        "category_name": CATEGORY_NAMES.get(found.category, found.category),
        "level": found.level,
        "level_name": LEVEL_NAMES[found.level],
        "message": found.message,
        "state": found.state,
        "state_name": ALERT_STATES[found.state],
        "assignee": found.assignee or None,
        "taken_by": found.acknowledged_by or None,
        "taken_at": time(found.acknowledged_at),
        "closed_by": found.closed_by or None,
        "closed_at": time(found.closed_at),
        "closed_note": found.closed_note or None,
        "reminders": found.reminders,
    }


def step(found: Step) -> dict[str, Any]:
    return {
        "at": time(found.at), "who": found.who, "action": found.action, "to": found.to or None, "note": found.note,
    }  # fmt: skip


def proof(found: Proof) -> dict[str, Any]:
    return {
        "number": found.number,
        "at": time(found.at),
        "kind": found.kind,
        "kind_name": PROOF_KINDS[found.kind],
        "subject": found.subject,
        "who": found.who,
        "reason": found.reason,
        "counts": dict(found.counts),
        "previous": found.previous or None,
        "hash": found.hash,
    }


def time(at: datetime | None) -> str | None:
    """Beijing time, to the second."""
    return at.replace(tzinfo=UTC).astimezone(BEIJING_TIME).isoformat(timespec="seconds") if at else None
