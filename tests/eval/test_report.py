import json
import re

import pytest
from openpyxl import load_workbook

from eval import report as reports
from eval.errors import ReportError
from eval.report.html import render, verdict
from eval.tallies import tally
from tests.eval.making import DAY, LAW, case, golden, hit, report

NASTY = '<script>alert("1")</script>'


def cases():
    return [
        case("1", gold=golden("1", area="失业保险", source={"file": LAW}), cited=True, ms=12.5),
        case(
            "2",
            right=False,
            answer=NASTY,
            stage="ranked_low",
            gold=golden("2", area="缴费", turns=["先", NASTY]),
        ),
        case("3", gold=golden("3", kind="vague", expect="clarify", must=[]), outcome="clarify"),
        case("4", right=False, outcome="error", why="运行出错：ConnectionError", stage="run_failed"),
    ]


def test_report_json_holds_what_the_contract_promises(tmp_path):
    reports.write(report(cases(), release="2026-11"), tmp_path, DAY)
    written = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    summary = {
        "questions",
        "right",
        "accuracy",
        "wilson_low",
        "wilson_high",
        "cited",
        "length_p50",
        "length_p95",
    }
    assert summary <= set(written["summary"])
    assert {"by_kind", "by_area", "release", "answerer", "cases"} <= set(written)
    assert (written["release"], written["answerer"]) == ("2026-11", "extractive")
    assert written["summary"]["questions"] == 4
    assert written["summary"]["right"] == 2
    assert set(written["by_area"]) == {"失业保险", "缴费", "未分业务"}
    promised = ["id", "right", "why", "answer", "citations", "outcome", "ms"]
    assert all(list(one)[:7] == promised for one in written["cases"])


def test_a_report_is_read_back_as_it_was_written(tmp_path):
    original = report(cases())
    reports.write(original, tmp_path, DAY)
    assert reports.read(tmp_path) == reports.read(tmp_path / "report.json") == original


def test_a_question_that_could_not_be_asked_counts_as_wrong():
    assert report(cases()).summary.failed == 1
    assert report(cases()).summary.accuracy == 0.5


def test_a_former_report_is_kept_and_compared_with(tmp_path):
    reports.write(report([case("1"), case("2")], code="old"), tmp_path, DAY)
    reports.write(report([case("1"), case("2", right=False)], code="new"), tmp_path, DAY)
    assert reports.read(tmp_path / reports.PREVIOUS).fingerprint.code == "old"
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "改坏 1 题" in page
    reports.write(report([case("1"), case("2", right=False)], code="new"), tmp_path, DAY)
    assert reports.read(tmp_path / reports.PREVIOUS).fingerprint.code == "old"


def test_a_file_that_is_no_report_is_explained(tmp_path):
    (tmp_path / "report.json").write_text("{}")
    with pytest.raises(ReportError, match="不是本版本的评测报告"):
        reports.read(tmp_path)
    with pytest.raises(ReportError, match="先运行 jxb eval run"):
        reports.read(tmp_path / "none")


def test_the_page_needs_nothing_from_elsewhere_and_shows_text_as_text():
    page = render(report(cases()), None, DAY)
    assert not re.search(r"""(?:src|href)\s*=|@import|url\(|https?://""", page)
    assert NASTY not in page
    assert "&lt;script&gt;alert" in page


def test_every_wrong_question_and_no_right_one_is_on_the_page_with_the_stage_to_blame():
    page = render(report(cases()), None, DAY)
    assert page.count('<details class="case"') == 2
    assert '<span class="stage">排得太后</span>' in page
    assert "运行出错：ConnectionError" in page


def test_a_report_without_any_wrong_answer_or_without_any_answer_is_drawn():
    assert "没有答错的题" in render(report([case("1")]), None, DAY)
    silent = case("1", outcome="unknown", right=False, stage="abstained_wrongly", hits=(hit(),))
    assert "该答没答" in render(report([silent]), None, DAY)


@pytest.mark.parametrize(
    ("right", "questions", "tone", "said"),
    [
        (980, 1000, "good", "达到"),
        (92, 100, "unsure", "尚不能认定"),
        (100, 100, "good", "达到"),
        (88, 100, "bad", "题数也不足以断定"),
        (300, 1000, "bad", "可以认定正确率低于 90%"),
        (10, 10, "unsure", "约"),
        (9, 10, "bad", "没有超过"),
    ],
)
def test_ninety_percent_is_claimed_only_when_the_lower_bound_says_so(right, questions, tone, said):
    marks = [case(str(n), right=n < right) for n in range(questions)]
    told = verdict(tally(marks))
    assert told[0] == tone
    assert said in told[1]


def test_the_workbook_lists_every_question_and_holds_no_formula(tmp_path):
    risky = case("5", right=False, answer="=1+1", why="\x07错", stage="ranked_low")
    reports.write(report([*cases(), risky]), tmp_path, DAY)
    book = load_workbook(tmp_path / "report.xlsx")
    assert book.sheetnames == ["汇总", "答错的题", "部分对的题", "全部题目"]
    assert book["全部题目"].max_row == 6
    assert book["答错的题"].max_row == 4
    names, *rows = book["答错的题"].iter_rows(values_only=True)
    answers = [row[names.index("答案")] for row in rows]
    assert answers[-1] == "'=1+1"
