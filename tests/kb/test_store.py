"""An edit is one transaction: the item, its texts, its version and its line in the change log."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from kb import tables as t
from kb.types import Period
from tests.kb.making import document, entry, fact, passages, table_row


def put(store, *entries, who="张三", why="新增"):
    with store.writing(who, why) as writer:
        return [writer.put_entry(one) for one in entries]


def versions(store, item_id):
    with store.engine.connect() as connection:
        query = select(t.versions).where(t.versions.c.item_id == item_id).order_by(t.versions.c.row)
        return connection.execute(query).all()


def texts(store):
    return [text.text for text in store.indexed_texts()]


def test_an_entry_is_found_with_all_its_wordings_and_its_answer(store):
    assert put(store, entry(similar=("被裁了领多久",))) == ["added"]
    assert texts(store) == ["失业金领多久？", "被裁了领多久", "最长24个月。"]
    assert store.item("a").entry.question == "失业金领多久？"


def test_the_same_entry_again_changes_nothing(store):
    put(store, entry())
    seq = store.last_change()
    assert put(store, entry(), who="李四") == ["unchanged"]
    assert store.last_change() == seq
    assert len(versions(store, "a")) == 1


def test_an_edit_is_a_new_version_with_who_and_why_and_replaces_the_texts(store):
    put(store, entry())
    assert put(store, entry(answer="最长二十四个月。"), who="李四", why="改措辞") == ["updated"]
    assert [(v.version, v.who, v.why) for v in versions(store, "a")] == [
        (1, "张三", "新增"),
        (2, "李四", "改措辞"),
    ]
    assert store.item("a").version == 2
    assert texts(store) == ["失业金领多久？", "最长二十四个月。"]


def test_every_edit_is_in_the_change_log_once(store):
    put(store, entry("a"), entry("b", question="二？"))
    start = store.last_change()
    put(store, entry("b", question="二？", answer="改。"))
    seq, rows = store.changed_since(start)
    assert rows == [store.item("b").row]
    assert store.changed_since(seq) == (seq, [])


def test_what_fails_half_way_leaves_no_trace(store):
    put(store, entry("a"))
    before = (store.last_change(), texts(store), len(versions(store, "a")))
    with pytest.raises(RuntimeError), store.writing("李四") as writer:
        writer.put_entry(entry("a", answer="改。"))
        writer.put_entry(entry("b", question="二？"))
        writer.put_facts([fact()])
        raise RuntimeError
    assert (store.last_change(), texts(store), len(versions(store, "a"))) == before
    assert store.item("b") is None
    assert len(store.facts()) == 0


def test_nothing_is_visible_before_the_transaction_ends(store):
    with store.writing("张三") as writer:
        writer.put_entry(entry())
        assert store.item("a") is None
        assert texts(store) == []
    assert store.item("a") is not None


def test_a_retired_entry_is_no_longer_found_and_its_history_stays(store):
    put(store, entry())
    with store.writing("李四", "已有新条目") as writer:
        assert writer.retire("a")
        assert not writer.retire("没有")
    assert texts(store) == []
    assert store.entries() == []
    last = versions(store, "a")[-1]
    assert (last.state, last.who, last.why) == ("retired", "李四", "已有新条目")


def test_a_retired_entry_that_is_published_again_is_found_again(store):
    put(store, entry())
    with store.writing() as writer:
        writer.retire("a")
    assert put(store, entry()) == ["updated"]
    assert texts(store) == ["失业金领多久？", "最长24个月。"]


def test_a_document_is_replaced_whole(store):
    with store.writing() as writer:
        assert writer.put_document(document(), passages("甲。", "乙。"), "h1") == "added"
        assert writer.put_document(document(), passages("甲。", "乙。"), "h1") == "unchanged"
    with store.writing() as writer:
        assert writer.put_document(document(), passages("甲改。"), "h2") == "updated"
    assert texts(store) == ["某某办法 甲改。"]
    assert store.item("办法.txt#1") is None or store.item("办法.txt#1").state != "published"
    assert store.content_hash("办法.txt") == "h2"


def test_the_period_of_a_document_reaches_its_passages(store):
    with store.writing() as writer:
        writer.put_document(document(), passages("甲。"), "h1")
    start = store.last_change()
    period = Period(date(2025, 1, 1), date(2025, 6, 30))
    with store.writing() as writer:
        writer.update_documents([replace(document(), superseded_by="新办法", period=period)])
    item = store.item("办法.txt#0")
    assert item.in_force(date(2025, 6, 30))
    assert not item.in_force(date(2025, 7, 1))
    assert store.document("办法.txt").superseded_by == "新办法"
    assert item.row in store.changed_since(start)[1]


def test_rows_of_a_table_are_updated_by_their_key(store):
    sheet = document("catalog.csv", "药品目录")
    with store.writing() as writer:
        assert writer.put_rows(sheet, [table_row("1"), table_row("2", "甲硝唑：医保甲类")])["added"] == 2
        counts = writer.put_rows(sheet, [table_row("1"), table_row("2", "甲硝唑：医保乙类")])
    assert (counts["unchanged"], counts["updated"]) == (1, 1)
    assert "甲硝唑：医保乙类" in texts(store)


def test_putting_a_fact_replaces_all_values_of_its_name_and_readers_are_told(store):
    with store.writing() as writer:
        writer.put_facts([fact(value="1900", start=date(2024, 9, 1)), fact("别的", "1")])
    start = store.last_change()
    with store.writing() as writer:
        writer.put_facts([fact(value="2129")])
    assert [one.value for one in store.facts().history("月标准·满1年")] == ["2129"]
    assert store.facts().at("别的", date(2026, 1, 1)).value == "1"
    assert store.last_change() > start


def test_equal_questions_of_one_place_are_named_and_of_two_places_are_not(store):
    put(
        store,
        entry("a", "失业金 领多久?"),
        entry("b", "失业金领多久？"),
        entry("c", "失业金领多久？", region="310000"),
    )
    assert store.same_question([store.item("b").entry]) == {"b": "a"}
    assert store.same_question([store.item("c").entry]) == {}


def test_vectors_are_kept_by_content_so_only_new_text_is_missing(store):
    put(store, entry("a"), entry("b", question="二？"))
    missing = store.missing_vectors("m")
    assert len(missing) == 3  # two questions, one answer that both share
    store.put_vectors("m", [h for _, h, _ in missing], [b"1"] * len(missing))
    assert store.missing_vectors("m") == []
    put(store, entry("a", answer="改。"))
    assert [text for _, _, text in store.missing_vectors("m")] == ["改。"]


def test_counts_are_of_what_is_published(store):
    put(store, entry("a", similar=("另一问",)), entry("b", question="二？"))
    with store.writing() as writer:
        writer.retire("b")
        writer.put_document(document(), passages("甲。"), "h")
        writer.put_facts([fact()])
    counts = store.count()
    assert (counts["entry"], counts["passage"], counts["text:similar"], counts["facts"]) == (1, 1, 1, 1)
