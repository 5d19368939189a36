"""The hand-worked cases of golden/calculators.jsonl, asked of the calculators alone."""

from datetime import date
from pathlib import Path

import pytest

from dialogue.understand import scope
from eval.golden import load
from eval.score import score
from tests.dialogue.calculators.figures_for_tests import TODAY, talk

GOLDEN = load([Path(__file__).parents[3] / "golden" / "calculators.jsonl"]).questions
SUMS = [
    question
    for question in GOLDEN
    if "条目" not in (question.note or "") and "别的问题" not in (question.note or "")
]

NAMED = {
    "上海": "失业保险金领取期限", "2024年3月失业": "失业保险金月标准", "月薪八万": "上年度职工月平均工资",
    "2020年5月顺产": "北京延长生育假天数", "我工资一万，每个月社保扣多少": "社会保险缴费工资基数",
    "住院第二次": "居民医保住院起付线·再次", "门诊花了两万": "居民医保门诊封顶线",
}  # fmt: skip


def asked(question):
    return talk(
        *question.turns, today=question.scope.today or TODAY,
        region=scope.places(question.question).elsewhere or question.scope.region,
        insured_type=question.scope.insured_type,
    )  # fmt: skip


def test_there_are_two_hundred_cases_with_their_working():
    assert len(SUMS) >= 200
    assert all(question.note for question in GOLDEN)
    assert all(question.scope.today == date(2026, 11, 24) for question in GOLDEN)


@pytest.mark.parametrize("question", SUMS, ids=lambda question: question.id)
def test_a_hand_worked_case(question):
    found = asked(question)
    assert found is not None
    verdict = score(question, found.text, found.outcome)
    assert verdict.right, f"{verdict.why}\n{found.text}"
    assert len(found.text) <= 300


@pytest.mark.parametrize(("words", "figure"), NAMED.items())
def test_a_figure_not_held_is_named(words, figure):
    question = next(q for q in SUMS if words in q.question and q.expect == "abstain")
    found = asked(question)
    assert found.outcome == "unknown" and figure in found.text


def test_a_sum_always_shows_its_inputs_formula_and_source():
    for question in SUMS:
        found = asked(question)
        if found.outcome == "answer" and "简单" not in question.question:
            assert all(part in found.text for part in ("已知：", "算法：", "依据：")), found.text
            assert found.citations
