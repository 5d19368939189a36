"""Ends the turn: the reply as a whole, and what the session remembers of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

from langgraph.runtime import Runtime

from dialogue.grounds import cited
from dialogue.state import End, Sent, State, Step, Turn, memory_of
from dialogue.told import KEPT, Told
from dialogue.types import Outcome, Part, Reply
from dialogue.understand import repair

_SUGGESTED = 3

_REMEMBERED = 10
"""Questions a session keeps; follow-ups lean on the last one or two."""


def close(state: State, runtime: Runtime[Turn]) -> State:
    memory, steps = memory_of(state), state["steps"]
    reply = _reply(state, steps)
    asked = [ask.text for ask in state.get("asks", ())]
    calculation = _calculation(steps) if asked else memory.calculation
    word = repair.said(state["guard"].masked_text)
    if word:
        asked = []  # a word to the sum is no question
    known = any(step.outcome == "answer" for step in steps)
    choices = next((list(step.choices) for step in reversed(steps) if step.choices), [])
    memory = replace(
        memory,
        questions=[*memory.questions, *asked][-_REMEMBERED:],
        answered=[step.grounds[0].item.id for step in steps if step.grounds],
        choices=choices or list(next((s.related for s in reversed(steps) if s.related), ())),
        calculation=calculation,
        clarified=memory.clarified + 1 if any(s.outcome == "clarify" for s in steps) else 0,
        missed=0 if known or not asked else memory.missed + 1,
        told=[] if word == "cancel" else [*memory.told, *_told(reply, steps, asked, calculation)][-KEPT:],
        offered=_offered(steps, memory.offered) if asked else memory.offered,
    )
    runtime.context.end = End(reply, state, memory)
    return {"memory": asdict(memory)}


def _told(
    reply: Reply, steps: Sequence[Step], asked: Sequence[str], calculation: dict[str, object]
) -> list[dict[str, Any]]:
    return [Told.of(reply, steps, asked, calculation).to_memory()] if asked else []


def _offered(steps: Sequence[Step], before: int) -> int:
    """How often in a row we asked back what is meant; that we do not know either leaves it as it is."""
    if any(step.outcome == "clarify" and not step.calculation for step in steps):
        return before + 1
    return before if all(step.outcome == "unknown" for step in steps) else 0


def _calculation(steps: Sequence[Step]) -> dict[str, object]:
    """The sum to go on with; small talk in between leaves it, another question ends it."""
    return next((step.calculation for step in reversed(steps) if step.calculation), {})


def _reply(state: State, steps: Sequence[Step]) -> Reply:
    suggestions = [q for step in steps for q in (*step.choices, *step.related)]
    asked = {ask.said for ask in state.get("asks", ())}
    sent = state.get("sent", ())
    used = [ground for sentence in sent for ground in sentence.grounds]
    return Reply(
        text="".join(sentence.text for sentence in sent),
        outcome=_outcome([step.outcome for step in steps]),
        confidence=round(min((step.confidence for step in steps if step.question), default=1.0), 4),
        citations=(*cited(used), *(c for step in steps for c in step.citations)),
        suggestions=tuple(q for q in dict.fromkeys(suggestions) if q not in asked)[:_SUGGESTED],
        offers=tuple(dict.fromkeys(offer for step in steps for offer in step.offers)),
        parts=tuple(_part(step, [one for one in sent if one.step == n]) for n, step in enumerate(steps)),
    )


def _part(step: Step, sent: Sequence[Sent]) -> Part:
    rests_on = dict.fromkeys(ground.item.id for sentence in sent for ground in sentence.grounds)
    computed = dict.fromkeys(citation.id for citation in step.citations)
    return Part("".join(one.text for one in sent), tuple(rests_on | computed), step.second)


def _outcome(outcomes: Sequence[Outcome]) -> Outcome:
    """Of several questions: all answered is an answer, some is partial, none is what the first one got."""
    if len(set(outcomes)) == 1:
        return outcomes[0]
    return "partial" if "answer" in outcomes else outcomes[0]
