"""Answer, offer close questions, or say that it is not known: by calibrated confidence alone."""

from __future__ import annotations

from typing import Literal

Decision = Literal["answer", "clarify", "unknown"]

ANSWER = 0.4
"""Probability of being right from which an answer is given, chosen on the development questions: above it
more right answers would be lost than wrong ones avoided (`python -m bench.train_ranker`)."""
CLARIFY = 0.1
"""Probability from which close questions are worth offering."""
OFFERED = 3


def decide(confidence: float) -> Decision:
    if confidence >= ANSWER:
        return "answer"
    return "clarify" if confidence >= CLARIFY else "unknown"
