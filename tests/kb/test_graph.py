"""What links entries, documents, facts, materials and channels is read off what they say."""

from dataclasses import replace
from datetime import date

import pytest

from kb import graph
from kb.entry import Source
from kb.graph import Relation
from kb.item import Item
from kb.types import Authority, Period
from tests.kb.making import document, entry

OLD = document("a(2004).md", "工伤保险条例", start=date(2004, 1, 1))
NEW = document("a(2011).md", "工伤保险条例", start=date(2011, 1, 1), repeals=("旧办法",))
LATER = document("b.md", "工伤保险若干规定", start=date(2027, 1, 1))


def rests(id, title, locator=None, answer="可以。", **fields):
    return entry(id, f"问 {id}？", answer, source=Source(title=title, locator=locator), **fields)


def test_an_entry_rests_on_the_newest_edition_held_by_its_article():
    built = graph.build([rests("x", "工伤保险条例", "第十四条")], [OLD, NEW])
    assert built.follow("entry:x", "based_on") == [
        Relation("entry:x", "based_on", "document:a(2011).md", "第十四条")
    ]


def test_a_source_that_is_not_held_is_a_title():
    built = graph.build([rests("x", "某通知")], [])
    assert [relation.tail for relation in built.of("entry:x")] == ["title:某通知"]


@pytest.mark.parametrize(
    ("answer", "kind", "tails"),
    [
        ("带身份证和户口本，拨打12333。", "needs", ["material:身份证", "material:户口簿"]),
        ("带居民身份证、身份证明原件。", "needs", ["material:身份证"]),
        ("拨打12333，或到街道社保所办理。", "handled_at", ["channel:12333", "office:社保所"]),
        ("每月{{月标准}}。", "uses", ["fact:月标准"]),
    ],
)
def test_materials_channels_and_facts_are_read_off_the_answer_under_one_name(answer, kind, tails):
    built = graph.build([rests("x", "某通知", answer=answer, insured_types=("employee",))], [])
    assert [relation.tail for relation in built.follow("entry:x", kind)] == tails
    assert [r.tail for r in built.follow("entry:x", "applies_to")] == ["group:职工"]


def test_entries_of_one_article_are_related():
    entries = [
        rests("x", "工伤保险条例", "第十四条"),
        rests("y", "中华人民共和国工伤保险条例", "第十四条"),
        rests("z", "工伤保险条例", "第十五条"),
        rests("w", "社会保险法", "第十四条"),
    ]
    assert graph.build(entries, [NEW]).related("x") == ["y"]


def test_documents_are_linked_by_what_they_replace_repeal_and_cite():
    ended = replace(NEW, superseded_by="工伤保险若干规定")
    cites = Item(
        1, "b.md#0", "passage", "b.md", "", "依照《工伤保险条例》第十四条和《没有的办法》执行。", "", "", 0, Period(),
        Authority.RULE, "published", {"locator": "第二条"}, 1,
    )  # fmt: skip
    built = graph.build([], [ended, LATER], [cites])
    assert built.successors("document:a(2011).md") == ["document:b.md"]
    assert built.follow("document:b.md", "cites") == [
        Relation("document:b.md", "cites", "document:a(2011).md", "第二条→第十四条"),
        Relation("document:b.md", "cites", "title:没有的办法", "第二条"),
    ]
    assert built.follow("document:a(2011).md", "repeals")[0].tail == "title:旧办法"
    assert built.counts() == {"replaced_by": 1, "cites": 2, "repeals": 1}
    assert len(built) == 4


def test_a_chain_that_runs_in_a_circle_ends():
    one = replace(NEW, superseded_by="工伤保险若干规定")
    other = replace(LATER, superseded_by="工伤保险条例")
    assert graph.build([], [one, other]).successors("document:b.md") == ["document:a(2011).md"]
