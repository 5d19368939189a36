"""What is kept for how long, deletion on request, and proofs that it happened."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy import func, insert, select, update
from typer.testing import CliRunner

from desk import tables as t
from desk.errors import DeskFileError
from desk.privacy import Eraser, policy
from dialogue.record import answers
from kb.database import now, transaction
from serve.cli import app
from tests.serve.hall import Citizen, Hall
from tests.serve.joined.test_orders import STORY


async def filed(hall: Hall) -> tuple[Citizen, str]:
    citizen = hall.citizen()
    await citizen.say(f"{STORY}，电话13800125678")
    await citizen.order("start")
    await citizen.say("把工资给我")
    return citizen, (await citizen.order("confirm"))["number"]


def everything(hall: Hall) -> str:
    """Every row of the database, as text."""
    with hall.home.store.engine.connect() as connection:
        from kb.database import metadata

        return "\n".join(
            str(row) for table in metadata.sorted_tables for row in connection.execute(select(table))
        )


async def close(hall: Hall, number: str) -> None:
    version = (await hall.staff("agent", "GET", f"/api/tickets/{number}"))["version"]
    body = {"action": "cancel", "version": version, "note": "王建国来电13800125678说不用办了"}
    await hall.staff("agent", "POST", f"/api/tickets/{number}/moves", json=body)


async def test_a_conversation_goes_with_all_that_came_of_it_and_the_order_stays(hall: Hall) -> None:
    citizen, number = await filed(hall)
    await citizen.handoff()
    gone = (await hall.http.delete(f"/api/sessions/{citizen.session}")).json()
    assert (gone["words"], gone["flows"], gone["handoffs"], gone["orders_unlinked"]) == (1, 1, 1, 1)
    assert citizen.session not in everything(hall)
    ticket = await hall.staff("agent", "GET", f"/api/tickets/{number}")
    assert ticket["fields"]["phone"] == "13800125678"


async def test_the_proof_says_what_when_how_much_and_cannot_be_changed(hall: Hall) -> None:
    citizen, _ = await filed(hall)
    proof = (await hall.http.delete(f"/api/sessions/{citizen.session}")).json()["proof"]
    assert proof["counts"]["turns"] == 4
    assert proof["at"].endswith("+08:00")
    assert citizen.session not in json.dumps(proof)
    query = f"/api/proofs?session_id={citizen.session}"
    shown = await hall.staff("supervisor", "GET", query)
    assert (shown["proofs"][0]["hash"], shown["broken"]) == (proof["hash"], [])
    with transaction(hall.home.store.engine) as connection:
        connection.execute(update(t.erasures).values(counts={"turns": 1}))
    assert (await hall.staff("supervisor", "GET", query))["broken"] == [proof["number"]]


async def test_a_proof_taken_away_is_noticed(hall: Hall) -> None:
    eraser = Eraser(hall.home.store.engine)
    for _ in range(3):
        citizen = hall.citizen()
        await citizen.say("你好")
        await hall.http.delete(f"/api/sessions/{citizen.session}")
    assert eraser.broken() == []
    with transaction(hall.home.store.engine) as connection:
        connection.execute(t.erasures.delete().where(t.erasures.c.row == 2))
    assert eraser.broken() == [3]


async def test_an_order_in_work_keeps_its_person_and_a_settled_one_can_lose_them(hall: Hall) -> None:
    citizen, number = await filed(hall)
    path = f"/api/tickets/{number}/erase"
    refused = await hall.staff("supervisor", "POST", path, 409, json={"reason": "本人要求"})
    assert "还在办理" in refused["detail"]
    await close(hall, number)
    await hall.staff("agent", "POST", path, 403, json={"reason": "本人要求"})
    proof = await hall.staff("supervisor", "POST", path, json={"reason": "本人要求"})
    assert proof["counts"]["orders"] == 1
    await hall.http.delete(f"/api/sessions/{citizen.session}")
    left = everything(hall)
    assert "13800125678" not in left
    assert "王建国" not in left
    ticket = await hall.staff("agent", "GET", f"/api/tickets/{number}")
    assert (ticket["fields"]["area"], ticket["state"]) == ("劳动关系", "cancelled")


async def test_an_order_can_go_whole(hall: Hall) -> None:
    _, number = await filed(hall)
    await close(hall, number)
    body = {"reason": "本人要求", "how": "delete"}
    await hall.staff("supervisor", "POST", f"/api/tickets/{number}/erase", json=body)
    await hall.staff("agent", "GET", f"/api/tickets/{number}", 404)
    with hall.home.store.engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(t.ticket_events)) == 0


async def test_each_kind_of_data_goes_when_its_time_has_come_and_figures_stay(hall: Hall) -> None:
    citizen, _ = await filed(hall)
    eraser, rules, at = Eraser(hall.home.store.engine), policy.load(), now()
    counts, proof = eraser.purge(rules, at + timedelta(days=2), "测试")
    assert (counts["words"], counts["conversations"]) == (1, 0)
    assert proof is not None
    remembered = [citizen.session, "nobody-knows"]
    assert eraser.idle(rules, at + timedelta(days=29), remembered) == ["nobody-knows"]
    assert eraser.idle(rules, at + timedelta(days=31), remembered) == remembered
    counts, _ = eraser.purge(rules, at + timedelta(days=181), "测试")
    assert counts["conversations"] == 4
    with hall.home.store.engine.connect() as connection:
        rows = connection.execute(select(answers.c.message, answers.c.text, answers.c.outcome)).all()
    assert {(row.message, row.text) for row in rows} == {("", "")}
    assert all(row.outcome for row in rows)


async def test_counting_deletes_nothing(hall: Hall) -> None:
    await filed(hall)
    before = everything(hall)
    counts, proof = Eraser(hall.home.store.engine).purge(
        policy.load(), now() + timedelta(days=9999), "测试", dry=True
    )
    assert counts["conversations"] == 4
    assert proof is None
    assert everything(hall) == before


async def test_an_alert_nobody_closed_is_never_purged(hall: Hall) -> None:
    await hall.citizen().say("不给我解决我就从你们楼上跳下去")
    counts, _ = Eraser(hall.home.store.engine).purge(policy.load(), now() + timedelta(days=9999), "测试")
    assert counts["alerts"] == 0
    assert len((await hall.staff("supervisor", "GET", "/api/alerts"))["alerts"]) == 1


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("words: 1", "缺少这一项"),
        ("words: 零", "有误"),
        ("words: [", "不是合法的 YAML"),
    ],
)
def test_a_mistake_in_the_policy_is_named_and_nothing_is_purged(text: str, says: str) -> None:
    with pytest.raises(DeskFileError, match=says):
        policy.parse(text, "retention.yaml")


async def test_the_command_line_purges_forgets_and_shows_proofs(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JXB_HOME", str(hall.home.settings.home))
    monkeypatch.setenv("JXB_STARTER", "off")
    citizen, number = await filed(hall)
    with transaction(hall.home.store.engine) as connection:
        connection.execute(
            insert(t.words).values(turn_id="old", session_id="s", at=now() - timedelta(days=9), text="电话")
        )

    def run(*words: str) -> dict:
        import asyncio
        import concurrent.futures

        def call() -> str:
            asyncio.set_event_loop(asyncio.new_event_loop())
            result = CliRunner().invoke(app, [*words, "--json"])
            assert result.exit_code == 0, result.output + str(result.exception)
            return result.stdout

        with concurrent.futures.ThreadPoolExecutor(1) as pool:
            return json.loads(pool.submit(call).result())

    assert run("data", "purge", "--dry-run")["counts"]["words"] == 1
    assert run("data", "purge")["counts"]["words"] == 1
    assert run("data", "forget", citizen.session)["counts"]["turns"] == 4
    await close(hall, number)
    assert run("data", "forget-order", number, "--why", "本人要求")["counts"]["orders"] == 1
    shown = run("data", "proofs")
    assert [one["kind"] for one in shown["proofs"]] == ["order", "conversation", "retention"]
    assert shown["broken"] == []
    assert run("data", "policy")["conversations"] == 180
