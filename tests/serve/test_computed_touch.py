"""A change of a fact names the golden questions whose sums or yearly figures come out differently."""

from datetime import date

import pytest

from eval.golden import Golden
from kb import effects, starter
from serve import computed_touch

MONTHLY = "失业保险金月标准·满1年不满5年"
START = date(2026, 9, 1)


@pytest.fixture(scope="module")
def facts():
    return starter.load().facts


@pytest.fixture
def amended(facts):
    def change(name, value):
        last = facts.history(name)[-1]
        new = last.model_copy(update={"value": value, "valid_from": START, "valid_to": None})
        return effects.amended(facts, new)

    return change


def question(id, *turns, **fields):
    return Golden(id=id, kind="calculator", turns=turns, expect="answer", must=(("元",),), **fields)


def touched(facts, after, *questions, on=START):
    return {one.id: one.because for one in computed_touch.touched(questions, facts, after, on)}


def test_a_sum_that_comes_out_differently_is_named_with_both_results(facts, amended):
    after = amended(MONTHLY, "2286")
    found = touched(
        facts,
        after,
        question("sum", "交了两年失业险被裁了，失业金领几个月，一共多少钱"),
        question("later turn", "失业金怎么领", "我交了两年，能领几个月一共多少钱"),
        question("other sum", "工作8年被辞退赔多少"),
        question("no sum", "社保卡丢了怎么办"),
    )
    assert "sum" in found
    assert "2129元" in found["sum"]
    assert "2286元" in found["sum"]
    assert set(found) <= {"sum", "later turn"}


def test_a_question_asked_on_a_day_before_the_change_is_not_touched(facts, amended):
    asked = question(
        "then", "交了两年失业险被裁了，失业金领几个月，一共多少钱", scope={"today": "2026-03-01"}
    )
    assert touched(facts, amended(MONTHLY, "2286"), asked) == {}


def test_a_figure_of_a_year_is_named_too(facts, amended):
    name = "最低工资标准·每月"
    asked = question("now", "现在北京最低工资一个月多少")
    found = touched(facts, amended(name, "2680"), asked)
    assert "2680元" in found["now"]
