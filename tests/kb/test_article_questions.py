"""What citizens ask of articles: found by the article's text, whatever file the law came in with."""

import json

import pytest

from kb import article_questions
from kb.starter import Starter
from kb.starter_upgrade import bring_in
from tests.kb.making import document, passages

ARTICLE = (
    "第十七条 志愿服务组织安排志愿者参与可能发生人身危险的活动前，应当为志愿者购买相应的人身意外伤害保险。"
)
ASKED = ("上河堤扛沙袋挺悬的，组织得先给我们上点啥不", "当义工万一摔着，有保险没有")


@pytest.fixture
def shipped(tmp_path, monkeypatch):
    file = tmp_path / "articles.jsonl"
    row = {
        "law": "志愿服务条例",
        "locator": "第十七条",
        "text": article_questions.key(ARTICLE),
        "questions": ASKED,
    }
    file.write_text(json.dumps(row, ensure_ascii=False) + "\n", "utf-8")
    monkeypatch.setattr(article_questions, "SHIPPED", file)
    article_questions.shipped.cache_clear()
    yield
    article_questions.shipped.cache_clear()


def asked(store):
    return [text.text for text in store.indexed_texts() if text.field == "asked"]


def test_an_article_is_known_by_its_words_alone(shipped):
    assert article_questions.of(ARTICLE.replace("，", " , ").replace("第十七条 ", "第十七条")) == ASKED
    assert article_questions.of(ARTICLE.replace("应当", "可以")) == ()


def test_a_law_that_comes_in_brings_what_is_asked_of_its_articles(store, shipped):
    with store.writing() as writer:
        writer.put_document(document(), passages("第一条 甲。", ARTICLE), "h")
    assert sorted(asked(store)) == sorted(ASKED)
    assert store.count()["text:asked"] == 2


def test_a_law_that_was_held_before_is_asked_with_the_next_starter(store, monkeypatch, shipped):
    with monkeypatch.context() as before:
        before.setattr(article_questions, "of", lambda text: ())
        bring_in(store, Starter(), "1", lambda *_: None)
        with store.writing() as writer:
            writer.put_document(document(), passages("第一条 甲。", ARTICLE), "h")
    assert asked(store) == []
    bring_in(store, Starter(), "2", lambda *_: None)
    assert sorted(asked(store)) == sorted(ASKED)


def test_an_article_that_is_asked_later_keeps_the_version_its_text_is_of(store, monkeypatch, shipped):
    with monkeypatch.context() as before:
        before.setattr(article_questions, "of", lambda text: ())
        for number, second in enumerate(("第十七条 乙。", ARTICLE)):
            with store.writing() as writer:
                writer.put_document(document(), passages("第一条 甲。", second), f"h{number}")
    held = {item.payload["position"]: item.version for item in store.iter_items()}
    with store.writing() as writer:
        writer.ask_articles()
    assert {item.payload["position"]: item.version for item in store.iter_items()} == held
    assert len(set(held.values())) == 2
    assert sorted(asked(store)) == sorted(ASKED)


def test_an_article_that_is_retired_stays_so(store, monkeypatch, shipped):
    with monkeypatch.context() as before:
        before.setattr(article_questions, "of", lambda text: ())
        with store.writing() as writer:
            writer.put_document(document(), passages("第一条 甲。", ARTICLE), "h")
    retired = next(item.id for item in store.iter_items() if item.body == ARTICLE)
    with store.writing() as writer:
        writer.retire(retired)
        writer.ask_articles()
    assert asked(store) == []


def test_every_shipped_question_is_of_one_article():
    rows = [json.loads(line) for line in article_questions.SHIPPED.read_text("utf-8").splitlines()]
    assert len({row["text"] for row in rows}) == len(rows)
    for row in rows:
        assert len(set(row["questions"])) == len(row["questions"]) > 0, row["locator"]
        assert all(4 <= len(question) <= 80 for question in row["questions"]), row["locator"]
