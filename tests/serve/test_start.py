"""A start does not wait for an import's vectors: words find at once, and the operator is told."""

from datetime import date

from kb.entry import Entry
from serve import home
from serve.settings import Settings


def put(settings, count):
    store = home.open_store(settings)
    with store.writing("张三") as writer:
        writer.put_entries(
            [
                Entry(id=f"new-{n}", question=f"第{n}号新职业怎么参保登记", answer="见办事指南。")
                for n in range(count)
            ]
        )
    return store


def test_with_many_vectors_missing_words_find_and_the_operator_is_told(tmp_path, capsys):
    settings = Settings(home=tmp_path, today=date(2026, 11, 24), starter="off")
    store = put(settings, 600)
    opened = home.open_now(settings)
    assert "还有 1200 段文字没有算好向量" in capsys.readouterr().err
    assert list(store.vectors(opened.index.embedder.id)) == []
    assert opened.searcher.search("第433号新职业怎么参保登记").hits[0].item.id == "new-433"


def test_a_few_missing_vectors_are_waited_for(tmp_path, capsys):
    settings = Settings(home=tmp_path, today=date(2026, 11, 24), starter="off")
    store = put(settings, 3)
    opened = home.open_now(settings)
    assert capsys.readouterr().err == ""
    assert opened.index.lacking() == 0
    assert store.missing_vectors(opened.index.embedder.id) == []
