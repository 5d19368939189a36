"""After deletion nothing personal is left: not in any table, not in the files of the databases, not in the log."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from desk.privacy import Eraser, policy
from kb.database import metadata, now
from serve.checkpoints import open_checkpointer, threads
from serve.logs import JsonLines
from tests.serve.hall import Citizen, Hall

PHONE, NAME, IDENTITY = "13800125678", "欧阳建国", "11010519491231002X"
PLANTED = (PHONE, NAME, IDENTITY)
HARD = "集体户口孩子的一老一小医保应该去哪个街道的社保所办理参保"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """All that the product logs, as it writes it."""
    kept = io.StringIO()
    handler = logging.StreamHandler(kept)
    handler.setFormatter(JsonLines())
    ours = logging.getLogger("jxb")
    before = ours.level
    ours.addHandler(handler)
    ours.setLevel(logging.DEBUG)
    yield kept
    ours.removeHandler(handler)
    ours.setLevel(before)


def in_tables(hall: Hall) -> list[str]:
    """Tables that hold something planted, by name and column."""
    found = []
    with hall.home.store.engine.connect() as connection:
        for table in metadata.sorted_tables:
            for row in connection.execute(select(table)).mappings():
                for column, value in row.items():
                    text = json.dumps(value, ensure_ascii=False, default=str)
                    found += [f"{table.name}.{column}: {one}" for one in PLANTED if one in text]
    return found


def in_files(hall: Hall) -> list[str]:
    """Files of the home whose very bytes hold something planted, deleted pages included."""
    found = []
    for path in hall.home.settings.home.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            found += [
                f"{path.name}: {one}"
                for one in PLANTED
                if one.encode() in content or json.dumps(one)[1:-1].encode() in content
            ]
    return found


async def everywhere(hall: Hall) -> tuple[Citizen, list[str]]:
    """A conversation that leaves its person in every place there is; the numbers of its orders."""
    citizen = hall.citizen()
    await citizen.say(
        f"我叫{NAME}，在丰台，公司从8月起拖欠我三个月工资没人管，我要投诉，"
        f"身份证{IDENTITY}，电话{PHONE}，把工资给我"
    )
    asked = await citizen.say(HARD)
    body = {"turn_id": asked["turn_id"], "phone": PHONE}
    made = await hall.http.post(f"/api/sessions/{citizen.session}/questions", json=body)
    numbers = [made.json()["number"]]
    await citizen.order("start")
    await citizen.say("把工资给我")
    numbers.append((await citizen.order("confirm"))["number"])
    done = await citizen.say("失业金能领几个月？")
    await hall.http.post(
        "/api/feedback", json={"turn_id": done["turn_id"], "useful": False, "reason": f"打我电话{PHONE}"}
    )
    spoken = {"messages": [{"role": "user", "content": f"我的电话是{PHONE}"}], "session_id": citizen.session}
    await hall.http.post("/v1/chat/completions", json=spoken)
    await citizen.say(f"不给我解决我就从你们楼上跳下去，我电话{PHONE}")
    await citizen.handoff(reason=f"我叫{NAME}，打{PHONE}")
    return citizen, numbers


async def worked_on(hall: Hall, citizen: Citizen, numbers: list[str]) -> None:
    """People of the office write the person's name and number into whatever they write."""
    said = f"已电话联系{NAME}（{PHONE}），身份证{IDENTITY}核对无误"
    [wish] = (await hall.staff("agent", "GET", "/api/handoffs"))["handoffs"]
    path = f"/api/handoffs/{wish['number']}"
    await hall.staff("agent", "POST", f"{path}/take")
    await hall.staff("agent", "POST", f"{path}/messages", json={"text": f"{NAME}您好，稍后打{PHONE}"})
    await hall.staff("agent", "POST", f"{path}/end", json={"note": said})
    for alert in (await hall.staff("supervisor", "GET", "/api/alerts"))["alerts"]:
        number = alert["number"]
        await hall.staff("agent", "POST", f"/api/alerts/{number}/take", json={"note": said})
        await hall.staff("agent", "POST", f"/api/alerts/{number}/close", json={"note": said})
    for number in numbers:
        for action, who in (("review", "reviewer"), ("dispatch", "supervisor"), ("accept", "agent"),
                            ("reply", "agent"), ("approve", "reviewer"), ("close", "agent")):  # fmt: skip
            version = (await hall.staff("agent", "GET", f"/api/tickets/{number}"))["version"]
            body = {"action": action, "version": version, "note": said}
            await hall.staff(who, "POST", f"/api/tickets/{number}/moves", json=body)


async def test_on_request_everything_goes(ignorant: Hall, log: io.StringIO) -> None:
    citizen, numbers = await everywhere(ignorant)
    await worked_on(ignorant, citizen, numbers)
    tables = {line.split(".")[0] for line in in_tables(ignorant)}
    assert tables >= {"tickets", "ticket_events", "conversation_words", "conversation_inbox", "alert_events"}
    for number in numbers:
        body = {"reason": f"{PHONE}的本人要求"}
        await ignorant.staff("supervisor", "POST", f"/api/tickets/{number}/erase", json=body)
    gone = (await ignorant.http.delete(f"/api/sessions/{citizen.session}")).json()
    left = in_tables(ignorant)
    assert left == [], left
    assert in_files(ignorant) == []
    assert [one for one in PLANTED if one in log.getvalue()] == []
    counts = gone["proof"]["counts"]
    for kind in (
        "memory",
        "turns",
        "feedback",
        "handoffs",
        "words",
        "flows",
        "inbox",
        "alerts_emptied",
        "alert_notes",
    ):
        assert counts[kind] > 0, kind
    assert gone["proof"]["counts"]["turns"] == gone["turns"]


async def test_when_its_time_has_come_everything_goes_and_the_figures_stay(
    ignorant: Hall, log: io.StringIO
) -> None:
    citizen, numbers = await everywhere(ignorant)
    await worked_on(ignorant, citizen, numbers)
    eraser, rules, late = Eraser(ignorant.home.store.engine), policy.load(), now() + timedelta(days=4000)
    saver: Any = ignorant.app.state.services.answering.checkpointer
    idle = eraser.idle(rules, late, await threads(saver))
    assert idle == [citizen.session]
    before = in_tables(ignorant)
    counted, proof = eraser.purge(rules, late, "定时任务", dry=True, memories=len(idle))
    assert (proof, in_tables(ignorant)) == (None, before)
    async with open_checkpointer(ignorant.home.settings) as other:
        for session in idle:
            await other.adelete_thread(session)
        from serve.checkpoints import shred

        await shred(other)
    counts, proof = eraser.purge(rules, late, "定时任务", memories=len(idle))
    assert counts == counted
    assert all(counts[kind] > 0 for kind in counts), counts
    assert proof is not None
    assert "对话的记忆 30 天" in proof.reason
    left = in_tables(ignorant)
    assert left == [], left
    assert in_files(ignorant) == []
    assert [one for one in PLANTED if one in log.getvalue()] == []
    assert len((await ignorant.staff("agent", "GET", "/api/tickets"))["tickets"]) == len(numbers)
    assert eraser.broken() == []


async def test_an_alert_in_work_keeps_what_it_needs(ignorant: Hall) -> None:
    citizen = ignorant.citizen()
    await citizen.say("不给我解决我就从你们楼上跳下去")
    [alert] = (await ignorant.staff("supervisor", "GET", "/api/alerts"))["alerts"]
    note = {"note": "已联系家属"}
    await ignorant.staff("agent", "POST", f"/api/alerts/{alert['number']}/take", json=note)
    await ignorant.http.delete(f"/api/sessions/{citizen.session}")
    kept = await ignorant.staff("agent", "GET", f"/api/alerts/{alert['number']}")
    assert (kept["message"][:6], kept["history"][0]["note"]) == ("不给我解决我", "已联系家属")


async def test_a_memory_whose_conversation_is_gone_already_is_found_and_counted(
    ignorant: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    citizen = ignorant.citizen()
    await citizen.say("我在丰台上班，失业金能领几个月")
    ignorant.home.records.forget(citizen.session)
    saver: Any = ignorant.app.state.services.answering.checkpointer
    eraser = Eraser(ignorant.home.store.engine)
    assert eraser.idle(policy.load(), now(), await threads(saver)) == [citizen.session]
