"""Figures that the documents of an answer do not hold are listed; what is worked out, recorded or held is not."""

from datetime import date

import pytest

from kb.fact import FactTable
from kb.item import Item
from kb.types import Authority, Document, Period
from serve.ungrounded import Grounds, UngroundedFigures
from tests.kb.making import entry, fact

TODAY = date(2026, 11, 25)
TEXT = "第四十六条 用人单位应当自事故发生之日起三十日内提出申请，处一万元以下罚款，比例为百分之五十。"


def item(text=TEXT):
    return Item(
        1, "条例.txt#46", "passage", "条例.txt", "某某条例 第四十六条", text, "", "", 0, Period(), Authority.RULE,
        "published", {}, 1,
    )  # fmt: skip


def listed(answer, against="某某条例 第四十六条", facts=(), today=TODAY):
    grounds = Grounds([Document("条例.txt", "某某条例")], [item()])
    found = UngroundedFigures(grounds, FactTable(facts), today)
    one = entry("a", "多久要报？", answer, source={"title": "某某办法"}, verified={"against": against})
    return [(f.where, f.message.split("」")[0]) for f in found.check([one])]


@pytest.mark.parametrize("wrong", ["46日", "60日", "2万元", "60%"])
def test_a_figure_that_the_document_does_not_hold_is_listed(wrong):
    assert listed(f"要在{wrong}内。") == [("a", f"答案写「要在{wrong}")]


@pytest.mark.parametrize(
    "answer",
    ["要在30日内。", "罚1万元。", "按50%算。", "满12年的。", "例如您有3000元，按50%是＝1500元。"],
)
def test_what_it_holds_in_whichever_spelling_or_is_worked_out_is_not(answer):
    assert listed(answer) == []


def test_a_figure_that_a_fact_has_that_day_stands_on_the_fact():
    known = [fact("另一项", "60", date(2025, 1, 1), date(2026, 12, 31), unit="日")]
    assert listed("要在60日内。", facts=known) == []
    assert listed("要在60日内。", facts=known, today=date(2027, 2, 1)) == [("a", "答案写「要在60日")]
    assert listed("要在{{另一项}}内。", facts=known) == []


def test_nothing_is_said_of_answers_whose_documents_are_not_held():
    assert listed("要在46日内。", against="另一部办法 第四十六条") == []
