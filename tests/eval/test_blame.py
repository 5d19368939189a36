import pytest

from eval.blame import blame
from tests.eval.making import LAW, golden, hit

SOURCE = {"file": LAW, "locator": "第四十六条"}


def of_source(**changes):
    return hit("law#46", kind="passage", document=LAW, from_source=True, **changes)


def others(n):
    return [hit(f"x{i}", "别的内容", document="别的文件", locator=None) for i in range(n)]


def stage(hits, *, answer="不知道", outcome="unknown", documents=(), asked=1, **gold):
    question = golden(source=SOURCE, **gold)
    told = blame(question, answer=answer, outcome=outcome, hits=hits, documents=documents, asked=asked)
    return told[0]


def test_what_is_nowhere_is_missing_knowledge():
    assert stage(others(50)) == "knowledge_missing"


def test_what_is_held_and_not_found_was_not_retrieved():
    assert stage(others(50), documents=["中华人民共和国社会保险法"]) == "not_retrieved"
    assert stage([*others(30), hit()]) == "not_retrieved"


def test_what_is_found_below_the_first_was_ranked_low():
    assert stage([*others(2), hit()]) == "ranked_low"
    assert stage([*others(2), hit()], answer="别的内容", outcome="answer") == "ranked_low"


def test_the_right_hit_first_and_no_answer_is_wrong_abstention():
    assert stage([hit()]) == "abstained_wrongly"
    assert stage([hit()], outcome="clarify") == "abstained_wrongly"


def test_the_right_hit_first_and_a_wrong_answer_is_wrong_generation():
    assert stage([hit()], answer="最长36个月", outcome="answer") == "generated_wrongly"


def test_an_article_that_does_not_say_what_gold_wants_makes_gold_doubtful():
    assert stage([of_source(text="最长36个月。")]) == "gold_doubtful"


def test_answering_what_should_not_be_answered_is_named_as_such():
    assert stage([], answer="最长24个月", outcome="answer", expect="abstain", must=[]) == "answered_wrongly"


@pytest.mark.parametrize(
    ("expect", "outcome"), [("handoff", "unknown"), ("refuse", "clarify"), ("answer", "refuse")]
)
def test_the_wrong_way_of_dealing_with_it_is_a_wrong_decision(expect, outcome):
    assert stage([hit()], outcome=outcome, expect=expect) == "decided_wrongly"


def test_several_facts_may_lie_in_several_hits():
    hits = [hit("a", "最长24个月"), hit("b", "按60%发")]
    said = {"answer": "最长24个月", "outcome": "partial", "must": [["24个月"], ["60%"]]}
    assert stage(hits, asked=2, **said) == "generated_wrongly"
    assert stage(hits, asked=1, **said) == "ranked_low"
