"""The server itself tells of orders that are late, in its log, its figures and the trail."""

from __future__ import annotations

import logging
from datetime import date

import pytest

from desk.orders import Filing
from serve import joined
from tests.desk.people import AGENT, WAGES
from tests.serve.hall import Hall, open_hall

FILED = date(2026, 9, 1)


def warnings(log: pytest.LogCaptureFixture) -> list[logging.LogRecord]:
    return [one for one in log.records if one.message.startswith("order is")]


async def test_an_order_past_its_day_is_told_of_once_also_after_a_restart(
    hall: Hall, caplog: pytest.LogCaptureFixture
) -> None:
    services = hall.app.state.services
    order = services.reception.desk.file(Filing(WAGES), AGENT, FILED, confirmed=True)
    joined.warn_of_deadlines(services)
    [told] = warnings(caplog)
    assert (told.order, told.alarm, told.due) == (order.number, "overdue", str(order.due))
    assert WAGES["phone"] not in str(vars(told))
    metrics = (await hall.http.get("/metrics")).text
    assert 'jxb_tickets_late{alarm="overdue"} 1.0' in metrics
    assert 'jxb_ticket_warnings_total{alarm="overdue"} 1.0' in metrics
    async with open_hall(hall.home) as again:
        joined.warn_of_deadlines(again.app.state.services)
        assert len(warnings(caplog)) == 1
        assert 'jxb_tickets_late{alarm="overdue"} 1.0' in (await again.http.get("/metrics")).text


async def test_who_looks_at_the_order_reads_that_it_was_told_of(hall: Hall) -> None:
    services = hall.app.state.services
    order = services.reception.desk.file(Filing(WAGES), AGENT, FILED, confirmed=True)
    joined.warn_of_deadlines(services)
    shown = await hall.staff("supervisor", "GET", f"/api/tickets/{order.number}")
    assert [one["action_name"] for one in shown["history"]][-1] == "时限提醒"
    late = await hall.staff("supervisor", "GET", "/api/tickets/due")
    assert [one["number"] for one in late["tickets"]] == [order.number]
