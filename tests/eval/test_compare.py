import pytest

from eval.compare import compare
from eval.errors import ReportError
from tests.eval.making import case, golden, report


def test_mended_broken_and_unchanged_are_told_apart():
    a = report([case("1"), case("2", right=False), case("3"), case("4", right=False), case("gone")])
    b = report([case("1"), case("2"), case("3", right=False), case("4", right=False), case("new")])
    result = compare(a, b)
    assert (result.mended, result.broken, result.right, result.wrong) == (["2"], ["3"], 1, 1)
    assert (result.only_a, result.only_b) == (["gone"], ["new"])
    assert result.p == 1


def test_a_question_whose_gold_was_edited_is_not_compared():
    a = report([case("1"), case("2")])
    b = report([case("1"), case("2", right=False, gold=golden("2", must=[["36个月"]]))])
    result = compare(a, b)
    assert (result.questions, result.reworded, result.broken) == (1, ["2"], [])


def test_a_clear_change_is_called_clear_and_a_small_one_perhaps_chance():
    many = [case(str(n), right=False) for n in range(40)]
    better = [case(str(n), right=n < 20) for n in range(40)]
    assert compare(report(many), report(better)).verdict == "明显变好，不像是偶然。"
    assert compare(report(better), report(many)).worse
    slightly = [case(str(n), right=n < 2) for n in range(40)]
    assert compare(report(many), report(slightly)).verdict == "略有变好，但差别可能出于偶然。"


def test_reports_without_a_common_question_cannot_be_compared():
    with pytest.raises(ReportError, match="没有相同的题目"):
        compare(report([case("1")]), report([case("2")]))
