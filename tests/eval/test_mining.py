import numpy as np
import pytest

from eval import clusters
from eval.mining import Failed, Nearest, again, as_golden, cause, proposed, topics, with_nearest


def failed(name, question, session="s", why="unknown", outcome="unknown", **changes):
    fields = {"id": name, "session": session, "question": question, "turns": (question,), "cause": why}
    return Failed(**(fields | {"outcome": outcome} | changes))


def vectors(*numbers):
    """One direction a number: equal numbers are equal in meaning."""
    return np.eye(max(numbers) + 1, dtype=np.float32)[list(numbers)]


@pytest.mark.parametrize(
    ("outcome", "useful", "handed_over", "expected"),
    [
        ("answer", None, False, None),
        ("answer", False, False, "low_rated"),
        ("unknown", None, False, "unknown"),
        ("unknown", True, False, None),
        ("partial", None, False, "unknown"),
        ("clarify", None, False, "clarify"),
        ("unknown", None, True, "handoff"),
        ("chitchat", None, False, None),
        ("refuse", None, False, None),
    ],
)
def test_what_went_badly_is_told_from_the_outcome_and_the_citizens_word(
    outcome, useful, handed_over, expected
):
    assert cause(outcome, useful, handed_over) == expected


def test_questions_of_one_meaning_are_one_topic_and_topics_are_ranked_by_citizens_not_turns():
    asked = [
        failed("1", "个体户能不能交工伤险", "a"),
        failed("2", "个体户可以交工伤险吗", "b"),
        failed("3", "灵活就业补贴咋申请", "c"),
        failed("4", "灵活就业补贴怎么申请呢", "c"),
        failed("5", "灵活就业的补贴怎么申请", "c"),
    ]
    found = topics(asked, vectors(0, 0, 1, 1, 1))
    assert [(topic.citizens, topic.turns) for topic in found] == [(2, 2), (1, 3)]
    assert set(found[0].cases) == {"1", "2"}


def test_words_that_stand_for_what_was_masked_are_no_wording():
    asked = [failed("1", "个体户能不能交工伤险"), failed("2", "个体户交工伤险打我电话[电话]", "b")]
    assert proposed(topics(asked, vectors(0, 0))[0], []) == ["个体户能不能交工伤险"]


def test_an_unlike_question_stays_alone():
    found = clusters.groups(["个体户能不能交工伤险", "北京有几个火车站"], vectors(0, 1))
    assert sorted(map(len, found)) == [1, 1]
    assert clusters.groups([], np.zeros((0, 3), dtype=np.float32)) == []


def test_a_topic_near_an_entry_asks_for_wordings_a_disliked_one_for_an_answer_any_other_for_an_entry():
    topic = topics([failed("1", "个体户能不能交工伤险")], vectors(0))[0]
    near = Nearest(id="e", kind="entry", title="问", text="答", score=0.8)
    assert with_nearest(topic, near, 0.5).action == "similar"
    assert with_nearest(topic, near.model_copy(update={"score": 0.2}), 0.5).action == "entry"
    assert with_nearest(topic, near.model_copy(update={"kind": "passage"}), 0.5).action == "entry"
    disliked = topics([failed("1", "个体户能不能交工伤险", why="low_rated")], vectors(0))[0]
    assert with_nearest(disliked, near, 0.5).action == "revise", "its answer is what was disliked"
    assert proposed(topic, ["个体户能不能交工伤险"]) == []


def test_a_case_becomes_a_golden_question_that_says_where_it_comes_from():
    golden = as_golden(failed("1", "工伤险", region="110106"))
    assert (golden.provenance, golden.kind, golden.scope.region) == ("conversation", "real", "110106")


@pytest.mark.parametrize(
    ("before", "outcome", "answer", "state"),
    [
        ("unknown", "answer", "可以。", "mended"),
        ("answer", "answer", "可以。", "changed"),
        ("answer", "answer", "旧", "same"),
        ("answer", "unknown", "不知道", "worse"),
        ("unknown", "clarify", "哪一个？", "same"),
    ],
)
def test_before_and_after_are_told_apart(before, outcome, answer, state):
    one = failed("1", "工伤险", outcome=before, answer="旧")
    assert again(one, "话题", outcome, answer).state == state
