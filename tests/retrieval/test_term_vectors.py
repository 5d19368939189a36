"""Terms that were learned place a question near the item that people ask for in other words, also a new item."""

from __future__ import annotations

import numpy as np
import pytest

from kb.types import Scope
from retrieval import Index
from retrieval.bags import Bags
from retrieval.features import COLUMN, Query, candidates
from retrieval.term_vectors import ItemTerms, learned
from retrieval.tokens import Cut
from tests.retrieval.conftest import entry


def bags(*texts: str) -> Bags:
    return Bags.of(Cut.of(texts).characters)


def vector(text: str) -> np.ndarray:
    return learned().text(np.unique(Cut.of([text]).characters[0]))


def test_a_text_has_one_vector_however_it_is_read() -> None:
    texts = ("失业金能领几个月", "生孩子报多少", "领失业金要啥条件")
    together = learned().texts(bags(*texts))
    assert together.shape == (3, learned().dim)
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    for text, one in zip(texts, together, strict=True):
        assert np.allclose(vector(text), one, atol=1e-5)


def test_what_is_asked_in_other_words_lies_nearer_than_another_matter() -> None:
    one, other, far = map(
        vector, ("让单位辞了能领多久的失业钱", "失业金最多发几个月", "剖腹产住院医保报多少")
    )
    assert one @ other > one @ far + 0.2


def test_a_text_of_unknown_terms_is_near_nothing() -> None:
    unknown = learned().texts(bags("𠮷𠮷", "失业金"))
    assert not unknown[0].any()
    assert unknown[1].any()


def test_an_item_is_the_mean_of_how_it_is_asked_for() -> None:
    held = ItemTerms.of(bags("失业金能领几个月", "失业金领多久", "生孩子报多少"), np.array([0, 0, 2]), 3)
    asked = vector("失业金可以领几个月啊")
    cosines = held.cosines(np.array([0, 1, 2]), asked)
    assert cosines[1] == 0  # nobody is known to ask for it
    assert cosines[0] > 0.7 > cosines[2]
    mean = learned().texts(bags("失业金能领几个月", "失业金领多久")).mean(axis=0)
    assert cosines[0] == pytest.approx(mean @ asked / np.linalg.norm(mean), abs=0.01)


def test_joined_items_are_what_they_were() -> None:
    one = ItemTerms.of(bags("失业金能领几个月", "生孩子报多少"), np.array([0, 1]), 2)
    other = ItemTerms.of(bags("护工的钱谁出"), np.array([1]), 2)
    both = ItemTerms.joined([(one, np.array([2, -1])), (other, np.array([0, 1]))], 3)
    asked = vector("失业金领多久，护工谁掏钱")
    before = [one.cosines(np.array([0]), asked)[0], other.cosines(np.array([1]), asked)[0]]
    assert both.cosines(np.array([2, 1, 0]), asked).tolist() == pytest.approx([*before, 0.0], abs=1e-6)


def test_a_new_entry_is_compared_at_once(store, put, embedder) -> None:
    put(entry("失业金能领几个月", id="old", similar=["失业金领多久"]))
    index = Index(store, embedder)
    index.build()
    put(entry("护工的钱谁出", id="new", similar=["工伤住院请护工谁掏钱"]))
    index.refresh()
    question = "住院没人照顾雇个护工单位给钱不"
    query = Query.of(question, index.centres.apply(embedder.encode([question], "query")[0], "query"))
    found = candidates(index.segments, [query], Scope(), None, prototypes=index.prototypes)
    rows = [int(index.segments[s].columns.row[i]) for s, i in zip(found.segment, found.item, strict=True)]
    ids = {item.row: item.id for item in index.store.iter_items()}
    signal = dict(zip([ids[row] for row in rows], found.signals[:, COLUMN["question.terms"]], strict=True))
    assert signal["new"] > signal["old"] + 0.2
