"""Turns that the desk says instead of the assistant, kept as records like all others."""

from __future__ import annotations

from collections.abc import Mapping

from desk.extract.types import Value
from desk.form.types import Said
from desk.orders import masking
from desk.talk import BY_DESK
from dialogue.guard import GuardResult, mask_pii
from dialogue.record import AnswerRecord
from dialogue.types import Outcome, Reply, Request


def record(
    request: Request,
    message: str,
    reply: Reply,
    *,
    kind: str,
    kept: str | None = None,
    guard: GuardResult | None = None,
    values: Mapping[str, Value] | None = None,
) -> AnswerRecord:
    """`message` is masked already; the text is kept without personal data, as `kept` where that is given."""
    text = kept if kept is not None else masking.masked_text(reply.text, values)
    return AnswerRecord(
        turn_id=request.turn_id,
        session_id=request.session_id,
        today=request.today.isoformat(),
        channel=request.channel,
        message=message,
        questions=[],
        scope={},
        evidence=[],
        release=None,
        answerer=BY_DESK,
        answerer_version=kind,
        outcome=reply.outcome,
        confidence=1.0,
        text=text,
        citations=[],
        suggestions=[mask_pii(one) for one in reply.suggestions],
        guard=guard.on_record if guard else [],
        times={"total": 0.0},
    )


def reply(said: Said, outcome: Outcome) -> Reply:
    return Reply(said.text, outcome, 1.0, suggestions=said.choices, offers=said.offers)
