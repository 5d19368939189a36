import math

import pytest

from dialogue.wording import say
from eval.metrics import citations, decisions, latency, retrieval
from tests.eval.making import DAY, LAW, case, citation, golden, hit


def test_recall_mrr_and_ndcg_by_their_textbook_definitions():
    ranking = [False, True, False, True]
    assert retrieval.recall_at(ranking, 1, 2) == 0
    assert retrieval.recall_at(ranking, 2, 2) == 0.5
    assert retrieval.recall_at(ranking, 4, 2) == 1
    assert retrieval.reciprocal_rank(ranking) == 0.5
    best = 1 + 1 / math.log2(3)
    assert retrieval.ndcg_at(ranking, 4, 2) == pytest.approx((1 / math.log2(3) + 1 / math.log2(5)) / best)
    assert retrieval.ndcg_at([True, True], 10, 2) == 1
    assert retrieval.reciprocal_rank([]) == 0


def test_hits_of_one_document_count_once():
    gold = golden(source={"file": LAW})
    hits = (hit("a", document="甲"), hit("b", document="甲"), hit("c", from_source=True))
    measured = retrieval.measure([case(gold=gold, hits=hits, searched=True)])["document"]
    assert (measured.recall["1"], measured.recall["3"], measured.mrr) == (0, 1, 0.5)


def test_retrieval_is_measured_by_entry_where_gold_names_entries():
    gold = golden(entries=["a", "b"])
    hits = (hit("b"), hit("x"), hit("a"))
    measured = retrieval.measure([case(gold=gold, hits=hits, searched=True)])["entry"]
    assert (measured.recall["1"], measured.recall["3"], measured.mrr) == (0.5, 1, 1)


def test_retrieval_by_fact_counts_the_hits_it_takes():
    cases = [case(name, fact_rank=rank, searched=True) for name, rank in (("a", 1), ("b", 4), ("c", None))]
    measured = retrieval.measure(cases)["fact"]
    assert measured.questions == 3
    assert measured.recall == pytest.approx({"1": 1 / 3, "3": 1 / 3, "5": 2 / 3, "10": 2 / 3})


def test_questions_that_were_not_searched_or_not_to_be_answered_are_left_out_of_retrieval():
    assert retrieval.measure([case(searched=False), case(gold=golden(expect="refuse"), searched=True)]) == {}


def test_over_and_under_abstention_are_shares_of_their_own_questions():
    cases = [
        case("a"),
        case("b", outcome="unknown", right=False),
        case("c"),
        case("d"),
        case("e", gold=golden("e", expect="abstain", must=[]), outcome="unknown"),
        case("f", gold=golden("f", expect="abstain", must=[]), outcome="answer", right=False),
    ]
    measured = decisions.measure(cases)
    assert measured.over_abstention == 1 / 4
    assert measured.under_abstention == 1 / 2
    assert measured.wrong_answers == 1 / 6
    assert measured.confusion["abstain"] == {"answer": 1, "unknown": 1}
    assert measured.confusion["answer"] == {"answer": 3, "unknown": 1}


def test_an_accepted_question_back_is_not_over_abstention():
    gold = golden(must=[], also_accept=["clarify"])
    assert decisions.measure([case(gold=gold, outcome="clarify", right=True)]).over_abstention == 0


def test_the_risk_coverage_curve_gives_the_surest_answers_first():
    cases = [
        case("a", confidence=0.9),
        case("b", confidence=0.8, right=False),
        case("c", confidence=0.7),
        case("d", confidence=0.7),
        case("e", outcome="unknown", confidence=0.1, right=False),
    ]
    curve = decisions.risk_coverage(cases)
    assert [(p.coverage, round(p.risk, 3)) for p in curve] == [(0.2, 0), (0.4, 0.5), (0.8, 0.25)]


def test_calibration_error_is_zero_when_confidence_can_be_taken_at_its_word():
    sure = [case(str(i), confidence=0.75, right=i < 3) for i in range(4)]
    assert decisions.expected_calibration_error(decisions.calibration(sure)) == pytest.approx(0)
    boasting = [case(str(i), confidence=1.0, right=False) for i in range(4)]
    assert decisions.expected_calibration_error(decisions.calibration(boasting)) == 1


def test_an_expired_citation_counts_unless_the_answer_says_so():
    old = {"valid_to": "2024-12-31"}
    quiet = case("a", citations=(old,), answer="每月发1000元。")
    honest = case("b", citations=(old,), answer="该规定已于2024年12月31日失效，当时每月1000元。")
    running = case("c", citations=({"valid_to": "2026-12-31"},))
    assert [citations.cites_expired(c, DAY) for c in (quiet, honest, running)] == [True, False, False]


@pytest.mark.parametrize("wording", ["superseded", "drug_ended"])
def test_the_assistants_own_way_of_saying_that_a_rule_has_ended_is_understood(wording):
    blanks = dict.fromkeys(("title", "until", "by", "edition", "end"), "2024-12-31")
    told = case(citations=({"valid_to": "2024-12-31"},), answer=f"医保甲类。{say(wording, **blanks)}")
    assert not citations.cites_expired(told, DAY)


def test_a_figure_of_an_earlier_time_says_so_by_naming_its_years():
    figure = {"kind": "fact", "valid_to": "2025-06-30"}
    told = case("a", citations=(figure,), answer="缴费基数下限：6821元（2024年7月至2025年6月）。")
    quiet = case("b", citations=(figure,), answer="缴费基数下限：6821元。")
    assert [citations.cites_expired(c, DAY) for c in (told, quiet)] == [False, True]


def test_validity_is_judged_on_the_day_that_the_question_names():
    old = {"valid_to": "2024-12-31"}
    gold = golden(scope={"today": "2024-06-01"})
    assert not citations.cites_expired(case(gold=gold, citations=(old,)), DAY)


def test_a_rule_of_another_city_is_foreign_and_a_national_one_is_not():
    assert citations.cites_foreign(case(cited_regions={"x": "310000"}))
    assert not citations.cites_foreign(case(cited_regions={"x": "", "y": "110000", "z": "110106"}))


def test_citation_precision_recall_and_missing_citations():
    gold = golden(source={"file": LAW, "locator": "第一条"})
    good, other = {"from_source": True}, {"from_source": False}
    cases = [
        case("a", gold=gold, citations=(good, other), cited=True, located=True),
        case("b", gold=gold, citations=(), cited=False, located=False),
    ]
    measured = citations.measure(cases, DAY)
    assert (measured.precision, measured.recall, measured.located, measured.uncited) == (0.5, 0.5, 0.5, 1)


def test_latency_is_told_by_stage_and_leaves_failures_out():
    failed = case(ms=999, outcome="error", right=False)
    cases = [case(ms=10, times={"embed": 4}), case(ms=30, times={"embed": 8}), failed]
    measured = latency.measure(cases)
    assert measured["turn"].max == 30
    assert measured["embed"].p50 == 6


def test_a_citation_of_the_conversation_has_the_fields_that_are_measured():
    assert citation().valid_to is None
