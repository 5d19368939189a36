"""A release names what is published; two are compared, and any is brought back."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import delete

from kb import history, releases
from kb import tables as t
from kb.errors import OutdatedProposalError, ReleaseError
from kb.releases import Releases
from kb.review import Reviews
from kb.types import Period
from tests.kb.making import document, entry, fact, passages, table_row


@pytest.fixture
def held(store):
    return Releases(store)


def write(store, change, who="张三", why="修改"):
    with store.writing(who, why) as writer:
        change(writer)


def everything(writer):
    writer.put_entries([entry("a"), entry("b", "二？", "乙。")])
    writer.put_facts([fact()])
    writer.put_document(document(), passages("甲。", "乙。"), "h1")
    writer.put_rows(document("catalog.csv", "药品目录"), [table_row("1"), table_row("2", "乙类")])


def state(store):
    """All that can be answered from, without row numbers."""
    items = {(i.id, i.title, i.body, i.state, i.period, i.region, i.document) for i in store.iter_items()}
    texts = sorted((text.field, text.text) for text in store.indexed_texts())
    return items, texts, {(f.name, f.text, f.period) for f in store.facts()}, store.documents()


def edit_everything(writer):
    writer.put_entry(entry("a", answer="改过。"))
    writer.retire("b")
    writer.put_entry(entry("c", "三？", "丙。"))
    writer.put_facts([fact(value="2286"), fact("新事实", "1")])
    writer.put_document(document(), passages("甲改。"), "h2")
    writer.put_document(document("新.txt", "新办法"), passages("新。", name="新.txt"), "h3")
    ended = replace(document(), period=Period(date(2025, 1, 1), date(2025, 6, 30)), superseded_by="新办法")
    writer.update_documents([ended])
    writer.put_rows(document("catalog.csv", "药品目录"), [table_row("1", "改"), table_row("3", "新行")])


def test_a_release_counts_what_it_names_and_becomes_the_current_one(store, held):
    assert releases.current(store) is None
    write(store, everything)
    seq = store.last_change()
    made = held.make("2026-11", "李四", "月度发布")
    assert made.counts == {"entry": 2, "fact": 1, "document": 2, "row": 2}
    assert (made.who, made.why) == ("李四", "月度发布")
    assert releases.current(store) == "2026-11"
    assert store.last_change() > seq, "processes that follow the log learn of it"


def test_two_releases_are_compared_item_by_item(store, held):
    write(store, everything)
    held.make("一", "李四")
    write(store, edit_everything)
    held.make("二", "李四")
    changes = {change.item_id: change for change in held.diff("一", "二")}
    assert {item_id: change.change for item_id, change in changes.items()} == {
        "a": "changed",
        "b": "retired",
        "c": "added",
        "fact:月标准·满1年": "changed",
        "fact:新事实": "added",
        "document:办法.txt": "changed",
        "document:新.txt": "added",
        "drug-catalogue#catalog.csv#1": "changed",
        "drug-catalogue#catalog.csv#3": "added",
    }
    assert changes["a"].lines == ("答案：最长24个月。 → 改过。",)
    assert (changes["a"].who, changes["a"].why) == ("张三", "修改")
    assert changes["b"].title == "二？"


def test_a_release_is_compared_with_now_and_equal_states_have_no_difference(store, held):
    write(store, everything)
    held.make("一", "李四")
    assert list(held.diff("一")) == []
    write(store, lambda writer: writer.put_entry(entry("a", answer="改过。")))
    assert [change.item_id for change in held.diff("一")] == ["a"]
    write(store, lambda writer: writer.put_entry(entry("a")))
    assert list(held.diff("一")) == [], "changed there and back"


def test_a_proposal_is_no_part_of_a_release(store, held):
    write(store, everything)
    write(store, lambda writer: writer.put_entry(entry("a", answer="提议。", state="in_review")))
    held.make("一", "李四")
    assert list(held.diff("一")) == []
    Reviews(store).approve("a", "李四")
    assert [change.lines for change in held.diff("一")] == [("答案：最长24个月。 → 提议。",)]


def test_going_back_brings_back_everything_and_loses_no_history(store, held):
    write(store, everything)
    held.make("一", "李四")
    before = state(store)
    write(store, edit_everything)
    held.make("二", "李四")
    after = state(store)
    assert after != before
    held.rollback("一", "李四")
    assert state(store) == before
    assert releases.current(store) == "一"
    assert list(held.diff("一")) == []
    held.rollback("二", "李四", "又好了")
    assert state(store) == after
    with store.engine.connect() as connection:
        trail = [(v.state, v.payload["answer"], v.why) for v in history.versions(connection, "a")]
    assert trail == [
        ("published", "最长24个月。", "修改"),
        ("published", "改过。", "修改"),
        ("published", "最长24个月。", "回到发布 一"),
        ("published", "改过。", "又好了"),
    ]


def test_going_back_leaves_what_waits_for_review_and_its_approval_is_refused(store, held):
    write(store, everything)
    held.make("一", "李四")
    write(store, lambda writer: writer.put_entry(entry("a", answer="改过。")))
    write(store, lambda writer: writer.put_entry(entry("a", answer="提议。", state="in_review")))
    held.rollback("一", "李四")
    assert [waiting.entry.answer for waiting in Reviews(store).waiting()] == ["提议。"]
    with pytest.raises(OutdatedProposalError):
        Reviews(store).approve("a", "李四")


def test_going_back_reaches_processes_that_follow_the_log(store, held):
    write(store, everything)
    held.make("一", "李四")
    write(store, lambda writer: writer.put_entry(entry("a", answer="改过。")))
    start = store.last_change()
    held.rollback("一", "李四")
    assert store.item("a").row in store.changed_since(start)[1]


def test_going_back_that_fails_changes_nothing(store, held, monkeypatch):
    write(store, everything)
    held.make("一", "李四")
    write(store, edit_everything)
    before = (state(store), store.last_change())
    monkeypatch.setattr(releases, "_take_out", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        held.rollback("一", "李四")
    assert (state(store), store.last_change()) == before


def test_what_an_answer_said_is_read_from_the_versions_it_names(store):
    write(store, everything)
    named = [(i, store.item(i).version) for i in ("a", "办法.txt#1", "drug-catalogue#catalog.csv#1")]
    write(store, edit_everything)
    with store.engine.connect() as connection:
        said = [history.text_of(connection, item_id, version) for item_id, version in named]
        assert history.text_of(connection, "没有", 1) is None
    assert said == ["最长24个月。", "乙。", "阿托伐他汀：医保甲类"]


def test_facts_are_read_as_they_stood_at_a_moment(store):
    write(store, everything)
    with store.engine.connect() as connection:
        then = history.position(connection)
    write(store, edit_everything)
    with store.engine.connect() as connection:
        values = [
            history.facts_at(connection, upto).at("月标准·满1年", date(2026, 1, 1)).value
            for upto in (then, 10**9)
        ]
    assert values == ["2129", "2286"]


def test_knowledge_from_before_there_were_versions_is_in_the_release_too(store, held):
    write(store, everything)
    before = state(store)
    with store.engine.begin() as connection:
        connection.execute(delete(t.versions))
    held.make("一", "李四")
    write(store, edit_everything)
    held.rollback("一", "李四")
    assert state(store) == before


@pytest.mark.parametrize("name", ["", "有 空格", "a/b", "x" * 81])
def test_a_name_that_cannot_be_typed_is_refused(held, name):
    with pytest.raises(ReleaseError, match="不行"):
        held.make(name, "李四")


def test_a_name_that_is_taken_or_unknown_says_what_to_do(held):
    held.make("一", "李四")
    with pytest.raises(ReleaseError, match="换一个名字"):
        held.make("一", "李四")
    with pytest.raises(ReleaseError, match="最近的有 一"):
        list(held.diff("二"))
