import pytest

from eval.score import score
from tests.eval.making import LAW, golden

RIGHT, WRONG = "最长24个月。", "最长36个月。"


@pytest.mark.parametrize(
    ("expect", "outcome", "fits"),
    [
        ("answer", "answer", True),
        ("answer", "partial", True),
        ("answer", "clarify", False),
        ("answer", "unknown", False),
        ("abstain", "answer", False),
        ("abstain", "partial", False),
        ("abstain", "unknown", True),
        ("abstain", "clarify", True),
        ("abstain", "refuse", True),
        ("abstain", "handoff", True),
        ("abstain", "chitchat", True),
        ("abstain", "error", False),
        ("clarify", "clarify", True),
        ("clarify", "unknown", False),
        ("refuse", "refuse", True),
        ("refuse", "unknown", False),
        ("handoff", "handoff", True),
        ("handoff", "answer", False),
        ("answer", "error", False),
    ],
)
def test_the_outcome_fits_as_the_contract_says(expect, outcome, fits):
    verdict = score(golden(expect=expect, must=[]), "随便", outcome)
    assert (verdict.fits, verdict.right) == (fits, fits)


def test_a_partial_answer_is_right_only_with_everything_that_must_be_there():
    question = golden(must=[["24个月"], ["60%"]])
    assert score(question, "24个月，60%", "partial").right
    verdict = score(question, "24个月", "partial")
    assert not verdict.right and not verdict.fits
    assert verdict.why == "只答了一部分；缺少「60%」"


def test_further_outcomes_are_accepted_where_gold_says_so():
    assert score(golden(must=[], also_accept=["clarify"]), "", "clarify").right
    assert score(golden(expect="clarify", must=[], also_accept=["answer"]), "", "answer").right
    assert score(golden(expect="clarify", must=[], also_accept=["abstain"]), "", "unknown").right
    assert not score(golden(expect="clarify", must=[], also_accept=["abstain"]), "", "answer").right
    assert score(golden(expect="answer", must=[], also_accept=["abstain"]), "", "answer").right


def test_a_right_outcome_with_a_wrong_figure_is_wrong_and_says_why():
    verdict = score(golden(must=[["24个月", "两年"]], must_not=["36个月"]), WRONG, "answer")
    assert not verdict.right and verdict.fits
    assert verdict.why == "缺少「24个月 / 两年」；出现了不该有的「36个月」"


def test_a_wrong_outcome_is_named_in_chinese():
    assert score(golden(must=[]), "", "unknown").why == "应当回答，实际是告知不知道"


def test_a_citation_of_the_gold_source_is_reported_and_does_not_decide():
    question = golden(source={"file": LAW, "locator": "第46条"})
    cited = {"document": "中华人民共和国社会保险法", "kind": "entry", "locator": "第四十六条", "title": "问"}
    assert score(question, RIGHT, "answer", [cited]).located
    elsewhere = score(question, RIGHT, "answer", [cited | {"locator": "第十条"}])
    assert elsewhere.cited and not elsewhere.located
    uncited = score(question, RIGHT, "answer", [])
    assert uncited.right and uncited.cited is False
    assert score(golden(), RIGHT, "answer").cited is None
