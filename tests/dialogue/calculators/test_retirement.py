"""The annex of the 2024 rule, row by row, and what must hold for every birth."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogue.calculators.retirement import retirement
from tests.dialogue.calculators.figures_for_tests import TODAY, figures, talk

GROUPS = ("男职工", "女职工原55岁", "女职工原50岁")
ANNEX = [
    line.split("\t")
    for line in (Path(__file__).parent / "annex.tsv").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]
BIRTHS = st.integers(1930 * 12, 2026 * 12)


def month(text):
    year, number = text.split("-")
    return int(year) * 12 + int(number) - 1


def of(birth, group):
    return retirement(birth, group, figures(), TODAY)[0]


def test_the_annex_has_a_row_for_every_step():
    assert [sum(row[0] == group for row in ANNEX) for group in GROUPS] == [36, 36, 60]


@pytest.mark.parametrize(("group", "first", "last", "age", "from_", "to"), ANNEX)
def test_every_birth_of_a_row_retires_at_its_age_and_month(group, first, last, age, from_, to):
    years, months = age.split(".")
    for birth in range(month(first), month(last) + 1):
        found = of(birth, group)
        assert found.age == int(years) * 12 + int(months)
        assert found.due == month(from_) + birth - month(first)
    assert of(month(last), group).due == month(to)


@pytest.mark.parametrize(
    ("group", "last_before", "age"),
    [("男职工", "1964-12", 60), ("女职工原55岁", "1969-12", 55), ("女职工原50岁", "1974-12", 50)],
)
def test_whoever_reached_the_old_age_before_2025_is_not_touched(group, last_before, age):
    found = of(month(last_before), group)
    assert (found.age, found.delay, found.earliest, found.latest) == (age * 12, 0, found.due, found.due)


@pytest.mark.parametrize(
    ("group", "after", "age"),
    [("男职工", "1977-01", 63), ("女职工原55岁", "1982-01", 58), ("女职工原50岁", "1985-01", 55)],
)
def test_after_the_last_row_the_target_age_stays(group, after, age):
    assert of(month(after), group).age == age * 12
    assert of(month(after) + 240, group).age == age * 12


@given(BIRTHS, st.integers(0, 400), st.sampled_from(GROUPS))
def test_a_later_birth_never_retires_earlier(birth, later, group):
    first, second = of(birth, group), of(birth + later, group)
    assert second.due >= first.due
    assert second.age >= first.age


@given(BIRTHS, st.sampled_from(GROUPS))
def test_early_is_at_most_three_years_and_never_before_the_old_age(birth, group):
    found = of(birth, group)
    assert found.old <= found.earliest <= found.due <= found.latest
    assert found.due - found.earliest <= 36
    assert found.latest - found.due <= 36


@pytest.mark.parametrize(
    ("year", "years"),
    [
        (2029, "15年"),
        (2030, "15年6个月"),
        (2031, "16年"),
        (2034, "17年6个月"),
        (2038, "19年6个月"),
        (2039, "20年"),
        (2060, "20年"),
    ],
)
def test_minimum_years_are_those_of_the_year_of_retirement(year, years):
    births = {
        2029: "1968年3月",
        2030: "1969年1月",
        2031: "1970年1月",
        2034: "1972年6月",
        2038: "1976年1月",
        2039: "1976年9月",
        2060: "1997年5月",
    }
    found = talk(f"我{births[year]}出生，男，什么时候退休")
    assert f"{year}年" in found.text.split("。")[0]
    assert f"最低缴费年限是{years}" in found.text


def test_years_paid_are_counted_on_to_the_month_of_retirement():
    found = talk("我70年5月生，男，交了3年社保，什么时候退休")
    # November 2026 to October 2031: 59 months; 3 years and 59 months are 7 years 11 months of 16 years.
    assert "约7年11个月，还差8年1个月" in found.text


def test_a_flexible_worker_is_told_no_late_retirement():
    found = talk("我灵活就业，女，73年7月出生，什么时候退休")
    assert "灵活就业女性" in found.text and "没有协商延迟" in found.text and "最晚" not in found.text


def test_a_year_alone_gives_the_range_and_asks_for_the_month():
    found = talk("我75年生的，男，什么时候退休")
    assert (found.outcome, found.pending["asked"]) == ("clarify", "month")
    assert "62岁7个月到62岁9个月" in found.text


def test_retirement_says_its_source_inputs_and_formula():
    found = talk("我70年5月生，男，什么时候退休")
    assert "国务院关于渐进式延迟法定退休年龄的办法" in found.text
    assert "1970年5月出生" in found.text and "每4个月延迟1个月" in found.text
    assert found.citations[0].document == "国务院关于渐进式延迟法定退休年龄的办法"


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ("我2031年5月生的，男，什么时候退休", "还没有到"),
        ("我1850年5月生的，男，什么时候退休", "太早"),
        ("我1970年13月生的，男，什么时候退休", "没有13月"),
        ("我70年5月生，男，交了200年社保，什么时候退休", "超出"),
    ],
)
def test_a_birth_that_cannot_be_is_asked_again(said, message):
    found = talk(said)
    assert found.outcome == "clarify" and message in found.text and "请再说一次" in found.text


def test_the_rule_is_read_from_facts_and_not_from_the_code():
    from tests.dialogue.calculators.figures_for_tests import example, with_examples

    facts = with_examples(example("法定退休年龄·目标年龄·男职工", "61", "岁", date(2025, 1, 1)))
    assert "法定退休年龄是61岁，" in talk("我90年6月生，男，什么时候退休", facts=facts).text
