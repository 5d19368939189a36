"""The records of work orders."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from desk.extract.types import Value
from desk.orders.states import OPEN, State


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something, and as what."""

    name: str
    role: str
    """One of desk.orders.states.Role."""


CITIZEN = Actor("市民", "citizen")
SYSTEM = Actor("系统", "system")


@dataclass(frozen=True, slots=True)
class Filing:
    """What comes in to become an order."""

    fields: Mapping[str, object]
    """By name of the model's fields; checked and normalised before anything is kept."""
    model: str = "default"
    channel: str = "hotline"
    """Where it came from: hotline, web, 12345, assistant …"""
    client_key: str | None = None
    """The same key again returns the same order, so that a retry files nothing twice."""
    evidence: Mapping[str, object] = field(default_factory=dict)
    category: str = ""
    department: str = ""
    confidence: float = 0.0
    """Of category and department as suggested, 0 to 1."""
    session_id: str = ""
    external_id: str = ""
    due: date | None = None
    """A deadline set from outside, e.g. by the 12345 platform; the earlier one counts."""


@dataclass(frozen=True, slots=True)
class Event:
    """One step of an order's life."""

    at: datetime
    """UTC, without zone, as everywhere in the database."""
    who: str
    role: str
    action: str
    from_state: str
    to_state: str
    note: str
    changes: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Ticket:
    """A work order as it stands."""

    number: str
    """E.g. "GD202611230001"."""
    model: str
    model_version: int
    channel: str
    state: State
    version: int
    """Counts changes; whoever changes the order says which version they saw."""
    fields: Mapping[str, Value]
    evidence: Mapping[str, Any]
    category: str
    department: str
    level: str
    confidence: float
    assignee: str
    priority: str
    """"normal" or "urgent"."""
    session_id: str
    external_id: str
    reply: str
    filed_on: date | None
    due: date | None
    """Last day on which the answer is in time."""
    stage_due: date | None
    """Last day on which the present step is in time."""
    created_by: str
    created_at: datetime
    updated_by: str
    updated_at: datetime

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def request_type(self) -> str:
        return str(self.fields.get("request_type", ""))
