"""Deletes on request and when the time has come; every deletion leaves its proof in the same transaction."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, Table, and_, delete, func, or_, select, update

from desk import tables as t
from desk.orders.states import OPEN
from desk.privacy import orders, proofs
from desk.privacy.policy import Policy
from desk.privacy.proofs import Proof
from dialogue import record
from dialogue.record import alerts, answers, feedback, handoffs
from kb.database import transaction


class Eraser:
    """What is deleted in a home, and the proofs."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def conversation(self, session_id: str, who: str, reason: str) -> tuple[dict[str, int], Proof | None]:
        """All that was said in a conversation and what came of it; orders stay, without the way back to it.

        Returns how many rows of each kind; no proof where there was nothing.
        """
        with transaction(self._engine, serialised=True) as connection:
            counts = record.forget(connection, session_id)
            counts |= {name: _gone(connection, one, session_id) for name, one in _OF_SESSION.items()}
            counts["orders_unlinked"] = connection.execute(
                update(t.tickets)
                .where(t.tickets.c.session_id == session_id)
                .values(session_id="", evidence={})
            ).rowcount
            if not any(counts.values()):
                return counts, None
            return counts, proofs.write(connection, "conversation", session_id, counts, who, reason)

    def order(self, number: str, who: str, reason: str, *, whole: bool = False) -> Proof:
        """Take the person out of an order, or with `whole` the order itself."""
        with transaction(self._engine, serialised=True) as connection:
            step = orders.remove if whole else orders.anonymise
            return proofs.write(connection, "order", number, step(connection, number), who, reason)

    def purge(
        self, policy: Policy, at: datetime, who: str, *, dry: bool = False
    ) -> tuple[dict[str, int], Proof | None]:
        """Delete what the policy no longer keeps; `dry` only counts. Memory is the caller's: see `idle`."""
        with transaction(self._engine, serialised=True) as connection:
            counts = {
                kind: step(connection, at - timedelta(days=getattr(policy, kind)), dry)
                for kind, step in _STEPS
            }
            if dry or not any(counts.values()):
                return counts, None
            return counts, proofs.write(
                connection, "retention", at.date().isoformat(), counts, who, "保存期限已到"
            )

    def idle(self, policy: Policy, at: datetime) -> list[str]:
        """Conversations whose memory is no longer kept."""
        before = at - timedelta(days=policy.memory)
        query = (
            select(answers.c.session_id)
            .group_by(answers.c.session_id)
            .having(and_(func.max(answers.c.at) < before, func.max(answers.c.text) != ""))
        )
        with self._engine.connect() as connection:
            return list(connection.scalars(query))

    def proofs(self, subject: str = "") -> list[Proof]:
        with self._engine.connect() as connection:
            return proofs.all_of(connection, subject)

    def broken(self) -> list[int]:
        """Proofs that were changed or taken away."""
        with self._engine.connect() as connection:
            return proofs.broken(connection)


_OF_SESSION: dict[str, Table] = {"words": t.words, "flows": t.flows, "inbox": t.inbox}


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
        for number in numbers:
            orders.anonymise(connection, number)
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
    (
        "handoffs",
        _texts(
            handoffs,
            {"reason": None, "note": None, "summary": {}},
            lambda before: and_(
                handoffs.c.at < before,
                handoffs.c.state.in_(("ended", "left", "message")),
                or_(handoffs.c.reason.is_not(None), handoffs.c.note.is_not(None)),
            ),
        ),
    ),
    ("feedback", _rows(feedback)),
    (
        "alerts",
        _texts(
            alerts,
            {"message": ""},
            lambda before: and_(
                alerts.c.closed_at.is_not(None), alerts.c.closed_at < before, alerts.c.message != ""
            ),
        ),
    ),
    ("orders", _orders),
)
