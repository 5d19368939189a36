"""A store elsewhere that goes away never stops an answer, and is found again when it is back."""

import numpy as np
import pytest

from retrieval import Index, Searcher
from retrieval.errors import VectorStoreError
from retrieval.far import Far, Fetched
from retrieval.vector_store import Where
from tests.retrieval.conftest import entry, many


class Shelf:
    """A vector store in a dict, which can be out of reach."""

    def __init__(self):
        self.rows, self.reachable, self.asked = {}, True, 0

    def _reach(self):
        self.asked += 1
        if not self.reachable:
            raise VectorStoreError("shelf", "没有答复", "out of reach")

    def upsert(self, records):
        self._reach()
        for at, key in enumerate(records.key.tolist()):
            self.rows[key] = records.taken(slice(at, at + 1))

    def delete(self, keys):
        self._reach()
        for key in keys.tolist():
            self.rows.pop(key, None)

    def nearest(self, query, where, limit):
        self._reach()
        keys = [key for key, row in self.rows.items() if _fits(row, where)]
        keys.sort(key=lambda key: -float(self.rows[key].vector[0] @ query))
        return np.array(keys[:limit], dtype=np.int64)

    def vectors(self, keys):
        self._reach()
        has = [at for at, key in enumerate(keys.tolist()) if key in self.rows]
        matrix = np.array([self.rows[int(keys[at])].vector[0] for at in has], dtype=np.float32)
        return np.array(has, dtype=np.int64), matrix

    def held(self, keys):
        self._reach()
        return np.sort(np.array([key for key in keys.tolist() if key in self.rows], dtype=np.int64))

    def keys(self):
        return self.held(np.array(list(self.rows), dtype=np.int64))

    def count(self):
        return len(self.rows)

    def flush(self):
        self._reach()

    adopt = check = flush


def _fits(row, where: Where):
    return (
        row.group[0] == where.group
        and (where.kind is None or row.kind[0] == where.kind)
        and (where.day is None or row.start[0] <= where.day <= row.end[0])
        and (where.insured is None or row.insured[0] in where.insured)
        and (where.regions is None or row.region[0] in where.regions)
    )


class Clock:
    now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture
def shelf():
    return Shelf()


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def index(store, put, embedder, shelf, clock):
    put(*many(300))
    return Index(store, embedder, Far(shelf, clock))


def near(index):
    return sum(len(group.dense) for segment in index.segments for group in segment.groups.values())


def first(index, question):
    return Searcher(index).search(question).hits[0]


def test_a_store_that_is_away_when_the_process_starts_leaves_the_vectors_here(index, shelf, clock):
    shelf.reachable = False
    index.build()
    assert near(index) == 600
    assert first(index, many(300)[7].question).item.id == "many-7"
    assert "out of reach" in index.far.trouble
    shelf.reachable, clock.now = True, 106.0
    index.fill()
    assert near(index) == 0 and index.far.trouble == ""
    assert first(index, many(300)[7].question).item.id == "many-7"


def test_a_store_that_goes_away_is_done_without_and_asked_again_later(index, shelf, clock):
    index.build()
    assert near(index) == 0
    sure = first(index, many(300)[7].question).score
    index.far._known.clear()
    shelf.reachable, shelf.asked = False, 0
    assert first(index, many(300)[7].question).item.id == "many-7", "found by its words"
    asked = shelf.asked
    assert first(index, many(300)[8].question).item.id == "many-8"
    assert shelf.asked == asked, "not asked again so soon"
    clock.now += 6
    first(index, many(300)[9].question)
    assert 0 < shelf.asked - asked <= 2, "one finds out, the others go on without"
    shelf.reachable, clock.now = True, clock.now + 6
    index.far._known.clear()
    first(index, many(300)[9].question)
    assert index.far.trouble == ""
    assert first(index, many(300)[7].question).score == pytest.approx(sure)


def test_an_edit_is_published_and_found_while_the_store_is_away(index, shelf, clock, put):
    index.build()
    shelf.reachable = False
    put(entry("光伏安装工高温补贴", id="new"))
    index.refresh(vectors="few")
    index.fill()
    assert first(index, "光伏安装工高温补贴").item.id == "new"
    assert near(index) > 0
    shelf.reachable, clock.now = True, clock.now + 6
    index.fill()
    assert near(index) == 0


def test_what_could_not_be_deleted_is_deleted_when_the_store_is_back(index, shelf, clock, store):
    index.build()
    shelf.reachable = False
    with store.writing("test") as writer:
        writer.retire("many-5")
    index.refresh()
    assert shelf.count() == 600
    shelf.reachable, clock.now = True, clock.now + 6
    index.fill()
    assert shelf.count() == 598


def test_vectors_wanted_again_are_not_fetched_again(index, shelf):
    index.build()
    question = many(300)[7].question
    first(index, question)
    fetched = []
    vectors = shelf.vectors
    shelf.vectors = lambda keys: (fetched.append(len(keys)), vectors(keys))[1]
    first(index, question)
    assert fetched == []


def test_fetched_vectors_are_given_by_key():
    fetched = Fetched(np.array([3, 8]), np.eye(2, dtype=np.float32))
    has, vectors = fetched.of(np.array([8, 5, 3, 9]))
    assert has.tolist() == [0, 2]
    assert vectors.tolist() == [[0, 1], [1, 0]]


def test_what_edits_of_one_moment_left_goes_there_in_one_call(index, shelf, put):
    put(entry("怎么领生育津贴", id="a"), entry("失业金怎么领", id="b"))
    index.build()
    asked = []
    for name in ("upsert", "held"):
        call = getattr(shelf, name)
        setattr(shelf, name, lambda given, call=call, name=name: (asked.append(name), call(given))[1])
    put(entry("怎么领丧葬费", id="c"), entry("怎么领生育津贴的钱", "到社保所。", id="a"))
    index.refresh()
    assert asked == ["upsert", "held"]
    assert sum(len(group.dense) for s in index.segments for group in s.groups.values()) == 0
