"""A conversation as it is held: what was said, what came of it, and the words themselves where they were kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from desk import tables as t
from dialogue.record import answers

BY_DESK = "desk"
"""Answerer of turns that the desk says instead of the assistant."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """One turn."""

    turn_id: str
    at: datetime
    message: str
    """Personal data masked, unless the words were asked for."""
    text: str
    outcome: str
    questions: Sequence[str]
    scope: Mapping[str, Any]
    citations: Sequence[Mapping[str, Any]]
    guard: Sequence[str]
    answerer: str
    confidence: float = 1.0

    @property
    def missed(self) -> bool:
        """Whether the citizen did not get what they asked; an input that a sum asks for is no miss."""
        if self.by_desk:
            return False
        return self.outcome == "unknown" or (self.outcome == "clarify" and self.confidence < 1.0)

    @property
    def by_desk(self) -> bool:
        return self.answerer == BY_DESK


def of_session(connection: Connection, session_id: str, *, words: bool = False) -> list[Spoken]:
    """The turns, oldest first; with `words` as the citizen said them where that is still held."""
    held = dict(
        connection.execute(
            select(t.words.c.turn_id, t.words.c.text).where(t.words.c.session_id == session_id)
        ).all()
        if words
        else ()
    )
    rows = connection.execute(
        select(answers).where(answers.c.session_id == session_id).order_by(answers.c.at)
    )
    return [
        Spoken(
            row.turn_id, row.at, held.get(row.turn_id, row.message), row.text, row.outcome,
            row.questions, row.scope, row.citations, row.guard, row.answerer, row.confidence,
        )
        for row in rows
    ]  # fmt: skip


def transcript(talk: Sequence[Spoken]) -> list[dict[str, str]]:
    """As element recognition reads it; what the assistant told is no word of the citizen's."""
    said: list[dict[str, str]] = []
    for one in talk:
        said.append({"role": "citizen", "text": one.message})
        said.append({"role": "assistant", "text": one.text})
    return [turn for turn in said if turn["text"].strip()]
