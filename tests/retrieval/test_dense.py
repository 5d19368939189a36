"""Signs and a shortlist agree with comparing everything."""

import numpy as np
import pytest

from retrieval.dense import Codes, Dense


@pytest.fixture(scope="module")
def vectors():
    """Clusters, as wordings of one matter lie together."""
    rng = np.random.default_rng(7)
    centres = rng.normal(size=(600, 384))
    matrix = centres[rng.integers(0, 600, 12_000)] + 0.6 * rng.normal(size=(12_000, 384))
    return (matrix / np.linalg.norm(matrix, axis=1, keepdims=True)).astype(np.float32)


def exact(vectors, query, allowed, limit):
    cosines = np.where(allowed, vectors @ query, -2)
    return set(np.argsort(-cosines)[: min(limit, int(allowed.sum()))].tolist())


@pytest.mark.parametrize("share", [1.0, 0.5, 0.2, 0.05])
def test_the_nearest_are_found_at_any_share_of_allowed_texts(vectors, share):
    rng = np.random.default_rng(11)
    dense = Dense(Codes.of(vectors), np.arange(len(vectors)))
    allowed = rng.random(len(vectors)) < share
    agree = []
    for row in rng.integers(0, len(vectors), 40):
        query = vectors[row] + 0.02 * rng.normal(size=384).astype(np.float32)
        query /= np.linalg.norm(query)
        found = set(dense.nearest(query, None if share == 1 else allowed, 10).tolist())
        mask = np.ones(len(vectors), bool) if share == 1 else allowed
        assert mask[list(found)].all()
        agree.append(len(found & exact(vectors, query, mask, 10)) / 10)
    assert np.mean(agree) > 0.94


def test_few_texts_are_all_compared(vectors):
    dense = Dense(Codes.of(vectors[:500]), np.arange(500))
    found = set(dense.nearest(vectors[3], None, 20).tolist())
    assert len(found & exact(vectors[:500], vectors[3], np.ones(500, bool), 20)) >= 19


def test_nothing_allowed_finds_nothing(vectors):
    dense = Dense(Codes.of(vectors), np.arange(len(vectors)))
    assert len(dense.nearest(vectors[0], np.zeros(len(vectors), bool), 10)) == 0


def test_an_empty_group_finds_nothing():
    dense = Dense(Codes.of(np.zeros((0, 384), dtype=np.float32)), np.zeros(0, dtype=np.int64))
    assert len(dense.nearest(np.ones(384, dtype=np.float32), None, 10)) == 0
    assert len(dense.vectors(np.array([1, 2]))[0]) == 0


def test_text_numbers_are_kept_apart_from_rows(vectors):
    dense = Dense(Codes.of(vectors[:10]), np.arange(10) * 3)
    assert dense.nearest(vectors[4], None, 1).tolist() == [12]
    has, found = dense.vectors(np.array([12, 13]))
    assert has.tolist() == [0] and found[0] @ vectors[4] > 0.999


def test_rows_put_in_stand_where_they_belong(vectors):
    whole = Codes.of(vectors[:9])
    late = np.array([0, 3, 4, 8])
    early = np.setdiff1d(np.arange(9), late)
    put = whole.taken(early).inserted(np.searchsorted(early, late), whole.taken(late))
    for name in ("bytes", "signs", "scale"):
        assert np.array_equal(getattr(put, name), getattr(whole, name))
