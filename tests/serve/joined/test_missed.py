"""Nobody waits for ever: whoever was not taken in time leaves a number, and it becomes an order they can follow."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from dialogue.record import handoffs
from kb.database import now, transaction
from tests.serve.hall import NIGHT, Citizen, Hall, open_hall

PHONE = "13800125678"


def long_ago(hall: Hall, minutes: int = 11) -> None:
    with transaction(hall.home.store.engine) as connection:
        connection.execute(update(handoffs).values(at=now() - timedelta(minutes=minutes)))


def look(hall: Hall) -> list:
    return hall.app.state.services.reception.look_after_the_line()


async def in_vain(hall: Hall) -> Citizen:
    citizen = hall.citizen()
    await citizen.say("我在丰台上班，公司拖欠我三个月工资没人管")
    await citizen.handoff()
    long_ago(hall)
    assert [one.state for one in look(hall)] == ["missed"]
    return citizen


async def states(hall: Hall, state: str) -> list[dict]:
    return (await hall.staff("agent", "GET", f"/api/handoffs?state={state}"))["handoffs"]


async def test_who_waits_too_long_is_told_once_and_offered_a_call(hall: Hall) -> None:
    citizen = await in_vain(hall)
    assert look(hall) == []
    found = await citizen.inbox()
    assert (found["owner"], [one["action"] for one in found["offers"]]) == (
        "assistant",
        ["callback", "file_order"],
    )
    assert ["留电话" in one["text"] for one in found["messages"]] == [True]


@pytest.mark.parametrize("moment", ["of_session", "notes", "last_of_session"])
async def test_who_looks_that_very_moment_loses_neither_the_words_nor_the_offers(
    hall: Hall, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    citizen = hall.citizen()
    await citizen.say("我在丰台上班，公司拖欠我三个月工资没人管")
    await citizen.handoff()
    long_ago(hall)
    line = hall.app.state.services.reception.line
    read = getattr(line, moment)

    def told_just_before(*args: object) -> object:
        look(hall)
        return read(*args)

    monkeypatch.setattr(line, moment, told_just_before)
    found = await citizen.inbox()
    assert found["messages"] or found["owner"] == "waiting", "the page would not look again"
    if found["messages"]:
        assert [one["action"] for one in found["offers"]] == ["callback", "file_order"]


async def test_who_has_not_waited_long_goes_on_waiting(hall: Hall) -> None:
    citizen = hall.citizen()
    await citizen.handoff()
    long_ago(hall, 9)
    assert look(hall) == []
    assert (await citizen.inbox())["owner"] == "waiting"


async def test_who_still_waits_when_the_office_closes_is_told_at_once(hall: Hall) -> None:
    citizen = hall.citizen()
    await citizen.handoff()
    hall.clock.at = NIGHT
    assert len(look(hall)) == 1
    assert "已经下班" in (await citizen.inbox())["messages"][0]["text"]


async def test_the_number_becomes_an_order_found_by_number_and_phone(hall: Hall) -> None:
    citizen = await in_vain(hall)
    said = await citizen.say(PHONE)
    assert "请您核对" in said["text"]
    assert PHONE in said["text"]
    done = await citizen.say("对")
    [wish] = await states(hall, "left")
    number = wish["ticket"]
    assert number in done["text"]
    ticket = await hall.staff("agent", "GET", f"/api/tickets/{number}")
    assert (ticket["model"], ticket["department"]) == ("callback", "热线回电组")
    assert (ticket["session_id"], ticket["fields"]["phone"]) == (citizen.session, PHONE)
    assert "拖欠我三个月工资" in ticket["fields"]["summary"]
    told = await hall.staff("agent", "GET", f"/api/tickets/{number}/conversation")
    assert any("拖欠我三个月工资" in one["text"] for one in told["conversation"])
    body = {"number": number, "phone": PHONE}
    assert (await hall.http.post("/api/tickets/progress", json=body)).json()["number"] == number
    elsewhere = hall.citizen()
    await elsewhere.say(f"查一下{number}到哪了")
    assert "待审核" in (await elsewhere.say(PHONE))["text"]


async def test_a_tap_asks_for_the_number_and_what_it_is_about(hall: Hall) -> None:
    citizen = hall.citizen()
    await citizen.handoff()
    long_ago(hall)
    look(hall)
    asked = await citizen.order("start", model="callback")
    assert "能打通的电话" in asked["text"]
    assert "什么事" in (await citizen.say(PHONE))["text"]
    await citizen.say("社保卡一直没寄到")
    assert "工单号" in (await citizen.order("confirm"))["text"]
    assert [one["summary"]["last"] is not None for one in await states(hall, "left")] == [True]


async def test_yes_takes_up_the_offer_only_when_it_was_the_last_thing_said(hall: Hall) -> None:
    citizen = await in_vain(hall)
    assert "能打通的电话" in (await citizen.say("好的"))["text"]
    other = await in_vain(hall)
    await other.say("失业金能领几个月？")
    assert "能打通的电话" not in (await other.say("好的"))["text"]


async def test_questions_are_still_answered(hall: Hall) -> None:
    citizen = await in_vain(hall)
    assert "24个月" in (await citizen.say("失业金能领几个月？"))["text"]


async def test_somebody_in_danger_keeps_the_place_until_a_person_takes_it(hall: Hall) -> None:
    desperate = hall.citizen()
    await desperate.say("不给我解决我就从你们楼上跳下去")
    long_ago(hall)
    assert [one.state for one in look(hall)] == ["waiting"]
    assert look(hall) == []
    assert "位置一直保留" in (await desperate.inbox())["messages"][0]["text"]
    [waiting] = await states(hall, "open")
    await hall.staff("agent", "POST", f"/api/handoffs/{waiting['number']}/take")


async def test_a_restart_forgets_nobody_who_waits(hall: Hall) -> None:
    citizen = hall.citizen()
    await citizen.handoff()
    long_ago(hall)
    async with open_hall(hall.home) as again:
        assert [one.session_id for one in look(again)] == [citizen.session]


async def test_who_is_put_back_into_the_line_begins_the_wait_anew(hall: Hall) -> None:
    citizen = hall.citizen()
    number = (await citizen.handoff())["number"]
    await hall.staff("agent", "POST", f"/api/handoffs/{number}/take")
    long_ago(hall)
    await hall.staff("agent", "POST", f"/api/handoffs/{number}/release")
    assert look(hall) == []


async def test_asking_again_opens_a_new_wish_and_settles_the_one_nobody_met(hall: Hall) -> None:
    citizen = await in_vain(hall)
    assert (await citizen.handoff())["state"] == "waiting"
    assert await states(hall, "missed") == []


async def test_staff_set_how_long_somebody_may_wait(hall: Hall) -> None:
    file = hall.home.settings.home / "office.yaml"
    file.write_text('workday: ["09:00-18:00"]\nwait_minutes: 3\n', encoding="utf-8")
    await hall.citizen().handoff()
    long_ago(hall, 4)
    assert len(look(hall)) == 1
