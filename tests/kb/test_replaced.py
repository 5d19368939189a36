"""What rests on a replaced document does not count as in force from that day, until somebody has looked at it."""

from dataclasses import replace
from datetime import date

import pytest

from kb import expiry
from kb.entry import Source, Verified
from kb.errors import ReviewError
from kb.fact import FactTable
from kb.near import Near
from kb.replaced import Replacements, resting
from kb.todo import Todos
from kb.types import Period
from tests.kb.making import document, entry, fact

TITLE, NEW_TITLE = "工伤保险条例", "工伤保险条例（2026年修订）"
SINCE = date(2026, 12, 5)
NEW = document("新.md", NEW_TITLE, start=SINCE, number="国务院令第999号", repeals=(TITLE,))
OLD = replace(
    document("旧.md", TITLE, start=date(2011, 1, 1), number="国务院令第586号"),
    issued=date(2010, 12, 20), period=Period(date(2011, 1, 1), date(2026, 12, 4)), superseded_by=NEW_TITLE,
)  # fmt: skip
SAME_NAME = replace(NEW, title=TITLE, repeals=())


def rests(source=None, against=None, **fields):
    verified = Verified(against=against) if against else None
    return entry(source=Source(**source) if source else None, verified=verified, **fields)


def judged(one, documents=(OLD, NEW), written=date(2026, 11, 1)):
    return Replacements(documents, lambda _: written).of_entry(one)


@pytest.mark.parametrize(
    ("source", "against"),
    [
        ({"title": TITLE, "date": date(2010, 12, 20)}, None),
        ({"title": "中华人民共和国工伤保险条例"}, None),
        ({"title": "某令", "number": "国务院令第586号"}, None),
        ({"title": "某通知"}, "工伤保险条例 第十七条"),
    ],
)
@pytest.mark.parametrize("new", [NEW, replace(NEW, title=TITLE, repeals=())])
def test_an_entry_on_a_replaced_document_is_told_from_its_title_its_number_or_what_it_was_read_against(
    source, against, new
):
    found = judged(rests(source, against), (replace(OLD, superseded_by=new.title), new))
    assert (found.title, found.by, found.since) == (TITLE, new.title, SINCE)


@pytest.mark.parametrize(
    "source",
    [
        {"title": NEW_TITLE},
        {"title": TITLE, "date": SINCE},
        {"title": TITLE, "number": "国务院令第999号"},
        {"title": "社会保险法"},
        None,
    ],
)
def test_an_entry_that_names_the_new_document_or_another_one_is_in_force(source):
    assert judged(rests(source)) is None


def test_a_source_without_a_date_is_the_edition_that_was_in_force_when_it_was_written():
    undated = rests({"title": TITLE})
    held = (replace(OLD, superseded_by=TITLE), SAME_NAME)
    assert judged(undated, held, written=date(2026, 12, 4)) is not None
    assert judged(undated, held, written=SINCE) is None


def test_a_title_that_is_repealed_and_not_held_is_replaced_too():
    rules = document("规定.md", "若干规定", start=SINCE, repeals=("某某办法",))
    assert judged(rests({"title": "某某办法"}), (rules,)).by == "若干规定"
    newer = document("办法(2027).md", "某某办法", start=date(2027, 1, 1))
    assert judged(rests({"title": "某某办法"}), (rules, newer)) is None


def test_a_fact_takes_along_the_answers_that_use_it():
    shaken = fact("月数", "12", unit="个月", source=Source(title=TITLE))
    uses = entry("uses", "多久？", "{{月数}}。")
    replacements = Replacements([OLD, NEW])
    found = list(resting(replacements, [uses, entry("other")], [shaken, fact("别的", "1")]))
    assert [one.item_id for one in found] == ["fact:月数", "uses"]
    assert replacements.of_answer(uses, [shaken]).by == NEW_TITLE


def test_what_ends_before_the_document_does_is_not_listed():
    ends = rests({"title": TITLE}, valid_to=date(2026, 12, 4))
    assert list(resting(Replacements([OLD, NEW]), [ends], [])) == []


@pytest.mark.parametrize(
    ("on", "listed"),
    [(date(2026, 11, 3), []), (date(2026, 11, 4), [False]), (date(2026, 12, 4), [False]), (SINCE, [True])],
)
def test_it_is_on_the_list_of_what_ends_30_days_before_and_stays_until_somebody_has_looked(on, listed):
    replacements = Replacements([OLD, NEW])
    found = expiry.ending([rests({"title": TITLE})], FactTable(), [], on, replacements=replacements)
    assert [one.over for one in found] == listed
    assert {one.followed_by for one in found} <= {NEW_TITLE}


@pytest.fixture
def todos(store):
    with store.writing("import") as writer:
        writer.put_document(OLD, [], "1")
        writer.put_document(NEW, [], "2")
        writer.put_entries([rests({"title": TITLE}, id="a"), rests({"title": TITLE}, id="b")])
    return Todos(store)


def test_what_somebody_found_to_hold_is_in_force_again_and_off_the_list(store, todos):
    seq = store.last_change()
    todos.tick(["a"], todos.waiting(), "李四", "第十七条没有变", "holds")
    assert [one.item_id for one in todos.waiting()] == ["b"]
    replacements = todos.replacements()
    assert replacements.of_entry(store.item("a").entry) is None
    assert replacements.of_entry(store.item("b").entry) is not None
    assert store.last_change() > seq  # whoever answers judges anew


def test_a_version_that_names_the_new_document_takes_it_off_the_list(store, todos):
    with store.writing("李四") as writer:
        writer.put_entry(rests({"title": NEW_TITLE}, id="a"))
    assert [one.item_id for one in todos.waiting()] == ["b"]


@pytest.mark.parametrize(("name", "reason", "said"), [("a", " ", "写明理由"), ("c", "没有变", "没有「c」")])
def test_nothing_is_ticked_off_without_a_reason_nor_what_is_not_listed(todos, name, reason, said):
    with pytest.raises(ReviewError, match=said):
        todos.tick([name], todos.waiting(), "李四", reason, "holds")
    assert len(todos.waiting()) == 2


def test_a_near_duplicate_is_listed_once_until_looked_at_and_only_while_both_are_published(store):
    todos = Todos(store)
    with store.writing("import") as writer:
        writer.put_entries([entry("a"), entry("b"), entry("c")])
        writer.flag_near([Near("a", "b", "多久？", exact=False), Near("b", "a", "多久？", exact=False)])
        writer.flag_near([Near("a", "b", "多久？", exact=False), Near("c", "a", "多久？", exact=True)])
    assert [(one.item_id, one.about) for one in todos.waiting()] == [("a", "b"), ("c", "a")]
    todos.tick([todos.waiting()[0].id], todos.waiting(), "李四", "问的是两件事", "holds")
    with store.writing("import") as writer:
        writer.flag_near([Near("a", "b", "多久？", exact=False)])
    assert [one.item_id for one in todos.waiting()] == ["c"]
    with store.writing("李四") as writer:
        writer.retire("c")
    assert todos.waiting() == []
