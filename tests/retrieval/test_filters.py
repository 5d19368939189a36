"""Place, person and day are filters before ranking: what does not hold there is never found."""

from datetime import date

import pytest

from kb import database
from kb.store import Store
from kb.types import Scope
from retrieval import Index, Searcher
from retrieval.far import Far
from tests.retrieval.conftest import PairEmbedder, entry, let_go, many, milvus_or_skip

QUESTION = "门诊看病报销比例是多少"
HERE = [
    entry(QUESTION, id="city", region="110000"),
    entry(QUESTION, id="district", region="110106"),
    entry(QUESTION, id="elsewhere", region="310000"),
    entry(QUESTION, id="nationwide"),
    entry(QUESTION, id="employees", insured_types=("employee",)),
    entry(QUESTION, id="residents", insured_types=("resident",)),
    entry(QUESTION, id="last-year", valid_from=date(2025, 1, 1), valid_to=date(2025, 12, 31)),
    entry(QUESTION, id="next-year", valid_from=date(2027, 1, 1)),
]


@pytest.fixture(scope="module", params=["in this process", "milvus"])
def place(request, tmp_path_factory):
    """Where the vectors of a folder's index are; None is in this process."""
    if request.param == "in this process":
        yield lambda folder: None
        return
    opened = []

    def open_milvus(folder):
        opened.append(milvus_or_skip(folder, PairEmbedder()))
        return Far(opened[-1])

    yield open_milvus
    for milvus in opened:
        let_go(milvus)


@pytest.fixture(scope="module", params=[0, 2500], ids=["alone", "among others"])
def found(request, place, tmp_path_factory):
    """Ids of everything found for a scope, in a small index and in one that is searched by shortlist."""
    folder = tmp_path_factory.mktemp("home")
    store = Store(database.connect(database.sqlite_url(folder)))
    store.create()
    with store.writing("test") as writer:
        for one in (*HERE, *many(request.param)):
            writer.put_entry(one)
    index = Index(store, PairEmbedder(), place(folder))
    index.build()
    searcher = Searcher(index)
    return lambda **scope: {hit.item.id for hit in searcher.search(QUESTION, Scope(**scope), k=20).hits}


def test_rules_of_other_places_are_never_found(found):
    assert "elsewhere" not in found(region="110106")
    assert {"city", "district", "nationwide"} <= found(region="110106")


def test_rules_of_a_district_do_not_hold_in_the_whole_city(found):
    assert "district" not in found(region="110000")


def test_rules_for_others_are_never_found(found):
    assert "residents" not in found(insured_type="employee")
    assert {"employees", "nationwide"} <= found(insured_type="employee")


def test_only_what_is_in_force_on_the_day_is_found(found):
    assert not {"last-year", "next-year"} & found(on=date(2026, 11, 25))
    assert "last-year" in found(on=date(2025, 12, 31))
    assert "next-year" not in found(on=date(2026, 12, 31))
    assert "next-year" in found(on=date(2027, 1, 1))


def test_without_a_scope_everything_is_found(found):
    assert found() >= {one.id for one in HERE}


def test_a_filter_that_leaves_nothing_finds_nothing(store, put, searcher):
    put(entry(QUESTION, region="310000"))
    searcher.index.refresh()
    assert searcher.search(QUESTION, Scope(region="110000")).hits == ()


def test_kinds_are_filtered_too(store, put, searcher):
    put(entry(QUESTION))
    searcher.index.refresh()
    assert searcher.search(QUESTION, kind="passage").hits == ()
    assert len(searcher.search(QUESTION, kind="entry").hits) == 1
