"""Pay for overtime and the one-off disability grant, against sums worked out by hand."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogue.calculators.disability import grant_months
from dialogue.calculators.overtime import overtime_pay
from tests.dialogue.calculators.figures_for_tests import TODAY, figures, talk

MONEY = st.decimals(Decimal(1), Decimal(100_000), places=2)


@pytest.mark.parametrize(
    ("said", "result"),
    [
        ("月工资8700，国庆节当天加班一整天，加班费多少", "1200元"),  # 8700 / 21.75 x 300%
        ("周六被叫去加班一天没给调休，月薪8700该给多少加班费", "800元"),  # 8700 / 21.75 x 200%
        ("我月薪4350，平时下班后加班3个小时，加班费怎么算", "112.5元"),  # 4350 / 21.75 / 8 x 3 x 150%
        ("月薪6525，春节初一加班半天给多少钱", "450元"),  # 6525 / 21.75 / 2 x 300%
        ("工伤评了九级，本人月工资6000，一次性伤残补助金能拿多少钱", "54000元"),  # 9 x 6000
        ("伤残十级月工资五千，一次性伤残补助金是多少", "35000元"),  # 7 x 5000
        ("一级伤残，月薪一万，一次性伤残补助怎么算", "270000元"),  # 27 x 10000
    ],
)
def test_sums(said, result):
    computed = talk(said)
    assert computed is not None and computed.outcome == "answer"
    assert result in computed.text


def test_the_kind_of_day_is_asked_for_and_tapped():
    first = talk("月薪8700，加班一天给多少钱")
    second = talk("月薪8700，加班一天给多少钱", "休息日（没有补休）")
    assert first is not None and first.outcome == "clarify" and len(first.choices) == 3
    assert second is not None and "800元" in second.text


def test_the_grade_is_asked_for_and_said():
    first = talk("我月工资6000，一次性伤残补助金能拿多少")
    second = talk("我月工资6000，一次性伤残补助金能拿多少", "八级")
    assert first is not None and first.outcome == "clarify"
    assert second is not None and "66000元" in second.text


@pytest.mark.parametrize(
    "said",
    [
        "加班费怎么算",
        "国庆加班给几倍工资",
        "一次性伤残补助金各级多少个月",
        "加班费单位拖着不给找谁",
        "月薪8000没休年假给多少钱",
    ],
)
def test_what_needs_no_sum_is_left_to_the_entries(said):
    computed = talk(said)
    assert computed is None or computed.calculator not in ("overtime", "disability")


@given(MONEY, st.integers(1, 100), st.integers(1, 100))
def test_more_hours_and_better_days_never_pay_less(wage, one, more):
    def pay(hours: int, kind: str) -> Decimal:
        return overtime_pay(Decimal(hours), kind, wage, figures(), TODAY)[0]

    assert pay(one, "working") <= pay(one + more, "working")
    assert pay(one, "working") < pay(one, "rest") < pay(one, "holiday")


@given(st.integers(1, 9))
def test_a_lighter_grade_never_gives_more(grade):
    assert int(grant_months(grade, figures(), TODAY).value) >= int(
        grant_months(grade + 1, figures(), TODAY).value
    )
