import json

import pytest

from eval.errors import GoldenFileError
from eval.taught import LIST, Taught
from tests.eval.making import golden


@pytest.fixture
def root(tmp_path):
    path = tmp_path / LIST
    (path.parent / "opened").mkdir(parents=True)
    path.write_text("lines: [lines.txt]\ngolden: [opened/*.jsonl]\n", encoding="utf-8")
    (tmp_path / "lines.txt").write_text("record\t献血有什么好处\n研究生几号报名\n", encoding="utf-8")
    row = {"id": "o1", "turns": ["你好", "献血有什么好处"]}
    (path.parent / "opened" / "a.jsonl").write_text(json.dumps(row, ensure_ascii=False), encoding="utf-8")
    return tmp_path


def test_lines_that_taught_are_known_without_their_labels(root):
    known = [(one.text, one.where, one.seen) for one in Taught.load(root).lines()]
    assert known == [
        ("献血有什么好处", "lines.txt", "training"),
        ("研究生几号报名", "lines.txt", "training"),
    ]


def test_a_question_of_a_file_that_taught_is_told_whatever_its_id_and_file(root):
    learned = golden("copied", turns=["你好", "献血有什么好处"])
    (said,) = Taught.load(root).remark([learned, golden("new")])
    assert said.startswith("有 1 题学习时用过（opened/a.jsonl 1 题）")
    assert Taught.load(root).remark([golden("new")]) == ()


def test_where_the_sources_are_not_nothing_is_known_and_a_broken_list_is_refused(tmp_path, root):
    assert list(Taught.load(tmp_path / "elsewhere").lines()) == []
    (root / LIST).write_text("lines: [gone.txt]\n", encoding="utf-8")
    with pytest.raises(GoldenFileError, match=r"gone\.txt"):
        list(Taught.load(root).lines())


def test_every_file_of_our_own_list_is_there():
    ours = Taught.load(LIST.absolute().parents[1])
    assert len(list(ours.lines())) > 1000
    folder = LIST.absolute().parent
    assert all(list(folder.glob(name)) for name in ours.listed.golden)
