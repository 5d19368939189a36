"""An operator is told of an order that is late or nearly so, once for each deadline."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from desk.orders import Change, Desk, due_warnings, store
from desk.orders.types import CITIZEN
from tests.desk.people import AGENT, TODAY


def told(desk, today):
    return [(one.ticket.number, one.alarm) for one in due_warnings.warn(desk, due_warnings.late(desk, today))]


def test_an_order_is_told_of_when_its_day_is_near_and_again_when_it_is_over(desk_, filed):
    assert told(desk_, TODAY) == []
    assert told(desk_, filed.due) == [(filed.number, "due_soon")]
    assert told(desk_, filed.due) == []
    assert told(desk_, filed.due + timedelta(days=1)) == [(filed.number, "overdue")]
    assert told(desk_, filed.due + timedelta(days=30)) == []


def test_a_restart_tells_nothing_a_second_time_and_the_trail_says_what_was_told(desk_, filed, engine):
    told(desk_, filed.due)
    assert told(Desk(engine), filed.due) == []
    [warning] = [one for one in desk_.history(filed.number) if one.action == "warn"]
    assert (warning.who, warning.note) == ("系统", f"即将到期，截止 {filed.due}")


def test_two_processes_that_look_at_once_tell_it_once(desk_, filed, engine):
    found = due_warnings.late(desk_, filed.due)
    with ThreadPoolExecutor(2) as pool:
        given = list(pool.map(lambda desk: due_warnings.warn(desk, found), [Desk(engine), Desk(engine)]))
    assert sum(map(len, given)) == 1


def test_a_step_that_takes_too_long_is_told_of_by_its_own_day(desk_, filed, walk):
    ticket = walk(filed.number, "review")
    [(number, alarm)] = told(desk_, ticket.stage_due + timedelta(days=1))
    assert (number, alarm) == (filed.number, "stage_overdue")


def test_what_is_answered_is_not_told_of_and_what_is_reopened_has_a_deadline_of_its_own(desk_, filed, walk):
    told(desk_, filed.due)
    walk(filed.number, "review", "dispatch", "accept", "reply", "approve")
    assert told(desk_, filed.due + timedelta(days=5)) == []
    again = desk_.move(filed.number, "reopen", AGENT, filed.due, Change(note="没有解决"))
    assert again.due > filed.due
    assert (filed.number, "due_soon") in told(desk_, again.due)


def test_who_comes_second_hears_who_was_first_not_that_a_warning_was_given(desk_, filed):
    desk_.move(filed.number, "urge", CITIZEN, TODAY)
    told(desk_, filed.due)
    with desk_.engine.connect() as connection:
        assert "「催办」" in store.who_was_first(connection, filed.number)
