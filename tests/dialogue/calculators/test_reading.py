"""Inputs the way citizens say them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogue.calculators import reading
from dialogue.calculators.words import Words

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("said", "born"),
    [
        ("七零年五月", "1970-05"), ("1970.5", "1970-05"), ("70年5月生", "1970-05"), ("一九七零年五月", "1970-05"),
        ("19700512", "1970-05"), ("1970-05-12", "1970-05"), ("1970/5", "1970-05"), ("零五年三月", "2005-03"),
        ("05年3月", "2005-03"), ("七八年五月生的", "1978-05"), ("我66年11月生人", "1966-11"), ("70年腊月", "1970"),
        ("1970年出生", "1970"), ("我是75年的人", "1975"), ("是71年十二月", "1971-12"), ("1970年13月", "1970-13"),
        ("属狗的", None), ("今年58了", None), ("70后", None), ("", None), ("12年4个月", None),
    ],
)  # fmt: skip
def test_births(said, born):
    assert reading.born(Words(said), TODAY) == born


@pytest.mark.parametrize(
    ("said", "months"),
    [
        ("八年零四个月", [100, 100]), ("8年4个月", [100, 100]), ("八年", [96, 96]), ("干了七八年", [84, 107]),
        ("8年多", [96, 107]), ("快十年了", [108, 119]), ("不到三年", [24, 35]), ("没满12个月", [11, 11]), ("一年半", [18, 18]), ("半年", [6, 6]),
        ("五个月", [5, 5]), ("干了一个月", [1, 1]), ("二十年", [240, 240]), ("十几年", [132, 239]), ("3~5年", [36, 71]),
        ("十二年整", [144, 144]), ("满7年不满8年", [84, 95]), ("2.5年", [30, 30]), ("俩月", [2, 2]), ("两年", [24, 24]),
        ("干了一年", [12, 12]), ("一年有几天", None), ("一个月一万二", None), ("2025年3月", None), ("", None),
        ("干了五年零两个月，五年我知道是五个月工资，后面的零头呢", [62, 62]),
    ],
)  # fmt: skip
def test_lengths_of_time(said, months):
    assert reading.length(Words(said)) == months


@pytest.mark.parametrize(
    ("said", "yuan"),
    [
        ("一万二", 12000), ("1万2", 12000), ("1.2万", 12000), ("12,000元", 12000), ("8k", 8000), ("八千五", 8500),
        ("一万零五百", 10500), ("3万5千", 35000), ("两万一千三", 21300), ("3w", 30000), ("六千块钱", 6000),
        ("12000", 12000), ("8000三级医院", 8000), ("1970年", None), ("2025年10月", None), ("58岁", None), ("负五千", -5000), ("", None),
    ],
)  # fmt: skip
def test_sums_of_money(said, yuan):
    assert reading.money(Words(said)) == yuan


@pytest.mark.parametrize(
    ("said", "wage"),
    [
        ("月薪一万二", 12000), ("工资八千", 8000), ("一个月挣九千五", 9500), ("8000的工资", 8000), ("年薪三十六万", 30000),
        ("公司只给我两万", None), ("赔了三万块", None), ("工资都没发，给了两万", None),
    ],
)  # fmt: skip
def test_only_a_sum_beside_a_word_for_pay_is_pay(said, wage):
    assert reading.wage(Words(said), any_sum=False) == wage


@pytest.mark.parametrize(
    ("said", "period"),
    [
        ("2015年3月入职", ("2015-03", None)), ("从2015年3月干到2023年6月", ("2015-03", "2023-06")),
        ("2019年就进公司了", ("2019-00", None)), ("去年3月入职", ("2025-03", None)), ("一五年三月来的公司", ("2015-03", None)),
    ],
)  # fmt: skip
def test_since_when(said, period):
    assert reading.since(Words(said), TODAY) == period


def test_a_start_without_its_month_is_as_few_and_as_many_months_as_it_may_be():
    assert reading.between("2019-00", "2026-11") == [83, 94]


@pytest.mark.parametrize(
    ("said", "who"),
    [("我妈什么时候退休", "妈"), ("我什么时候退休", ""), ("我老公67年的", "老公"), ("帮我算", "")],
)
def test_whom_it_is_about(said, who):
    assert reading.somebody(said) == who


@pytest.mark.parametrize(
    ("said", "own"),
    [
        ("我多大退休", True),
        ("我想问男的多大退休", False),
        ("我们厂女工多大退休", False),
        ("男的多大退休", False),
    ],
)
def test_a_way_to_begin_is_not_a_matter_of_ones_own(said, own):
    assert reading.of_self(Words(said)) is own


@pytest.mark.parametrize(
    ("span", "printed"),
    [
        ([100, 100], "8年4个月"),
        ([96, 96], "8年"),
        ([5, 5], "5个月"),
        ([84, 95], "满7年不满8年"),
        ([84, 107], "7年至8年11个月"),
    ],
)
def test_lengths_are_printed_as_people_say_them(span, printed):
    assert reading.lasted(span) == printed


@pytest.mark.parametrize(
    ("said", "months"),
    [
        ("社保交了10年但是断过两年", [120, 120]), ("交了8年，领了5个月了", [96, 96]), ("公司给我交了8年", [96, 96]),
        ("干了8年，公司只赔3个月工资", [96, 96]), ("怀孕3个月，干了2年被辞退", [24, 24]), ("不是8年，是9年", [108, 108]),
        ("试用期3个月，干满2年", [24, 24]), ("在A公司干3年，在B公司干5年", None), ("签了3年合同，干了2年", [24, 24]),
    ],
)  # fmt: skip
def test_a_length_of_something_else_is_not_taken_and_two_are_not_chosen_between(said, months):
    assert reading.length(Words(said)) == months


@pytest.mark.parametrize(
    ("said", "born"),
    [
        ("我70年5月生，2026年12月能退休吗", "1970-05"), ("2026年12月想退休，我70年5月的", "1970-05"),
        ("不是70年5月，是71年6月", "1971-06"), ("我生日是1970年5月，1990年3月参加工作", "1970-05"),
        ("1970年5月，1971年6月", None),
    ],
)  # fmt: skip
def test_of_several_dates_the_birth_is_taken(said, born):
    assert reading.born(Words(said), TODAY) == born


@pytest.mark.parametrize(
    ("said", "months"),
    [
        ("上家交了两年零三个月 这家交了一年零十个月", [49, 49]), ("先交了5年，断了1年，后来又交了4年", [108, 108]),
        ("当过两年兵，退伍后在上家干了六年，接着进这家满三年，人事只按三年算", [132, 132]),
        ("之前干过九年，在这才两年", [132, 132]), ("前一家干了半年，这家8个月", [14, 14]),
        ("交了两年和一年半，加一块", [42, 42]), ("原来干了七八年，现在这家两年", [108, 131]),
        ("头一家干了4年，第二家5年半，现在这家刚满3年，人事说我在本公司才3年只给5天", [150, 150]),
        # one within the other, or told of the same
        ("总工龄13年，这家才3年", None), ("工作11年了，这家干了3年", None), ("在这家公司8年，现在这个岗位3年", None),
        ("足足交了十八年，二十四个月全领下来加一块儿", None), ("之前干了9年，其中在外地2年", None), ("干了6年", None), ("", None),
    ],
)  # fmt: skip
def test_stretches_told_one_after_the_other_are_added(said, months):
    assert reading.in_stretches(Words(said)) == months


@given(st.lists(st.integers(1, 15), min_size=2, max_size=4))
def test_stretches_add_up_to_what_was_told(years):
    said = "，".join(f"第{number}家干了{told}年" for number, told in enumerate(years, 1))
    assert reading.in_stretches(Words(said)) == [sum(years) * 12] * 2


@pytest.mark.parametrize("said", ["我交了负3年", "干了负三年", "交了负5个月"])
def test_a_length_below_nothing_is_read_as_such(said):
    assert reading.length(Words(said))[0] < 0
