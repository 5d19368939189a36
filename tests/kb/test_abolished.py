"""What laws have done away with is not cited, whatever date the file of an older text claims."""

from __future__ import annotations

from datetime import date

import pytest

from kb import abolished
from kb.types import Period

CLAIMED = Period(date(2021, 11, 26), None)
TODAY = date(2026, 11, 27)


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("违反本条例规定生育子女的夫妻，应当依法缴纳社会抚养费。", False),
        ("提倡一对夫妻生育两个子女。", False),
        ("在国家提倡一对夫妻生育一个子女期间，自愿终身只生育一个子女的夫妻，享受奖励扶助。", True),
        ("取消征收社会抚养费，清理和废止相关处罚规定。", True),
        ("被判刑收监执行或者被劳动教养的，停止领取失业保险金。", True),
    ],
)
def test_an_order_that_a_law_ended_does_not_hold_today(text, holds):
    assert abolished.within(text, CLAIMED).contains(TODAY) is holds


def test_it_held_until_then():
    period = abolished.within("依法缴纳社会抚养费。", Period(date(2016, 3, 24), None))
    assert period == Period(date(2016, 3, 24), date(2021, 8, 19))


def test_every_listed_one_says_by_what_it_ended():
    assert all(one.source for one in abolished.listed())
