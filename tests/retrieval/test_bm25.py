"""Shares of a query's weight, alike in every segment."""

import numpy as np
import pytest

from retrieval import tokens
from retrieval.bags import Bags
from retrieval.bm25 import Postings, QueryTerms, Terms

TEXTS = ["生育津贴怎么领", "失业金怎么领", "医保卡丢了怎么补办", "生育津贴领多少钱", ""]


def bags(texts):
    return Bags.of(tokens.Cut.of(texts).characters)


def query(text, *segments):
    return QueryTerms.of(np.unique(tokens.Cut.of([text]).characters[0]), segments)


@pytest.fixture
def postings():
    return Postings(bags(TEXTS))


def test_the_text_with_the_rarest_words_of_the_query_is_found_first(postings):
    asked = query("生育津贴多少", postings)
    assert postings.top(asked, None, 1).tolist() == [3]


def test_no_share_passes_one_and_an_empty_text_has_none(postings):
    share, common, _ = postings.match(np.arange(5), query(TEXTS[0] * 3, postings))
    assert (share <= 1).all() and (common <= 1).all()
    assert share[4] == common[4] == 0


def test_a_text_has_everything_in_common_with_itself_alone(postings):
    _, common, held = postings.match(np.arange(5), query(TEXTS[2], postings))
    assert common[2] == pytest.approx(1, abs=1e-5) and (np.delete(common, 2) < 0.5).all()
    assert held[2].all()


def test_inverted_lists_and_exact_scores_agree(postings):
    asked = query("怎么领失业金", postings)
    share, _, _ = postings.match(np.arange(5), asked)
    assert set(postings.top(asked, None, 2).tolist()) == set(np.argsort(-share)[:2].tolist())


def test_what_is_not_allowed_is_not_found(postings):
    allowed = np.array([False, True, True, False, True])
    assert 0 not in postings.top(query("生育津贴", postings), allowed, 5)


def test_a_small_segment_beside_a_large_one_weighs_terms_alike():
    large = Postings(bags(TEXTS * 50))
    small = Terms(bags([TEXTS[0]]), large)
    asked = query("生育津贴", large, small)
    large_share, large_common, _ = large.match(np.array([0]), asked)
    small_share, small_common, _ = small.match(np.array([0]), asked)
    assert small_share[0] == pytest.approx(large_share[0], rel=1e-5)
    assert small_common[0] == pytest.approx(large_common[0], rel=0.05)


def test_a_query_of_unknown_terms_finds_nothing(postings):
    assert len(postings.top(query("火箭", postings), None, 5)) == 0


def test_texts_read_through_and_looked_up_hold_the_same_terms(postings):
    for asked in ("失业金怎么领", "医保卡丢了", "完全无关"):
        terms = query(asked, postings)
        texts = np.arange(postings.size)
        first, last = postings.bags.starts[texts], postings.bags.starts[texts + 1]
        at, known = postings._find(terms.keys)
        looked_up = postings._looked_up(first, last, at[known], np.flatnonzero(known))
        read = postings._entries(texts, terms)
        found = [sorted(zip(*map(np.ndarray.tolist, one), strict=True)) for one in (looked_up, read)]
        assert found[0] == found[1]
