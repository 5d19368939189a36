"""What is learned from, of a small home and small files."""

import json
from datetime import date

import pytest

from bench.finetune.material import Material, NothingToLearnError
from bench.material import digest
from kb import article_questions, database
from kb.entry import Entry, Source, Verified
from kb.store import Store
from kb.types import Document, Passage

LAW = Document(name="休假法.md", title="中华人民共和国休假法", issued=date(2020, 1, 1))
ARTICLES = ["职工每年可以休假。", "单位应当安排休假。", "本法自公布之日起施行。"]
SEALED, HELD, OPEN = "封存的一句话", "留出的一句话", "公开的一句话"


@pytest.fixture
def store(tmp_path):
    store = Store(database.connect(database.sqlite_url(tmp_path)))
    store.create()
    return store


@pytest.fixture
def golden(tmp_path):
    folder = tmp_path / "golden"
    (folder / "sealed").mkdir(parents=True)
    rows = [
        {"turns": ["能休几天"], "entries": ["leave"], "part": "dev"},
        {"turns": ["谁来安排"], "note": "entry: arranged"},
        {"turns": ["从哪天算起"], "source": {"file": "法/休假法(2020-01-01).md", "locator": "第三条"}},
        {"turns": ["问过的", "接着问的"], "entries": ["leave"]},
        {"turns": [HELD], "entries": ["leave"], "part": "held"},
        {"text": SEALED, "part": "sealed"},
        {"text": OPEN, "part": "dev"},
    ]
    (folder / "a.jsonl").write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    (folder / "sealed" / "b.jsonl").write_text(json.dumps({"turns": [SEALED]}), encoding="utf-8")
    return folder


def fill(store):
    source = Source(title="中华人民共和国休假法", locator="第一条")
    with store.writing() as writer:
        for name, locator in (("leave", "第一条"), ("arranged", "第二条")):
            similar = tuple(f"{name} 的第 {n} 种说法" for n in range(40))
            writer.put_entry(
                Entry(
                    id=name, question=f"{name}？", similar=similar, answer=f"{name}。", source=source,
                    verified=Verified(against=f"休假法 {locator}"),
                )
            )  # fmt: skip
        writer.put_entry(Entry(id="else", question="别的事？", answer="不在法里。"))
        passages = [Passage(LAW.name, n, (), text, f"第{'一二三'[n]}条") for n, text in enumerate(ARTICLES)]
        writer.put_document(LAW, passages, "1")


@pytest.fixture
def material(store, golden):
    fill(store)
    return Material.of(store, golden=golden, utterances=())


@pytest.fixture
def asked_of(store, golden, monkeypatch):
    """The same where we wrote two questions for the third article."""
    of_third = {article_questions.key(ARTICLES[2]): ("什么时候开始算", "哪天起施行")}
    monkeypatch.setattr(article_questions, "shipped", lambda: of_third)
    fill(store)
    return Material.of(store, golden=golden, utterances=())


def test_an_article_that_is_asked_is_taught_behind_the_entries(asked_of):
    (passage,) = asked_of.asked_passages
    assert asked_of.entries == 3
    assert ARTICLES[2] in said(asked_of, asked_of.passages)[passage]
    assert asked_of.answers[3] == asked_of.passages[passage]
    assert said(asked_of, asked_of.wordings[asked_of.entry_of == 3]) == ["什么时候开始算", "哪天起施行"]
    assert [one.entries for one in asked_of.asked if asked_of.texts[one.text][0] == "从哪天算起"] == [{3}]
    assert list(asked_of.also_right()) == []


def test_passages_stand_as_in_their_document(asked_of):
    assert [
        next(n for n, article in enumerate(ARTICLES) if article in text)
        for text in said(asked_of, asked_of.passages)
    ] == [0, 1, 2]


def said(material, numbers):
    return [material.texts[number][0] for number in numbers]


def test_wordings_and_answers_belong_to_their_entry(material):
    assert said(material, material.answers) == ["leave。", "arranged。", "不在法里。"]
    assert said(material, material.wordings[material.entry_of == 2]) == ["别的事？"]
    assert {material.texts[number][1] for number in material.wordings} == {"query"}
    assert {material.texts[number][1] for number in (*material.answers, *material.passages)} == {"passage"}


def test_an_entry_rests_on_the_articles_it_was_verified_against(material):
    found = {entry: said(material, material.passages[rests]) for entry, rests in material.articles.items()}
    assert sorted(found) == [0, 1]
    assert any(ARTICLES[0] in text for text in found[0])
    assert any(ARTICLES[1] in text for text in found[1])
    assert not any(ARTICLES[2] in text for texts in found.values() for text in texts)


def test_about_one_wording_in_eight_is_held_out_and_its_digest_kept(material):
    held = said(material, material.wordings[material.held_out])
    assert 0 < len(held) < len(material.wordings) / 4
    assert material.unseen().tolist() == sorted(map(digest, held))


def test_whether_a_wording_is_held_out_is_a_matter_of_its_text_alone(material, store, golden):
    with store.writing() as writer:
        writer.put_entry(Entry(id="0", question="先来的？", answer="好。"))
    again = Material.of(store, golden=golden, utterances=())
    assert set(material.unseen().tolist()) <= set(again.unseen().tolist())


def test_sealed_and_held_questions_are_neither_learned_from_nor_asked(material):
    uttered = said(material, material.utterances)
    assert OPEN in uttered
    assert "接着问的" in uttered
    assert not {SEALED, HELD} & {text for text, _ in material.texts}
    asked = [(material.texts[one.text][0], sorted(one.entries)) for one in material.asked]
    assert asked == [("能休几天", [0]), ("谁来安排", [1])]


def test_utterances_are_read_a_line_each(store, golden, tmp_path):
    fill(store)
    (tmp_path / "said.txt").write_text("喂\n\n 听得见吗 \n", encoding="utf-8")
    material = Material.of(store, golden=golden, utterances=[tmp_path / "said.txt"])
    assert said(material, material.utterances)[:2] == ["喂", "听得见吗"]


def test_a_trial_keeps_the_articles_that_its_entries_rest_on(store, golden):
    fill(store)
    material = Material.of(store, most=1, golden=golden, utterances=())
    assert (len(material.answers), len(material.passages), len(material.utterances)) == (1, 1, 1)
    assert list(material.articles) == [0]


def test_a_home_without_articles_is_refused_with_what_to_do(store, golden):
    with pytest.raises(NothingToLearnError, match="法规文件"):
        Material.of(store, golden=golden, utterances=())
