import pytest
from openpyxl import load_workbook

from eval.errors import MarkingError
from eval.marking import Mark, Marked, ToMark, agree, blind, kappa, with_score
from eval.marking_sheet import items_of, read, write, write_disputes
from eval.sampling import stratified

ITEMS = [
    ToMark(id=f"t{n}", turns=("第一句", f"问{n}"), answer=f"答{n}", stratum="answer/web") for n in range(8)
]


def marked(path, marks, kind="人"):
    """The sheet as a person sends it back."""
    book = load_workbook(path)
    for row in book["标注"].iter_rows(min_row=2):
        row[5].value = marks.get(row[0].value)
    for row in book["说明"].iter_rows():
        if row[0].value == "标注方式":
            row[1].value = kind
    book.save(path)
    return path


def sheet(marks, marker="甲", kind="人"):
    held = {name: Mark(id=name, mark=mark) for name, mark in marks.items()}
    return Marked(marker=marker, kind=kind, marks=held)


def test_kappa_is_that_of_the_textbook():
    # Fleiss, Statistical Methods for Rates and Proportions: 20 both yes, 15 both no, 5 and 10 apart.
    first = ["y"] * 25 + ["n"] * 25
    second = ["y"] * 20 + ["n"] * 5 + ["y"] * 10 + ["n"] * 15
    assert kappa(first, second) == pytest.approx(0.4)
    assert kappa(["y", "n"], ["y", "n"]) == 1
    assert kappa(["y", "y"], ["y", "y"]) is None
    with pytest.raises(ValueError):
        kappa([], [])


def test_two_markers_get_the_same_answers_in_another_order_and_nothing_of_the_verdict(tmp_path):
    paths = write(ITEMS, tmp_path, seed=3)
    orders = [[row[0].value for row in load_workbook(p)["标注"].iter_rows(min_row=2)] for p in paths]
    assert sorted(orders[0]) == sorted(orders[1])
    assert orders[0] != orders[1]
    header = [cell.value for cell in load_workbook(paths[0])["标注"][1]]
    assert header == ["编号", "市民说的话", "答案", "出处", "出处原文", "判定", "理由"]
    assert write(ITEMS, tmp_path / "again", seed=3)[0].name == "标注-甲.xlsx"


def test_sheets_that_come_back_give_agreement_and_the_disputes(tmp_path):
    one, two = write(ITEMS, tmp_path)
    marked(one, {f"t{n}": "对" if n < 6 else "错" for n in range(8)})
    marked(two, {f"t{n}": "对" if n < 5 else "错" for n in range(7)})
    result = agree(read(one), read(two))
    assert (result.marked, result.unmarked) == (7, ["t7"])
    assert [dispute.id for dispute in result.disputes] == ["t5"]
    assert result.agreed == pytest.approx(6 / 7)
    assert result.markers == ("甲（人）", "乙（人）")
    assert result.by_people
    write_disputes(result.disputes, items_of(one), tmp_path / "d.xlsx", ["甲", "乙"])
    (row,) = load_workbook(tmp_path / "d.xlsx").active.iter_rows(min_row=2, values_only=True)
    assert row[:5] == ("t5", "第一句\n问5", "答5", "对", "错")


def test_a_models_marks_are_never_reported_as_a_persons(tmp_path):
    one, two = write(ITEMS, tmp_path)
    every = {item.id: "对" for item in ITEMS}
    result = agree(read(marked(one, every)), read(marked(two, every, kind="模型")))
    assert not result.by_people
    assert result.markers[1] == "乙（模型）"
    assert result.kappa is None
    assert result.level == "无法计算"


@pytest.mark.parametrize(("value", "level"), [(0.9, "几乎完全一致"), (0.5, "中等一致"), (-0.1, "低于偶然")])
def test_the_size_of_kappa_is_put_in_words(value, level):
    result = agree(sheet({"a": "对", "b": "错"}), sheet({"a": "对", "b": "错"}, "乙"))
    assert result.model_copy(update={"kappa": value}).level == level


def test_a_mark_nobody_offered_is_refused_with_its_row(tmp_path):
    one, _ = write(ITEMS[:2], tmp_path)
    with pytest.raises(MarkingError, match=r"第 2 行：判定「大概对」不认识"):
        read(marked(one, {item.id: "大概对" for item in ITEMS}))


def test_a_file_that_is_no_marking_sheet_is_explained(tmp_path):
    (tmp_path / "x.xlsx").write_text("no")
    with pytest.raises(MarkingError, match="打不开"):
        read(tmp_path / "x.xlsx")


def test_a_sample_holds_every_stratum_in_proportion_and_is_the_same_for_the_same_seed():
    rows = [("a", n) for n in range(80)] + [("b", n) for n in range(19)] + [("c", 0)]
    drawn = stratified(rows, lambda row: row[0], 20, seed=1)
    assert drawn == stratified(rows, lambda row: row[0], 20, seed=1)
    assert drawn != stratified(rows, lambda row: row[0], 20, seed=2)
    counts = {name: sum(row[0] == name for row in drawn) for name in "abc"}
    assert counts == {"a": 16, "b": 3, "c": 1}
    assert len(stratified(rows, lambda row: row[0], 2)) == 2
    assert stratified(rows, lambda row: row[0], 500) == rows


def test_a_sheet_shows_what_the_page_knew_and_the_cited_text_and_no_id_that_gives_the_kind_away(tmp_path):
    item = ToMark(
        id=blind("unans-045"),
        turns=("大医院报多少",),
        answer="70%",
        given="人群：职工",
        evidence=("报70%。",),
    )
    (path,) = write([item], tmp_path, markers=("甲",))
    row = [cell.value for cell in load_workbook(path)["标注"][2]]
    assert "unans" not in str(row)
    assert row[1] == "（人群：职工）\n大医院报多少"
    assert row[4] == "报70%。"
    assert blind("unans-045") == blind("unans-045") != blind("unans-046")


def test_marks_are_held_against_the_automatic_score_and_what_it_lets_through_is_named():
    marks = {"a": "对", "b": "部分对", "c": "错", "d": "对", "e": "说不清"}
    found = with_score(sheet(marks), {"a": True, "b": True, "c": False, "d": False, "e": True})
    assert (found.marked, found.undecided, found.agreed) == (4, 1, 0.5)
    assert (found.too_mild, found.too_strict) == (["b"], ["d"])
    assert found.kappa == pytest.approx(0.0)


def test_two_sheets_of_one_marker_prove_no_agreement():
    one = sheet({"a": "对", "b": "错"})
    with pytest.raises(MarkingError, match="标注人都是「甲」"):
        agree(one, one)
