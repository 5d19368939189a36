"""A passage is found by what it says or by what is asked of it, not by both added up."""

from __future__ import annotations

import numpy as np
import pytest

from kb import article_questions
from retrieval import Index, Searcher, ranker
from tests.kb.making import document, passages

ARTICLE = "第十七条 组织者应当为参加危险活动的志愿者购买人身意外伤害保险。"
ASKED = "志愿者扛沙袋有没有保险"


def searcher(store, embedder, *asked: str) -> Searcher:
    with pytest.MonkeyPatch.context() as patched, store.writing() as writer:
        patched.setattr(article_questions, "of", lambda text: asked if text == ARTICLE else ())
        writer.put_document(document(), passages(ARTICLE, "第十八条 志愿者可以查看自己的服务记录。"), "h")
    index = Index(store, embedder)
    index.prepare(lambda *_: None)
    index.build()
    return Searcher(index)


def test_what_is_asked_of_an_article_finds_it(store, embedder) -> None:
    hits = searcher(store, embedder, ASKED).search("扛沙袋有没有保险", kind="passage").hits
    assert hits[0].item.body == ARTICLE
    assert hits[0].score > 2 * hits[1].score


def test_what_is_asked_adds_nothing_where_the_words_of_the_article_tell_more(store, embedder) -> None:
    said = "组织者应当为参加危险活动的志愿者购买人身意外伤害保险"
    alone = searcher(store, embedder).search(said, kind="passage").hits[0]
    with store.writing() as writer:
        writer.remove_document(document().name)
    asked = searcher(store, embedder, ASKED).search(said, kind="passage").hits[0]
    assert asked.score == pytest.approx(alone.score, abs=1e-4)


def test_a_passage_is_found_one_way_and_an_entry_by_all_it_has() -> None:
    matrix = np.ones((3, len(ranker.FEATURES)), dtype=np.float32)
    asked = [n for n, name in enumerate(ranker.FEATURES) if name.startswith("question.")]
    says = [n for n, name in enumerate(ranker.FEATURES) if name.startswith("passage.")]
    matrix[1, asked], matrix[1, says] = 0.9, 0.1
    matrix[2, asked], matrix[2, says] = 0.1, 0.9
    found = ranker._found_one_way(matrix, np.array([False, True, True]))
    assert found[0].all()
    assert found[1, asked].all() and not found[1, says].any()
    assert found[2, says].all() and not found[2, asked].any()
