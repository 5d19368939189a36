"""What of a letter is answered: its matter, and the questions beside it that are surely held."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dialogue import channels
from dialogue.state import Ask, Step
from dialogue.wording import say

_BESIDE = 0.75
"""Confidence from which a question of a letter is answered beside its matter."""


def main_matters(steps: Sequence[Step], asks: Sequence[Ask]) -> tuple[list[Step], list[Ask]]:
    """Of a letter the matter as a whole, and what is surely held on its questions; the rest was told in passing."""
    pairs = list(zip(steps, asks, strict=True))
    matter, *questions = pairs
    beside = [pair for pair in questions if _stands_beside(pair[0])]
    if matter[0].outcome == "answer" or not questions:
        kept = [matter, *beside]
    else:
        answered = [pair for pair in questions if pair[0].outcome == "answer"]
        kept = beside or [max(answered, key=lambda pair: pair[0].confidence, default=matter)]
    return [step for step, _ in kept], [ask for _, ask in kept]


def _stands_beside(step: Step) -> bool:
    return (
        step.outcome == "answer" and step.confidence >= _BESIDE and (step.of_entry or bool(step.calculation))
    )


def of_a_case(steps: Sequence[Step]) -> list[Step]:
    """What is said to who wants a case looked into: that staff can take it up, before any rule; and no list to choose from."""
    first, *rest = steps
    if first.outcome == "answer":
        return [replace(first, lead=f"{say('case')}\n{first.lead}", offers=("handoff",)), *rest]
    if all(step.outcome in ("clarify", "unknown") and not step.calculation for step in steps):
        text = say("case_alone", hotline=channels.line(first.question))
        return [Step("unknown", text, first.question, confidence=first.confidence, offers=("handoff",))]
    return list(steps)
