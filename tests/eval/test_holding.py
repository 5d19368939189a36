from datetime import date

from eval.citing import articles
from eval.holding import doubtful
from kb.types import Period
from tests.eval.making import DAY, LAW, golden

FROM_2011 = Period(date(2011, 7, 1), None)
UNTIL_2020 = Period(None, date(2020, 12, 31))
SOURCE = {"file": LAW}
HELD = frozenset(articles("第46条、第47条"))


def said(question, documents=None, entries=None):
    return list(doubtful([question], documents=documents or {}, entries=entries or {}, day=DAY))


def test_gold_whose_source_is_held_and_in_force_is_not_doubted():
    assert said(golden(source=SOURCE), {"中华人民共和国社会保险法": [FROM_2011]}) == []


def test_gold_whose_source_is_not_held_is_pointed_out():
    assert said(golden(source=SOURCE), {"别的规定": [FROM_2011]}) == [f"q：标准来源《{LAW}》知识里没有"]


def test_gold_whose_source_has_ended_is_pointed_out_unless_that_is_the_trap():
    held = {"社会保险法": [UNTIL_2020]}
    assert "不在有效期内" in said(golden(source=SOURCE), held)[0]
    assert said(golden(source=SOURCE, kind="expired_trap"), held) == []
    assert said(golden(source=SOURCE, scope={"today": "2020-06-01"}), held) == []


def test_an_article_that_the_text_held_does_not_have_is_pointed_out():
    def doubts(locator, text=HELD):
        question = golden(source={"file": LAW, "locator": locator})
        held = {"社会保险法": [FROM_2011]}
        return list(doubtful([question], documents=held, entries={}, day=DAY, articles=lambda _: text))

    assert doubts("第九百九十九条") == [f"q：标准来源《{LAW}》里没有第九百九十九条"]
    assert doubts("第四十六条第二款") == doubts("第46条、第四十七条") == doubts("附件") == doubts(None) == []
    assert doubts("第九百九十九条", frozenset()) == [], "only the title is held"


def test_an_entry_that_is_gone_or_has_ended_is_pointed_out():
    assert said(golden(entries=["months"])) == ["q：标准条目「months」知识里没有"]
    assert "不在有效期内" in said(golden(entries=["months"]), entries={"months": UNTIL_2020})[0]


def test_a_question_not_to_be_answered_needs_nothing_held():
    assert said(golden(expect="abstain", must=[], source=SOURCE)) == []
