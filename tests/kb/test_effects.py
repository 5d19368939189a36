"""Before a fact changes it is known which answers read differently and which figures then disagree."""

from dataclasses import replace
from datetime import date

import pytest

from kb import effects, expiry
from kb.fact import FactTable
from kb.types import Period
from tests.kb.making import SOURCE, document, entry, fact

NAME = "失业保险金月标准·满1年不满5年"
OLD = fact(NAME, "2129", date(2025, 9, 1))
NEW = fact(NAME, "2286", date(2026, 9, 1))
USES = entry("uses", "失业金每月多少？", f"每月{{{{{NAME}}}}}。")
OTHER = entry("other", "二？", "不用事实。")
WRITES = entry("writes", "失业保险金月标准是多少？", "满1年不满5年的，2129元。")
WRITES_BOTH = entry("both", "失业保险金月标准？", "满1年不满5年的，2286元。")


@pytest.fixture
def facts():
    return FactTable([OLD])


def test_answers_that_refer_to_it_are_shown_before_and_after(facts):
    after = effects.amended(facts, NEW)
    (change,) = effects.answers(facts, after, NAME, [date(2026, 9, 1)], [USES, OTHER, WRITES])
    assert (change.entry, change.before, change.after) == ("uses", "每月2129元。", "每月2286元。")


def test_nothing_changes_on_days_before_the_new_value_starts(facts):
    after = effects.amended(facts, NEW)
    assert effects.answers(facts, after, NAME, [date(2026, 8, 31)], [USES]) == []


def test_an_entry_that_is_over_by_then_does_not_change(facts):
    over = entry("over", "三？", USES.answer, valid_to=date(2026, 8, 31))
    assert effects.answers(facts, effects.amended(facts, NEW), NAME, [date(2026, 9, 1)], [over]) == []


def test_an_answer_that_gets_or_loses_its_value_says_so(facts):
    first = fact("新项目", "1")
    uses = entry("uses", "三？", "{{新项目}}")
    (change,) = effects.answers(facts, effects.amended(facts, first), "新项目", [first.valid_from], [uses])
    assert (change.before, change.after) == (None, "1元")


def test_figures_written_out_that_no_value_has_any_more_are_listed(facts):
    replaced = effects.amended(facts, fact(NAME, "2286", date(2025, 9, 1)))
    found = effects.literals(facts, replaced, NAME, [USES, OTHER, WRITES, WRITES_BOTH])
    assert [(one.entry, "2129元" in one.written) for one in found] == [("writes", True)]


def test_answers_that_write_the_value_that_ends_are_listed(facts):
    found = effects.literals(facts, effects.amended(facts, NEW), NAME, [USES, WRITES, WRITES_BOTH])
    assert [one.entry for one in found] == ["writes"]


def test_an_answer_that_ends_with_the_value_is_not_listed(facts):
    over = WRITES.model_copy(update={"valid_to": date(2026, 8, 31)})
    assert effects.literals(facts, effects.amended(facts, NEW), NAME, [over]) == []


def test_figures_that_were_wrong_before_are_not_laid_to_the_change(facts):
    wrong = entry("wrong", "失业保险金月标准是多少？", "满1年不满5年的，1999元。")
    assert effects.literals(facts, effects.amended(facts, NEW), NAME, [wrong]) == []


def test_an_answer_that_refers_to_two_facts_that_change_is_listed_once(facts):
    other = fact("另一项", "5", date(2025, 1, 1))
    both = entry("both", "两项？", f"{{{{{NAME}}}}}，{{{{另一项}}}}。")
    before = FactTable([OLD, other])
    after = effects.amended(before, NEW, fact("另一项", "6", date(2026, 7, 1)))
    found = effects.of_change(before, after, [both, USES])
    assert [(one.entry, one.on) for one in found.answers] == [
        ("both", date(2026, 7, 1)),
        ("uses", date(2026, 9, 1)),
    ]
    assert set(effects.names_changed(before, after)) == {NAME, "另一项"}


def test_the_day_after_a_value_ends_counts_as_a_day_of_change(facts):
    ended = effects.amended(facts, fact(NAME, "2129", date(2025, 9, 1), date(2026, 11, 30)))
    (change,) = effects.of_change(facts, ended, [USES]).answers
    assert (change.on, change.after) == (date(2026, 12, 1), None)


TODAY = date(2026, 11, 25)


def test_what_ends_within_thirty_days_is_listed_in_order_of_the_last_day():
    facts = FactTable([fact("标准", "1", end=date(2026, 12, 1))])
    entries = [
        entry("late", "一？", "{{标准}}", valid_to=date(2026, 12, 26)),
        entry("soon", "二？", valid_to=date(2026, 12, 25)),
        entry("over", "三？", valid_to=date(2026, 11, 24)),
    ]
    documents = [document("x.md", "办法", start=date(2026, 1, 1))]
    found = expiry.ending(entries, facts, documents, TODAY)
    assert [(one.kind, one.id) for one in found] == [("fact", "标准"), ("entry", "soon")]
    assert found[0].uses == ("late",), "entries that have no answer afterwards"
    assert [one.id for one in expiry.ending(entries, facts, documents, TODAY, 31)] == ["标准", "soon", "late"]


def test_an_entry_that_is_followed_by_another_one_of_the_same_question_is_not_on_the_list():
    ends = entry("old", "怎么参保？", valid_to=date(2026, 12, 1))
    follows = entry("new", "怎么参保", valid_from=date(2026, 12, 2))
    elsewhere = entry("far", "怎么参保", valid_from=date(2026, 12, 2), region="310000")
    none = FactTable()
    assert expiry.ending([ends, follows], none, [], TODAY) == []
    assert [one.id for one in expiry.ending([ends, elsewhere], none, [], TODAY)] == ["old"]


def test_a_fact_that_is_over_stays_on_the_list_while_answers_refer_to_it():
    last = date(2020, 8, 31)
    over = FactTable(fact(name, "1", date(2020, 1, 1), last) for name in ("标准", "没人用"))
    (one,) = expiry.ending([entry("uses", answer="{{标准}}")], over, [], TODAY)
    assert (one.id, one.over, one.uses, one.last_day) == ("标准", True, ("uses",), last)
    assert expiry.ending([entry("uses", answer="{{标准}}", valid_to=last)], over, [], TODAY) == []


def test_a_fact_that_ended_within_a_year_stays_on_the_list_until_it_has_its_next_value():
    ended = fact("缴费基数", "7162", date(2025, 7, 1), date(2026, 6, 30))
    (one,) = expiry.ending([], FactTable([ended]), [], TODAY)
    assert (one.id, one.over) == ("缴费基数", True)
    following = fact("缴费基数", "7500", date(2026, 7, 1))
    assert expiry.ending([], FactTable([ended, following]), [], TODAY) == []
    assert expiry.ending([], FactTable([ended]), [], date(2027, 7, 2)) == []


def test_a_document_names_what_follows_it_and_the_entries_that_rest_on_it():
    ends = replace(
        document("办法.txt", "某某办法", start=date(2020, 1, 1)),
        period=Period(date(2020, 1, 1), date(2026, 12, 24)),
        superseded_by="某某条例",
    )
    rests = entry("rests", source=SOURCE)
    (one,) = expiry.ending([rests, entry("other", "二？")], FactTable(), [ends], TODAY)
    assert (one.kind, one.id, one.uses, one.followed_by) == ("document", "办法.txt", ("rests",), "某某条例")
    assert expiry.ending([], FactTable(), [ends], date(2026, 11, 23)) == [], "a day too early"
    assert len(expiry.ending([], FactTable(), [ends], date(2026, 12, 24))) == 1, "its last day"
    assert expiry.ending([], FactTable(), [ends], date(2026, 12, 25)) == []


def test_a_fact_that_is_followed_by_another_value_is_not_on_the_list():
    facts = FactTable([fact("标准", "1", end=date(2026, 11, 30)), fact("标准", "2", start=date(2026, 12, 1))])
    assert expiry.ending([], facts, [], TODAY) == []
