"""Edits are seen after a refresh, without a rebuild and without stopping queries."""

import threading

import pytest

from retrieval import Index, IndexMismatchError, Searcher
from tests.retrieval.conftest import PairEmbedder, entry, many


def ids(searcher, question, k=5):
    return [hit.item.id for hit in searcher.search(question, k=k).hits]


@pytest.fixture
def large(store, put, embedder):
    put(*many(2300))
    index = Index(store, embedder)
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


def test_more_edits_than_a_small_segment_holds_are_merged(large, put):
    put(*[entry(f"新增问题{n}号怎么办理", id=f"new-{n}") for n in range(2100)])
    large.index.refresh()
    assert len(large.index.segments) == 1
    assert ids(large, "新增问题1999号怎么办理")[0] == "new-1999"


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


def test_two_processes_see_the_same_after_refresh(large, store, embedder, put):
    other = Index(store, embedder)
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
