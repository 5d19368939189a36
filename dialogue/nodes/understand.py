"""From the message to questions that stand alone, or to what needs no evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import NamedTuple

from langgraph.runtime import Runtime

from dialogue import remembered, repairs, resolve
from dialogue.guard.normalise import blank
from dialogue.state import Ask, State, Step, Turn, memory_of
from dialogue.types import Memory, Request
from dialogue.understand import (
    events,
    follow_up,
    letters,
    persons,
    recall,
    repair,
    scope,
    small_talk,
    split,
    vague,
)
from dialogue.understand.repair import Repair
from dialogue.wording import say
from kb import regions
from kb.text import fold
from kb.types import Scope

_LONG = 24
"""Characters from which the question at the end of a story is also tried without the story."""


class Reading(NamedTuple):
    """One question: as said, and what it may mean, the likeliest first."""

    said: str
    texts: tuple[str, ...]
    story: str = ""
    """What is told right before it."""
    before: tuple[str, ...] = ()
    """The questions before it in the message."""
    apart: tuple[Reading, ...] = ()
    """The questions it is instead, where only evidence can tell whether it is several."""
    names: tuple[Reading, ...] = ()
    """The same, with mere names as questions too."""
    named: bool = False
    """Whether it only names a thing."""
    previous: str = ""
    """The question of an earlier turn that it may go on with."""

    @property
    def whole(self) -> str:
        return f"{self.story}，{self.said}" if self.story else self.said


def understand(state: State, runtime: Runtime[Turn]) -> State:
    memory, guard = memory_of(state), runtime.context.guard
    request = replace(state["request"], message=state["guard"].masked_text)
    if of_memory := _of_memory(request, memory):
        step, memory = of_memory
        return {"steps": (step,), "memory": asdict(memory)}
    word = repair.said(request.message)
    to_sum = word is not None and _summing(memory, request, runtime.context)
    if not to_sum and (said := _without_evidence(request.message, memory)):
        return {"steps": (state.get("held", said),)}
    if word and not to_sum:
        if not (meant := _meant(word, request)):
            step, memory = repairs.mended(word, memory)
            return {"steps": (state.get("held", step),), "memory": asdict(memory)}
        request = replace(meant, message=guard.check(meant.message).masked_text)
    for earlier in _standing(request.history):
        memory = _replayed(guard.check(earlier).masked_text, request, memory)
    memory = remembered.take_in(request.message, request, memory)
    return {"asks": asked(request, memory), "memory": asdict(memory)}


def _summing(memory: Memory, request: Request, turn: Turn) -> bool:
    """Whether a sum goes on, which then hears the words to the conversation itself."""
    return bool(resolve.with_sum(memory, request, turn).calculation)


def _meant(word: Repair, request: Request) -> Request | None:
    """The question to answer again, where another system kept the conversation and nobody what was answered."""
    asked = _standing(request.history)
    place = {"repeat": 1, "simpler": 1, "back": 2}.get(word)
    if place is None or len(asked) < place:
        return None
    return replace(request, message=asked[-place], history=asked[:-place])


def _standing(history: Sequence[str]) -> tuple[str, ...]:
    """The earlier messages that still count after the words to the conversation itself among them."""
    standing: list[str] = []
    for earlier in history:
        word = repair.said(earlier)
        if word in ("cancel", "restart"):
            standing.clear()
        elif word == "back":
            del standing[-1:]
        elif word is None:
            standing.append(earlier)
    return tuple(standing)


def asked(request: Request, memory: Memory) -> tuple[Ask, ...]:
    """The questions of a message whose personal data is masked."""
    if repair.said(request.message):
        picked: str | None = request.message  # a sum hears it, as it stands
    else:
        picked = follow_up.chosen(request.message, memory.choices) or _of_another(request.message, memory)
    understood = (Reading(request.message, (picked,)),) if picked else _understood(request.message, memory)
    return tuple(_ask(reading, request, memory) for reading in understood)


def _without_evidence(message: str, memory: Memory) -> Step | None:
    if blank(message) or not fold(message):
        return Step("clarify", say("empty" if blank(message) else "not_text"))
    if small_talk.wants_person(message):
        return Step("handoff", say("handoff"))
    kind = small_talk.small_talk(message, asked_back=memory.clarified > 0)
    if kind and not follow_up.asks_anew(message):
        return Step("chitchat", say(kind))
    return None


def _of_memory(request: Request, memory: Memory) -> tuple[Step, Memory] | None:
    """What is remembered, or that it is forgotten, where the message asks for that; and what is remembered then."""
    if recall.asks(request.message):
        known = "、".join(one.text for one in remembered.shown(memory))
        text = say("remembers", known=known) if known else say("remembers_nothing")
        return Step("chitchat", text), memory
    if (name := recall.forgets(request.message)) is not None:
        step = Step("chitchat", say("forgot_one" if name else "forgot"), offers=("forget",))
        return step, remembered.forget(memory, request.today, name)
    return None


def _of_another(message: str, memory: Memory) -> str | None:
    """The question before, asked of the person that the message turns to: "那我呢"."""
    previous = follow_up.taken_up(message, memory.questions)
    insured = remembered.insured_type(memory)
    return persons.asked_again(message, previous, memory.about, insured) if previous else None


def _replayed(message: str, request: Request, memory: Memory) -> Memory:
    """What a session would remember of an earlier message that another system kept for us."""
    if (name := recall.forgets(message)) is not None:
        return remembered.forget(memory, request.today, name)
    memory = remembered.take_in(message, request, memory)
    if _without_evidence(message, memory):
        return memory
    return replace(memory, questions=[*memory.questions, _understood(message, memory)[-1].texts[0]])


def _understood(message: str, memory: Memory) -> tuple[Reading, ...]:
    """The questions of the message, each with the ways in which it may be made to stand alone."""
    previous = follow_up.taken_up(message, memory.questions)
    parts = split.split(message)
    readings = _in_order(parts, previous, ())
    if len(parts) == 1 and not parts[0].letter:
        return (readings[0]._replace(said=message, texts=_readings(message, previous)),)
    return readings


def _in_order(
    parts: Sequence[split.Part], previous: str | None, before: tuple[str, ...]
) -> tuple[Reading, ...]:
    """Questions that follow each other; only the first leans on the turn before."""
    readings: list[Reading] = []
    for part in parts:
        leans_on = None if readings else previous
        asked = (*before, *(reading.whole for reading in readings))
        readings.append(
            Reading(
                part.said,
                _part_readings(part, leans_on),
                part.story,
                asked,
                _in_order(part.apart, leans_on, asked),
                _in_order(part.names, leans_on, asked),
                part.named,
                leans_on or "",
            )
        )
    return tuple(readings)


def _readings(message: str, previous: str | None) -> tuple[str, ...]:
    if previous is None:
        return (message, *_without_story(message))
    if rest := follow_up.turned(message):
        return (rest, *_without_story(rest), *follow_up.completed(rest, previous))
    if vague.opens(message) and not follow_up.leans_back(message):
        return (message,)  # a matter named anew, not a word on the one before
    completed = follow_up.completed(message, previous)
    return (*completed, message) if follow_up.leans_back(message) else (message, *completed)


def _without_story(message: str) -> tuple[str, ...]:
    """The question at the end of a long story, alone."""
    if len(fold(message)) < _LONG:
        return ()
    last = split.question_of(message)
    return (last,) if last and last != message else ()


def _part_readings(part: split.Part, previous: str | None) -> tuple[str, ...]:
    """A question of several: alone or with what the message says before it."""
    alone = _readings(part.said, previous)
    if part.letter:
        return tuple(dict.fromkeys((part.letter, part.said)))
    if part.topic:
        return (*alone, follow_up.joined(part.topic, part.said))
    if not part.before:
        return alone
    with_before = (follow_up.about(part.before, part.said), follow_up.joined(part.before, part.said))
    leans = split.leans_on_earlier(part.said)
    return tuple(dict.fromkeys((*with_before, *alone) if leans else (*alone, *with_before)))


def _ask(reading: Reading, request: Request, memory: Memory) -> Ask:
    day = scope.event_date(reading.said, request.today)
    happened = "" if day else events.on(reading.whole, memory.event_date)
    return Ask(
        text=reading.texts[0],
        said=reading.said,
        whole=reading.whole,
        message="" if memory.questions or reading.said == request.message else request.message,
        before=reading.before,
        previous=reading.previous,
        apart=tuple(_ask(part, request, memory) for part in reading.apart),
        names=tuple(_ask(part, request, memory) for part in reading.names),
        named=reading.named,
        of_letter=letters.is_letter(request.message),
        otherwise=tuple(dict.fromkeys(reading.texts[1:])),
        answered=frozenset(memory.answered),
        corrects=follow_up.is_correction(reading.said),
        mends_story=follow_up.mends_story(reading.said, reading.texts),
        denied=follow_up.denied(reading.said),
        scope=Scope(
            memory.region or regions.BEIJING,
            scope.insured_type(reading.whole) or remembered.insured_type(memory),
            day or (scope.last_day(happened) if happened else None) or request.today,
        ),
        today=request.today,
        dated=day is not None,
        happened=happened,
    )
