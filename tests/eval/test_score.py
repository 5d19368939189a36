import pytest

from dialogue.types import Part
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


ASKED, ELSE = Part("一般自受理起算。"), Part("如果您问的是“最长领多久”：最长24个月。", second=True)


def judged(*parts, must=(("24个月",),), **changes):
    text = "".join(part.text for part in parts)
    return score(golden(must=must, **changes), text, "answer", (), parts)


def test_facts_in_the_answer_to_what_was_asked_are_right_strictly():
    verdict = judged(Part(RIGHT), ELSE)
    assert (verdict.right, verdict.strict, verdict.strict_why) == (True, "right", "")
    assert judged(Part(RIGHT)).strict == "right"


def test_facts_in_the_second_answer_alone_are_partly_right():
    verdict = judged(ASKED, ELSE)
    assert (verdict.right, verdict.why) == (True, "")
    assert (verdict.strict, verdict.strict_why) == ("partly", "第二个回答里才有「24个月」")


def test_one_fact_that_stands_only_in_the_second_answer_is_enough_to_be_partly_right():
    verdict = judged(ASKED, ELSE, must=(("受理",), ("24个月", "两年")))
    assert (verdict.strict, verdict.strict_why) == ("partly", "第二个回答里才有「24个月 / 两年」")


def test_every_part_that_answers_a_question_of_the_message_counts():
    assert judged(ASKED, Part(RIGHT), must=(("受理",), ("24个月",)), kind="multi_intent").strict == "right"
    assert judged(ASKED, Part(RIGHT), ELSE, must=(("受理",), ("24个月",))).strict == "right"


def test_nothing_is_taken_together_from_two_answers():
    assert judged(Part("最长"), Part("24个月。", second=True), must=(("最长24个月",),)).strict == "partly"


def test_what_is_wrong_stays_wrong_wherever_the_fault_stands():
    assert judged(Part(RIGHT), ELSE, must_not=["如果您问的是“最长"]).strict == "wrong"
    forbidden = judged(ASKED, ELSE, must_not=["自受理起算"])
    assert (forbidden.strict, forbidden.strict_why) == ("wrong", "")
    assert judged(ASKED, Part(WRONG, second=True)).strict == "wrong"
    assert score(golden(), RIGHT, "clarify", (), (Part(RIGHT),)).strict == "wrong"


def test_a_reply_whose_parts_nobody_told_apart_is_taken_as_a_whole():
    assert score(golden(), RIGHT, "answer").strict == "right"


def test_without_facts_to_be_given_the_second_answer_takes_nothing_away():
    assert judged(ASKED, ELSE, must=()).strict == "right"
