"""The waiting line: who wants a person, who has whom, and the way back to the assistant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import Connection, Engine, Row, and_, func, insert, or_, select, update

from desk import inbox, talk
from desk.errors import ConflictError, HandoffNotFoundError, MoveError, OwnerError, ReasonError
from desk.handoff import reasons, summary
from desk.orders.types import Actor
from desk.wording import say
from dialogue.record import feedback, handoffs
from kb.database import now, transaction

State = Literal["waiting", "held", "missed", "message", "left", "ended"]
STATE_NAMES: dict[str, str] = {
    "waiting": "等待接入", "held": "人工服务中", "missed": "未接通，待回电", "message": "非工作时间，待留言", "left": "已留言成工单", "ended": "已结束",
}  # fmt: skip
_OPEN = ("waiting", "held")
_UNMET = ("missed", "message")
"""States of a wish that nobody met: a message left turns it into an order."""
_LEADS = frozenset({"supervisor", "operator"})


@dataclass(frozen=True, slots=True)
class Handoff:
    """One wish for a person."""

    number: int
    session_id: str
    at: datetime
    kind: str
    reason: str
    """In the citizen's own words, masked; empty where they gave none."""
    state: State
    priority: str
    owner: str
    taken_at: datetime | None
    ended_at: datetime | None
    note: str
    summary: Mapping[str, Any]
    ticket: str
    """The order that a message became."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A handoff as the citizen is told of it."""

    handoff: Handoff
    place: int
    """1 is next; 0 where nobody waits: somebody has it, or the office is closed."""
    new: bool


class Line:
    """Handoffs of a home."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def ask(
        self, session_id: str, today: date, *, is_open: bool, reason: str = "", fault: bool = False
    ) -> Wish:
        """Take a place in the line, or say which one is held already: asking twice changes nothing.

        Outside of hours only what cannot wait gets a place; the rest may leave a message.
        """
        with transaction(self._engine, serialised=True) as connection:
            spoken = talk.of_session(connection, session_id)
            kind = reasons.why(spoken, not_useful=_not_useful(connection, spoken), fault=fault)
            urgent = kind in reasons.URGENT
            if (held := _open(connection, session_id)) is not None:
                if urgent and held.priority != "urgent" and held.state == "waiting":
                    change(connection, held, kind=kind, priority="urgent")
                    held = one(connection, held.number)
                return Wish(held, _place(connection, held), False)
            state: State = "waiting" if is_open or urgent else "message"
            if state == "message" and (held := last(connection, session_id)) and held.state == "message":
                return Wish(held, 0, False)
            if (held := last(connection, session_id)) and held.state == "missed":
                change(connection, held, state="ended", note=_added(held, "市民又要求了一次人工"))
            inserted = connection.execute(
                insert(handoffs).values(
                    session_id=session_id, at=now(), reason=reason or None, kind=kind, state=state,
                    priority="urgent" if urgent else "normal", summary=summary.of(spoken, today),
                )
            ).inserted_primary_key  # fmt: skip
            assert inserted is not None
            made = one(connection, inserted[0])
            return Wish(made, _place(connection, made), True)

    def of_session(self, session_id: str) -> Wish | None:
        """The handoff a conversation is in; None where the assistant has it."""
        with self._engine.connect() as connection:
            return wish_of(connection, session_id)

    def last_of_session(self, session_id: str) -> Handoff | None:
        """The last wish of a conversation for a person, met or not."""
        with self._engine.connect() as connection:
            return last(connection, session_id)

    def find(self, state: str = "open", limit: int = 200) -> list[Handoff]:
        """The line as people take from it: urgent first, then who waits longest."""
        query = select(handoffs).where(handoffs.c.state.is_not(None))
        if state == "open":
            query = query.where(handoffs.c.state.in_(_OPEN))
        elif state != "all":
            query = query.where(handoffs.c.state == state)
        with self._engine.connect() as connection:
            rows = connection.execute(query.order_by(*_order()).limit(limit))
            return [_handoff(row) for row in rows]

    def get(self, number: int) -> Handoff:
        with self._engine.connect() as connection:
            return one(connection, number)

    def take(self, number: int, actor: Actor) -> Handoff:
        """Become the owner; raises ConflictError naming who was first."""
        with transaction(self._engine) as connection:
            held = one(connection, number)
            if held.state == "held" and held.owner == actor.name:
                return held
            if held.state != "waiting":
                raise ConflictError(_not_waiting(held))
            change(connection, held, state="held", owner=actor.name, taken_at=now())
            inbox.put(connection, held.session_id, "notice", actor.name, say("taken"))
            return one(connection, number)

    def say(self, number: int, actor: Actor, text: str) -> Handoff:
        """A message of the owner to the citizen."""
        if not text.strip():
            raise ReasonError("消息是空的：请写好内容再发")
        with transaction(self._engine) as connection:
            held = _owned(connection, number, actor)
            inbox.put(connection, held.session_id, "person", actor.name, text.strip())
            return held

    def transfer(self, number: int, actor: Actor, to: str, note: str) -> Handoff:
        """To another person, who is the owner at once."""
        if not to.strip() or not note.strip():
            raise ReasonError("转交要写明转给谁和原因")
        with transaction(self._engine) as connection:
            held = _owned(connection, number, actor)
            change(
                connection,
                held,
                owner=to.strip(),
                note=_added(held, f"{actor.name} 转给 {to.strip()}：{note}"),
            )
            inbox.put(connection, held.session_id, "notice", to.strip(), say("transferred"))
            return one(connection, number)

    def release(self, number: int, actor: Actor) -> Handoff:
        """Back into the line, at the place its age gives it."""
        with transaction(self._engine) as connection:
            held = _owned(connection, number, actor)
            change(connection, held, state="waiting", owner=None, taken_at=None)
            inbox.put(connection, held.session_id, "notice", actor.name, say("released"))
            return one(connection, number)

    def end(self, number: int, actor: Actor, note: str) -> Handoff:
        """The conversation goes back to the assistant; says what came of it."""
        if not note.strip():
            raise ReasonError("结束人工服务要写明处理结果")
        with transaction(self._engine) as connection:
            held = _owned(connection, number, actor)
            change(connection, held, state="ended", ended_at=now(), note=_added(held, note.strip()))
            inbox.put(connection, held.session_id, "notice", actor.name, say("ended"))
            return one(connection, number)

    def withdraw(self, session_id: str) -> bool:
        """The citizen does not want to wait any longer."""
        with transaction(self._engine) as connection:
            done = connection.execute(
                update(handoffs)
                .where(handoffs.c.session_id == session_id, handoffs.c.state.in_(("waiting", *_UNMET)))
                .values(state="ended", ended_at=now(), note="市民不再等候")
            )
            return done.rowcount > 0

    def gone(self, session_id: str) -> bool:
        """Whoever asked is no longer there: the place is given up, unless somebody must be looked after."""
        with transaction(self._engine) as connection:
            done = connection.execute(
                update(handoffs)
                .where(
                    handoffs.c.session_id == session_id,
                    handoffs.c.state == "waiting",
                    handoffs.c.priority != "urgent",
                )
                .values(state="ended", ended_at=now(), note="市民已离开")
            )
            return done.rowcount > 0

    def became(self, session_id: str, ticket: str) -> None:
        """The message left by whom nobody met is an order now; a place in the line stays."""
        with transaction(self._engine) as connection:
            held = last(connection, session_id)
            if held is not None and held.state in (*_UNMET, "waiting"):
                left = {"state": "left", "ended_at": now()} if held.state in _UNMET else {}
                change(connection, held, ticket=ticket, **left)

    def notes(self, session_id: str, after: int = 0) -> Sequence[inbox.Note]:
        with self._engine.connect() as connection:
            return inbox.of_session(connection, session_id, after)

    def spoken(self, session_id: str, *, words: bool) -> list[talk.Spoken]:
        with self._engine.connect() as connection:
            return talk.of_session(connection, session_id, words=words)


def wish_of(connection: Connection, session_id: str) -> Wish | None:
    """The handoff a conversation is in; None where the assistant has it."""
    return as_wish(connection, _open(connection, session_id))


def as_wish(connection: Connection, held: Handoff | None) -> Wish | None:
    """The same for the last handoff of a conversation."""
    return Wish(held, _place(connection, held), False) if held and held.state in _OPEN else None


def unmet(held: Handoff | None) -> Handoff | None:
    """The last handoff where nobody met it and it may still become an order."""
    return held if held and held.state in _UNMET else None


def _order() -> tuple[Any, ...]:
    return (handoffs.c.priority.desc(), handoffs.c.at, handoffs.c.row)  # "urgent" > "normal"


def _open(connection: Connection, session_id: str) -> Handoff | None:
    row = connection.execute(
        select(handoffs)
        .where(handoffs.c.session_id == session_id, handoffs.c.state.in_(_OPEN))
        .order_by(handoffs.c.row.desc())
        .limit(1)
    ).one_or_none()
    return _handoff(row) if row else None


def last(connection: Connection, session_id: str) -> Handoff | None:
    row = connection.execute(
        select(handoffs)
        .where(handoffs.c.session_id == session_id, handoffs.c.state.is_not(None))
        .order_by(handoffs.c.row.desc())
        .limit(1)
    ).one_or_none()
    return _handoff(row) if row else None


def _place(connection: Connection, held: Handoff) -> int:
    if held.state != "waiting":
        return 0
    same = and_(
        handoffs.c.priority == held.priority,
        or_(handoffs.c.at < held.at, and_(handoffs.c.at == held.at, handoffs.c.row < held.number)),
    )
    before = or_(same, handoffs.c.priority > held.priority)
    found = connection.scalar(
        select(func.count()).select_from(handoffs).where(handoffs.c.state == "waiting", before)
    )
    return (found or 0) + 1


def _owned(connection: Connection, number: int, actor: Actor) -> Handoff:
    held = one(connection, number)
    if held.state != "held":
        raise MoveError(f"这段对话现在是「{STATE_NAMES[held.state]}」：先接入再操作")
    if held.owner != actor.name and actor.role not in _LEADS:
        raise OwnerError(f"这段对话由 {held.owner} 负责：请由其操作，或请班长转交")
    return held


def _not_waiting(held: Handoff) -> str:
    if held.state == "held":
        return f"这段对话已由 {held.owner} 接入：请刷新列表"
    return f"这段对话现在是「{STATE_NAMES[held.state]}」，不用接入"


def _not_useful(connection: Connection, spoken: Sequence[talk.Spoken]) -> bool:
    """Whether the last answer was called useless."""
    turns = [one.turn_id for one in spoken if one.outcome in ("answer", "partial")][-1:]
    found = connection.scalar(
        select(feedback.c.useful)
        .where(feedback.c.turn_id.in_(turns))
        .order_by(feedback.c.row.desc())
        .limit(1)
    )
    return found is False


def _added(held: Handoff, note: str) -> str:
    return f"{held.note}\n{note}".strip()


def change(connection: Connection, held: Handoff, **values: object) -> None:
    """Change it as it was seen; raises ConflictError where somebody changed it meanwhile."""
    same = (
        handoffs.c.row == held.number,
        handoffs.c.state == held.state,
        func.coalesce(handoffs.c.owner, "") == held.owner,
    )
    if connection.execute(update(handoffs).where(*same).values(**values)).rowcount != 1:
        now_held = one(connection, held.number)
        raise ConflictError(_not_waiting(now_held))


def one(connection: Connection, number: int) -> Handoff:
    row = connection.execute(select(handoffs).where(handoffs.c.row == number)).one_or_none()
    if row is None or row.state is None:
        raise HandoffNotFoundError(f"没有编号为 {number} 的转人工：请刷新列表")
    return _handoff(row)


def _handoff(row: Row[Any]) -> Handoff:
    return Handoff(
        row.row, row.session_id, row.at, row.kind or "asked", row.reason or "", row.state,
        row.priority or "normal", row.owner or "", row.taken_at, row.ended_at, row.note or "",
        row.summary or {}, row.ticket or "",
    )  # fmt: skip
