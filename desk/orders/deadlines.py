"""When an order is due, and when to warn; all in working days of its own definition."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from desk.extract.types import Value
from desk.orders.definition import Definition
from desk.orders.states import State
from desk.orders.types import Ticket

Alarm = Literal["overdue", "due_soon", "stage_overdue"]
ALARM_NAMES: dict[Alarm, str] = {"overdue": "已超期", "due_soon": "即将到期", "stage_overdue": "本环节超期"}


@dataclass(frozen=True, slots=True)
class Due:
    whole: date | None
    stage: date | None


def due_dates(
    definition: Definition, fields: Mapping[str, Value], state: State, filed_on: date, today: date
) -> Due:
    """The last day for the answer, counted from filing, and for the present step, counted from today."""
    rule = definition.deadline_for(fields)
    if rule is None:
        return Due(None, None)
    days = definition.days
    stage = {str(name): days for name, days in rule.stages.items()}.get(state)
    return Due(days.add(filed_on, rule.days), days.add(today, stage) if stage is not None else None)


def alarm(ticket: Ticket, definition: Definition, today: date) -> Alarm | None:
    """What is wrong with the order's time; nothing once the office has answered."""
    if not ticket.is_open or ticket.due is None:
        return None
    if today > ticket.due:
        return "overdue"
    rule = definition.deadline_for(ticket.fields)
    if definition.days.between(today, ticket.due) <= (rule.warn if rule else 1):
        return "due_soon"
    if ticket.stage_due is not None and today > ticket.stage_due:
        return "stage_overdue"
    return None
