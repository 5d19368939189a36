"""What is learned of an entry tells it from its neighbours, and holds only while the entry is as it was."""

from __future__ import annotations

import numpy as np
import pytest

from kb.types import Scope
from retrieval import Index, prototypes
from retrieval.features import COLUMN, Query, candidates
from retrieval.prototypes import LEAST, Prototypes, learn
from tests.retrieval.conftest import entry

ANYWHERE = Scope()
ASPECTS = ("多少钱", "去哪里办", "要带什么", "几天办完")


def neighbours(count: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Wordings of two entries that share most of what is said; one faint direction tells them apart."""
    of = np.arange(count) % 2
    vectors = rng.normal(0, 0.5, (count, 16)).astype(np.float32)
    vectors[:, 0] = 3.0
    vectors[:, 1] = np.where(of == 0, 0.4, -0.4)
    vectors[:, 2] += np.where(rng.random(count) < 0.5, 2.0, -2.0)  # much variance, no meaning
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True), of


def share_right(prototypes: np.ndarray, vectors: np.ndarray, of: np.ndarray) -> float:
    return float(np.mean((vectors @ prototypes.T).argmax(axis=1) == of))


def test_learned_vectors_tell_neighbours_apart_better_than_their_means() -> None:
    rng = np.random.default_rng(7)
    told, of = neighbours(24, rng)
    asked, right = neighbours(2000, rng)
    means = np.stack([told[of == n].mean(axis=0) for n in range(2)])
    means /= np.linalg.norm(means, axis=1, keepdims=True)
    learned = learn(np.tile(told, (40, 1)), np.tile(of, 40), 2)
    assert np.allclose(np.linalg.norm(learned, axis=1), 1, atol=1e-5)
    assert share_right(learned, asked, right) > share_right(means, asked, right)


@pytest.fixture
def index(store, put, embedder) -> Index:
    put(
        *(
            entry(f"{who}门诊{ASPECTS[0]}", id=who, similar=[f"{who}看病{aspect}" for aspect in ASPECTS])
            for who in ("职工", "居民", "学生")
        ),
        entry("工亡补助金有多少", id="few", similar=["工亡赔多少"]),
    )
    index = Index(store, embedder)
    index.build()
    return index


def signal(index: Index, question: str, item: str) -> tuple[float, float]:
    """Of the item: cosine of the mean, and of what was learned."""
    vector = index.centres.apply(index.embedder.encode([question], "query")[0], "query")
    found = candidates(
        index.segments, [Query.of(question, vector)], ANYWHERE, None, prototypes=index.prototypes
    )
    rows = [int(index.segments[s].columns.row[i]) for s, i in zip(found.segment, found.item, strict=True)]
    held = index.store.items(rows)
    at = next(n for n, row in enumerate(rows) if held[row].id == item)
    return tuple(float(found.signals[at, COLUMN[f"question.{name}"]]) for name in ("centroid", "prototype"))  # type: ignore[return-value]


def test_an_entry_is_measured_by_its_mean_until_something_was_learned(index) -> None:
    mean, prototype = signal(index, "居民看病多少钱", "居民")
    assert mean == prototype
    assert index.learn() == 3
    mean, prototype = signal(index, "居民看病多少钱", "居民")
    assert mean != prototype


def test_an_entry_of_few_wordings_keeps_its_mean(index) -> None:
    index.learn()
    assert LEAST > 2
    mean, prototype = signal(index, "工亡补助金赔多少", "few")
    assert mean == prototype


def test_an_edit_forgets_what_was_learned_here_and_in_the_next_process(index, put, store, embedder) -> None:
    index.learn()
    put(entry("居民急诊去哪里", id="居民", similar=[f"居民急诊{aspect}" for aspect in ASPECTS]))
    index.refresh()
    mean, prototype = signal(index, "居民急诊多少钱", "居民")
    assert mean == prototype
    again = Index(store, embedder)
    again.build()
    assert len(again.prototypes.rows) == 2


def test_what_is_learned_is_there_after_a_restart(index, store, embedder) -> None:
    index.learn()
    again = Index(store, embedder)
    again.build()
    assert np.array_equal(again.prototypes.rows, index.prototypes.rows)
    assert np.allclose(again.prototypes.vectors, index.prototypes.vectors)
    assert np.allclose(again.prototypes.terms, index.prototypes.terms)


def test_without_anything_learned_nothing_changes() -> None:
    means = np.array([[0.5, 0.1], [0.25, 0.2]], dtype=np.float32)
    none = Prototypes.none(4)
    asked = np.ones(4, dtype=np.float32)
    assert none.overlay(np.array([1, 2]), asked, np.ones(256, dtype=np.float32), means) is means


def test_of_more_entries_than_are_compared_none_is_learned_and_what_was_learned_stays(
    index, monkeypatch
) -> None:
    assert index.learn() > 0
    monkeypatch.setattr(prototypes, "MOST", 3)
    learned = index.prototypes.rows.tolist()
    assert index.learn() == 0
    assert index.prototypes.rows.tolist() == learned
    monkeypatch.setattr(prototypes, "MOST", 4)
    assert index.learn() > 0
