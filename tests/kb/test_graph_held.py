"""The graph follows edits without a rebuild, and what staff correct stays."""

from dataclasses import replace
from datetime import date

import pytest

from kb.entry import Source
from kb.errors import GraphError
from kb.graph.corrections import Corrections
from kb.graph.held import HeldGraph
from kb.graph.types import Relation
from kb.store import Store
from tests.kb.making import document, entry, passages, table_row

CLAIM = entry("claim", "工伤认定要什么材料？", "带身份证、诊断证明，到区人社局办理。")
RULES = document("办法.txt", "某某办法", start=date(2020, 1, 1))


@pytest.fixture
def graph(store):
    with store.writing("张三") as writer:
        writer.put_entry(CLAIM)
        writer.put_document(RULES, passages("依照《社会保险法》第十条办理。"), "1")
    return HeldGraph(store)


def tails(graph, node, kind):
    return [relation.tail for relation in graph.now().follow(node, kind)]


def test_an_edit_is_followed_without_reading_anything_else(graph, store, monkeypatch):
    assert tails(graph, "entry:claim", "needs") == ["material:身份证", "material:诊断证明"]
    monkeypatch.setattr(Store, "iter_items", lambda *_: pytest.fail("everything was read again"))
    with store.writing("张三") as writer:
        writer.put_entry(CLAIM.model_copy(update={"answer": "带户口本。"}))
        writer.put_entry(entry("other", "办工伤认定去哪里？", "到区人社局。"))
    assert tails(graph, "entry:claim", "needs") == ["material:户口簿"]
    about = {relation.head for relation in graph.now().back("matter:工伤认定", "about")}
    assert about == {"entry:claim", "entry:other"}


def test_what_is_retired_says_nothing_any_more(graph, store):
    graph.now()
    with store.writing("张三") as writer:
        writer.retire("claim")
    assert graph.now().of("entry:claim") == []


def test_a_document_that_comes_in_later_takes_the_place_of_its_title(graph, store):
    assert graph.now().follow("document:办法.txt", "cites") == [
        Relation("document:办法.txt", "cites", "title:社会保险法", "第1条→第十条")
    ]
    with store.writing("张三") as writer:
        law = document("社会保险法.txt", "中华人民共和国社会保险法", repeals=("某某办法",))
        writer.put_document(law, passages("第十条", name="社会保险法.txt"), "2")
        writer.update_documents([replace(RULES, superseded_by="社会保险法")])
    assert tails(graph, "document:办法.txt", "cites") == ["document:社会保险法.txt"]
    assert graph.now().successors("document:办法.txt") == ["document:社会保险法.txt"]


def test_followed_and_built_anew_are_the_same(graph, store):
    graph.now()
    with store.writing("张三") as writer:
        writer.put_entry(
            entry(
                "more",
                "失业登记怎么办？",
                "先办失业登记，再申领失业保险金。",
                source=Source(title="某某办法"),
            )
        )
        writer.retire("claim")
        writer.put_rows(document("catalog.csv", "药品目录"), [table_row()])
    followed, built = graph.now(), HeldGraph(store).now()
    assert followed.counts() == built.counts()
    assert set(followed.nodes()) == set(built.nodes())


def test_corrections_stay_through_edits_and_rebuilds_until_they_are_undone(graph, store):
    corrections = Corrections(store.engine)
    gone = corrections.make("remove", "entry:claim", "needs", "material:诊断证明", "李四", "不用带")
    corrections.make("add", "entry:claim", "needs", "material:病历", "李四", "窗口要")
    corrections.make("rename", "office:区人社局", "", "office:区人力资源和社会保障局", "李四", "规范名称")
    with store.writing("张三") as writer:
        writer.put_entry(CLAIM.model_copy(update={"similar": ("报工伤交啥",)}))
    for held in (graph, HeldGraph(store)):
        assert tails(held, "entry:claim", "needs") == ["material:身份证", "material:病历"]
        assert tails(held, "entry:claim", "handled_at") == ["office:区人力资源和社会保障局"]
        assert held.now().of("office:区人社局") == []
        assert "entry:claim" in {r.head for r in held.now().arriving("office:区人力资源和社会保障局")}
    corrections.undo(gone, "王五")
    assert "material:诊断证明" in tails(graph, "entry:claim", "needs")
    first = corrections.listed(undone=True)[0]
    assert (first.who, first.why, first.undone_by) == ("李四", "不用带", "王五")
    assert [one.action for one in corrections.listed()] == ["add", "rename"]


@pytest.mark.parametrize(
    ("step", "said"),
    [
        (("add", "身份证", "needs", "material:x"), "不是图谱里的节点"),
        (("add", "entry:a", "likes", "material:x"), "没有「likes」这种关系"),
        (("rename", "office:a", "", "material:a"), "改名不能改种类"),
        (("remove", "entry:a", "needs", "entry:a"), "两头都是"),
    ],
)
def test_a_correction_that_makes_no_sense_says_what_to_write(store, step, said):
    with pytest.raises(GraphError, match=said):
        Corrections(store.engine).make(*step, who="李四", why="试试")


def test_undoing_twice_is_refused(store):
    corrections = Corrections(store.engine)
    number = corrections.make("add", "entry:a", "needs", "material:x", "李四", "试试")
    corrections.undo(number, "李四")
    with pytest.raises(GraphError, match="没有生效中的"):
        corrections.undo(number, "李四")
