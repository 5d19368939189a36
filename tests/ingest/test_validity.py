"""When documents hold, and which edition is in force, in whatever order they come in."""

from datetime import date
from itertools import permutations

import pytest

from ingest import ingest, settle_editions
from ingest.editions import Declared, declared
from ingest.validity import read, repealed_titles
from kb.types import Authority, Document, Period

NOTHING = Declared()


def edition(name, title, issued, *, start=None, end=None, repeals=(), region=""):
    issued_on = date.fromisoformat(issued)
    begins = date.fromisoformat(start) if start else issued_on
    return Document(name, title, region, issued=issued_on, period=Period(begins, end), repeals=repeals)


def held(documents):
    return {document.name: document for document in documents}


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("本办法自2025年1月1日起施行。", "2025-01-01", None),
        ("本办法自发布之日起施行。", "2024-12-20", None),
        ("本办法自发布之日起30日后施行。", "2025-01-19", None),
        ("调整后的标准自2025年9月1日起执行。", "2025-09-01", None),
        ("本办法自2025年1月1日起施行，有效期五年。", "2025-01-01", "2029-12-31"),
        ("本办法自2025年1月1日起施行，有效期至2027年6月30日。", "2025-01-01", "2027-06-30"),
        ("没有写日期。", "2024-12-20", None),
    ],
)
def test_the_period_is_read_from_the_text(text, start, end):
    period = read("a", "试验办法", {"issued": "2024-12-20"}, "", text).period
    assert (str(period.start), str(period.end) if period.end else None) == (start, end)


def test_the_day_of_the_first_version_is_not_that_of_an_amendment():
    history = "2007年4月14日 国务院令第494号公布\n2019年3月2日 《决定》第一次修订"
    found = read("船员条例(2020-03-27)", "船员条例", {}, history, "第七十三条 本条例自2007年9月1日起施行。")
    assert found.issued == found.period.start == date(2020, 3, 27)


def test_a_revision_that_names_its_own_day_starts_on_it():
    history = "1996年3月17日 全国人民代表大会通过\n2021年1月22日 第二十五次会议修订"
    found = read(
        "行政处罚法(2021-01-22)", "行政处罚法", {}, history, "第八十六条 本法自2021年7月15日起施行。"
    )
    assert found.period.start == date(2021, 7, 15)


def test_all_titles_of_a_repeal_are_read_and_quoted_ones_are_not():
    text = "《甲办法》、《关于〈乙〉的通知》同时废止。\n“本办法施行后，《丙规定》同时废止。”"
    assert repealed_titles(text) == ("甲办法", "关于〈乙〉的通知")


def test_the_older_edition_ends_the_day_before_the_newer_begins():
    old = edition("旧.md", "试验条例", "2016-01-01")
    new = edition("新.md", "中华人民共和国试验条例", "2023-12-29", start="2024-09-05")
    found = held(settle_editions([old, new], NOTHING))
    assert found["旧.md"].period.end == date(2024, 9, 4)
    assert found["旧.md"].superseded_by == "中华人民共和国试验条例"
    assert found["新.md"] == new


def test_editions_settle_in_any_order_and_in_any_number_of_runs():
    documents = [
        edition("1.md", "试验条例", "2010-01-01"),
        edition("2.md", "试验条例", "2016-01-01"),
        edition("3.md", "试验条例", "2023-01-01"),
        edition("4.md", "试验促进法", "2024-01-01", repeals=("试验条例",)),
    ]
    expected = held(settle_editions(documents, NOTHING))
    assert [str(expected[f"{n}.md"].period.end) for n in range(1, 5)] == [
        "2015-12-31",
        "2022-12-31",
        "2023-12-31",
        "None",
    ]
    for order in permutations(documents):
        known: list[Document] = []
        for document in order:
            known = settle_editions([*known, document], NOTHING)
        assert held(known) == expected


def test_a_repeal_reaches_neither_itself_nor_what_is_newer():
    self_named = edition("新.md", "信访条例", "2005-01-10", repeals=("信访条例",))
    later = edition("后.md", "甲办法", "2020-01-01")
    repealer = edition("前.md", "乙办法", "2015-01-01", repeals=("甲办法",))
    found = held(settle_editions([self_named, later, repealer], NOTHING))
    assert all(document.period.end is None for document in found.values())


def test_a_rule_of_another_place_replaces_nothing():
    beijing = edition("京.md", "社会救助条例", "2018-01-01", region="110000")
    shanghai = edition("沪.md", "社会救助条例", "2024-01-01", region="310000")
    assert held(settle_editions([beijing, shanghai], NOTHING))["京.md"].period.end is None


def test_a_document_that_expired_by_itself_keeps_its_own_end():
    old = edition("旧.md", "试验办法", "2010-01-01", end=date(2014, 12, 31))
    new = edition("新.md", "试验办法", "2020-01-01")
    found = held(settle_editions([old, new], NOTHING))["旧.md"]
    assert (found.period.end, found.superseded_by) == (date(2014, 12, 31), None)


def test_answers_and_cases_of_one_title_replace_nothing():
    first, second = (
        Document(f"{year}.md", "热点问答", issued=date(year, 1, 1), authority=Authority.OFFICIAL_QA)
        for year in (2023, 2024)
    )
    assert settle_editions([first, second], NOTHING) == [first, second]


def test_a_declared_replacement_need_not_be_at_hand():
    petition = edition("信访条例(2005-01-10).md", "信访条例", "2005-01-10", start="2005-05-01")
    found = settle_editions([petition])[0]
    assert (found.period.end, found.superseded_by) == (date(2022, 4, 30), "信访工作条例")
    assert all(fact.basis for fact in (*declared().superseded, *declared().in_force))


def test_a_newer_edition_that_comes_later_ends_the_older_in_the_same_transaction(tmp_path, store):
    def law(day):
        path = tmp_path / f"试验条例({day}).md"
        adopted = "{}年{}月{}日 国务院通过".format(*day.split("-"))
        path.write_text(f"# 试验条例\n\n{adopted}\n\n<!-- INFO END -->\n\n第一条 内容。\n", encoding="utf-8")
        return path

    ingest([law("2016-01-01")], store)
    ingest([law("2023-01-01")], store)
    assert store.transactions == 2
    assert store.held["试验条例(2016-01-01).md"].period.end == date(2022, 12, 31)
