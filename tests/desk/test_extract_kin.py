"""Kin are no strangers, what the agent asked for counts, and what was taken is the matter."""

import time

import pytest

from tests.desk.told import values


def field(name, *turns):
    return values(*turns).get(name)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("amount", 3000, ["我大姐在超市上班，超市克扣工资三千元"]),
        ("amount", 20000, ["我表哥在工地干活，老板拖欠工资两万"]),
        ("event_date", "2026-09-03", ["我大哥九月三号在工地摔了，要报工伤"]),
        ("event_date", "2026-09-03", ["我阿姨九月三号去世的，丧葬费怎么领"]),
    ],
)
def test_what_befell_kin_is_the_matter(name, value, said):
    assert field(name, *said) == value


@pytest.mark.parametrize(
    "said",
    [
        ["坐席:哪天的事？", "九月三号我就去过窗口，不给办"],
        ["坐席:什么时候住院的", "九月三号，那次住了十天"],
        ["坐席:哪天受伤？", "我不是九月三号摔的嘛"],
    ],
)
def test_a_day_that_was_asked_for_counts_however_it_is_told(said):
    assert field("event_date", *said) == "2026-09-03"


@pytest.mark.parametrize("said", ["昨天要求我签自愿离职，我没签", "昨天得病住院了，能报吗"])
def test_what_happened_yesterday_is_no_deadline(said):
    assert field("event_date", said) == "2026-11-25"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (500, ["公司说我迟到扣了我五百块钱，凭什么"]),
        (2000, ["中介收了我伙食费两千不退"]),
        (4200, ["坐席:欠您多少钱", "3500,4200"]),
        (9000, ["公司欠我九千", "坐席:好的", "等等，还有个事，我交了三百块体检费"]),
    ],
)
def test_what_was_taken_is_the_sum(value, said):
    assert field("amount", *said) == value


def test_digits_of_a_telephone_complete_no_identity_number():
    assert field("id_number", "身份证110105 19900328 2811，电话135 2044 9138") != "110105199003282044"


def test_whom_the_agent_calls_wrongly_is_not_called_so():
    assert field("caller_name", "我姓李", "坐席:好的李先生，您说", "不对，我是女的") == "李"


def test_who_leaves_hospital_today_is_not_in_a_hurry():
    assert field("urgent", "我今天就要出院了，想问下报销要带什么") is None


@pytest.mark.parametrize(
    "said",
    [
        "我交了钱,得有得有得有得有得有得有得有得有得有得有得有得有得有我5000元",
        "老" * 9_000,
        "1" * 9_000,
        "1000块," * 300,
    ],
)
def test_repetitions_are_read_in_no_time(said):
    began = time.perf_counter()
    values(said)
    assert time.perf_counter() - began < 5
