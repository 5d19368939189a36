"""Edits are seen after a refresh, without a rebuild and without stopping queries."""

import threading

import pytest

from retrieval import Index, IndexMismatchError, Searcher
from retrieval import index as index_module
from retrieval import segment as segment_module
from retrieval.segment import GROUPS, Segment
from tests.retrieval.conftest import PairEmbedder, entry, many


def ids(searcher, question, k=5):
    return [hit.item.id for hit in searcher.search(question, k=k).hits]


@pytest.fixture
def large(put, index):
    put(*many(2300))
    index.build()
    return Searcher(index)


def test_a_new_entry_is_found_after_refresh_and_the_large_segment_stays(large, put):
    base = large.index.segments[0]
    put(entry("无人机飞手职业伤害怎么赔", id="new"))
    assert large.index.refresh()
    assert ids(large, "无人机飞手受伤了怎么赔")[0] == "new"
    assert large.index.segments[0].groups is base.groups


def test_an_edited_entry_is_found_by_its_new_words_only(large, put):
    put(entry("极地科考补贴发多少", id="many-7"))
    large.index.refresh()
    assert ids(large, "极地科考补贴发多少")[0] == "many-7"
    put(entry("潜水作业津贴发多少", id="many-7"))
    large.index.refresh()
    first = large.search("潜水作业津贴发多少").hits[0]
    assert first.item.id == "many-7" and first.item.title == "潜水作业津贴发多少"
    assert ids(large, "潜水作业津贴发多少").count("many-7") == 1


def test_a_retired_entry_is_never_found_even_before_the_refresh(large, store):
    question = many(2300)[42].question
    assert ids(large, question)[0] == "many-42"
    with store.writing("test") as writer:
        writer.retire("many-42")
    assert "many-42" not in ids(large, question)
    large.index.refresh()
    assert "many-42" not in ids(large, question, k=50)


def test_a_fresh_entry_ranks_by_the_statistics_of_the_whole(large, put):
    """Among a dozen texts every word is rare; a fresh text must not win by that."""
    put(entry("门诊报销的事情", id="fresh"))
    large.index.refresh()
    question = many(2300)[0].question
    assert ids(large, question)[0] == "many-0"


def test_nothing_changed_is_said_so(large):
    assert not large.index.refresh()


def test_words_are_searchable_before_vectors_are_there(large, put, embedder):
    put(entry("鳗鱼养殖户参保登记", id="no-vector"))
    computed = len(embedder.batches)
    large.index.refresh(vectors="none")
    assert len(embedder.batches) == computed
    assert "no-vector" in ids(large, "鳗鱼养殖户参保")


def test_missing_vectors_are_embedded_in_batches(store, put):
    put(*many(600))
    embedder = PairEmbedder()
    Index(store, embedder).build()
    assert sum(embedder.batches) == 601  # the one answer they share is embedded once
    assert max(embedder.batches) > 100


def test_an_edit_does_not_look_through_the_whole_store_for_missing_vectors(large, put, monkeypatch):
    monkeypatch.setattr(
        large.index.store, "missing_vectors", lambda *_: pytest.fail("every text was looked at")
    )
    put(entry("鳗鱼养殖户参保登记", id="one"), entry("海带养殖户参保登记", id="two"))
    large.index.refresh()
    assert large.index.lacking() == 0
    assert ids(large, "海带养殖户参保登记")[0] == "two"


def test_vectors_that_an_earlier_refresh_left_out_are_computed_by_the_next(large, put):
    put(entry("鳗鱼养殖户参保登记", id="one"))
    large.index.refresh(vectors="none")
    put(entry("海带养殖户参保登记", id="two"))
    large.index.refresh()
    assert large.index.lacking() == 0


def test_more_edits_than_a_small_segment_holds_are_joined_with_the_large_one(large, put):
    put(*[entry(f"新增问题{n}号怎么办理", id=f"new-{n}") for n in range(2100)])
    large.index.refresh()
    large.index.settle()
    assert len(large.index.segments) == 1
    assert ids(large, "新增问题1999号怎么办理")[0] == "new-1999"


def test_segments_stay_few_and_nothing_is_lost_however_often_something_comes_in(large, put):
    for batch in range(40):
        put(*[entry(f"第{batch}批第{n}号试点怎么报名", id=f"b{batch}-{n}") for n in range(37)])
        large.index.refresh(vectors="none")
        assert len(large.index.segments) <= 4
    large.index.settle()
    assert sum(int(segment.alive.sum()) for segment in large.index.segments) == 2300 + 40 * 37
    assert all(ids(large, f"第{b}批第{b % 37}号试点怎么报名")[0] == f"b{b}-{b % 37}" for b in range(40))


def test_a_joined_index_ranks_exactly_as_one_that_was_read_at_once(
    large, put, store, embedder, far, monkeypatch
):
    monkeypatch.setattr(segment_module, "_STRETCH", 500)
    put(*[entry(f"新增问题{n}号怎么办理", id=f"new-{n}") for n in range(1200)])
    large.index.refresh()
    put(*[entry(f"改过的第{n}种情形", id=f"many-{n}") for n in range(0, 900, 3)])
    large.index.refresh()
    large.index.segments = (Segment.joined(large.index.segments),)
    fresh = Index(store, embedder, far)
    fresh.build()
    one, other = large.index.segments[0], fresh.segments[0]
    for group in GROUPS:
        for name in ("characters", "words", "sounds"):
            mine, theirs = (getattr(s.groups[group].texts, name) for s in (one, other))
            assert (mine.starts == theirs.starts).all() and (mine.counts == theirs.counts).all()
            assert (mine.vocabulary[mine.numbers] == theirs.vocabulary[theirs.numbers]).all()
        assert (one.groups[group].texts.keys == other.groups[group].texts.keys).all()
        if large.index.far is None:
            assert (one.groups[group].texts.codes.bytes == other.groups[group].texts.codes.bytes).all()
    for question in ("新增问题7号怎么办理", "改过的第30种情形", many(2300)[44].question):
        mine, theirs = large.search(question), Searcher(fresh).search(question)
        assert [(h.item.id, h.score) for h in mine.hits] == [(h.item.id, h.score) for h in theirs.hits]


def test_what_is_edited_while_segments_are_joined_is_not_undone(large, put, monkeypatch):
    joined, edits = index_module._joined, []

    def slow(segments, at):
        after = joined(segments, at)
        if len(edits) < 2:
            edits.append(f"第{len(edits)}次修改后的夜间津贴")
            put(entry(edits[-1], id=f"many-{len(edits)}"))
            large.index.refresh(vectors="none")  # the edit comes in while the join is being computed
        return after

    monkeypatch.setattr(index_module, "_AT_ONCE", 100)
    monkeypatch.setattr(index_module, "_joined", slow)
    for first in (0, 800):
        put(*[entry(f"新增问题{n}号怎么办理", id=f"new-{n}") for n in range(first, first + 700)])
        large.index.refresh(vectors="none")
    large.index.settle()
    assert len(large.index.segments) <= 3
    assert len(edits) == 2, "the second while the large segment was joined"
    assert ids(large, edits[-1])[0] == f"many-{len(edits)}"
    assert sum(int(segment.alive.sum()) for segment in large.index.segments) == 2300 + 1400


def test_vectors_that_another_process_computed_are_taken_up(large, put, store):
    put(entry("鳗鱼养殖户参保登记", id="no-vector"), entry("海带养殖户参保登记", id="nor-this"))
    large.index.refresh(vectors="none")
    assert large.index.lacking() == 2  # the answer is an old one
    Index(store, PairEmbedder()).prepare()
    assert large.index.attach() == 2
    assert large.index.lacking() == 0
    assert large.search("鳗鱼养殖户参保登记").hits[0].score > 0.5


def test_missing_vectors_are_filled_in_a_few_at_a_time(large, put, store, embedder):
    put(*[entry(f"第{n}号新职业怎么参保登记" * 8, id=f"new-{n}") for n in range(60)])
    large.index.refresh(vectors="none")
    rounds = 1
    while large.index.fill():
        rounds += 1
    assert 3 <= rounds < 60
    assert store.missing_vectors(embedder.id) == []
    assert large.index.lacking() == 0


def test_a_few_edits_are_shown_whole_and_many_by_their_words(large, put):
    put(entry("鳗鱼养殖户参保登记", id="one"))
    large.index.refresh(vectors="few")
    assert large.index.lacking() == 0
    put(*[entry(f"第{n}号新职业怎么参保登记", id=f"new-{n}") for n in range(60)])
    large.index.refresh(vectors="few")
    assert large.index.lacking() == 60
    assert ids(large, "第33号新职业参保")[0] == "new-33"


def test_queries_run_while_the_index_is_refreshed(large, put):
    question, wrong, done = many(2300)[5].question, [], threading.Event()

    def ask():
        while not done.is_set():
            found = ids(large, question)
            if found[0] != "many-5" or len(set(found)) != len(found):
                wrong.append(found)

    askers = [threading.Thread(target=ask) for _ in range(3)]
    for asker in askers:
        asker.start()
    for number in range(20):
        put(entry(f"第{number}批新业态参保试点在哪报名", id=f"pilot-{number}"))
        large.index.refresh()
        assert f"pilot-{number}" in ids(large, f"第{number}批新业态参保试点在哪报名")
    done.set()
    for asker in askers:
        asker.join()
    assert wrong == []


def test_two_processes_see_the_same_after_refresh(large, store, embedder, far, put):
    other = Index(store, embedder, far)
    other.build()
    put(entry("光伏安装工高温补贴", id="other"))
    other.refresh()
    assert ids(Searcher(other), "光伏安装工高温补贴")[0] == "other"


def test_vectors_of_another_embedder_are_refused_with_the_next_step(large, store):
    class Other(PairEmbedder):
        id = "pairs-2"

    with pytest.raises(IndexMismatchError, match=r"pairs-1.*pairs-2.*jxb kb rebuild"):
        Index(store, Other()).build()
    rebuilt = Index(store, Other())
    rebuilt.rebuild()
    rebuilt.build()
    assert ids(Searcher(rebuilt), many(2300)[9].question)[0] == "many-9"
