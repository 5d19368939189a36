"""Counts of orders by whatever a definition's reports name, traced to the orders they count."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from desk.errors import TicketModelError
from desk.orders.deadlines import alarm
from desk.orders.definition import Definition, Report
from desk.orders.intake import shown
from desk.orders.states import STATE_NAMES
from desk.orders.types import Ticket

_HEADS = {
    "state": "状态", "department": "承办部门", "level": "层级", "assignee": "承办人", "priority": "紧急程度",
    "channel": "来源", "category": "类别", "filed_on": "登记日期", "filed_month": "登记月份",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    group: tuple[str, ...]
    total: int
    overdue: int
    """Of them, open and past their day."""
    closed: int
    numbers: tuple[str, ...]
    """The orders counted."""


@dataclass(frozen=True, slots=True)
class Table:
    name: str
    heads: tuple[str, ...]
    rows: tuple[Row, ...]


def report_of(definition: Definition, name: str) -> Report:
    found = next((one for one in definition.reports if one.name == name), None)
    if found is None:
        has = "、".join(one.name for one in definition.reports) or "（没有）"
        raise TicketModelError(f"工单模型「{definition.name}」没有报表「{name[:40]}」：已有 {has}")
    return found


def run(definition: Definition, report: Report, tickets: Iterable[Ticket], today: date) -> Table:
    """The most frequent group first."""
    groups: dict[tuple[str, ...], list[Ticket]] = {}
    for ticket in tickets:
        if all(ticket.fields.get(name) in values for name, values in report.when.items()):
            key = tuple(_cell(definition, ticket, name) for name in report.group_by)
            groups.setdefault(key, []).append(ticket)
    rows = [
        Row(
            key,
            len(members),
            sum(alarm(one, definition, today) == "overdue" for one in members),
            sum(one.state in ("answered", "closed") for one in members),
            tuple(one.number for one in members),
        )
        for key, members in groups.items()
    ]
    heads = tuple(_HEADS.get(name) or definition.label(name) for name in report.group_by)
    return Table(report.name, heads, tuple(sorted(rows, key=lambda row: (-row.total, row.group))))


def _cell(definition: Definition, ticket: Ticket, name: str) -> str:
    field = definition.field(name)
    if field is not None:
        return shown(field.type, ticket.fields[name]) if name in ticket.fields else "（未填）"
    if name == "state":
        return STATE_NAMES[ticket.state]
    if name == "filed_month":
        return ticket.filed_on.isoformat()[:7] if ticket.filed_on else "（未提交）"
    value = getattr(ticket, name)
    return str(value) if value else "（无）"
