"""The answer record: everything needed to explain, replay and evaluate one turn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    DateTime,
    Engine,
    Float,
    Integer,
    String,
    Table,
    Text,
    delete,
    func,
    insert,
    select,
    update,
)

from dialogue.types import Citation
from kb.database import metadata, now, transaction
from kb.tables import RowId

answers = Table(
    "answers",
    metadata,
    Column("turn_id", String(40), primary_key=True),
    Column("session_id", String(80), nullable=False, index=True),
    Column("at", DateTime, nullable=False, index=True),
    Column("today", String(10), nullable=False),
    Column("channel", String(10), nullable=False),
    Column("message", Text, nullable=False),
    Column("questions", JSON, nullable=False),
    Column("scope", JSON, nullable=False),
    Column("evidence", JSON, nullable=False),
    Column("release", String(80)),
    Column("answerer", String(40), nullable=False),
    Column("answerer_version", String(200), nullable=False),
    Column("outcome", String(10), nullable=False, index=True),
    Column("confidence", Float, nullable=False),
    Column("text", Text, nullable=False),
    Column("citations", JSON, nullable=False),
    Column("suggestions", JSON, nullable=False),
    Column("guard", JSON, nullable=False),
    Column("delivered", Boolean, nullable=False),
    Column("times", JSON, nullable=False),
    Column("notes", JSON, nullable=False),
)

feedback = Table(
    "feedback",
    metadata,
    Column("row", RowId, primary_key=True, autoincrement=True),
    Column("turn_id", String(40), nullable=False, index=True),
    Column("at", DateTime, nullable=False),
    Column("useful", Boolean, nullable=False),
    Column("reason", Text),
)

alerts = Table(
    "alerts",
    metadata,
    Column("row", RowId, primary_key=True, autoincrement=True),
    Column("session_id", String(80), nullable=False),
    Column("turn_id", String(40), nullable=False),
    Column("at", DateTime, nullable=False),
    Column("category", String(40), nullable=False),
    Column("level", String(10)),
    Column("message", Text, nullable=False),
    Column("assignee", String(60)),
    Column("assigned_at", DateTime),
    Column("acknowledged_by", String(60)),
    Column("acknowledged_at", DateTime),
    Column("closed_at", DateTime),
    Column("closed_by", String(60)),
    Column("closed_note", Text),
    Column("reminders", Integer, nullable=False, default=0),
)
"""Who needs a person at once; `desk.alerts` follows each until somebody closes it."""

handoffs = Table(
    "handoffs",
    metadata,
    Column("row", RowId, primary_key=True, autoincrement=True),
    Column("session_id", String(80), nullable=False, index=True),
    Column("at", DateTime, nullable=False),
    Column("reason", Text),
    Column("kind", String(20)),
    Column("state", String(10)),
    Column("priority", String(10)),
    Column("owner", String(60)),
    Column("taken_at", DateTime),
    Column("ended_at", DateTime),
    Column("note", Text),
    Column("summary", JSON),
    Column("ticket", String(40)),
)
"""Wishes for a person; `desk.handoff` keeps the waiting line. `reason` is in the citizen's own words."""


@dataclass(frozen=True, slots=True)
class AnswerRecord:
    """One turn as it is stored; personal data in the message is masked."""

    turn_id: str
    session_id: str
    today: str
    channel: str
    message: str
    questions: list[str]
    scope: dict[str, Any]
    evidence: list[dict[str, Any]]
    """[{id, version, score}] of what was looked at, best first."""
    release: str | None
    answerer: str
    answerer_version: str
    outcome: str
    confidence: float
    text: str
    citations: list[dict[str, Any]]
    suggestions: list[str]
    guard: list[str]
    """Categories the guard found; "unstable, faintly" is one that hands nothing over."""
    times: dict[str, float]
    """Milliseconds by stage."""
    notes: list[str] = field(default_factory=list)
    delivered: bool = False
    at: datetime = field(default_factory=now)


class Records:
    """Keeps answer records, what citizens thought of them, and alerts."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def save(self, record: AnswerRecord, alert: tuple[str, str | None] | None = None) -> None:
        """Store a record; an alert (category, level) that goes with it is in the same transaction."""
        with transaction(self._engine) as connection:
            connection.execute(insert(answers).values(asdict(record)))
            if alert:
                connection.execute(
                    insert(alerts).values(
                        session_id=record.session_id,
                        turn_id=record.turn_id,
                        at=record.at,
                        category=alert[0],
                        level=alert[1],
                        message=record.message,
                        reminders=0,
                    )
                )

    def delivered(self, turn_id: str) -> None:
        with transaction(self._engine) as connection:
            connection.execute(update(answers).where(answers.c.turn_id == turn_id).values(delivered=True))

    def add_feedback(self, turn_id: str, useful: bool, reason: str | None) -> bool:
        """Store what a citizen thought; False when there is no such turn."""
        with transaction(self._engine) as connection:
            known = connection.execute(select(answers.c.turn_id).where(answers.c.turn_id == turn_id)).first()
            if known:
                connection.execute(
                    insert(feedback).values(turn_id=turn_id, at=now(), useful=useful, reason=reason)
                )
        return known is not None

    def add_text(self, turn_id: str, more: str) -> None:
        """What was said after the answer, in the same turn."""
        with transaction(self._engine) as connection:
            connection.execute(
                update(answers).where(answers.c.turn_id == turn_id).values(text=answers.c.text + more)
            )

    def forget(self, session_id: str) -> dict[str, int]:
        """See the function `forget`."""
        with transaction(self._engine) as connection:
            return forget(connection, session_id)

    def fallbacks(self, since: datetime) -> tuple[int, list[str]]:
        """How many turns there were since then, and the note of every one that a model could not answer."""
        query = select(answers.c.notes).where(answers.c.at >= since)
        with self._engine.connect() as connection:
            notes = connection.scalars(query).all()
        return len(notes), [first[0] for first in notes if first]

    def of_session(self, session_id: str) -> Sequence[Any]:
        """The turns of a session, oldest first, as rows of `answers`."""
        query = select(answers).where(answers.c.session_id == session_id).order_by(answers.c.at)
        with self._engine.connect() as connection:
            return connection.execute(query).all()

    def knows(self, session_id: str) -> bool:
        """Whether anything was said in the session."""
        query = select(answers.c.turn_id).where(answers.c.session_id == session_id).limit(1)
        with self._engine.connect() as connection:
            return connection.execute(query).first() is not None

    def get(self, turn_id: str) -> Any:
        with self._engine.connect() as connection:
            return connection.execute(select(answers).where(answers.c.turn_id == turn_id)).one_or_none()


def forget(connection: Connection, session_id: str) -> dict[str, int]:
    """Delete what was said in a session; how much went, and how many alerts are kept.

    An alert that nobody has closed yet is somebody in need, or a duty by law: it stays as it is. Of a
    closed one only the words go, so that the figures of the past still add up.
    """
    turns = select(answers.c.turn_id).where(answers.c.session_id == session_id)
    of_session = alerts.c.session_id == session_id

    def gone(statement: Any) -> int:
        return int(connection.execute(statement).rowcount)

    return {
        "feedback": gone(delete(feedback).where(feedback.c.turn_id.in_(turns))),
        "turns": gone(delete(answers).where(answers.c.session_id == session_id)),
        "handoffs": gone(delete(handoffs).where(handoffs.c.session_id == session_id)),
        "alerts_emptied": gone(
            update(alerts)
            .where(of_session, alerts.c.closed_at.is_not(None), alerts.c.message != "")
            .values(message="")
        ),
        "alerts_kept": connection.scalar(
            select(func.count()).select_from(alerts).where(of_session, alerts.c.closed_at.is_(None))
        )
        or 0,
    }


def citation_json(citations: Sequence[Citation]) -> list[dict[str, Any]]:
    return [asdict(citation) for citation in citations]
