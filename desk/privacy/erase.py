"""Deletes on request and when the time has come; every deletion leaves its proof in the same transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, Table, and_, delete, func, null, or_, select, update

from desk import tables as t
from desk.orders import store
from desk.orders.states import OPEN
from desk.privacy import orders, proofs
from desk.privacy.orders import GONE
from desk.privacy.policy import KIND_NAMES, Policy
from desk.privacy.proofs import Proof
from dialogue import record
from dialogue.guard import mask_pii
from dialogue.record import alerts, answers, feedback, handoffs
from kb.database import transaction


class Eraser:
    """What is deleted in a home, and the proofs."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def conversation(
        self, session_id: str, who: str, reason: str, *, memories: int = 0
    ) -> tuple[dict[str, int], Proof | None]:
        """All that was said in a conversation and what came of it; orders stay, without the way back to it.

        `memories` is how many were deleted beside this. Returns how many rows of each kind; no proof where there
        was nothing.
        """
        with shredding(self._engine) as connection:
            counts = {"memory": memories, **record.forget(connection, session_id)}
            counts |= _closed_alerts(connection, session_id)
            counts |= {name: _gone(connection, one, session_id) for name, one in _OF_SESSION.items()}
            counts["orders_unlinked"] = connection.execute(
                update(t.tickets)
                .where(t.tickets.c.session_id == session_id)
                .values(session_id="", evidence={})
            ).rowcount
            if not any(counts.values()):
                return counts, None
            return counts, proofs.write(connection, "conversation", session_id, counts, who, mask_pii(reason))

    def order(self, number: str, who: str, reason: str, *, whole: bool = False) -> Proof:
        """Take the person out of an order, or with `whole` the order itself."""
        with shredding(self._engine) as connection:
            step = orders.remove if whole else orders.anonymise
            return proofs.write(connection, "order", number, step(connection, number), who, mask_pii(reason))

    def purge(
        self, policy: Policy, at: datetime, who: str, *, dry: bool = False, memories: int = 0
    ) -> tuple[dict[str, int], Proof | None]:
        """Delete what the policy no longer keeps; `dry` only counts.

        Memory is the caller's, see `idle`: `memories` is how many go. The proof says the policy it followed.
        """
        with shredding(self._engine) as connection:
            counts = {
                kind: step(connection, at - timedelta(days=getattr(policy, kind)), dry)
                for kind, step in _STEPS
            }
            counts["memory"] = memories
            if dry or not any(counts.values()):
                return counts, None
            days = "、".join(f"{KIND_NAMES[kind]} {days} 天" for kind, days in policy.model_dump().items())
            return counts, proofs.write(
                connection, "retention", at.date().isoformat(), counts, who, f"保存期限已到（{days}）"
            )

    def idle(self, policy: Policy, at: datetime, remembered: Iterable[str]) -> list[str]:
        """Of the conversations that are remembered those in which nothing was said for so long, or that are gone."""
        query = (
            select(answers.c.session_id).where(answers.c.at >= at - timedelta(days=policy.memory)).distinct()
        )
        with self._engine.connect() as connection:
            lively = set(connection.scalars(query))
        return [one for one in remembered if one not in lively]

    def proofs(self, subject: str = "") -> list[Proof]:
        with self._engine.connect() as connection:
            return proofs.all_of(connection, subject)

    def broken(self) -> list[int]:
        """Proofs that were changed or taken away."""
        with self._engine.connect() as connection:
            return proofs.broken(connection)


_OF_SESSION: dict[str, Table] = {"words": t.words, "flows": t.flows, "inbox": t.inbox}


@contextmanager
def shredding(engine: Engine) -> Iterator[Connection]:
    """A transaction that writes over what it deletes, so that nothing can be read off the file afterwards."""
    sqlite = engine.dialect.name == "sqlite"
    with transaction(engine, serialised=True) as connection:
        if sqlite:
            connection.exec_driver_sql("PRAGMA secure_delete=ON")
        yield connection
    if sqlite:
        raw = engine.raw_connection()
        try:
            cursor = raw.cursor()
            # who reads at this very moment is not waited for long: the next deletion empties the file then
            for pragma in ("busy_timeout=500", "wal_checkpoint(TRUNCATE)", "busy_timeout=30000"):
                cursor.execute(f"PRAGMA {pragma}").fetchall()
        finally:
            raw.close()


def _closed_alerts(connection: Connection, session_id: str) -> dict[str, int]:
    """What staff wrote about alerts of the conversation that are closed; those in work stay whole."""
    closed = and_(alerts.c.session_id == session_id, alerts.c.closed_at.is_not(None))
    return {"alert_notes": _without_notes(connection, closed)}


def _without_notes(connection: Connection, which: Any) -> int:
    numbers = list(connection.scalars(select(alerts.c.row).where(which)))
    if not numbers:
        return 0
    connection.execute(
        update(alerts).where(alerts.c.row.in_(numbers)).values(closed_note=GONE, session_id="")
    )
    events = t.alert_events.c
    step = update(t.alert_events).where(
        events.alert.in_(numbers), events.note != "", events.action != "remind"
    )
    return int(connection.execute(step.values(note=GONE)).rowcount)


def _alerts(connection: Connection, before: datetime, dry: bool) -> int:
    """Empty the words of alerts closed long ago, and what staff wrote about them."""
    old = and_(alerts.c.closed_at.is_not(None), alerts.c.closed_at < before, alerts.c.message != "")
    number = int(connection.scalar(select(func.count()).select_from(alerts).where(old)) or 0)
    if not dry and number:
        _without_notes(connection, old)
        done = and_(alerts.c.closed_at.is_not(None), alerts.c.closed_at < before)
        connection.execute(update(alerts).where(done).values(message=""))
    return number


def _handoffs(connection: Connection, before: datetime, dry: bool) -> int:
    """Empty what was written down for a person; nobody waits any longer after all this time."""
    old = and_(
        handoffs.c.at < before,
        or_(handoffs.c.reason.is_not(None), handoffs.c.note.is_not(None), handoffs.c.summary.is_not(None)),
    )
    if dry:
        return int(connection.scalar(select(func.count()).select_from(handoffs).where(old)) or 0)
    still = and_(handoffs.c.at < before, handoffs.c.state.in_(("waiting", "held", "missed", "message")))
    connection.execute(update(handoffs).where(still).values(state="ended"))
    return int(
        connection.execute(
            update(handoffs).where(old).values(reason=None, note=None, summary=null())
        ).rowcount
    )


def _gone(connection: Connection, table: Table, session_id: str) -> int:
    return int(connection.execute(delete(table).where(table.c.session_id == session_id)).rowcount)


Step = Callable[[Connection, datetime, bool], int]


def _rows(table: Table) -> Step:
    """Delete the rows of a table that are older."""

    def step(connection: Connection, before: datetime, dry: bool) -> int:
        old = table.c.at < before
        if dry:
            return int(connection.scalar(select(func.count()).select_from(table).where(old)) or 0)
        return int(connection.execute(delete(table).where(old)).rowcount)

    return step


def _texts(table: Table, empty: dict[str, Any], condition: Callable[[datetime], Any]) -> Step:
    """Empty the words of older rows; the figures stay."""

    def step(connection: Connection, before: datetime, dry: bool) -> int:
        old = condition(before)
        if dry:
            return int(connection.scalar(select(func.count()).select_from(table).where(old)) or 0)
        return int(connection.execute(update(table).where(old).values(**empty)).rowcount)

    return step


def _orders(connection: Connection, before: datetime, dry: bool) -> int:
    settled = t.tickets.c.state.not_in(sorted(OPEN))
    personal = or_(t.tickets.c.phone != "", t.tickets.c.id_number != "", t.tickets.c.session_id != "")
    numbers = connection.scalars(
        select(t.tickets.c.number).where(settled, personal, t.tickets.c.updated_at < before)
    ).all()
    if not dry:
        # what somebody is called may stand in another of their orders alone: all are asked before any is emptied
        names = {number: store.names_of(connection, store.get(connection, number)) for number in numbers}
        for number in numbers:
            orders.anonymise(connection, number, names[number])
    return len(numbers)


_STEPS: tuple[tuple[str, Step], ...] = (
    ("words", _rows(t.words)),
    ("flows", _rows(t.flows)),
    ("inbox", _rows(t.inbox)),
    (
        "conversations",
        _texts(
            answers,
            {"message": "", "text": "", "questions": [], "citations": [], "suggestions": [], "notes": []},
            lambda before: and_(answers.c.at < before, or_(answers.c.message != "", answers.c.text != "")),
        ),
    ),
    ("handoffs", _handoffs),
    ("feedback", _rows(feedback)),
    ("alerts", _alerts),
    ("orders", _orders),
)
