"""Each rule against values worked out by hand, and what must hold for all inputs."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogue.calculators.annual_leave import leave_days, part_of_year, unused_pay
from dialogue.calculators.contribution import employee_share
from dialogue.calculators.errors import FigureNotHeldError
from dialogue.calculators.maternity import allowance, birth_days, miscarriage_days
from dialogue.calculators.reimbursement import inpatient, outpatient
from dialogue.calculators.severance import severance_months
from dialogue.calculators.unemployment import Benefit, amounts, benefit_months
from tests.dialogue.calculators.figures_for_tests import TODAY, example, figures, talk, with_examples

MONEY = st.decimals(Decimal(0), Decimal(400_000), places=2)


# Unemployment: 北京市失业保险规定 第十七条
@pytest.mark.parametrize(
    ("years", "months"),
    [
        (0, 0),
        (1, 3),
        (2, 6),
        (3, 9),
        (4, 12),
        (5, 13),
        (6, 14),
        (9, 17),
        (10, 18),
        (15, 23),
        (16, 24),
        (17, 24),
        (40, 24),
    ],
)
def test_months_of_benefit(years, months):
    assert benefit_months(years, figures(), TODAY)[0] == months


@pytest.mark.parametrize(("years", "limit"), [(1, 12), (4, 12), (5, 18), (9, 18), (10, 24), (30, 24)])
def test_months_stay_within_the_national_law(years, limit):
    assert benefit_months(years, figures(), TODAY)[0] <= limit  # 社会保险法 第四十六条


@given(st.integers(0, 60), st.integers(0, 60))
def test_more_years_never_mean_less_benefit(one, other):
    less, more = sorted((one, other))
    assert benefit_months(less, figures(), TODAY)[0] <= benefit_months(more, figures(), TODAY)[0]
    if less:
        sums = [
            Benefit(
                benefit_months(y, figures(), TODAY)[0],
                *(Decimal(f.value) for f in amounts(y, figures(), TODAY)),
            ).total
            for y in (less, more)
        ]
        assert sums[0] <= sums[1]


# Severance: 劳动合同法 第四十七条
@pytest.mark.parametrize(
    ("worked", "months"),
    [
        (0, "0.5"),
        (1, "0.5"),
        (5, "0.5"),
        (6, "1"),
        (11, "1"),
        (12, "1"),
        (13, "1.5"),
        (17, "1.5"),
        (18, "2"),
        (96, "8"),
        (100, "8.5"),
        (102, "9"),
        (240, "20"),
    ],
)
def test_months_of_severance(worked, months):
    assert severance_months(worked, figures(), TODAY)[0] == Decimal(months)


@given(st.integers(0, 700), st.integers(0, 700))
def test_longer_work_never_means_less_severance(one, other):
    less, more = sorted((one, other))
    assert severance_months(less, figures(), TODAY)[0] <= severance_months(more, figures(), TODAY)[0]


def test_high_pay_is_capped_at_three_times_the_average_and_twelve_years():
    facts = with_examples(example("上年度职工月平均工资", "10000"))  # example figure
    found = talk("工作15年被辞退，月薪五万，赔多少", facts=facts)
    assert "经济补偿360000元" in found.text and "30000元算，年限最多12年" in found.text


def test_pay_up_to_the_cap_is_not_capped():
    facts = with_examples(example("上年度职工月平均工资", "10000"))  # example figure
    assert "经济补偿450000元" in talk("工作15年被辞退，月薪三万，赔多少", facts=facts).text


def test_without_the_average_high_pay_is_not_guessed():
    found = talk("工作8年被辞退，月薪八万，赔多少")
    assert found.outcome == "unknown"
    assert (
        "上年度职工月平均工资" in found.text
        and "北京市2026年11月" in found.text
        and "8个月工资" in found.text
    )
    assert "640000" not in found.text


def test_years_that_may_be_capped_are_not_called_certain():
    found = talk("我工作15年被裁，月工资6万，赔多少")
    assert found.outcome == "unknown" and "能确定" not in found.text
    assert "没有超过职工平均工资3倍的，是15个月工资" in found.text and "是12个月" in found.text
    assert "最多12年" in talk("工作15年被裁赔多少").text
    assert "最多12年" not in talk("工作8年被裁赔多少").text


# Annual leave: 职工带薪年休假条例 第三条, 实施办法 第五条 and 第十一条
@pytest.mark.parametrize(
    ("years", "days"), [(0, None), (1, 5), (9, 5), (10, 10), (19, 10), (20, 15), (45, 15)]
)
def test_days_of_annual_leave(years, days):
    fact = leave_days(years, figures(), TODAY)
    assert (int(fact.value) if fact else None) == days


@pytest.mark.parametrize(
    ("days", "left", "whole"), [(10, 184, 5), (5, 92, 1), (15, 181, 7), (5, 72, 0), (5, 73, 1), (15, 365, 15)]
)
def test_part_of_a_year_drops_what_is_not_a_whole_day(days, left, whole):
    assert part_of_year(days, left) == whole


def test_unused_days_are_paid_three_times_the_ordinary_pay_included():
    whole, extra, _ = unused_pay(5, Decimal(8700), figures(), TODAY)
    assert (whole, extra) == (Decimal(6000), Decimal(4000))


# Maternity: 女职工劳动保护特别规定 第七条
@pytest.mark.parametrize(
    ("babies", "difficult", "days"),
    [(1, False, 158), (1, True, 173), (2, False, 173), (2, True, 188), (3, False, 188), (3, True, 203)],
)
def test_days_of_maternity_leave(babies, difficult, days):
    assert birth_days(babies, difficult, figures(), TODAY)[0] == days


@pytest.mark.parametrize(("months", "days"), [(1, 15), (3.5, 15), (4, 42), (7, 42)])
def test_days_after_a_miscarriage(months, days):
    assert miscarriage_days(months, figures(), TODAY)[0] == days


def test_the_allowance_is_the_average_by_thirty_times_the_days():
    assert allowance(Decimal(12000), 173, figures(), TODAY)[0] == Decimal(69200)


def test_beijings_extension_is_not_held_before_it_began():
    with pytest.raises(FigureNotHeldError, match="北京延长生育假天数"):
        birth_days(1, False, figures(), date(2021, 11, 25))


# Contributions
@pytest.mark.parametrize(
    ("wage", "on", "base", "total"),
    [
        (10000, date(2025, 10, 1), "10000", "1053"),
        (5000, date(2025, 10, 1), "7162", "755.01"),
        (50000, date(2025, 10, 1), "35811", "3763.155"),
        (6000, date(2024, 8, 1), "6821", "719.205"),
        (7162, date(2025, 7, 1), "7162", "755.01"),
        (35811, date(2025, 12, 31), "35811", "3763.155"),
    ],
)
def test_an_employees_own_part(wage, on, base, total):
    found, parts, _ = employee_share(Decimal(wage), figures(), on)
    assert (found, sum(parts.values())) == (Decimal(base), Decimal(total))


@given(MONEY, MONEY)
def test_higher_pay_never_means_lower_contributions(one, other):
    less, more = sorted((one, other))
    on = date(2025, 10, 1)
    assert sum(employee_share(less, figures(), on)[1].values()) <= sum(
        employee_share(more, figures(), on)[1].values()
    )


def test_contributions_of_a_year_not_held_name_the_figure_and_offer_the_last_one():
    found = talk("我工资一万，每个月社保扣多少")
    assert found.outcome == "unknown"
    assert (
        "社会保险缴费工资基数·下限" in found.text
        and "北京市2026年11月" in found.text
        and "12333" in found.text
    )
    assert found.choices == ("按2025年12月的标准算",)
    then = talk("我工资一万，每个月社保扣多少", found.choices[0])
    assert then.outcome == "answer" and "1053元" in then.text and "2025年12月" in then.text


def test_with_the_figure_of_the_year_the_same_question_is_answered():
    facts = with_examples(
        example("社会保险缴费工资基数·下限", "7500"), example("社会保险缴费工资基数·上限", "36000"),
        example("失业保险费率·职工个人", "0.5", "%"),
    )  # fmt: skip
    found = talk("我工资一万，每个月社保扣多少", facts=facts)
    assert found.outcome == "answer" and "1053元" in found.text


# Reimbursement
@pytest.mark.parametrize(
    ("cost", "insured", "tier", "old", "met", "paid"),
    [
        (1800, "employee", "三级", False, False, "0"),
        (3000, "employee", "社区", False, False, "1080"),
        (5000, "employee", "三级", False, False, "2240"),
        (20000, "employee", "二级", False, False, "12740"),
        (25000, "employee", "三级", False, False, "15740"),
        (1000, "flexible", "三级", False, True, "700"),
        (8000, "retired", "三级", False, False, "5695"),
        (8000, "retired", "三级", True, False, "6030"),
        (8000, "retired", "社区", False, False, "6030"),
        (30000, "retired", "三级", False, False, "23895"),
        (1100, "resident", "社区", False, False, "550"),
        (1550, "resident", "三级", False, False, "500"),
    ],
)
def test_outpatient_estimate(cost, insured, tier, old, met, paid):
    assert outpatient(Decimal(cost), insured, tier, old, met, figures(), TODAY).paid == Decimal(paid)


@pytest.mark.parametrize(
    ("cost", "insured", "tier", "again", "child", "paid"),
    [
        (1300, "employee", "三级", False, False, "0"),
        (30000, "employee", "三级", False, False, "24395"),
        (50000, "employee", "三级", False, False, "42895"),
        (50000, "retired", "三级", False, False, "45217"),
        (120000, "employee", "三级", False, False, "107395"),
        (10000, "employee", "三级", True, False, "7947.5"),
        (35000, "retired", "二级", False, False, "31221.4"),
        (8000, "employee", "一级", False, False, "6030"),
        (21300, "resident", "三级", False, False, "15000"),
        (20000, "resident", "二级", False, True, "15288"),
        (400000, "resident", "三级", False, False, "250000"),
    ],
)
def test_inpatient_estimate(cost, insured, tier, again, child, paid):
    assert inpatient(Decimal(cost), insured, tier, again, child, figures(), TODAY).paid == Decimal(paid)


@given(
    MONEY,
    MONEY,
    st.sampled_from(["employee", "retired", "resident"]),
    st.sampled_from(["一级", "二级", "三级"]),
)
def test_a_higher_bill_never_means_less_paid_nor_more_than_the_bill(one, other, insured, tier):
    less, more = (
        inpatient(cost, insured, tier, False, False, figures(), TODAY).paid for cost in sorted((one, other))
    )
    assert 0 <= less <= more <= max(one, other)


@given(
    MONEY,
    MONEY,
    st.sampled_from(["employee", "retired"]),
    st.sampled_from(["社区", "二级", "三级"]),
    st.booleans(),
)
def test_a_higher_outpatient_bill_never_means_less(one, other, insured, tier, old):
    less, more = (
        outpatient(c, insured, tier, old, False, figures(), TODAY).paid for c in sorted((one, other))
    )
    assert 0 <= less <= more <= max(one, other)


def test_the_residents_outpatient_ceiling_is_named_where_it_matters():
    found = talk("居民医保三级医院门诊花了两万，能报多少")
    assert found.outcome == "unknown" and "居民医保门诊封顶线" in found.text
    facts = with_examples(example("居民医保门诊封顶线", "5000"))  # example figure
    assert "大约能报5000元" in talk("居民医保三级医院门诊花了两万，能报多少", facts=facts).text


@pytest.mark.parametrize(
    ("said", "missing"),
    [
        ("我在上海交了三年失业险，失业金能领几个月", "失业保险金领取期限"),
        ("我剖腹产，产假多少天", "北京延长生育假天数"),
        ("在职三级医院住院花了5万，能报多少", "职工医保住院起付线"),
    ],
)
def test_another_city_is_named_and_never_answered_with_beijings_figures(said, missing):
    found = talk(said, region="310000")
    assert found.outcome == "unknown" and missing in found.text and "上海市" in found.text


def test_a_national_rule_holds_in_another_city():
    assert "每年有5天" in talk("工作三年年假几天", region="310000").text


def test_amounts_before_they_are_held_are_named_and_months_alone_still_given():
    asked = talk("我2024年3月失业，交了3年，失业金一个月多少钱")
    assert asked.outcome == "unknown" and "失业保险金月标准" in asked.text and "2024年3月" in asked.text
    months = talk("我2024年3月失业，交了3年，失业金能领几个月")
    assert months.outcome == "answer" and "9个月" in months.text and "2129" not in months.text
