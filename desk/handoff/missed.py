"""Nobody waits for ever: whoever was not taken in time is told so and may leave a telephone number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, func, select

from desk import inbox, talk
from desk import tables as t
from desk.errors import ConflictError
from desk.handoff import line
from desk.handoff.line import Handoff
from desk.wording import say
from dialogue.record import handoffs
from kb.database import transaction
from kb.text import fold

TOLD = "已告知可以留电话"
"""In the note of an urgent one: it keeps its place, and is told only once."""

_WISH = re.compile(
    r"回(?:个)?电|(?:留|记)(?:个|下|一下|一个)?(?:我的)?(?:电话|手机|号码|联系方式|言)|打(?:我|给我|过来)|"
    r"(?:给我|联系我|打个)(?:打|回)?(?:个)?电话|让(?:人|他们|工作人员)?(?:联系|打给)我"
)
_YES = re.compile(r"^(?:好|行|可以|嗯|要|需要|对|是|同意)+(?:的|吧|啊|呀|呢|要)*[。！!]?$")
_QUESTION = re.compile(r"[?？]|怎么|如何|多少|什么|哪|吗$")
_LONG = 40


def expire(engine: Engine, at: datetime, minutes: int, *, is_open: bool) -> list[Handoff]:
    """Tell those who have waited too long, or who still wait though everybody has gone home.

    `at` is UTC. An ordinary wish leaves the line; an urgent one stays in it until somebody takes it. Whoever
    calls this, and however often: each is told once.
    """
    told = []
    for found in line.Line(engine).find("waiting", limit=100_000):
        try:
            with transaction(engine) as connection:
                held = line.one(connection, found.number)
                if held.state == "waiting" and _in_vain(connection, held, at, minutes, is_open=is_open):
                    told.append(_tell(connection, held, at, is_open=is_open))
        except ConflictError:
            continue  # taken this very moment: better than any notice
    return told


def _in_vain(connection: Connection, held: Handoff, at: datetime, minutes: int, *, is_open: bool) -> bool:
    if held.priority == "urgent":
        return TOLD not in held.note and at >= _since(connection, held) + timedelta(minutes=minutes)
    return not is_open or at >= _since(connection, held) + timedelta(minutes=minutes)


def _since(connection: Connection, held: Handoff) -> datetime:
    """Since when: being put back into the line begins the wait anew."""
    last = connection.scalar(
        select(func.max(t.inbox.c.at)).where(
            t.inbox.c.session_id == held.session_id, t.inbox.c.kind == "notice"
        )
    )
    return max(held.at, last) if last else held.at


def _tell(connection: Connection, held: Handoff, at: datetime, *, is_open: bool) -> Handoff:
    if held.priority == "urgent":
        line.change(connection, held, note=f"{held.note}\n{TOLD}".strip())
        text = say("missed_urgent")
    else:
        line.change(connection, held, state="missed", ended_at=at)
        text = say("missed" if is_open else "missed_closed")
    inbox.put(connection, held.session_id, "notice", "系统", text)
    return line.one(connection, held.number)


def wanted(connection: Connection, held: Handoff, message: str, telephone: str) -> bool:
    """Whether the message takes up the offer to be called back."""
    if _QUESTION.search(message) and not telephone:
        return False
    said = fold(message)
    if _WISH.search(message) or (telephone and len(message) <= _LONG):
        return True
    return bool(_YES.match(said)) and _just_offered(connection, held)


def _just_offered(connection: Connection, held: Handoff) -> bool:
    """Whether the offer was the last thing said."""
    spoken: Sequence[talk.Spoken] = talk.of_session(connection, held.session_id)
    if held.state == "missed":
        return held.ended_at is not None and all(one.at <= held.ended_at for one in spoken)
    return bool(spoken) and spoken[-1].outcome == "handoff"


def count(engine: Engine) -> int:
    """Wishes that nobody met and nobody has called back."""
    with engine.connect() as connection:
        query = select(func.count()).select_from(handoffs).where(handoffs.c.state == "missed")
        return connection.scalar(query) or 0
