"""A question the hall cannot answer comes back reviewed: to who asked, and to the knowledge as a draft."""

from datetime import datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from desk.errors import FieldError, RoleError
from desk.orders import hard_questions
from desk.orders.types import CITIZEN
from desk.talk import Spoken
from kb.review import Reviews
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
    desk_.move(asked.number, "approve", REVIEWER, TODAY)
    assert [(one.question, one.reply) for one in hard_questions.answered(desk_, "s1")] == [(QUESTION, REPLY)]
    assert hard_questions.answered(desk_, "another session") == []
    assert desk_.progress(asked.number, "13800125678").reply == REPLY


def test_the_knowledge_gets_a_draft_that_nobody_is_answered_from_yet(desk_, asked, walk):
    store = Store(desk_.engine)
    walk(asked.number, "review", "dispatch", "accept", "reply", note=REPLY)
    desk_.move(asked.number, "approve", REVIEWER, TODAY)
    [proposal] = Reviews(store).waiting("draft")
    draft = proposal.entry
    assert (draft.question, draft.answer, draft.review.state) == (QUESTION, REPLY, "draft")
    assert store.entries() == []


def test_only_an_order_whose_definition_says_so_becomes_knowledge(desk_, filed, walk):
    walk(filed.number, "review", "dispatch", "accept", "reply", "approve")
    assert Reviews(Store(desk_.engine)).waiting(None) == []


def test_a_role_that_may_not_release_leaves_no_draft(desk_, asked, walk):
    walk(asked.number, "review", "dispatch", "accept", "reply", note=REPLY)
    with pytest.raises(RoleError):
        desk_.move(asked.number, "approve", AGENT, TODAY)
    assert Reviews(Store(desk_.engine)).waiting(None) == []


def test_reply_and_draft_stand_or_fall_together(desk_, asked, walk):
    """Whatever stops the draft stops the approval too: nothing is half released."""
    walk(asked.number, "review", "dispatch", "accept", "reply", note=REPLY)
    with desk_.engine.begin() as connection:
        connection.execute(text("ALTER TABLE versions RENAME TO versions_away"))
    with pytest.raises(DatabaseError):
        desk_.move(asked.number, "approve", REVIEWER, TODAY)
    with desk_.engine.begin() as connection:
        connection.execute(text("ALTER TABLE versions_away RENAME TO versions"))
    assert desk_.get(asked.number).state == "replied"
    assert desk_.move(asked.number, "approve", REVIEWER, TODAY).state == "answered"


def test_another_conversation_never_meets_this_ones_key(desk_, asked):
    other = hard_questions.ask(desk_, "别的问题", CITIZEN, TODAY, session_id="s2", turn_id="t1")
    assert other.number != asked.number


def test_somebody_in_an_emergency_is_not_offered_to_leave_a_question():
    def turn(*guard: str) -> Spoken:
        asked = "我妈晕过去了，急诊的钱医保报多少"
        return Spoken("t1", datetime(2026, 11, 25), asked, "", "unknown", (asked,), {}, (), guard, "fixed")

    assert hard_questions.offered(turn())
    assert not hard_questions.offered(turn("medical_emergency"))
