"""A conversation goes to a person and back: one owner, one place in the line, nothing said twice."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import pytest

from serve.settings import BEIJING_TIME
from tests.serve.hall import NIGHT, Hall

HARD = [
    "集体户口孩子的一老一小医保应该去哪个街道的社保所办理参保",
    "养老保险缴费凭证上的印章看不清楚需要回原单位重新盖吗",
]


async def waiting(hall: Hall) -> list[dict]:
    return (await hall.staff("agent", "GET", "/api/handoffs"))["handoffs"]


async def test_two_people_cannot_have_one_conversation(hall: Hall) -> None:
    number = (await hall.citizen().handoff())["number"]
    first, second = await asyncio.gather(
        *(
            hall.http.post(f"/api/handoffs/{number}/take", headers=hall.headers(who))
            for who in ("a-agent", "b-agent")
        )
    )
    assert sorted((first.status_code, second.status_code)) == [200, 409]
    owner = (await waiting(hall))[0]["owner"]
    refused = first if first.status_code == 409 else second
    assert f"已由 {owner} 接入" in refused.json()["detail"]


async def test_while_a_person_has_it_the_assistant_is_silent_and_then_speaks_again(hall: Hall) -> None:
    citizen = hall.citizen()
    number = (await citizen.handoff())["number"]
    await hall.staff("agent", "POST", f"/api/handoffs/{number}/take")
    silent = await citizen.say("失业金能领几个月？")
    assert (silent["outcome"], silent["text"], silent["offers"]) == ("handoff", "", [])
    await hall.staff("agent", "POST", f"/api/handoffs/{number}/messages", json={"text": "您好，我来帮您查"})
    found = await citizen.inbox()
    assert found["owner"] == "person"
    assert [one["kind"] for one in found["messages"]] == ["notice", "person"]
    assert (await citizen.inbox(found["messages"][-1]["id"]))["messages"] == []
    seen = await hall.staff("agent", "GET", f"/api/handoffs/{number}")
    assert "失业金能领几个月？" in [line["text"] for line in seen["conversation"]]
    await hall.staff("agent", "POST", f"/api/handoffs/{number}/end", json={"note": "已解释"})
    assert "24个月" in (await citizen.say("失业金能领几个月？"))["text"]
    assert (await citizen.inbox())["owner"] == "assistant"


async def test_asking_again_keeps_the_place_and_opens_nothing_new(hall: Hall) -> None:
    citizen = hall.citizen()
    first = await citizen.handoff()
    again = await citizen.handoff()
    in_words = await citizen.say("转人工")
    assert (again["number"], again["place"]) == (first["number"], first["place"])
    assert "不用重复排队" in in_words["text"]
    assert len(await waiting(hall)) == 1


async def test_places_follow_the_order_of_asking_and_danger_goes_first(hall: Hall) -> None:
    places = [(await hall.citizen().handoff())["place"] for _ in range(3)]
    assert places == [1, 2, 3]
    desperate = hall.citizen()
    await desperate.say("不给我解决我就从你们楼上跳下去")
    line = await waiting(hall)
    assert (line[0]["session_id"], line[0]["priority"]) == (desperate.session, "urgent")


async def test_the_assistant_still_answers_who_waits(hall: Hall) -> None:
    citizen = hall.citizen()
    await citizen.handoff()
    assert "24个月" in (await citizen.say("失业金能领几个月？"))["text"]
    assert (await hall.http.delete(f"/api/handoff/{citizen.session}")).json()["withdrawn"]
    assert await waiting(hall) == []


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ([], "asked"),
        (["失业金能领几个月？"], "asked"),
        (["失业金能领几个月？", "答非所问，听不懂人话"], "misunderstood"),
        (["心里难受啊"], "distress"),
        (["不给钱我们一百多人明天就去市政府门口拉横幅堵路"], "unstable"),
        (["我的医保账户余额还有多少钱"], "own_case"),
    ],
)
async def test_the_reason_is_read_off_the_conversation(hall: Hall, said: list[str], kind: str) -> None:
    citizen = hall.citizen()
    for message in said:
        await citizen.say(message)
    await citizen.handoff()
    [handoff] = await waiting(hall)
    assert handoff["kind"] == kind


async def test_a_fault_and_a_useless_answer_are_reasons_of_their_own(hall: Hall) -> None:
    broken, useless = hall.citizen(), hall.citizen()
    await broken.handoff(fault=True)
    done = await useless.say("失业金能领几个月？")
    await hall.http.post("/api/feedback", json={"turn_id": done["turn_id"], "useful": False})
    await useless.handoff()
    assert [one["kind"] for one in await waiting(hall)] == ["fault", "misunderstood"]


async def test_the_summary_holds_facts_questions_sources_and_mood(hall: Hall) -> None:
    citizen = hall.citizen()
    await citizen.say("我在丰台上班，失业金能领几个月？")
    await citizen.say("什么破机器人，答非所问")
    await citizen.handoff(reason="一直没人管，我电话13800125678")
    [handoff] = await waiting(hall)
    summary = handoff["summary"]
    assert summary["facts"]["地区"] == "丰台区"
    assert any("失业金" in question for question in summary["questions"])
    assert summary["mood"] == "不满"
    assert "13800125678" not in str(handoff)
    assert handoff["reason"].startswith("一直没人管")


async def test_the_owner_sees_the_numbers_the_citizen_gave_and_others_do_not(hall: Hall) -> None:
    citizen = hall.citizen()
    await citizen.say("我的电话是13800125678，失业金能领几个月")
    number = (await citizen.handoff())["number"]
    assert "13800125678" in str(await hall.staff("agent", "GET", f"/api/handoffs/{number}"))
    assert "13800125678" not in str(await hall.staff("reviewer", "GET", f"/api/handoffs/{number}"))


async def test_only_the_owner_or_a_lead_speaks_passes_on_or_ends(hall: Hall) -> None:
    citizen = hall.citizen()
    path = f"/api/handoffs/{(await citizen.handoff())['number']}"
    refused = await hall.staff("a-agent", "POST", f"{path}/messages", 409, json={"text": "在"})
    assert "先接入" in refused["detail"]
    await hall.staff("a-agent", "POST", f"{path}/take")
    refused = await hall.staff("b-agent", "POST", f"{path}/end", 403, json={"note": "好了"})
    assert "由 a-agent 负责" in refused["detail"]
    passed = await hall.staff("a-agent", "POST", f"{path}/transfer", json={"to": "b-agent", "note": "懂工伤"})
    assert passed["owner"] == "b-agent"
    await hall.staff("a-agent", "POST", f"{path}/messages", 403, json={"text": "还是我"})
    await hall.staff("b-agent", "POST", f"{path}/end", 422, json={"note": " "})
    ended = await hall.staff("supervisor", "POST", f"{path}/end", json={"note": "已办结"})
    assert (ended["state"], "懂工伤" in ended["note"]) == ("ended", True)


async def test_who_is_released_waits_at_their_old_place(hall: Hall) -> None:
    first, second = hall.citizen(), hall.citizen()
    number = (await first.handoff())["number"]
    await second.handoff()
    await hall.staff("agent", "POST", f"/api/handoffs/{number}/take")
    await hall.staff("agent", "POST", f"/api/handoffs/{number}/release")
    assert (await first.inbox())["place"] == 1
    assert (await second.inbox())["place"] == 2


async def test_out_of_hours_only_what_cannot_wait_gets_a_place(hall: Hall) -> None:
    hall.clock.at = NIGHT
    calm, desperate = hall.citizen(), hall.citizen()
    assert (await calm.handoff())["state"] == "message"
    await desperate.say("不给我解决我就从你们楼上跳下去")
    assert [one["session_id"] for one in await waiting(hall)] == [desperate.session]
    hall.clock.at = NIGHT + timedelta(hours=12)
    assert (await calm.handoff())["state"] == "waiting"


async def test_an_announced_holiday_is_out_of_hours_and_a_worked_saturday_is_not(hall: Hall) -> None:
    hall.clock.at = datetime(2026, 10, 6, 10, 0, tzinfo=BEIJING_TIME)
    closed = await hall.citizen().handoff()
    assert "10月8日（周四）9:00" in closed["text"]
    hall.clock.at = datetime(2026, 10, 10, 10, 0, tzinfo=BEIJING_TIME)
    assert (await hall.citizen().handoff())["state"] == "waiting"


async def test_staff_change_the_hours_without_a_restart_and_a_mistake_changes_nothing(hall: Hall) -> None:
    file = hall.home.settings.home / "office.yaml"
    hall.clock.at = NIGHT
    file.write_text('workday: ["08:00-24:00"]\nholiday: []\n', encoding="utf-8")
    assert (await hall.citizen().handoff())["state"] == "waiting"
    file.write_text('workday: ["早上八点"]\n', encoding="utf-8")
    assert (await hall.citizen().handoff())["state"] == "waiting"


async def test_unrest_while_a_person_has_the_conversation_still_alerts(hall: Hall) -> None:
    citizen = hall.citizen()
    number = (await citizen.handoff())["number"]
    await hall.staff("agent", "POST", f"/api/handoffs/{number}/take")
    await citizen.say("不给我解决我就从你们楼上跳下去")
    assert len((await hall.staff("supervisor", "GET", "/api/alerts"))["alerts"]) == 1


async def test_not_known_twice_offers_a_person_without_calling_one(ignorant: Hall) -> None:
    citizen = ignorant.citizen()
    assert "handoff" not in [one["action"] for one in (await citizen.say(HARD[0]))["offers"]]
    offered = (await citizen.say(HARD[1]))["offers"]
    assert "handoff" in [one["action"] for one in offered]
    assert await waiting(ignorant) == []
    await citizen.handoff()
    assert [one["kind"] for one in await waiting(ignorant)] == ["not_known"]


async def test_the_line_is_for_the_office_alone(hall: Hall) -> None:
    assert (await hall.http.get("/api/handoffs")).status_code == 401
    await hall.staff("editor", "GET", "/api/handoffs", 403)
    await hall.staff("agent", "GET", "/api/handoffs/99999", 404)
