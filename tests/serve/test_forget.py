"""A citizen's conversation is deleted when they ask, except what somebody still has to act on."""

from __future__ import annotations

import httpx
import pytest
from sqlalchemy import func, select, update

from dialogue.record import alerts, answers, feedback
from kb.database import now, transaction
from serve.home import Home
from tests.serve.test_http import chat


def say(base: str, message: str, session: str | None = None) -> dict[str, str]:
    more = {"session_id": session} if session else {}
    return dict(chat(base, message, **more))["meta"]


def count(opened: Home, table, condition) -> int:
    with opened.store.engine.connect() as connection:
        return connection.scalar(select(func.count()).select_from(table).where(condition))


def test_nothing_of_the_conversation_is_left(live_server: str, opened: Home) -> None:
    meta = say(live_server, "生孩子产假多少天？")
    session = meta["session_id"]
    httpx.post(f"{live_server}/api/feedback", json={"turn_id": meta["turn_id"], "useful": True})
    httpx.post(f"{live_server}/api/handoff", json={"session_id": session})
    gone = httpx.delete(f"{live_server}/api/sessions/{session}").json()
    assert (gone["turns"], gone["feedback"], gone["handoffs"]) == (2, 1, 1)  # the wish is a turn too
    assert gone["deleted_at"].endswith("+08:00")
    assert httpx.get(f"{live_server}/api/sessions/{session}").status_code == 404
    assert count(opened, answers, answers.c.session_id == session) == 0
    assert count(opened, feedback, feedback.c.turn_id == meta["turn_id"]) == 0
    assert httpx.delete(f"{live_server}/api/sessions/{session}").status_code == 404


def test_the_session_remembers_nothing_of_what_was_said(live_server: str) -> None:
    session = say(live_server, "生孩子产假多少天？")["session_id"]
    httpx.delete(f"{live_server}/api/sessions/{session}")
    done = dict(chat(live_server, "那陪产假呢", session_id=session))["done"]
    fresh = dict(chat(live_server, "那陪产假呢"))["done"]
    assert done == fresh


def test_what_was_said_of_oneself_is_forgotten_and_the_conversation_stays(live_server: str) -> None:
    session = say(live_server, "我在丰台上班，今年58，我妈是居民医保")["session_id"]
    known = httpx.get(f"{live_server}/api/sessions/{session}").json()["remembered"]
    assert (known["region"], known["age"], known["employment"]) == ("110106", 58, "employed")
    assert [one["name"] for one in known["shown"]] == ["region", "age", "employment", "妈妈"]
    address = f"{live_server}/api/sessions/{session}/remembered"
    left = httpx.delete(address, params={"name": "妈妈"}).json()["remembered"]
    assert [one["text"] for one in left["shown"]] == ["丰台区", "58岁", "在职"]
    assert httpx.delete(address).json()["remembered"]["shown"] == []
    kept = httpx.get(f"{live_server}/api/sessions/{session}").json()
    assert (kept["remembered"]["region"], len(kept["turns"])) == (None, 1)
    done = dict(chat(live_server, "你还记得我什么", session_id=session))["done"]
    assert done["outcome"] == "chitchat"
    assert "没有记着" in done["text"]


def test_others_keep_theirs(live_server: str) -> None:
    mine, theirs = (say(live_server, "你好")["session_id"] for _ in range(2))
    httpx.delete(f"{live_server}/api/sessions/{mine}")
    assert httpx.get(f"{live_server}/api/sessions/{theirs}").status_code == 200


@pytest.mark.parametrize("closed", [False, True])
def test_an_alert_is_kept_until_somebody_has_closed_it(live_server: str, opened: Home, closed: bool) -> None:
    session = say(live_server, "不给我解决我就从你们楼上跳下去")["session_id"]
    of_session = alerts.c.session_id == session
    assert count(opened, alerts, of_session) == 1
    if closed:
        with transaction(opened.store.engine) as connection:
            connection.execute(update(alerts).where(of_session).values(closed_at=now()))
    gone = httpx.delete(f"{live_server}/api/sessions/{session}").json()
    assert (gone["alerts_kept"], gone["alerts_emptied"]) == ((0, 1) if closed else (1, 0))
    assert count(opened, alerts, of_session & (alerts.c.message != "")) == (0 if closed else 1)
