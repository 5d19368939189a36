"""The closed loop of a work order: who may move it where, what is asked, and what stays behind."""

import threading
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from desk.errors import (
    ConflictError,
    FieldError,
    MissingFieldsError,
    MoveError,
    ReasonError,
    RoleError,
    TicketNotFoundError,
)
from desk.orders import Actor, Change, Filing, Query, store
from desk.orders import states as machine
from desk.orders.types import CITIZEN
from desk.tables import ticket_events
from kb.database import now, transaction
from tests.desk.people import AGENT, LEAD, OTHER, REVIEWER, TODAY, WAGES

LOOP = ("review", "dispatch", "accept", "reply", "approve", "close")


def test_an_order_goes_the_whole_way_and_every_step_is_in_the_trail(desk_, filed, walk):
    assert filed.state == "filed"
    closed = walk(filed.number, *LOOP)
    assert closed.state == "closed"
    assert closed.reply == "已责令公司支付"
    trail = [(one.action, one.who, one.from_state, one.to_state) for one in desk_.history(filed.number)]
    assert trail == [
        ("create", "坐席甲", "", "draft"),
        ("confirm", "坐席甲", "draft", "filed"),
        ("review", "审核员", "filed", "reviewed"),
        ("dispatch", "班长", "reviewed", "dispatched"),
        ("accept", "坐席甲", "dispatched", "handling"),
        ("reply", "坐席甲", "handling", "replied"),
        ("approve", "审核员", "replied", "answered"),
        ("close", "坐席甲", "answered", "closed"),
    ]


def test_nothing_is_filed_before_the_citizen_confirms(desk_):
    draft = desk_.file(Filing(WAGES), AGENT, TODAY)
    assert draft.state == "draft"
    assert draft.due is None
    assert desk_.find(Query(state="open"))[0] == 0
    assert desk_.move(draft.number, "confirm", CITIZEN, TODAY).state == "filed"


def test_what_is_missing_is_asked_and_nothing_is_kept_meanwhile(desk_):
    lacking = {name: value for name, value in WAGES.items() if name not in ("phone", "district")}
    with pytest.raises(MissingFieldsError, match="联系电话、所在区") as caught:
        desk_.file(Filing(lacking), AGENT, TODAY, confirmed=True)
    assert "GD" not in str(caught.value)
    assert caught.value.questions == ("请留一个联系电话。", "单位或办事地点在哪个区？")
    assert desk_.find(Query())[0] == 0


def test_an_unreachable_state_is_refused_with_what_can_be_done_instead(desk_, filed):
    with pytest.raises(MoveError, match="现在是「待审核」，不能办结：此时可以做的是 撤销、审核通过、退回"):
        desk_.move(filed.number, "close", AGENT, TODAY)
    assert desk_.get(filed.number) == filed


@given(st.lists(st.sampled_from(machine.ACTIONS), max_size=12))
def test_no_sequence_of_actions_leaves_the_table_of_moves(actions):
    state = "draft"
    for action in actions:
        try:
            to = machine.target(state, action, "operator", "原因")
        except MoveError:
            assert state not in machine.MOVES[action].to
            continue
        assert to == machine.MOVES[action].to[state]
        state = to


def test_every_state_but_the_last_two_has_a_way_on():
    stuck = [state for state in machine.STATES if not machine.possible(state)]
    assert stuck == ["cancelled"]


@pytest.mark.parametrize("action", ["return", "transfer", "escalate"])
def test_going_back_needs_a_reason(desk_, filed, walk, action):
    walk(filed.number, "review", "dispatch", "accept")
    with pytest.raises(ReasonError, match="需要写明"):
        desk_.move(filed.number, action, AGENT, TODAY, Change(note="  "))


def test_a_returned_order_goes_back_to_dispatch_with_the_reason_kept(desk_, filed, walk):
    walk(filed.number, "review", "dispatch", "accept")
    back = desk_.move(filed.number, "return", AGENT, TODAY, Change(note="不属于本区"))
    assert (back.state, back.assignee) == ("reviewed", "")
    assert desk_.history(filed.number)[-1].note == "不属于本区"


def test_a_reply_that_is_not_good_enough_returns_to_its_handler(desk_, filed, walk):
    walk(filed.number, "review", "dispatch", "accept", "reply")
    back = desk_.move(filed.number, "return", REVIEWER, TODAY, Change(note="没有写依据"))
    assert (back.state, back.assignee) == ("handling", "坐席甲")


@pytest.mark.parametrize(
    ("action", "role"),
    [("review", "agent"), ("dispatch", "agent"), ("review", "viewer"), ("approve", "agent")],
)
def test_a_role_does_only_what_is_its_own(action, role):
    state = next(iter(machine.MOVES[action].to))
    with pytest.raises(RoleError, match="需要的角色是"):
        machine.target(state, action, role, "")


def test_only_the_person_it_is_given_to_takes_it(desk_, filed, walk):
    walk(filed.number, "review")
    desk_.move(filed.number, "dispatch", LEAD, TODAY, Change(assignee="坐席乙"))
    with pytest.raises(MoveError, match="派给了 坐席乙"):
        desk_.move(filed.number, "accept", AGENT, TODAY)
    assert desk_.move(filed.number, "accept", OTHER, TODAY).assignee == "坐席乙"


def test_escalation_goes_up_one_level_at_a_time_and_not_beyond_the_city(desk_, filed, walk):
    walk(filed.number, "review", "dispatch")
    assert filed.level == "district"
    assert desk_.move(filed.number, "escalate", AGENT, TODAY, Change(note="跨区")).level == "city"
    with pytest.raises(MoveError, match="已经是市级"):
        desk_.move(filed.number, "escalate", AGENT, TODAY, Change(note="再提"))


def test_two_handlers_at_once_and_the_second_learns_who_was_first(desk_, filed, walk):
    seen = walk(filed.number, "review", "dispatch").version
    start = threading.Barrier(2)
    results = {}

    def accept(actor):
        start.wait()
        try:
            results[actor.name] = desk_.move(filed.number, "accept", actor, TODAY, Change(version=seen))
        except ConflictError as error:
            results[actor.name] = error

    threads = [threading.Thread(target=accept, args=(actor,)) for actor in (AGENT, OTHER)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    lost = [one for one in results.values() if isinstance(one, ConflictError)]
    assert len(lost) == 1
    winner = desk_.get(filed.number).assignee
    assert f"已被 {winner} 先一步「签收」" in str(lost[0])
    assert [one.action for one in desk_.history(filed.number)].count("accept") == 1


def test_a_write_over_a_version_nobody_saw_is_refused_by_the_database_itself(desk_, filed):
    """The last guard where two transactions read the same version before either wrote."""
    with pytest.raises(ConflictError, match="先一步"), transaction(desk_.engine) as connection:
        store.save(connection, replace(filed, reply="旧的"), filed.version - 1)
    assert desk_.get(filed.number).reply == ""


def test_an_edit_against_an_old_version_is_refused(desk_, filed):
    desk_.edit(filed.number, {"amount": 26000}, AGENT, filed.version)
    with pytest.raises(ConflictError, match="坐席甲 先一步「修改」"):
        desk_.edit(filed.number, {"amount": 1}, OTHER, filed.version)
    assert desk_.get(filed.number).fields["amount"] == 26000


def test_an_edit_leaves_old_and_new_value_in_the_trail(desk_, filed):
    desk_.edit(filed.number, {"amount": "26,000元", "district": "朝阳区"}, AGENT)
    assert desk_.history(filed.number)[-1].changes == {
        "amount": [24000, 26000],
        "district": ["110106", "110105"],
    }


def test_a_required_field_cannot_be_emptied_once_filed(desk_, filed):
    with pytest.raises(FieldError, match="联系电话 是必填的"):
        desk_.edit(filed.number, {"phone": ""}, AGENT)


def test_a_closed_order_is_changed_only_after_it_is_reopened(desk_, filed, walk):
    walk(filed.number, *LOOP)
    with pytest.raises(MoveError, match="请先重新办理"):
        desk_.edit(filed.number, {"amount": 1}, AGENT)
    again = desk_.move(filed.number, "reopen", CITIZEN, date(2026, 12, 1), Change(note="还是没给钱"))
    assert again.state == "reviewed"
    assert again.due > date(2026, 12, 14)


def test_the_same_key_files_once_even_from_two_at_once(desk_):
    start = threading.Barrier(4)
    numbers = []

    def file():
        start.wait()
        numbers.append(desk_.file(Filing(WAGES, client_key="call-1"), AGENT, TODAY, confirmed=True).number)

    threads = [threading.Thread(target=file) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(numbers) == 4
    assert len(set(numbers)) == 1
    assert desk_.find(Query())[0] == 1


def test_the_same_key_with_another_content_is_a_conflict(desk_):
    first = desk_.file(Filing(WAGES, client_key="call-1"), AGENT, TODAY)
    with pytest.raises(ConflictError, match=first.number):
        desk_.file(Filing({**WAGES, "amount": 1}, client_key="call-1"), AGENT, TODAY)


def test_numbers_follow_each_other_and_start_anew_each_day(desk_):
    numbers = [desk_.file(Filing(WAGES), AGENT, day).number for day in (TODAY, TODAY, date(2026, 11, 24))]
    assert numbers == ["GD20261123000001", "GD20261123000002", "GD20261124000001"]


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"phone": "138"}, "联系电话：不是完整的电话号码"),
        ({"id_number": "110101199003077716"}, "身份证号：身份证号的校验位不对"),
        ({"district": "火星"}, "所在区"),
        ({"event_date": "2026-02-30"}, "发生时间：日历上没有这一天"),
        ({"amount": "很多"}, "涉及金额"),
        ({"amount": -1}, "涉及金额"),
        ({"request_type": "抱怨"}, "不在可选的 咨询"),
        ({"urgent": "也许"}, "紧急：应当是 是 或 否"),
        ({"summary": "\x00\x07 "}, "只有空白或控制字符"),
        ({"summary": "长" * 5001}, "超过 5000 字"),
        ({"weather": "晴"}, "没有「weather」这个字段"),
    ],
)
def test_a_value_that_does_not_fit_is_named_with_its_field(desk_, given, says):
    with pytest.raises(FieldError, match=says):
        desk_.file(Filing({**WAGES, **given}), AGENT, TODAY)


def test_the_same_matter_from_the_same_person_is_linked_both_ways(desk_, filed):
    again = desk_.file(Filing({**WAGES, "amount": 30000}), AGENT, date(2026, 12, 1), confirmed=True)
    other_matter = {**WAGES, "area": "工伤保险"}
    other = desk_.file(Filing(other_matter), AGENT, TODAY, confirmed=True)
    stranger = desk_.file(Filing({**WAGES, "phone": "13900000000"}), AGENT, TODAY, confirmed=True)
    assert desk_.links(again.number) == [(filed.number, "同一人同一事项")]
    assert desk_.links(filed.number) == [(again.number, "同一人同一事项")]
    assert desk_.links(other.number) == desk_.links(stranger.number) == []


def test_progress_is_told_to_number_and_telephone_together_and_to_nobody_else(desk_, filed, walk):
    assert desk_.progress(filed.number.lower(), "138 0012 5678").state == "filed"
    messages = set()
    for number, phone in (
        (filed.number, "13900000000"),
        ("GD20261123999999", "13800125678"),
        (filed.number, ""),
    ):
        with pytest.raises(TicketNotFoundError) as caught:
            desk_.progress(number, phone)
        messages.add(str(caught.value))
    assert len(messages) == 1


def test_an_order_guessed_at_a_few_times_is_told_to_nobody_for_a_day(desk_, filed):
    for last in range(5):
        with pytest.raises(TicketNotFoundError):
            desk_.progress(filed.number, f"1390000000{last}")
    with pytest.raises(TicketNotFoundError):
        desk_.progress(filed.number, "13800125678")
    assert [one.action for one in desk_.history(filed.number)].count("guess") == 5
    with transaction(desk_.engine) as connection:
        connection.execute(update(ticket_events).values(at=now() - timedelta(days=1, minutes=1)))
    assert desk_.progress(filed.number, "13800125678").state == "filed"


def test_a_number_left_out_is_no_guess(desk_, filed):
    for _ in range(6):
        with pytest.raises(TicketNotFoundError):
            desk_.progress(filed.number, "")
    assert desk_.progress(filed.number, "13800125678").state == "filed"


def test_a_reply_reaches_the_citizen_only_when_it_has_been_reviewed(desk_, filed, walk):
    walk(filed.number, "review", "dispatch", "accept", "reply")
    assert desk_.progress(filed.number, "13800125678").reply == ""
    walk(filed.number, "approve")
    assert desk_.progress(filed.number, "13800125678").reply == "已责令公司支付"


def test_orders_are_found_by_what_they_are_about(desk_, filed):
    assert desk_.find(Query(area="劳动关系", district="110106"))[0] == 1
    assert desk_.find(Query(area="缴费"))[0] == 0
    assert desk_.find(Query(since=date(2026, 11, 24)))[0] == 0


def test_an_unknown_number_is_said_so(desk_):
    with pytest.raises(TicketNotFoundError, match="没有工单 GD1"):
        desk_.get("GD1")


def test_a_citizen_cannot_review_their_own_order(desk_, filed):
    with pytest.raises(RoleError):
        desk_.move(filed.number, "review", replace(CITIZEN), TODAY)
    with pytest.raises(RoleError):
        desk_.move(filed.number, "note", Actor("某人", "viewer"), TODAY, Change(note="看看"))
