"""A conversation becomes a work order: recognised, asked for what is missing, read back, filed once."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import func, select

from desk import flows
from desk import tables as t
from kb.database import transaction
from tests.serve.hall import NIGHT, Citizen, Hall

STORY = "公司从八月开始不给我发工资，在丰台，我叫王建国，我要投诉"


async def told(hall: Hall) -> Citizen:
    citizen = hall.citizen()
    await citizen.say(STORY)
    return citizen


async def filled(hall: Hall) -> Citizen:
    """Everything said but the yes."""
    citizen = await told(hall)
    await citizen.order("start")
    await citizen.say("13800125678")
    await citizen.say("把工资给我")
    return citizen


def orders(hall: Hall) -> int:
    with hall.home.store.engine.connect() as connection:
        return connection.scalar(select(func.count()).select_from(t.tickets)) or 0


async def test_only_what_nobody_said_is_asked_and_the_citizen_confirms_before_filing(hall: Hall) -> None:
    citizen = await told(hall)
    begun = await citizen.order("start")
    assert begun["asked"] == "phone"
    assert begun["fields"]["caller_name"]["value"] == "王建国"
    assert "您希望怎么解决" in (await citizen.say("13800125678"))["text"]
    read_back = await citizen.say("把工资给我")
    assert "请您核对" in read_back["text"]
    assert "丰台区" in read_back["text"]
    assert orders(hall) == 0
    filed = await citizen.say("对")
    assert filed["outcome"] == "answer"
    number = filed["text"].split("工单号 ")[1].split("，")[0]
    ticket = await hall.staff("agent", "GET", f"/api/tickets/{number}")
    assert ticket["state"] == "filed"
    assert ticket["department"] == "丰台区劳动保障监察机构"
    assert ticket["fields"]["phone"] == "13800125678"


async def test_who_gave_the_number_in_the_conversation_is_not_asked_for_it_again(hall: Hall) -> None:
    citizen = hall.citizen()
    await citizen.say(f"{STORY}，电话13800125678")
    begun = await citizen.order("start")
    assert begun["fields"]["phone"]["value"] == "13800125678"
    assert begun["asked"] == "expectation"


async def test_confirming_twice_and_at_once_files_one_order(hall: Hall) -> None:
    citizen = await filled(hall)
    first, second = await asyncio.gather(citizen.order("confirm"), citizen.order("confirm"))
    assert first["number"] == second["number"]
    again = await citizen.order("confirm")
    assert again["number"] == first["number"]
    assert "不用重复提交" in again["text"]
    assert orders(hall) == 1


async def test_nothing_is_filed_by_words_alone(hall: Hall) -> None:
    citizen = hall.citizen()
    for message in ("登记工单", "我要登记成工单", "没问题，提交", "对"):
        await citizen.say(message)
    assert orders(hall) == 0
    refused = await citizen.order("confirm", status=409)
    assert "先点「登记成工单」" in refused["detail"]


async def test_an_order_with_something_missing_cannot_be_confirmed(hall: Hall) -> None:
    citizen = await told(hall)
    await citizen.order("start")
    refused = await citizen.order("confirm", status=409)
    assert "请留一个联系电话" in refused["detail"]


async def test_one_field_is_corrected_by_words_at_any_point(hall: Hall) -> None:
    citizen = await told(hall)
    await citizen.order("start")
    changed = await citizen.say("不是丰台，是海淀")
    assert "所在区改为海淀区" in changed["text"]
    assert "请留一个联系电话" in changed["text"]
    await citizen.say("13800125678")
    await citizen.say("把工资给我")
    changed = await citizen.say("电话错了，应该是13900001111")
    assert "联系电话改为13900001111" in changed["text"]
    assert "请您核对" in changed["text"]


async def test_one_field_is_corrected_by_the_page(hall: Hall) -> None:
    citizen = await filled(hall)
    changed = await citizen.order("correct", field="phone", value="13900001111")
    assert changed["fields"]["phone"]["value"] == "13900001111"
    assert (await citizen.order("correct", field="expectation"))["asked"] == "expectation"
    wrong = await citizen.order("correct", field="phone", value="1390000", status=422)
    assert "不是完整的电话号码" in wrong["detail"]
    assert "没有「fax」" in (await citizen.order("correct", field="fax", status=409))["detail"]


async def test_a_number_with_a_digit_missing_is_asked_again_not_filed(hall: Hall) -> None:
    citizen = await told(hall)
    await citizen.order("start")
    assert "不是完整的电话号码" in (await citizen.say("1380012567"))["text"]


@pytest.mark.parametrize("words", ["上一步", "返回上一步"])
async def test_back_takes_the_last_answer_away(hall: Hall, words: str) -> None:
    citizen = await filled(hall)
    assert "您希望怎么解决" in (await citizen.say(words))["text"]
    assert "请留一个联系电话" in (await citizen.say(words))["text"]
    assert "已经是第一步" in (await citizen.say(words))["text"]


async def test_start_over_keeps_what_the_conversation_had_said(hall: Hall) -> None:
    citizen = await filled(hall)
    again = await citizen.say("重新填")
    assert "请留一个联系电话" in again["text"]
    assert (await citizen.order("repeat"))["fields"]["caller_name"]["value"] == "王建国"


async def test_repeat_and_simpler_words_ask_the_same_again(hall: Hall) -> None:
    citizen = await told(hall)
    await citizen.order("start")
    assert "请留一个联系电话" in (await citizen.say("再说一遍"))["text"]
    assert "11位数字" in (await citizen.say("看不懂"))["text"]


@pytest.mark.parametrize("answers", [[], ["13800125678"], ["13800125678", "把工资给我"]])
@pytest.mark.parametrize("words", ["转人工", "我要找人工客服"])
async def test_a_person_can_be_had_from_every_point_of_an_order(
    hall: Hall, words: str, answers: list[str]
) -> None:
    citizen = await told(hall)
    await citizen.order("start")
    for answer in answers:
        await citizen.say(answer)
    before = (await citizen.order("repeat"))["fields"]
    said = await citizen.say(words)
    assert said["outcome"] == "handoff"
    assert "下一位就是您" in said["text"]
    assert "工单还没填完" in said["text"]
    assert (await citizen.order("repeat"))["fields"] == before


async def test_what_is_expected_of_a_person_is_no_wish_for_one(hall: Hall) -> None:
    citizen = await told(hall)
    await citizen.order("start")
    await citizen.say("13800125678")
    assert "请您核对" in (await citizen.say("我要工作人员给我一个说法"))["text"]


async def test_who_wants_no_person_after_all_leaves_the_line_and_goes_on(hall: Hall) -> None:
    citizen = await told(hall)
    await citizen.order("start")
    await citizen.say("转人工")
    said = await citizen.say("不要转人工")
    assert "已经取消等候" in said["text"]
    assert "请留一个联系电话" in said["text"]
    assert (await hall.staff("agent", "GET", "/api/handoffs"))["handoffs"] == []


@pytest.mark.parametrize("words", ["改一下", "我说错了"])
async def test_the_wish_to_correct_asks_for_the_field_while_another_is_asked(hall: Hall, words: str) -> None:
    citizen = await told(hall)
    await citizen.order("start")
    asked = await citizen.say(words)
    assert "所在区" in asked["suggestions"]
    assert "请留一个联系电话" in asked["text"]
    assert "哪个区" in (await citizen.say("所在区"))["text"]
    assert "请留一个联系电话" in (await citizen.say("海淀"))["text"]
    assert (await citizen.order("correct"))["fields"]["district"]["shown"] == "海淀区"


async def test_an_order_asked_for_in_words_is_told_where_to_tap(hall: Hall) -> None:
    citizen = hall.citizen()
    for words in ("登记成工单", "我要登记工单", "帮我提个工单"):
        said = await citizen.say(words)
        assert [offer["action"] for offer in said["offers"]] == ["file_order"]
    await citizen.say(STORY)
    await citizen.order("start")
    assert "请留一个联系电话" in (await citizen.say("登记成工单"))["text"]


@pytest.mark.parametrize("words", ["我的工单", "查工单", "查工单进度"])
async def test_an_order_named_alone_is_looked_for(hall: Hall, words: str) -> None:
    citizen = hall.citizen()
    await citizen.say("失业金能领几个月？")
    assert "告诉我工单号" in (await citizen.say(words))["text"]


async def test_who_cancels_leaves_nothing_behind(hall: Hall) -> None:
    citizen = await filled(hall)
    assert (await citizen.say("算了，不登记了"))["outcome"] == "chitchat"
    with hall.home.store.engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(t.flows)) == 0
    assert orders(hall) == 0


async def test_what_the_citizen_does_not_know_is_left_to_a_person_and_never_invented(hall: Hall) -> None:
    citizen = await told(hall)
    await citizen.order("start")
    await citizen.say("13800125678")
    assert "（由工作人员核对）" in (await citizen.say("不知道"))["text"]
    number = (await citizen.order("confirm"))["number"]
    ticket = await hall.staff("agent", "GET", f"/api/tickets/{number}")
    assert ticket["state"] == "draft"
    assert ticket["missing"] == ["expectation"]
    assert any("说不清：期望" in step["note"] for step in ticket["history"])


async def test_a_question_in_between_is_answered_and_the_order_goes_on(hall: Hall) -> None:
    citizen = await told(hall)
    await citizen.order("start")
    answered = await citizen.say("失业金能领几个月？")
    assert answered["outcome"] == "answer"
    assert "24个月" in answered["text"]
    assert "工单还没填完：请留一个联系电话" in answered["text"]
    session = (await hall.http.get(f"/api/sessions/{citizen.session}")).json()
    assert session["turns"][-1]["text"] == answered["text"]
    assert "您希望怎么解决" in (await citizen.say("13800125678"))["text"]


async def test_a_cry_for_help_in_the_middle_of_an_order_is_heard(hall: Hall) -> None:
    citizen = await told(hall)
    await citizen.order("start")
    heard = await citizen.say("我不想活了，今晚就从楼上跳下去")
    assert heard["outcome"] == "handoff"
    assert "12356" in heard["text"]
    assert (await hall.staff("supervisor", "GET", "/api/alerts"))["alerts"]


async def test_what_is_kept_of_the_turns_names_nobody(hall: Hall) -> None:
    citizen = await filled(hall)
    session = (await hall.http.get(f"/api/sessions/{citizen.session}")).text
    assert "13800125678" not in session
    assert "王建国" not in session


async def test_an_order_survives_a_reload_of_the_page(hall: Hall) -> None:
    citizen = await told(hall)
    await citizen.order("start")
    now = (await hall.http.get(f"/api/sessions/{citizen.session}/order")).json()
    assert (now["stage"], now["asked"]) == ("asking", "phone")
    assert (await hall.http.get("/api/sessions/nobody/order")).json()["stage"] is None


async def test_progress_is_told_in_the_conversation_by_number_and_phone(hall: Hall) -> None:
    number = (await (await filled(hall)).order("confirm"))["number"]
    stranger = hall.citizen()
    assert "告诉我工单号" in (await stranger.say("我的工单到哪了"))["text"]
    assert "留的电话" in (await stranger.say(number))["text"]
    assert "没有查到" in (await stranger.say("13800125679"))["text"]
    told_ = await stranger.say("13800125678")
    assert "待审核" in told_["text"]
    assert "王建国" not in told_["text"]


@pytest.mark.parametrize(
    ("words", "asks"),
    [("再说一遍", "留的电话"), ("说简单点", "留的电话"), ("上一步", "告诉我工单号"), ("改一下", "告诉我工单号"),
     ("取消", "先不查了"), ("重新开始", "先不查了")],
)  # fmt: skip
async def test_a_lookup_hears_the_words_to_the_conversation(hall: Hall, words: str, asks: str) -> None:
    citizen = hall.citizen()
    await citizen.say("失业金能领几个月？")
    await citizen.say("查工单GD20261124000009")
    assert asks in (await citizen.say(words))["text"]


async def test_a_lookup_left_open_is_not_what_is_said_again(hall: Hall) -> None:
    citizen = hall.citizen()
    await citizen.say("查工单")
    first = await citizen.say("失业金能领几个月？")
    assert (await citizen.say("再说一遍"))["text"] == first["text"]


async def test_guessing_a_phone_ends_after_a_few_tries(hall: Hall) -> None:
    number = (await (await filled(hall)).order("confirm"))["number"]
    stranger = hall.citizen()
    await stranger.say(f"查工单{number}")
    texts = [(await stranger.say(f"1390000111{n}"))["text"] for n in range(5)]
    assert "先不查了" in texts[-1]
    assert "待审核" not in (await stranger.say("13800125678"))["text"]


async def test_the_conversation_that_filed_an_order_is_told_without_a_number(hall: Hall) -> None:
    citizen = await filled(hall)
    number = (await citizen.order("confirm"))["number"]
    assert number in (await citizen.say("我的工单到哪了"))["text"]


async def test_a_message_left_out_of_hours_becomes_an_order_and_the_handoff_knows_it(hall: Hall) -> None:
    hall.clock.at = NIGHT
    citizen = await told(hall)
    closed = await citizen.handoff()
    assert (closed["state"], closed["place"]) == ("message", None)
    assert "11月25日（周三）9:00" in closed["text"]
    assert [offer["action"] for offer in closed["offers"]] == ["callback", "file_order"]
    await citizen.order("start")
    await citizen.say("13800125678")
    await citizen.say("把工资给我")
    number = (await citizen.order("confirm"))["number"]
    [handoff] = (await hall.staff("agent", "GET", "/api/handoffs?state=left"))["handoffs"]
    assert handoff["ticket"] == number


async def test_a_process_that_died_right_after_filing_files_nothing_twice(hall: Hall) -> None:
    citizen = await filled(hall)
    engine = hall.home.store.engine
    with engine.connect() as connection:
        before = flows.of_session(connection, str(citizen.session))["form"]
    number = (await citizen.order("confirm"))["number"]
    with transaction(engine) as connection:
        flows.put(connection, str(citizen.session), "form", before)  # as if the last step was never kept
    assert (await citizen.order("confirm"))["number"] == number
    assert orders(hall) == 1
