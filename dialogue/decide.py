"""Answer, offer close questions, or say that it is not known: by calibrated confidence alone."""

from __future__ import annotations

from typing import Literal

Decision = Literal["answer", "clarify", "unknown"]

ANSWER = 0.4
"""Probability of being right from which an answer is given, chosen on the development questions: above it
more right answers would be lost than wrong ones avoided (`python -m bench.train_ranker`)."""
POINTED = 0.25
"""The same for a short question that says what it wants: short ones find less to match, and a wrong guess is
seen at once."""
CLARIFY = 0.1
"""Probability from which close questions are worth offering."""
OFFERED = 3


def decide(confidence: float, *, pointed: bool = False) -> Decision:
    """`pointed`: a short question that says what it wants to know."""
    if confidence >= (POINTED if pointed else ANSWER):
        return "answer"
    return "clarify" if confidence >= CLARIFY else "unknown"
