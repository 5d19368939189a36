"""Real answers for evaluation: read from the answer records, masked once more on the way out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Engine, Row, func, select

from desk.talk import BY_DESK
from dialogue.guard.pii import mask_pii
from dialogue.record import answers, feedback, handoffs


@dataclass(frozen=True, slots=True)
class RealAnswer:
    """One turn that a citizen had, without personal data."""

    turn_id: str
    session_id: str
    at: datetime
    channel: str
    turns: tuple[str, ...]
    """What the citizen said up to and with this turn."""
    questions: tuple[str, ...]
    """As understood."""
    answer: str
    outcome: str
    confidence: float
    sources: tuple[str, ...]
    cited: tuple[str, ...]
    """Ids of what was cited."""
    useful: bool | None
    """What the citizen thought last; None where they said nothing."""
    reason: str
    handed_over: bool
    """Whether the session ended with a person being asked for."""
    region: str | None
    insured_type: str | None


def read(engine: Engine, since: date | None = None, until: date | None = None) -> Iterator[RealAnswer]:
    """Turns in the order they were had; those of evaluations, of the desk, and without words any more are left out."""
    query = (
        select(answers)
        .where(answers.c.channel != "eval", answers.c.answerer != BY_DESK, answers.c.message != "")
        .order_by(answers.c.session_id, answers.c.at)
    )
    if since:
        query = query.where(answers.c.at >= datetime.combine(since, time.min))
    if until:
        query = query.where(answers.c.at <= datetime.combine(until, time.max))
    with engine.connect() as connection:
        rated = _ratings(connection.execute(select(feedback).order_by(feedback.c.row)).all())
        asked = set(connection.scalars(select(handoffs.c.session_id)))
        rows = connection.execute(query).all()
    said: dict[str, list[str]] = {}
    for row in rows:
        turns = said.setdefault(row.session_id, [])
        turns.append(mask_pii(row.message))
        yield _real(row, tuple(turns[-4:]), rated.get(row.turn_id), row.session_id in asked)


def count(engine: Engine) -> int:
    with engine.connect() as connection:
        return connection.execute(select(func.count()).select_from(answers)).scalar() or 0


def _ratings(rows: Sequence[Row[Any]]) -> dict[str, tuple[bool, str]]:
    return {row.turn_id: (row.useful, row.reason or "") for row in rows}


def _real(
    row: Row[Any], turns: tuple[str, ...], rated: tuple[bool, str] | None, handed_over: bool
) -> RealAnswer:
    sources = (
        " ".join(str(c[name]) for name in ("document", "document_no", "locator") if c.get(name))
        for c in row.citations
    )
    return RealAnswer(
        turn_id=row.turn_id,
        session_id=row.session_id,
        at=row.at,
        channel=row.channel,
        turns=turns,
        questions=tuple(mask_pii(question) for question in row.questions),
        answer=mask_pii(row.text),
        outcome=row.outcome,
        confidence=row.confidence,
        sources=tuple(dict.fromkeys(sources)),
        cited=tuple(c["id"] for c in row.citations if c.get("id")),
        useful=rated[0] if rated else None,
        reason=mask_pii(rated[1]) if rated else "",
        handed_over=handed_over,
        region=row.scope.get("region") if row.scope else None,
        insured_type=row.scope.get("insured_type") if row.scope else None,
    )
