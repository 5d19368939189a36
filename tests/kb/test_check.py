"""What is wrong or doubtful in the knowledge is found and named."""

from datetime import date

import pytest

from kb.check import check_documents, check_entries
from kb.fact import FactTable
from kb.figures import figures
from kb.item import Item
from kb.types import Authority, Period
from tests.kb.making import entry, fact

TODAY = date(2026, 11, 25)
MONTHLY = fact("失业保险金月标准·满1年不满5年", "2129", region="110000")


def codes(entries, facts=(), on=TODAY):
    return [(f.severity, f.code, f.where) for f in check_entries(entries, FactTable(facts), on)]


def test_clean_knowledge_has_no_findings():
    assert codes([entry("a"), entry("b", question="在哪里申领失业金？", answer="网上申领。")]) == []


def test_two_entries_with_one_wording_are_an_error_that_names_both():
    found = codes([entry("a", similar=("领多久",)), entry("b", question="领多久？")])
    assert ("error", "duplicate-question", "a b") in found


@pytest.mark.parametrize(
    "apart",
    [
        {"region": "310000"},
        {"insured_types": ("resident",)},
        {"valid_from": date(2026, 1, 1)},
    ],
)
def test_one_wording_in_two_scopes_is_no_duplicate(apart):
    one = entry("a", insured_types=("employee",), valid_to=date(2025, 12, 31))
    other = entry("b", **{"insured_types": ("employee",), "valid_to": None, **apart})
    if "valid_from" not in apart:
        one = entry("a", insured_types=("employee",))
    assert not [found for found in codes([one, other]) if found[1] == "duplicate-question"]


def test_wordings_that_a_wrong_indent_joined_are_a_warning():
    assert ("warning", "run-together", "a") in codes([entry("a", similar=("网上怎么交 - 孩子的怎么交",))])


def test_an_id_given_twice_is_an_error():
    assert ("error", "duplicate-id", "a") in codes([entry("a"), entry("a", question="二？")])


def test_an_answer_that_refers_to_no_fact_or_to_one_without_a_value_is_an_error():
    ended = fact("旧标准", end=date(2025, 12, 31))
    found = codes([entry("a", answer="{{没有}}"), entry("b", question="二？", answer="{{旧标准}}")], [ended])
    assert [f for f in found if f[1] == "fact"] == [("error", "fact", "a"), ("error", "fact", "b")]


def test_what_ends_within_thirty_days_is_a_warning_and_what_has_ended_a_notice():
    found = codes(
        [
            entry("soon", "一？", valid_to=date(2026, 12, 25)),
            entry("later", "二？", valid_to=date(2026, 12, 26)),
            entry("today", "三？", valid_to=TODAY),
            entry("over", "四？", valid_to=date(2026, 11, 24)),
        ]
    )
    assert [f[1:] for f in found] == [
        ("expires-soon", "soon"),
        ("expires-soon", "today"),
        ("expired", "over"),
    ]


def test_one_figure_with_two_values_in_two_entries_is_listed():
    one = entry("a", "一？", "失业保险金领取期限最长24个月。")
    other = entry("b", "二？", "失业保险金领取期限最长12个月。")
    assert ("notice", "figures", "a b") in codes([one, other])


def test_a_figure_in_an_answer_that_contradicts_the_fact_is_listed():
    wrong = entry("a", "失业保险金月标准是多少？", "缴费满1年不满5年的，每月2035元。", region="110000")
    assert ("warning", "fact-figure", "a") in codes([wrong], [MONTHLY])


@pytest.mark.parametrize(
    ("answer", "region"),
    [
        ("缴费满1年不满5年的，每月2129元。", "110000"),
        ("缴费满1年不满5年的，每月{{失业保险金月标准·满1年不满5年}}。", "110000"),
        ("缴费满10年不满15年的，每月2188元。", "110000"),
        ("缴费满1年不满5年的，每月2035元。", "310000"),
        ("缴费满1年不满5年的，最长12个月。", "110000"),
    ],
)
def test_figures_that_agree_or_speak_of_something_else_are_not_listed(answer, region):
    assert codes([entry("a", "失业保险金月标准是多少？", answer, region=region)], [MONTHLY]) == []


def test_of_two_figures_each_belongs_to_what_stands_before_it():
    found = list(figures("满1年每月2129元，满5年每月2156元。"))
    assert [(figure.before, figure.value) for figure in found if figure.unit == "元"] == [
        ("满1年每月", "2129"),
        ("，满5年每月", "2156"),
    ]


def test_a_figure_in_a_document_that_contradicts_the_fact_is_listed():
    def passage(text, period):
        return Item(
            1, "通告.md#0", "passage", "通告.md", "关于调整失业保险金月标准的通告", text, "", "110000", 0,
            period, Authority.RULE, "published", {}, 1,
        )  # fmt: skip

    text = "（一）累计缴费时间满1年不满5年的，2035元。"
    now, before = Period(date(2025, 9, 1)), Period(date(2024, 9, 1), date(2025, 8, 31))
    facts = FactTable([MONTHLY])
    assert [f.where for f in check_documents([passage(text, now)], facts, TODAY)] == ["通告.md#0"]
    assert list(check_documents([passage(text, before)], facts, TODAY)) == []
    assert list(check_documents([passage(text.replace("2035", "2129"), now)], facts, TODAY)) == []
