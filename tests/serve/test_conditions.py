"""What can change an answer is among the conditions of a run."""

import pytest

from dialogue.guard import StaffWord, StaffWords
from kb.database import connect, sqlite_url
from kb.graph.corrections import Corrections
from kb.store import Store
from kb.types import Document
from retrieval.prototypes import kept_under
from serve import conditions
from serve.settings import Settings

EMBEDDER = "small"


@pytest.fixture
def store(tmp_path):
    made = Store(connect(sqlite_url(tmp_path)))
    made.create()
    return made


@pytest.fixture
def contents(store):
    return lambda: conditions.contents(store, EMBEDDER)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "words").mkdir()
    return tmp_path / "words"


def words(store, folder):
    return conditions.words(folder, StaffWords(store.engine))


def test_the_same_knowledge_has_the_same_hash(store, contents):
    before = contents()
    number = Corrections(store.engine).make(
        "add", "matter:退休", "needs", "material:户口本", "王", "窗口要收"
    )
    assert contents() != before
    Corrections(store.engine).undo(number, "王")
    assert contents() == before


def test_what_was_learned_of_the_entries_is_part_of_the_knowledge(store, contents):
    before = contents()
    store.replace_vectors(kept_under(EMBEDDER), {"a": b"1"})
    learned = contents()
    store.replace_vectors(kept_under(EMBEDDER), {"a": b"2"})
    assert len({before, learned, contents()}) == 3


def test_what_is_noted_of_a_document_is_part_of_the_knowledge(store, contents):
    def put(**changes):
        with store.writing() as writer:
            writer.put_back(Document(name="办法.md", title="办法", **changes), [], "")
        return contents()

    assert len({put(), put(superseded_by="新办法"), put(url="https://example.org/1")}) == 3


def test_a_word_of_the_guard_changes_the_words(store, folder):
    staff = StaffWords(store.engine)
    before = words(store, folder)
    staff.put([StaffWord("水鱼计划", action="refuse")], "王", "通报")
    refused = words(store, folder)
    staff.put([StaffWord("水鱼计划", action="note")], "王", "放开")
    noted = words(store, folder)
    assert len({before, refused, noted}) == 3
    staff.put([StaffWord("水鱼计划", action="note", note="见第3号通报")], "王", "备注")
    assert words(store, folder) == noted
    staff.remove(["水鱼计划"], "王", "不用了")
    assert words(store, folder) == before
    (folder / "新词.txt").write_text("水鱼计划", encoding="utf-8")
    assert words(store, folder) != before


def test_the_model_s_address_and_patience_count_where_a_model_answers():
    def found(**changes):
        settings = {"llm_base_url": "http://王:secret@vllm:8000/v1", "llm_model": "qwen"}
        return conditions.settings(Settings(**(settings | changes)), EMBEDDER)

    assert found()["llm"] == "http://vllm:8000/v1"
    assert found() != found(llm_first_sentence=9)
    assert found() != found(llm_base_url="http://other:8000/v1")
    assert found(answerer="extractive") == found(answerer="extractive", llm_first_sentence=9)
