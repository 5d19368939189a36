from datetime import date, datetime

import pytest
from openpyxl import Workbook

from eval import excel_import
from eval.errors import GoldenFileError

HEADER = [
    "编号",
    "类型",
    "问题（多轮以换行分隔）",
    "必含（；分隔 组内用/）",
    "不得含",
    "期望",
    "来源文件",
    "条款",
    "地区",
    "人群",
    "备注",
    "业务",
]


def workbook(tmp_path, *rows, header=HEADER):
    book = Workbook()
    book.active.append(header)
    for row in rows:
        book.active.append(row)
    path = tmp_path / "gold.xlsx"
    book.save(path)
    return path


def test_staff_columns_become_golden_questions(tmp_path):
    path = workbook(
        tmp_path,
        [
            "甲1",
            "接着追问",
            "失业金领多久\n那去哪办",
            "24个月/两年；12333",
            "36个月",
            "回答",
            "社会保险法.md",
            "第46条",
            "丰台区",
            "职工",
            "注",
            "失业保险",
        ],
        [2.0, "不该回答", "明天下雨吗", None, None, "不答", None, None, None, None, None, None],
    )
    first, second = excel_import.read(path).questions
    assert first.turns == ("失业金领多久", "那去哪办")
    assert first.must == (("24个月", "两年"), ("12333",))
    assert (first.kind, first.expect, first.area) == ("follow_up", "answer", "失业保险")
    assert (first.scope.region, first.scope.insured_type) == ("110106", "employee")
    assert (first.source.file, first.source.locator) == ("社会保险法.md", "第46条")
    assert (second.id, second.kind, second.expect, second.source) == ("2", "unanswerable", "abstain", None)


def test_a_slash_of_the_phrase_itself_is_kept(tmp_path):
    row = ["1", "可以回答", "问", r"2000元\/月/每月2000元", None, "回答"]
    assert excel_import.read(workbook(tmp_path, row)).questions[0].must == (("2000元/月", "每月2000元"),)


def test_faults_are_listed_by_sheet_and_row(tmp_path):
    path = workbook(
        tmp_path,
        ["1", "可以回答", "问", "24个月", None, "也许"],
        [None] * 6,
        ["1", "可以回答", None, "24个月", None, "回答"],
    )
    with pytest.raises(GoldenFileError) as error:
        excel_import.read(path)
    assert error.value.problems[0].startswith("工作表「Sheet」第 2 行：期望「也许」不认识：可用 回答、不答")
    assert error.value.problems[1] == "工作表「Sheet」第 4 行：问题 是空的"


def test_missing_columns_and_files_that_are_no_workbook_are_explained(tmp_path):
    with pytest.raises(GoldenFileError, match="缺少列：期望"):
        excel_import.read(workbook(tmp_path, ["问"], header=["问题", "类型"]))
    with pytest.raises(GoldenFileError, match="没有找到带「问题」列"):
        excel_import.read(workbook(tmp_path, header=["甲"]))
    (tmp_path / "no.xlsx").write_text("不是")
    with pytest.raises(GoldenFileError, match="打不开"):
        excel_import.read(tmp_path / "no.xlsx")


def test_the_names_staff_give_their_columns_are_known_below_a_title_too(tmp_path):
    header = ["题型", "市民提问", "标准答案要点", "应如何处理"]
    path = workbook(
        tmp_path,
        ["制表：丰台区医保局", None, None, "2026-11"],
        header,
        ["可以回答", "失业金领多久", "24个月", "回答"],
        ["可以回答", "失业金领多久", "12333", "回答"],
        header=["2026年11月评测题（问题清单）", None, None, None],
    )
    found = excel_import.read(path)
    first, second = found.questions
    assert (first.turns, first.must, first.expect) == (("失业金领多久",), (("24个月",),), "answer")
    assert second.id == f"{first.id}-2", "the same question twice is two rows"
    assert "工作表「Sheet」：列「市民提问」当作「问题」" in found.warnings
    assert any("没有「编号」列" in warning for warning in found.warnings)


def test_columns_of_other_names_are_given_by_hand(tmp_path):
    header = ["号", "类型", "来话", "怎么办", "问题"]
    path = workbook(tmp_path, ["1", "可以回答", "失业金领多久", "不答", "不是它"], header=header)
    found = excel_import.read(path, "编号=号，问题=来话, 期望=怎么办").questions[0]
    assert (found.id, found.turns, found.expect) == ("1", ("失业金领多久",), "abstain")
    with pytest.raises(GoldenFileError, match="「提问=来话」看不懂"):
        excel_import.read(path, "提问=来话")
    with pytest.raises(GoldenFileError, match="「来电」哪张工作表里都没有"):
        excel_import.read(path, "问题=来电")


def test_a_column_that_is_not_used_is_told_with_what_it_may_mean(tmp_path):
    header = ["编号", "类型", "问题", "必须含", "期望", "经办人"]
    warnings = excel_import.read(
        workbook(tmp_path, ["1", "可以回答", "问", "24个月", "回答", "李"], header=header)
    ).warnings
    assert (
        "工作表「Sheet」：列「必须含」没有使用：是不是「必含」？请改列名，或加 --columns 必含=必须含"
        in warnings
    )
    assert "工作表「Sheet」：列「经办人」没有使用" in warnings
    assert any("期望回答却没写 必含" in warning for warning in warnings), "in the words of the workbook"


@pytest.mark.parametrize("cell", [datetime(2025, 6, 1), "2025-06-01", "2025年6月1日", "2025/6/1"])
def test_the_day_of_a_question_is_taken(tmp_path, cell):
    header = ["编号", "类型", "问题", "必含", "期望", "日期"]
    path = workbook(tmp_path, ["1", "过期", "问", "24个月", "回答", cell], header=header)
    assert excel_import.read(path).questions[0].scope.today == date(2025, 6, 1)


def test_a_day_that_is_none_and_other_faults_are_told_in_the_words_of_the_workbook(tmp_path):
    header = ["编号", "类型", "问题", "期望", "日期", "人群", "也接受"]
    path = workbook(tmp_path, [None, "可以回答", "问", "回答", "去年", "工人", None], header=header)
    with pytest.raises(GoldenFileError) as error:
        excel_import.read(path)
    said = "\n".join(error.value.problems)
    assert "编号 里有空白内容" in said
    assert "日期 应写成 2025-06-01" in said
    assert "人群「工人」不认识：可用 职工、居民、灵活就业、退休" in said
    path = workbook(tmp_path, ["1", "可以回答", "问", "回答", None, None, "也许"], header=header)
    with pytest.raises(GoldenFileError, match="也接受 里的「也许」不认识"):
        excel_import.read(path)
