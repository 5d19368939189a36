"""Where a message asks twice: the sum of the whole is said where it holds what the sums of its parts hold, and more."""

from datetime import date

import pytest

from dialogue.parts import says_more, without_repeats
from dialogue.state import Ask, Step
from kb.types import Scope

TODAY = date(2026, 11, 26)


def sums(text):
    return Step("answer", text, calculation={"calculator": "disability"})


@pytest.mark.parametrize(
    ("whole", "parts", "more"),
    [
        ("补助金157500元，伤残津贴每月5625元。\n已知", ["补助金157500元。\n已知"], True),
        ("补助金157500元。\n已知", ["补助金157500元。\n已知"], False),
        ("经济补偿8000元。\n已知", ["可领9个月。\n已知"], False),
        ("经济补偿8000元。\n已知", [], True),
    ],
)
def test_the_whole_is_preferred_where_it_holds_more(whole, parts, more):
    assert says_more(sums(whole), [sums(part) for part in parts]) is more


def test_a_sum_that_asks_for_an_input_is_not_given():
    asks = Step("clarify", "请问月工资是多少元？", calculation={"calculator": "overtime"})
    assert not says_more(asks, [])


def test_what_has_been_said_is_not_announced_again():
    told = Step("answer", "多糖铁复合物：医保乙类。")
    ask = Ask(text="算几类", scope=Scope("110000", None, TODAY), said="算几类", today=TODAY)
    steps, asks = without_repeats([told, told], [ask, ask])
    assert steps == [told]
    assert asks == [ask]
