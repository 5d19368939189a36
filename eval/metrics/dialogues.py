"""How conversations of several turns end, and how many turns they take.

Task success and number of turns after Walker et al., "PARADISE: A framework for evaluating spoken dialogue
agents" (ACL 1997); the citizen's turns are scripted, so a turn is needed when the answer was not yet whole.
"""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel

from dialogue.types import Reply
from eval import matching
from eval.golden import Golden
from eval.types import Case


class Dialogues(BaseModel):
    """Over the questions of more than one turn."""

    dialogues: int
    last_right: float
    """Share whose last turn is right."""
    completed: float
    """Of those with facts to be given, the share in which they were given on some turn."""
    turns_needed: float
    """Mean number of turns until then, over those completed."""
    turns_scripted: float
    """Mean number of turns written for them."""
    asked_back: float
    """Mean number of turns on which the assistant asked back."""


def turns_needed(question: Golden, replies: Sequence[Reply]) -> int | None:
    """The first turn whose answer holds every group of `must`; None where none does or none is asked for."""
    if question.expect != "answer" or not question.must:
        return None
    for number, reply in enumerate(replies, start=1):
        answered = reply.outcome in ("answer", "partial")
        if answered and not matching.missing(reply.text, question.must):
            return number
    return None


def asked_back(replies: Sequence[Reply]) -> int:
    return sum(reply.outcome == "clarify" for reply in replies)


def measure(cases: Sequence[Case]) -> Dialogues | None:
    """None where every question is of one turn."""
    several = [case for case in cases if len(case.golden.turns) > 1 and case.outcome != "error"]
    if not several:
        return None
    factual = [case for case in several if case.golden.expect == "answer" and case.golden.must]
    needed = [case.turns_needed for case in factual if case.turns_needed is not None]
    return Dialogues(
        dialogues=len(several),
        last_right=sum(case.right for case in several) / len(several),
        completed=len(needed) / len(factual) if factual else 0.0,
        turns_needed=sum(needed) / len(needed) if needed else 0.0,
        turns_scripted=sum(len(case.golden.turns) for case in several) / len(several),
        asked_back=sum(case.asked_back for case in several) / len(several),
    )
