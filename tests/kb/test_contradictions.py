"""Figures that contradict a fact or another entry are found; conditions, examples and dates are none."""

from datetime import date

import pytest

from kb.contradictions import between_entries, in_answer, in_documents, with_facts
from kb.entry import Source, Verified
from kb.fact import FactTable
from kb.fact_finder import FactFinder
from kb.figures import figures, measured
from kb.item import Item
from kb.types import Authority, Period
from tests.kb.making import entry, fact

TODAY = date(2026, 11, 25)
WAGE = (
    fact("最低工资标准·每月", "2420", date(2024, 9, 1), date(2025, 8, 31)),
    fact("最低工资标准·每月", "2540", date(2025, 9, 1)),
)
INPATIENT = tuple(
    fact(f"{who}医保住院起付线·{rank}", value, date(2025, 1, 1))
    for who, rank, value in (
        ("职工", "首次", "1300"),
        ("职工", "再次", "650"),
        ("居民", "一级", "300"),
        ("居民", "三级", "1300"),
    )
)
CEILING = fact("居民医保住院封顶线", "25", date(2025, 1, 1), unit="万元")
LEAVE = fact("年休假天数·满20年", "15", date(2008, 1, 1), unit="天")
EVERY = FactTable([*WAGE, *INPATIENT, CEILING, LEAVE])


def found(question, answer, facts=EVERY, on=TODAY, **fields):
    one = entry("a", question, answer, **fields)
    return [(c.fact.name, c.figure.written) for _, c in with_facts([one], facts, on)]


@pytest.mark.parametrize(
    ("question", "answer", "name", "written"),
    [
        ("北京最低工资是多少？", "每月不低于2300元。", "最低工资标准·每月", "2300元"),
        ("北京最低工资是多少？", "每月不低于2420元。", "最低工资标准·每月", "2420元"),
        ("居民住院一年最多报多少？", "居民医保住院封顶线20万元。", "居民医保住院封顶线", "20万元"),
        ("职工住院起付线？", "职工医保住院，首次1500元。", "职工医保住院起付线·首次", "1500元"),
        ("工作满20年有几天年休假？", "年休假天数：满20年的，18天。", "年休假天数·满20年", "18天"),
    ],
)
def test_a_wrong_figure_is_found_also_where_it_was_right_last_year(question, answer, name, written):
    assert found(question, answer) == [(name, written)]


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("北京最低工资是多少？", "每月不低于2540元。"),
        ("北京最低工资是多少？", "每月{{最低工资标准·每月}}，2024年9月起是2420元。"),
        ("北京最低工资是多少？", "例如您的最低工资每月3000元，那就高于标准。"),
        ("最低工资每月多少？", "2025年9月1日起执行。"),
        ("居民住院封顶线？", "居民医保住院封顶线250000元。"),
        ("居民三级医院住院起付线？", "居民医保住院起付线三级1300元。"),
        ("职工住院报多少？", "职工医保住院起付线以上，3万元以下报85%。"),
        ("年休假几天？", "年休假天数：满10年不满20年的，10天。"),
        ("失业金多少？", "每月2300元。"),
    ],
)
def test_right_figures_conditions_examples_dates_and_other_matters_are_none(question, answer):
    assert found(question, answer) == []


def test_an_entry_of_the_past_is_compared_with_the_values_of_its_time():
    then = {"valid_from": date(2024, 9, 1), "valid_to": date(2025, 8, 31)}
    assert found("北京最低工资是多少？", "每月不低于2420元。", **then) == []
    assert found("北京最低工资是多少？", "每月不低于2540元。", **then) == [("最低工资标准·每月", "2540元")]


def test_a_figure_of_a_named_year_is_compared_with_that_year():
    assert found("最低工资？", "2024年最低工资标准每月2420元。") == []
    assert found("最低工资？", "2024年最低工资标准每月2400元。") == [("最低工资标准·每月", "2400元")]


def test_only_one_fact_may_be_asked_about_and_the_others_still_tell_it_apart():
    finder = FactFinder(EVERY, only="居民医保住院起付线·三级")
    day = Period(TODAY, TODAY)
    (one,) = finder.contradictions("居民医保住院起付线三级900元。", "起付线？", "", day)
    assert one.fact.value == "1300"
    assert finder.contradictions("职工医保住院，首次1500元。", "职工住院起付线？", "", day) == []


@pytest.mark.parametrize(
    ("authority", "alarms"), [(Authority.RULE, 1), (Authority.CASE, 0), (Authority.UNOFFICIAL, 0)]
)
def test_only_what_may_be_cited_as_a_rule_is_held_against_the_facts(authority, alarms):
    passage = Item(
        1, "a.md#0", "passage", "a.md", "最低工资标准的通知", "最低工资标准每月2300元。", "", "", 0, Period(),
        authority, "published", {}, 1,
    )  # fmt: skip
    assert len(list(in_documents([passage], EVERY, TODAY))) == alarms


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("男职工什么时候退休？|往后每晚出生延迟的，办理期限为4个月。", "女职工什么时候退休？|往后每晚出生延迟的，办理期限为2个月。"),
        ("年休假条件？|职工在本单位连续工作满10年。", "固定期限合同？|职工在本单位连续工作满15年。"),
        ("2024年上限？|月缴费工资基数上限为35283元。", "2025年上限？|月缴费工资基数上限为35811元。"),
    ],
)  # fmt: skip
def test_one_label_for_two_people_two_years_or_two_conditions_is_no_contradiction(one, other):
    pair = [entry(id, *text.split("|")) for id, text in (("a", one), ("b", other))]
    assert list(between_entries(pair)) == []


def test_two_entries_that_give_one_thing_two_values_are_found():
    one = entry("a", "失业金领多久？", "失业保险金领取期限最长24个月。", area="失业保险")
    other = entry("b", "失业保险金能领多长时间？", "失业保险金领取期限最长为12个月。", area="失业保险")
    ((_, _, words),) = between_entries([one, other])
    assert "24个月" in words
    assert "12个月" in words


def test_units_and_spellings_of_one_value_are_one():
    assert measured("5", "万元") == measured("50,000", "元")
    assert measured("30", "日") == measured("30.0", "天")
    assert [f.year for f in figures("2024年的标准是2420元")][-1] == 2024


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("依据2021年11月26日的决定，延长60日。", ["60日"]),
        ("自2008年起，最长2年。", ["2年"]),
        ("3万元以下报85%，3万至4万元报90%。", ["85%", "4万元", "90%"]),
        ("连续工作满10年，补10个月。", ["10个月"]),
        ("最长不超过24个月，超过6个月的另算。", ["24个月"]),
        ("例：欠10000元、30天，约150元。", []),
    ],
)
def test_only_figures_that_state_a_rule_count(text, rules):
    assert [figure.written for figure in figures(text) if figure.states_a_rule] == rules


LAW = {"title": "中华人民共和国工伤保险条例", "locator": "第十七条"}
REPORTING = fact(
    "工伤认定申请期限·单位", "30", date(2011, 1, 1), unit="日", source=Source(**LAW),
)  # fmt: skip


@pytest.mark.parametrize(
    ("against", "alarms"),
    [
        ("工伤保险条例 第十七条", [("工伤认定申请期限·单位", "45日")]),
        ("工伤保险条例 第三十三条", []),
        ("失业保险条例 第十七条", []),
    ],
)
def test_a_figure_said_in_other_words_is_told_by_the_article_that_answer_and_fact_rest_on(against, alarms):
    verified = {"verified": Verified(against=against)}
    question, answer = "工伤多久之内要去报？", "单位在45日内报。"
    assert found(question, answer, FactTable([REPORTING]), **verified) == alarms
    assert found(question, answer.replace("45", "30"), FactTable([REPORTING]), **verified) == []


def test_a_figure_is_told_by_how_another_answer_writes_of_the_fact_and_never_by_its_own():
    facts = FactTable([REPORTING])
    shown = entry("shown", "员工受伤怎么办？", "自事故发生之日起{{工伤认定申请期限·单位}}内。")
    wrong = entry("wrong", "员工工伤，单位要做什么？", "自事故发生之日起45日内。")
    told = [(e.id, c.fact.name) for e, c in with_facts([shown, wrong], facts, TODAY)]
    assert told == [("wrong", REPORTING.name)]
    own = FactFinder(facts, answers=[shown])
    assert in_answer(own, shown, "自事故发生之日起45日内。", Period(TODAY, TODAY)) == []
