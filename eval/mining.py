"""What was not answered well becomes work: grouped by meaning, ranked by citizens touched, drafted for review."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Literal

from pydantic import BaseModel, ConfigDict

from dialogue.guard.pii import LABELS
from eval import clusters
from eval.golden import Golden
from models.embedder import Vectors

_MASKED = re.compile("|".join(map(re.escape, LABELS.values())))

Cause = Literal["low_rated", "unknown", "clarify", "handoff"]

CAUSES: dict[Cause, str] = {
    "low_rated": "市民说没用",
    "unknown": "没有答上来",
    "clarify": "追问后没有结果",
    "handoff": "转了人工",
}
Action = Literal["similar", "revise", "entry"]
ACTIONS: dict[Action, str] = {
    "similar": "补相似问",
    "revise": "改答案",
    "entry": "写新条目",
}
_SIMILAR_AT_MOST = 12
"""Wordings proposed for one entry: more than a reviewer reads with care."""


class Failed(BaseModel):
    """One real turn that went badly; personal data is masked."""

    model_config = ConfigDict(frozen=True)

    id: str
    session: str
    question: str
    """As understood, standing alone."""
    turns: tuple[str, ...]
    cause: Cause
    outcome: str
    answer: str = ""
    reason: str = ""
    """What the citizen gave as the reason."""
    region: str | None = None
    insured_type: str | None = None


class Nearest(BaseModel):
    """What the knowledge holds that is nearest to a group."""

    model_config = ConfigDict(frozen=True)

    id: str
    kind: str
    title: str
    text: str
    document: str | None = None
    locator: str | None = None
    score: float = 0.0


class Topic(BaseModel):
    """A group of failures, and what could mend them."""

    question: str
    """The most central wording."""
    citizens: int
    """Sessions touched."""
    turns: int
    causes: dict[str, int]
    wordings: list[str]
    cases: list[str]
    """Ids of the turns."""
    action: Action = "entry"
    """Add wordings to an entry that answers it, rewrite an answer that did not help, or write an entry."""
    nearest: Nearest | None = None


def cause(outcome: str, useful: bool | None, handed_over: bool) -> Cause | None:
    """Why a turn went badly; None where it did not. A citizen's own word comes first."""
    if useful is False:
        return "low_rated"
    if useful or outcome in ("answer", "chitchat", "refuse"):
        return None
    if outcome == "handoff" or handed_over:
        return "handoff"
    return "unknown" if outcome in ("unknown", "partial") else "clarify" if outcome == "clarify" else None


def topics(failed: Sequence[Failed], vectors: Vectors, mean: Vectors | None = None) -> list[Topic]:
    """Groups of failures, those that touch most citizens first."""
    found = [_topic([failed[i] for i in inside]) for inside in clusters.groups(
        [one.question for one in failed], vectors, mean
    )]  # fmt: skip
    return sorted(found, key=lambda topic: (-topic.citizens, -topic.turns, topic.question))


def _topic(inside: Sequence[Failed]) -> Topic:
    causes: dict[str, int] = {}
    for one in inside:
        causes[one.cause] = causes.get(one.cause, 0) + 1
    return Topic(
        question=inside[0].question,
        citizens=len({one.session for one in inside}),
        turns=len(inside),
        causes=causes,
        wordings=list(dict.fromkeys(one.question for one in inside)),
        cases=[one.id for one in inside],
    )


def with_nearest(topic: Topic, nearest: Nearest | None, sure: float) -> Topic:
    """The topic with what is nearest to it; `sure`: score from which the entry found is the one meant."""
    close = nearest is not None and nearest.kind == "entry" and nearest.score >= sure
    disliked = topic.causes.get("low_rated", 0) * 2 > topic.turns
    action: Action = "entry" if not close else "revise" if disliked else "similar"
    return topic.model_copy(update={"nearest": nearest, "action": action})


def proposed(topic: Topic, held: Iterable[str]) -> list[str]:
    """Wordings to add that are not held yet; nobody asks in the words that stand for what was masked."""
    known = set(held)
    new = (wording for wording in topic.wordings if wording not in known and not _MASKED.search(wording))
    return list(islice(new, _SIMILAR_AT_MOST))


def as_golden(failed: Failed) -> Golden:
    """The case to be run again after publishing; what a right answer holds is for a person to add."""
    scope = {"region": failed.region, "insured_type": failed.insured_type}
    return Golden.model_validate(
        {
            "id": failed.id,
            "kind": "real",
            "turns": failed.turns,
            "expect": "answer",
            "scope": {name: value for name, value in scope.items() if value},
            "provenance": "conversation",
            "note": CAUSES[failed.cause],
        }
    )


class Again(BaseModel):
    """One case before and after."""

    id: str
    question: str
    topic: str
    before: str
    """Outcome."""
    after: str
    state: Literal["mended", "changed", "same", "worse"]


STATES = {"mended": "现在能答", "changed": "换了答案", "same": "没有变化", "worse": "原来能答，现在不能"}


def again(failed: Failed, topic: str, outcome: str, answer: str) -> Again:
    """What became of a case; whether a changed answer is right is for a person to say."""
    did, does = failed.outcome == "answer", outcome == "answer"
    state: Literal["mended", "changed", "same", "worse"]
    if does and not did:
        state = "mended"
    elif did and not does:
        state = "worse"
    else:
        state = "changed" if does and answer != failed.answer else "same"
    return Again(
        id=failed.id, question=failed.question, topic=topic, before=failed.outcome, after=outcome, state=state
    )
