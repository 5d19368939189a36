"""What a session remembers: taken in, kept apart by person, shown and forgotten."""

from __future__ import annotations

from datetime import date

import pytest

from dialogue import remembered
from dialogue.types import Memory, Request, SessionId, TurnId


def after(*messages: str, insured_type: str | None = None) -> Memory:
    """Memory after these messages; questions as they were said."""
    memory = Memory()
    for message in messages:
        request = Request(message, SessionId("s"), TurnId("t"), date(2026, 11, 25), insured_type=insured_type)  # type: ignore[arg-type]
        memory = remembered.take_in(message, request, memory)
        memory.questions.append(message)
    return memory


def texts(memory: Memory) -> list[str]:
    return [one.text for one in remembered.shown(memory)]


def test_the_citizen_comes_back_to_what_they_said_of_themselves() -> None:
    said = ["我是居民医保，门诊报多少", "不对，我是职工", "我退休了", "我妈是居民医保，她住院报多少"]
    assert remembered.insured_type(after(*said)) == "resident"
    assert remembered.insured_type(after(*said, "那我呢")) == "retired"


def test_who_a_letter_only_mentions_is_not_whom_the_talk_is_about() -> None:
    letter = (
        "投诉某某餐饮店拖欠工资。您好，我在丰台一家餐饮店干了十几年，老板换了好几个，工资一直拖着，我们几十号人找过街道也找过派出所，"
        "每次都说再等等。家里老人孩子都等着用钱，孩子的学费也是借的，过年的东西一样没置办，亲戚也都借遍了，眼看房租又要到期，房东天天上门来催，恳请领导尽快回复。"
    )
    assert after(letter, "失业险交在三河，失业金一个月能开多少").people == {}


def test_rules_asked_about_do_not_replace_what_was_said_of_oneself() -> None:
    memory = after("我是职工医保", "居民医保门诊报多少", "住院呢")
    assert (memory.insured_type, remembered.insured_type(memory)) == ("employee", "resident")
    assert remembered.insured_type(after("我是职工医保", "居民医保门诊报多少", "那我呢")) == "employee"


def test_everything_is_shown_in_words() -> None:
    memory = after("我在朝阳上班，今年58", "我妈1948年生的，是居民医保", "孩子是2023年5月生的")
    assert texts(memory) == ["朝阳区", "58岁", "在职", "2023年5月生孩子", "妈妈：居民医保、1948年生"]


def test_a_new_date_replaces_the_old_and_another_matter_drops_it() -> None:
    assert after("孩子是2023年5月生的", "产假多少天").event_date == "2023-05"
    assert after("孩子是2023年5月生的", "说错了，是2024年6月生的").event_date == "2024-06"
    assert after("孩子是2023年5月生的", "社保卡丢了怎么补").event_date is None


@pytest.mark.parametrize(
    ("name", "left"),
    [("", []), ("age", ["朝阳区", "在职", "妈妈：居民医保"]), ("妈妈", ["朝阳区", "58岁", "在职"])],
)
def test_one_thing_or_all_is_forgotten(name: str, left: list[str]) -> None:
    memory = after("我在朝阳上班，今年58", "我妈是居民医保")
    assert texts(remembered.forget(memory, date(2026, 11, 25), name)) == left


def test_what_tells_it_is_forgotten_too_for_sums_read_it_there() -> None:
    memory = after("我1968年5月生的", "失业金怎么领")
    assert remembered.inputs(memory, date(2026, 11, 25)) == {"born": "1968-05", "age": 58}
    left = remembered.forget(memory, date(2026, 11, 25), "born")
    assert (left.questions, remembered.inputs(left, date(2026, 11, 25))) == (["失业金怎么领"], {})


def test_a_question_that_tells_the_forgotten_day_goes_with_it() -> None:
    memory = after("孩子是2023年5月生的，生育津贴怎么领", "社保卡丢了怎么补")
    left = remembered.forget(memory, date(2026, 11, 25), "event_date")
    assert (left.event_date, left.questions) == (None, ["社保卡丢了怎么补"])


def test_sessions_stored_before_are_read() -> None:
    kept = {
        "questions": ["产假多少天"],
        "region": "110106",
        "insured_type": "employee",
        "clarified": 0,
        "missed": 0,
    }
    assert texts(Memory(**kept)) == ["丰台区", "职工医保"]  # type: ignore[arg-type]
