"""An alert is followed until somebody closes it with a name and a note; none is lost."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy import update
from typer.testing import CliRunner

from desk.alerts import AlertBoard, escalation
from dialogue.record import alerts as alert_rows
from kb.database import now, transaction
from serve.cli import app
from tests.serve.hall import Hall, open_hall

JUMP = "不给我解决我就从你们楼上跳下去"
GROUP = "我们一百多人明天上午十点去市政府门口拉横幅堵路"
POST = "再不解决我就把你们发到网上曝光"


async def alerts(hall: Hall, query: str = "") -> list[dict]:
    return (await hall.staff("supervisor", "GET", f"/api/alerts{query}"))["alerts"]


async def test_alerts_are_listed_by_level_the_serious_first(hall: Hall) -> None:
    for message in (POST, GROUP):
        await hall.citizen().say(message)
    found = await alerts(hall)
    assert [one["level"] for one in found] == ["serious", "watch"]
    assert [one["message"] for one in await alerts(hall, "?level=watch")] == [POST]


async def test_the_way_of_an_alert_is_kept_step_by_step(hall: Hall) -> None:
    await hall.citizen().say(JUMP)
    [alert] = await alerts(hall)
    path = f"/api/alerts/{alert['number']}"
    await hall.staff("agent", "POST", f"{path}/assign", 403, json={"to": "张三"})
    assigned = await hall.staff("supervisor", "POST", f"{path}/assign", json={"to": "张三"})
    assert (assigned["state"], assigned["assignee"]) == ("assigned", "张三")
    taken = await hall.staff("agent", "POST", f"{path}/take", json={})
    assert (taken["state"], taken["taken_by"]) == ("taken", "agent")
    closed = await hall.staff("agent", "POST", f"{path}/close", json={"note": "已电话安抚，家属在场"})
    assert (closed["closed_by"], closed["closed_note"]) == ("agent", "已电话安抚，家属在场")
    assert [step["action"] for step in closed["history"]] == ["assign", "take", "close"]
    assert await alerts(hall) == []
    assert len(await alerts(hall, "?state=all")) == 1


async def test_nothing_is_closed_without_a_note_or_twice(hall: Hall) -> None:
    await hall.citizen().say(JUMP)
    [alert] = await alerts(hall)
    path = f"/api/alerts/{alert['number']}/close"
    await hall.staff("agent", "POST", path, 422, json={})
    await hall.staff("agent", "POST", path, 422, json={"note": "  "})
    assert len(await alerts(hall)) == 1
    await hall.staff("agent", "POST", path, json={"note": "已处置"})
    again = await hall.staff("supervisor", "POST", path, 409, json={"note": "再来"})
    assert "已由 agent 办结" in again["detail"]


async def test_alerts_outlive_a_restart_and_the_deletion_of_their_conversation(hall: Hall) -> None:
    citizen = hall.citizen()
    await citizen.say(GROUP)
    await hall.http.delete(f"/api/sessions/{citizen.session}")
    async with open_hall(hall.home) as again:
        assert [one["message"] for one in await alerts(again)] == [GROUP]


async def test_who_should_know_is_reminded_once_for_each_rule_as_long_as_nobody_takes_it(hall: Hall) -> None:
    await hall.citizen().say(JUMP)
    board, rules, begun = AlertBoard(hall.home.store.engine), escalation.load(), now()
    assert board.remind(rules, begun) == []
    assert [one.to for _, one in board.remind(rules, begun + timedelta(minutes=4))] == ["班长"]
    assert board.remind(rules, begun + timedelta(minutes=5)) == []
    assert [one.to for _, one in board.remind(rules, begun + timedelta(minutes=11))] == ["值班主任"]
    [alert] = board.find()
    assert alert.reminders == 2
    board.take(alert.number, "张三")
    assert board.remind(rules, begun + timedelta(minutes=31)) == []
    assert [one.to for _, one in board.remind(rules, begun + timedelta(minutes=300))] == ["值班主任"]


async def test_staff_decide_who_is_reminded_when(hall: Hall) -> None:
    await hall.citizen().say(POST)
    file = hall.home.settings.home / "alerts.yaml"
    file.write_text("serious: {untaken: []}\nwatch: {untaken: [{minutes: 1, to: 李四}]}\n", encoding="utf-8")
    board = AlertBoard(hall.home.store.engine)
    given = board.remind(escalation.load(hall.home.settings.home), now() + timedelta(minutes=2))
    assert [one.to for _, one in given] == ["李四"]


async def test_what_waits_is_counted_for_operators(hall: Hall) -> None:
    from serve import joined

    await hall.citizen().say(JUMP)
    joined.reminder(hall.home.settings)(hall.app.state.services)
    metrics = (await hall.http.get("/metrics")).text
    assert 'jxb_alerts_open{level="serious",state="new"} 1.0' in metrics


async def test_rules_that_cannot_be_read_leave_the_ones_before_in_force(hall: Hall) -> None:
    from serve import joined

    remind = joined.reminder(hall.home.settings)
    (hall.home.settings.home / "alerts.yaml").write_text("serious: 随时\n", encoding="utf-8")
    await hall.citizen().say(JUMP)
    with transaction(hall.home.store.engine) as connection:
        connection.execute(update(alert_rows).values(at=now() - timedelta(minutes=4)))
    remind(hall.app.state.services)
    assert AlertBoard(hall.home.store.engine).find()[0].reminders == 1


async def test_the_command_line_follows_an_alert(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JXB_HOME", str(hall.home.settings.home))
    monkeypatch.setenv("JXB_STARTER", "off")
    await hall.citizen().say(JUMP)

    def run(*words: str) -> dict:
        result = CliRunner().invoke(app, ["alert", *words, "--json"])
        assert result.exit_code == 0, result.output + str(result.exception)
        return json.loads(result.stdout)

    [alert] = run("list", "--level", "serious")["alerts"]
    number = str(alert["number"])
    assert run("assign", number, "张三")["state"] == "assigned"
    assert run("take", number, "--who", "张三")["taken_by"] == "张三"
    missing = CliRunner().invoke(app, ["alert", "close", number, "--who", "张三"])
    assert missing.exit_code == 2
    assert run("close", number, "--who", "张三", "--note", "家属已到场")["state"] == "closed"
    assert run("list")["alerts"] == []
    assert run("rules")["serious"]["untaken"][0]["to"] == "班长"


async def test_who_has_it_keeps_it_until_a_lead_assigns_it_anew(hall: Hall) -> None:
    await hall.citizen().say(JUMP)
    [alert] = await alerts(hall)
    path = f"/api/alerts/{alert['number']}"
    await hall.staff("a-agent", "POST", f"{path}/take", json={})
    refused = await hall.staff("b-agent", "POST", f"{path}/take", 403, json={})
    assert "正由 a-agent 处置" in refused["detail"]
    again = await hall.staff("supervisor", "POST", f"{path}/assign", json={"to": "b-agent"})
    assert (again["state"], again["taken_by"]) == ("assigned", None)
    assert (await hall.staff("b-agent", "POST", f"{path}/take", json={}))["taken_by"] == "b-agent"
