"""A document that amends or replaces another names it, and what rests on it."""

from dataclasses import replace
from datetime import date

import pytest

from kb.entry import Source, Verified
from kb.impact import affected, amends, assess
from kb.types import Period
from tests.kb.making import document, entry, fact

OLD = document("旧办法.md", "北京市失业保险办法", start=date(2007, 6, 14), number="京某发〔2007〕1号")
NEW = document("新办法.md", "北京市失业保险若干规定", start=date(2026, 1, 1), repeals=("北京市失业保险办法",))
ENDED = replace(OLD, superseded_by=NEW.title, period=Period(date(2007, 6, 14), date(2025, 12, 31)))


def rests(source=None, against=None, id="a", **fields):
    verified = Verified(against=against) if against else None
    return entry(id, f"问 {id}？", source=Source(**source) if source else None, verified=verified, **fields)


def test_a_repealed_document_is_named_with_its_number_and_file():
    (one,) = affected(NEW, [ENDED, NEW])
    assert (one.title, one.name, one.number, one.how, one.since) == (
        "北京市失业保险办法", "旧办法.md", "京某发〔2007〕1号", "repealed", date(2026, 1, 1),
    )  # fmt: skip


def test_a_repealed_document_that_is_not_held_is_named_too():
    (one,) = affected(NEW, [NEW])
    assert (one.title, one.name) == ("北京市失业保险办法", None)


def test_a_newer_edition_affects_the_older_one_and_not_the_other_way():
    older = document("a(2010).md", "工伤保险条例", start=date(2010, 12, 20), superseded_by="工伤保险条例")
    newer = document("a(2026).md", "工伤保险条例", start=date(2026, 6, 1))
    assert [(one.name, one.how) for one in affected(newer, [older, newer])] == [("a(2010).md", "newer")]
    assert affected(older, [older, newer]) == []


@pytest.mark.parametrize(
    ("title", "named"),
    [
        ("国务院关于修改《工伤保险条例》的决定", ("工伤保险条例",)),
        ("关于修改〈失业保险条例〉的决定", ("失业保险条例",)),
        ("关于修改工伤保险条例的决定", ("工伤保险条例",)),
        ("关于修改部分行政法规的决定", ()),
        ("工伤保险条例", ()),
    ],
)
def test_a_title_says_what_it_amends(title, named):
    assert amends(title) == named


def test_an_amendment_affects_the_document_it_names():
    decision = document("决定.md", "关于修改《北京市失业保险办法》的决定", start=date(2026, 1, 1))
    assert [(one.name, one.how) for one in affected(decision, [OLD, decision])] == [("旧办法.md", "amended")]


@pytest.mark.parametrize(
    ("source", "against"),
    [
        ({"title": "北京市失业保险办法", "locator": "第三条"}, None),
        ({"title": "《北京市失业保险办法》"}, None),
        ({"title": "某通知", "number": "京某发〔2007〕1号"}, None),
        ({"title": "社会保险法"}, "社会保险法 第四十六条、北京市失业保险办法 第三条"),
    ],
)
def test_an_entry_rests_on_it_by_title_number_or_what_it_was_checked_against(source, against):
    impact = assess(NEW, [ENDED, NEW], [rests(source, against)], [])
    assert [one.id for one in impact.entries] == ["a"]
    assert "北京市失业保险办法" in impact.entries[0].because


@pytest.mark.parametrize(
    "source",
    [None, {"title": "北京市失业保险办法实施细则"}, {"title": "社会保险法", "number": "京某发〔2008〕1号"}],
)
def test_an_entry_that_rests_on_something_else_is_left_alone(source):
    assert assess(NEW, [ENDED, NEW], [rests(source)], []).entries == []


def test_a_fact_that_rests_on_it_takes_the_answers_along_that_use_it():
    shaken = fact("月标准", "2129", source=Source(title="北京市失业保险办法"))
    uses = entry("uses", "多少？", "{{月标准}}")
    impact = assess(NEW, [ENDED, NEW], [uses, entry("other")], [shaken, fact("别的", "1")])
    assert [one.id for one in impact.facts] == ["月标准"]
    assert [(one.id, one.because) for one in impact.entries] == [("uses", "引用事实「月标准」")]


def test_an_entry_that_was_written_after_the_new_edition_is_not_in_doubt():
    older = document("a(2010).md", "工伤保险条例", start=date(2010, 12, 20), superseded_by="工伤保险条例")
    newer = document("a(2026).md", "工伤保险条例", start=date(2026, 6, 1))
    before = rests({"title": "工伤保险条例", "date": date(2010, 12, 20)}, id="before")
    after = rests({"title": "工伤保险条例", "date": date(2026, 6, 1)}, id="after")
    assert [one.id for one in assess(newer, [older, newer], [before, after], []).entries] == ["before"]


def test_a_document_that_replaces_nothing_puts_nothing_in_doubt():
    impact = assess(OLD, [OLD], [rests({"title": "北京市失业保险办法"})], [])
    assert (list(impact.affected), impact.entries) == ([], [])
