"""A question nobody could answer goes to people with one tap; the reviewed reply comes back."""

from __future__ import annotations

from kb.review import Reviews
from tests.serve.hall import Citizen, Hall

HARD = "集体户口孩子的一老一小医保应该去哪个街道的社保所办理参保"
STEPS = (("review", "reviewer"), ("dispatch", "supervisor"), ("accept", "agent"), ("reply", "agent"))


async def left(hall: Hall) -> tuple[Citizen, str]:
    citizen = hall.citizen()
    done = await citizen.say(HARD)
    assert done["outcome"] == "unknown"
    assert [one["action"] for one in done["offers"]] == ["leave_question"]
    path = f"/api/sessions/{citizen.session}/questions"
    made = await hall.http.post(path, json={"turn_id": done["turn_id"]})
    assert made.status_code == 201
    again = await hall.http.post(path, json={"turn_id": done["turn_id"]})
    assert again.json()["number"] == made.json()["number"]
    return citizen, made.json()["number"]


async def test_a_second_tap_says_that_it_is_with_them_and_keeps_a_number_given_later(ignorant: Hall) -> None:
    citizen = ignorant.citizen()
    turn = (await citizen.say(HARD))["turn_id"]
    path = f"/api/sessions/{citizen.session}/questions"
    numbers = set()
    for body in ({}, {"phone": "13800125678"}, {}):
        made = await ignorant.http.post(path, json={"turn_id": turn, **body})
        assert made.status_code == 201, made.text
        numbers.add(made.json()["number"])
    assert "已经交过了" in made.json()["text"]
    [number] = numbers
    assert (await ignorant.staff("agent", "GET", f"/api/tickets/{number}"))["fields"][
        "phone"
    ] == "13800125678"


async def walk(hall: Hall, number: str, steps: tuple[tuple[str, str], ...]) -> None:
    for action, who in steps:
        version = (await hall.staff("agent", "GET", f"/api/tickets/{number}"))["version"]
        body = {"action": action, "version": version, "note": "到集体户口所在街道的社保所办理"}
        await hall.staff(who, "POST", f"/api/tickets/{number}/moves", json=body)


async def test_the_reply_comes_into_the_conversation_only_when_it_is_reviewed(ignorant: Hall) -> None:
    citizen, number = await left(ignorant)
    await walk(ignorant, number, STEPS)
    assert (await citizen.inbox())["messages"] == []
    await walk(ignorant, number, (("approve", "reviewer"),))
    [message] = (await citizen.inbox())["messages"]
    assert message["kind"] == "reply"
    assert "到集体户口所在街道" in message["text"]
    assert "到集体户口所在街道" in (await citizen.say("我的工单到哪了"))["text"]


async def test_the_reply_is_a_draft_of_the_knowledge_and_answers_nobody_yet(ignorant: Hall) -> None:
    _, number = await left(ignorant)
    await walk(ignorant, number, (*STEPS, ("approve", "reviewer")))
    [proposal] = Reviews(ignorant.home.store).waiting("draft")
    assert (proposal.entry.question, proposal.state) == (HARD, "draft")
    assert (await ignorant.citizen().say(HARD))["outcome"] == "unknown"


async def test_what_is_not_ours_or_somebodys_own_is_not_offered(hall: Hall) -> None:
    for message in (
        "上海医保住院起付线多少",
        "我的医保账户余额还有多少钱",
        "公积金怎么提取",
        "今天股票涨了吗",
    ):
        citizen = hall.citizen()
        done = await citizen.say(message)
        assert "leave_question" not in [one["action"] for one in done["offers"]], message
        body = {"turn_id": done["turn_id"]}
        response = await hall.http.post(f"/api/sessions/{citizen.session}/questions", json=body)
        assert response.status_code == 409, message


async def test_another_conversations_turn_cannot_be_handed_over(hall: Hall) -> None:
    citizen, stranger = hall.citizen(), hall.citizen()
    done = await citizen.say(HARD)
    await stranger.say("你好")
    response = await hall.http.post(
        f"/api/sessions/{stranger.session}/questions", json={"turn_id": done["turn_id"]}
    )
    assert response.status_code == 404
