"""What nobody should send, through every door: a clear Chinese word, nothing lost, nothing leaked."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from tests.serve.hall import Hall
from tests.serve.joined.doors import DOORS, say, session

HTTP_DOORS = ("chat", "v1", "v1-stream")
PICTURE = "data:image/png;base64," + "iVBORw0KGgo" * 300
ASKED = "失业金能领几个月？"
_CHINESE = re.compile(r"[一-龥]{4}")
every_door = pytest.mark.parametrize("door", DOORS)
over_http = pytest.mark.parametrize("door", HTTP_DOORS)


def clear(text: str) -> bool:
    """Whether a citizen can read it: Chinese, and no trace of the program."""
    return bool(_CHINESE.search(text)) and not re.search(r"Traceback|Error\b|Exception|null|None", text)


@over_http
@pytest.mark.parametrize("message", ["", "   ", "\n\t ", "😀😀🎉", "？！……", "\u0000\u0007", "\u202e\ufeff"])
async def test_nothing_to_read_is_asked_for_in_words(hall: Hall, door: str, message: str) -> None:
    said = await say(hall, door, message, session())
    assert said.outcome == "clarify"
    assert clear(said.text)


@every_door
async def test_ten_thousand_characters_are_turned_away_with_the_limit(hall: Hall, door: str) -> None:
    one = session()
    said = await say(hall, door, "社" * 10_000, one)
    assert "最多 2000 个字" in (said.problem or said.text)
    assert hall.home.records.of_session(one) == []
    assert "24个月" in (await say(hall, door, ASKED, one)).text


@over_http
async def test_control_characters_and_broken_halves_are_left_out_and_the_rest_is_answered(
    hall: Hall, door: str
) -> None:
    one = session()
    said = await say(hall, door, "失业金\u0000能领\u001b[31m几个\ud83d月？\u202e", one)
    assert "24个月" in said.text
    [row] = hall.home.records.of_session(one)
    assert not re.search("[\x00-\x1f\ud800-\udfff\u202e]", row.message)


@every_door
@pytest.mark.parametrize(
    "message",
    [
        "How many months of unemployment benefit can I get?",
        "失業保険は何ヶ月もらえますか",
        "실업급여 몇 개월 받나요",
        "كم شهرا",
    ],
)
async def test_other_languages_get_a_chinese_answer_that_invents_nothing(
    hall: Hall, door: str, message: str
) -> None:
    said = await say(hall, door, message, session())
    assert said.outcome in ("clarify", "unknown", "answer", "chitchat")
    assert clear(said.text)


@pytest.mark.parametrize("door", ["chat", "cli"])
@pytest.mark.parametrize("message", [PICTURE, "[图片]", "【语音】"])
async def test_a_picture_alone_is_told_to_be_written_down(hall: Hall, door: str, message: str) -> None:
    one = session()
    said = await say(hall, door, message, one)
    assert said.outcome == "clarify"
    assert "只能看文字" in said.text
    assert "iVBOR" not in hall.home.records.of_session(one)[0].message


def parts(*content: dict[str, Any]) -> list[dict[str, Any]]:
    return list(content)


IMAGE = {"type": "image_url", "image_url": {"url": PICTURE}}
SOUND = {"type": "input_audio", "input_audio": {"data": "AAAA", "format": "wav"}}


@pytest.mark.parametrize("door", ["v1", "v1-stream"])
@pytest.mark.parametrize(
    "content", [parts(IMAGE), parts(SOUND), parts({"type": "file", "file": {}}), parts(IMAGE, IMAGE)]
)
async def test_parts_without_words_are_told_to_be_written_down(hall: Hall, door: str, content: list) -> None:
    said = await say(hall, door, content, session())
    assert (said.outcome, "只能看文字" in said.text) == ("clarify", True)


@pytest.mark.parametrize("door", ["v1", "v1-stream"])
async def test_words_beside_a_picture_are_answered_and_the_picture_owned_up_to(hall: Hall, door: str) -> None:
    said = await say(hall, door, parts({"type": "text", "text": ASKED}, IMAGE), session())
    assert "24个月" in said.text
    assert "图片我打不开" in said.text


async def test_a_picture_does_not_lose_the_order_being_filled_in(hall: Hall) -> None:
    citizen = hall.citizen()
    await citizen.say("我要投诉，公司从八月起拖欠我工资，在丰台，我叫李明，电话13800125678")
    await citizen.order("start")
    assert "怎么解决" in (await citizen.say("[图片]"))["text"]
    assert "请您核对" in (await citizen.say("把工资补给我"))["text"]


@every_door
async def test_ten_questions_at_once_get_an_answer_that_says_what_is_left(hall: Hall, door: str) -> None:
    questions = ["失业金能领几个月？", "产假有多少天？", "工伤认定要在多久内申请？", "社保卡丢了怎么补？"] * 2
    said = await say(hall, door, "".join([*questions, "退休年龄是多少？", "公积金怎么提取？"]), session())
    assert said.outcome in ("answer", "partial", "clarify")
    assert clear(said.text)


@over_http
async def test_another_persons_session_id_by_guessing_finds_nothing(hall: Hall, door: str) -> None:
    owner = hall.citizen()
    await owner.say("我叫欧阳建国，电话13800125678，公司拖欠我工资")
    for guessed in (f"{owner.session}x", str(owner.session)[:-1]):
        said = await say(hall, door, "我刚才说的电话是多少", guessed)
        assert "13800125678" not in said.raw
        assert "欧阳" not in said.raw


@every_door
async def test_even_with_the_right_session_id_numbers_once_said_are_not_read_out(
    hall: Hall, door: str
) -> None:
    owner = hall.citizen()
    await owner.say("我的电话13800125678，失业金能领几个月")
    said = await say(hall, door, "我刚才说的电话是多少", str(owner.session))
    assert "13800125678" not in said.raw


@pytest.mark.parametrize(
    ("transcript", "says"),
    [
        ([{"text": "公司拖欠工资"}], "role"),
        (["公司拖欠工资"], "role"),
        ([{"role": "boss", "text": "你好"}], "说话人「boss」"),
        ([{"role": "citizen", "text": 5}], "text"),
        ([{"role": "citizen", "text": "\u0000\ud800我叫李明"}], ""),
    ],
)
async def test_a_transcript_that_is_none_says_what_is_missing(
    hall: Hall, transcript: list, says: str
) -> None:
    content = json.dumps({"transcript": transcript})
    headers = {**hall.headers("agent"), "content-type": "application/json"}
    response = await hall.http.post("/api/tickets/extract", content=content, headers=headers)
    if says:
        assert response.status_code == 422, response.text
        assert says in response.json()["detail"]
        assert clear(response.json()["detail"])
    else:
        assert response.json()["fields"]["caller_name"]["value"] == "李明"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 422), (b"[]", 422), (b"null", 422), (b'{"message": 5}', 422), (b'{"message": null}', 422),
        (b"\xff\xfe", 422), (b"[" * 100_000, 400), (b'{"message": "\\ud800\\udc00"}', 200),
    ],
)  # fmt: skip
async def test_a_body_that_is_no_message_is_a_problem_and_never_a_fault(
    hall: Hall, body: bytes, status: int
) -> None:
    response = await hall.http.post("/api/chat", content=body, headers={"content-type": "application/json"})
    assert response.status_code == status, response.text
    if status != 200:
        assert response.headers["content-type"] == "application/problem+json"
        assert clear(response.json()["detail"].replace("null", ""))


async def test_controls_in_what_staff_and_citizens_file_reach_no_database(hall: Hall) -> None:
    fields = {"request_type": "咨询", "area": "工伤保险", "summary": "工伤\u0000认定\ud800怎么办"}
    made = await hall.http.post(
        "/api/tickets",
        content=json.dumps({"fields": fields, "confirmed": True}),
        headers={**hall.headers("agent"), "content-type": "application/json"},
    )
    assert made.status_code == 201, made.text
    assert made.json()["fields"]["summary"] == "工伤认定怎么办"
    reason = json.dumps({"reason": "没人管\u0000\ud800"})
    asked = await hall.http.post("/api/handoff", content=reason, headers={"content-type": "application/json"})
    assert asked.status_code == 200
