"""A question the hall cannot answer comes back reviewed: to who asked, and to the knowledge as a draft."""

import pytest

from desk.errors import FieldError, MoveError
from desk.orders import Change, hard_questions
from desk.orders.types import CITIZEN
from kb.store import Store
from tests.desk.people import AGENT, REVIEWER, TODAY

QUESTION = "集体户口的孩子一老一小医保在哪个社保所办"
REPLY = "到集体户口所在街道的社保所办理，带户口卡复印件。"


@pytest.fixture
def asked(desk_):
    return hard_questions.ask(
        desk_, QUESTION, CITIZEN, TODAY, session_id="s1", turn_id="t1", phone="13800125678"
    )


def test_the_same_turn_asks_once(desk_, asked):
    again = hard_questions.ask(
        desk_, QUESTION, CITIZEN, TODAY, session_id="s1", turn_id="t1", phone="13800125678"
    )
    assert again.number == asked.number


def test_an_empty_question_is_no_order(desk_):
    with pytest.raises(FieldError):
        hard_questions.ask(desk_, " \u0000 ", CITIZEN, TODAY)


def test_a_reviewed_reply_returns_to_the_conversation_and_to_number_and_phone(desk_, asked, walk):
    walk(asked.number, "review", "dispatch", "accept", "reply", note=REPLY)
    assert hard_questions.answered(desk_, "s1") == []
    hard_questions.approve(desk_, Store(desk_.engine), asked.number, REVIEWER, TODAY, Change())
    assert [(one.question, one.reply) for one in hard_questions.answered(desk_, "s1")] == [(QUESTION, REPLY)]
    assert hard_questions.answered(desk_, "another session") == []
    assert desk_.progress(asked.number, "13800125678").reply == REPLY


def test_the_knowledge_gets_a_draft_that_nobody_is_answered_from_yet(desk_, asked, walk):
    store = Store(desk_.engine)
    walk(asked.number, "review", "dispatch", "accept", "reply", note=REPLY)
    hard_questions.approve(desk_, store, asked.number, REVIEWER, TODAY, Change())
    [draft] = store.entries(state="draft")
    assert (draft.question, draft.answer, draft.review.state) == (QUESTION, REPLY, "draft")
    assert store.entries() == []


def test_only_a_hard_question_becomes_knowledge(desk_, filed, walk):
    walk(filed.number, "review", "dispatch", "accept", "reply")
    with pytest.raises(MoveError, match="不是疑难工单"):
        hard_questions.approve(desk_, Store(desk_.engine), filed.number, REVIEWER, TODAY, Change())


def test_an_unreviewed_role_releases_nothing(desk_, asked, walk):
    walk(asked.number, "review", "dispatch", "accept", "reply", note=REPLY)
    store = Store(desk_.engine)
    with pytest.raises(Exception, match="需要的角色"):
        hard_questions.approve(desk_, store, asked.number, AGENT, TODAY, Change())
    assert store.entries(state="draft") == []
