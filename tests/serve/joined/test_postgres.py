"""The desk of a hall on PostgreSQL: migrations, alerts, calls back, deadlines, words, deletion."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from desk.alerts import AlertBoard, escalation
from desk.orders import Filing
from kb.database import now
from serve import joined
from tests.desk.people import AGENT, WAGES
from tests.serve.hall import Hall, open_hall
from tests.serve.joined.conftest import small_home
from tests.serve.joined.test_missed import PHONE, in_vain


@pytest.fixture
async def on_postgres(tmp_path: Path, empty_postgres: Engine, postgres_url: str) -> AsyncIterator[Hall]:
    async with open_hall(small_home(tmp_path, database_url=postgres_url)) as found:
        yield found
    found.home.store.engine.dispose()


async def test_an_alert_is_raised_reminded_of_once_and_closed(on_postgres: Hall) -> None:
    hall = on_postgres
    await hall.citizen().say("不给我解决我就从你们楼上跳下去")
    board = AlertBoard(hall.home.store.engine)
    rules, later = escalation.load(), now() + timedelta(minutes=4)
    assert [one.to for _, one in board.remind(rules, later)] == ["班长"]
    assert board.remind(rules, later) == []
    [alert] = board.find()
    board.take(alert.number, "张三")
    assert board.close(alert.number, "张三", "家属已到场").state == "closed"


async def test_who_nobody_had_time_for_leaves_a_number_and_may_be_forgotten(on_postgres: Hall) -> None:
    hall = on_postgres
    citizen = await in_vain(hall)
    await citizen.say(PHONE)
    number = (await citizen.say("对"))["text"]
    assert "工单号" in number
    found = await hall.staff("agent", "GET", "/api/tickets?model=callback")
    assert [one["fields"]["phone"] for one in found["tickets"]] == [PHONE]
    assert (await hall.http.delete(f"/api/sessions/{citizen.session}")).status_code == 200
    assert (await hall.http.get(f"/api/sessions/{citizen.session}")).status_code == 404


async def test_a_late_order_is_told_of_once(on_postgres: Hall) -> None:
    services = on_postgres.app.state.services
    order = services.reception.desk.file(Filing(WAGES), AGENT, date(2026, 9, 1), confirmed=True)
    joined.warn_of_deadlines(services)
    joined.warn_of_deadlines(services)
    shown = await on_postgres.staff("supervisor", "GET", f"/api/tickets/{order.number}")
    assert [one["action"] for one in shown["history"]].count("warn") == 1


async def test_a_word_of_staff_acts_at_once_and_is_undone(on_postgres: Hall) -> None:
    hall, path = on_postgres, "/api/guard/words"
    words = [{"word": "蓝莓暗号", "action": "refuse", "category": "crime"}]
    made = await hall.staff("editor", "POST", path, json={"words": words, "why": "上级通知"})
    assert (await hall.citizen().say("蓝莓暗号哪里接头"))["outcome"] == "refuse"
    undo = f"{path}/history/{made['edit']['number']}/undo"
    await hall.staff("editor", "POST", undo, json={"why": "录错了"})
    assert (await hall.citizen().say("蓝莓暗号哪里接头"))["outcome"] != "refuse"
