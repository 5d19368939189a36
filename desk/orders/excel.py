"""Orders and reports as an Excel file."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font

from desk.orders import masking
from desk.orders.deadlines import ALARM_NAMES, alarm
from desk.orders.definition import LEVEL_NAMES, Definition
from desk.orders.intake import shown
from desk.orders.reports import Table
from desk.orders.states import ACTION_NAMES, ROLE_NAMES, STATE_NAMES
from desk.orders.types import Event, Ticket

_FIXED = ("工单号", "状态", "来源", "承办部门", "层级", "承办人", "紧急", "登记日期", "截止日期", "时限")


def workbook(
    tickets: Sequence[Ticket],
    definition_of: Callable[[Ticket], Definition],
    history: Callable[[str], Iterable[Event]],
    today: date,
    *,
    role: str,
    reports: Iterable[Table] = (),
) -> bytes:
    """Sheets 工单, 流转记录 and one a report; personal data hidden as the role requires."""
    book = Workbook()
    sheet: Any = book.active
    sheet.title = "工单"
    labels: dict[str, str] = {}
    for ticket in tickets:
        labels |= {field.name: field.label for field in definition_of(ticket).fields}
    _head(sheet, [*_FIXED, *labels.values(), "答复"])
    steps = book.create_sheet("流转记录")
    _head(steps, ["工单号", "时间（UTC）", "操作人", "角色", "操作", "说明"])
    for ticket in tickets:
        definition = definition_of(ticket)
        sheet.append([_safe(cell) for cell in _row(ticket, definition, labels, today, role)])
        for event in history(ticket.number):
            note = event.note if masking.may_see_all(role) else masking.masked_text(event.note, ticket.fields)
            cells = [
                ticket.number,
                f"{event.at:%Y-%m-%d %H:%M:%S}",
                event.who,
                ROLE_NAMES.get(event.role, event.role),
            ]
            steps.append(
                [_safe(cell) for cell in (*cells, ACTION_NAMES.get(event.action, event.action), note)]
            )
    for table in reports:
        _report(book, table)
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _row(
    ticket: Ticket, definition: Definition, labels: dict[str, str], today: date, role: str
) -> list[object]:
    values = dict(ticket.fields)
    reply = ticket.reply
    if not masking.may_see_all(role):
        values, reply = masking.masked_fields(definition, values), masking.masked_text(reply, ticket.fields)
    late = alarm(ticket, definition, today)
    kinds = {field.name: field.type for field in definition.fields}
    return [
        ticket.number,
        STATE_NAMES[ticket.state],
        ticket.channel,
        ticket.department,
        LEVEL_NAMES.get(ticket.level, ticket.level),  # type: ignore[call-overload]
        ticket.assignee,
        "是" if ticket.priority == "urgent" else "",
        ticket.filed_on.isoformat() if ticket.filed_on else "",
        ticket.due.isoformat() if ticket.due else "",
        ALARM_NAMES[late] if late else "",
        *(_cell(kinds.get(name, "text"), values.get(name)) for name in labels),
        reply,
    ]


def _cell(kind: str, value: Any) -> object:
    if value is None:
        return ""
    return value if kind == "money" else shown(kind, value)


def _report(book: Workbook, table: Table) -> None:
    sheet: Any = book.create_sheet(re.sub(r"[\[\]:*?/\\]", "_", table.name)[:31])
    _head(sheet, [*table.heads, "件数", "超期", "已答复"])
    for row in table.rows:
        sheet.append([*map(_safe, row.group), row.total, row.overdue, row.closed])


def _head(sheet: Any, heads: Sequence[str]) -> None:
    sheet.append(list(heads))
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "A2"


def _safe(cell: object) -> object:
    """What a citizen wrote must never run as a formula in the office's spreadsheet."""
    return "'" + cell if isinstance(cell, str) and cell[:1] in "=+-@\t\r" and cell else cell
