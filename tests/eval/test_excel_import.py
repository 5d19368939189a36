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
    assert error.value.problems[0].startswith("工作表「Sheet」第 2 行：expect「也许」不认识")
    assert error.value.problems[1] == "工作表「Sheet」第 4 行：turns 是空的"


def test_missing_columns_and_files_that_are_no_workbook_are_explained(tmp_path):
    with pytest.raises(GoldenFileError, match="缺少列：编号、期望"):
        excel_import.read(workbook(tmp_path, ["问"], header=["问题", "类型"]))
    with pytest.raises(GoldenFileError, match="没有找到带「问题」列"):
        excel_import.read(workbook(tmp_path, header=["甲"]))
    (tmp_path / "no.xlsx").write_text("不是")
    with pytest.raises(GoldenFileError, match="打不开"):
        excel_import.read(tmp_path / "no.xlsx")
