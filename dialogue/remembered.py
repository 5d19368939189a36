"""What a session remembers of the citizen and of those they ask for: taken in, shown, forgotten."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple, cast

import yaml

from dialogue.types import Memory, Request
from dialogue.understand import events, follow_up, letters, persons, scope
from dialogue.understand.persons import SELF
from kb import regions
from kb.types import InsuredType

_OF_PERSON = ("insured_type", "born", "age", "employment")


class Shown(NamedTuple):
    """One thing remembered, and the name to forget it by."""

    name: str
    text: str


def take_in(message: str, request: Request, memory: Memory) -> Memory:
    """What a message says of somebody replaces what was said of them before; a new matter leaves the event."""
    about = SELF if follow_up.turned(message) else memory.about
    told = persons.read(message, request.today, about, tuple(memory.people))
    held = {SELF: _of_self(memory), **memory.people}
    for who, facts in told.of.items():
        held[who] = {**_outdated(held.pop(who, {}), facts), **facts}
    chosen = told.about == SELF and not told.asked_of and "insured_type" not in told.of.get(SELF, {})
    if chosen and request.insured_type:
        held[SELF]["insured_type"] = request.insured_type
    settled = any("insured_type" in held.get(who, {}) for who in {*told.named, *told.of})
    own = held.pop(SELF)
    memory = replace(
        memory,
        region=scope.places(message).beijing or request.region or memory.region,
        insured_type=cast("InsuredType | None", own.get("insured_type")),
        born=own.get("born"),
        age=own.get("age"),
        employment=own.get("employment"),
        people=held,
        about=SELF if letters.is_letter(message) else told.about,
        asked_of=told.asked_of or (None if settled else memory.asked_of),
    )
    return _with_event(message, request.today, memory)


def _outdated(held: Mapping[str, str], new: Mapping[str, str]) -> dict[str, str]:
    """What stands of a person beside what is now said: a birth tells the age, and work the insurance that goes with it."""
    kept = dict(held)
    if "born" in new or "age" in new:
        kept = {name: value for name, value in kept.items() if name not in ("born", "age")}
    if "employment" not in new and kept.get("employment") == "retired" and "insured_type" in new:
        kept.pop("employment")
    return kept


def _with_event(message: str, today: date, memory: Memory) -> Memory:
    if event := events.told(message, today):
        return replace(memory, event_date=event.on, event=event.kind)
    if memory.event_date and not events.stays(message, memory.event):
        return replace(memory, event_date=None, event="")
    return memory


def _of_self(memory: Memory) -> dict[str, str]:
    own = {name: getattr(memory, name) for name in _OF_PERSON}
    return {name: value for name, value in own.items() if value}


def of(memory: Memory, who: str) -> dict[str, str]:
    """What is remembered of a person, the citizen as `SELF`."""
    return _of_self(memory) if who == SELF else memory.people.get(who, {})


def insured_type(memory: Memory) -> InsuredType | None:
    """Of whom the talk is about, where the message itself does not say."""
    return memory.asked_of or cast("InsuredType | None", of(memory, memory.about).get("insured_type"))


def of_people(memory: Memory) -> Memory:
    """What is remembered of people alone, without the matter that was talked about."""
    return Memory(
        region=memory.region,
        insured_type=memory.insured_type,
        born=memory.born,
        age=memory.age,
        employment=memory.employment,
        people=memory.people,
    )


def inputs(memory: Memory, today: date) -> dict[str, str | int]:
    """Birth and age of whom the talk is about, as sums take them."""
    told = of(memory, memory.about)
    found: dict[str, str | int] = {}
    if born := told.get("born"):
        year, _, month = born.partition("-")
        found = {"born": born, "age": today.year - int(year) - (int(month or 1) > today.month)}
    if age := told.get("age"):
        found["age"] = int(age)
    return found


def shown(memory: Memory) -> tuple[Shown, ...]:
    """Everything remembered, in words."""
    words, lines = _words(), []
    if memory.region:
        lines.append(Shown("region", regions.name_of(memory.region)))
    own = _of_self(memory)
    if memory.asked_of and "insured_type" not in own:
        own = {"insured_type": memory.asked_of, **own}
    lines += _facts(own)
    if day := memory.event_date:
        what = words["events"].get(memory.event, "")
        lines.append(Shown("event_date", words["event"].format(day=scope.spoken(day), what=what)))
    for who, facts in memory.people.items():
        told = "、".join(fact.text for fact in _facts(facts))
        lines.append(Shown(who, words["of_person"].format(who=who, facts=told)))
    return tuple(lines)


def _facts(told: Mapping[str, str]) -> list[Shown]:
    words, found = _words(), []
    if kind := told.get("insured_type"):
        found.append(Shown("insured_type", persons.SPOKEN[kind]))
    if born := told.get("born"):
        year, _, month = born.partition("-")
        found.append(
            Shown("born", words["born_month" if month else "born"].format(year=year, month=int(month or 0)))
        )
    if age := told.get("age"):
        found.append(Shown("age", words["age"].format(age=age)))
    work = told.get("employment")
    if work and work != kind:
        found.append(Shown("employment", words["employment"][work]))
    return found


def forget(memory: Memory, today: date, name: str = "") -> Memory:
    """Memory without one thing, or a person, by the name it is shown under; without all of it where none is named.

    What was asked goes too where it tells what is forgotten: sums read it there.
    """
    kept = Memory(clarified=memory.clarified, missed=memory.missed, offered=memory.offered)
    if not name:
        return kept
    kept = replace(memory, calculation={}, answered=[])
    if name == "region":
        kept.region = None
    elif name == "event_date":
        kept.event_date, kept.event = None, ""
    elif name in ("insured_type", "employment"):
        kept.insured_type = kept.asked_of = kept.employment = None
    elif name in ("born", "age"):
        kept.born = kept.age = None
    else:
        kept.people = {who: facts for who, facts in memory.people.items() if who != name}
        kept.about = SELF if memory.about == name else memory.about
    kept.questions = [question for question in memory.questions if not _tells(question, name, today)]
    return kept


def _tells(question: str, name: str, today: date) -> bool:
    """Whether a question tells what goes by that name."""
    if name == "region":
        return scope.places(question).beijing is not None
    if name == "event_date":
        return scope.said_date(question, today) is not None
    told = persons.read(question, today)
    own = told.of.get(SELF, {})
    alike = ({"born", "age"}, {"insured_type", "employment"})
    return name in told.of or any(name in names and names & own.keys() for names in alike)


@cache
def _words() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(
        files("dialogue").joinpath("remembered.yaml").read_text(encoding="utf-8")
    )
    return loaded
