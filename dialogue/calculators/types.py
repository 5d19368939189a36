"""What goes into a calculation and what comes out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from dialogue.calculators.figures import Figures
from dialogue.calculators.heard import Hears
from dialogue.calculators.words import Words
from dialogue.types import Citation, Outcome
from kb.fact import Fact
from kb.types import InsuredType

Value = str | int | float | list[int]
ANY = "*"
"""As `asked`: the sum is given, a bare figure may correct it."""
Slots = dict[str, Value]
"""Inputs by name, as plain values: born "1970-05", worked [84, 107] (months, from and to), wage 12000."""


@dataclass(frozen=True, slots=True)
class Pending:
    """A calculation the conversation is in."""

    calculator: str
    slots: Slots
    asked: str = ""
    """The input we asked for last; empty once the sum is given."""

    def to_memory(self) -> dict[str, object]:
        return {"calculator": self.calculator, "slots": dict(self.slots), "asked": self.asked}

    @classmethod
    def from_memory(cls, kept: Mapping[str, object] | None) -> Pending | None:
        if not kept:
            return None
        slots = kept.get("slots")
        return cls(
            str(kept["calculator"]),
            dict(slots) if isinstance(slots, dict) else {},
            str(kept.get("asked", "")),
        )


@dataclass(frozen=True, slots=True)
class Case:
    """Whose sum it is: where, when and by which figures."""

    figures: Figures
    today: date
    insured_type: InsuredType | None = None
    question: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """A finished sum; every part is a Chinese clause without its full stop."""

    result: str
    inputs: str
    formula: str
    facts: tuple[Fact, ...]
    assumptions: tuple[str, ...] = ()
    open: str = ""
    """An input that would complete the sum, where what was asked is only part of it."""


@dataclass(frozen=True, slots=True)
class Ask:
    """The one input that is missing."""

    slot: str
    text: str
    choices: tuple[str, ...] = ()


class Calculator(Protocol):
    """One named sum."""

    name: str
    """Stable id kept in memory and citations, e.g. "retirement"."""
    title: str
    """As citizens read it, e.g. "退休时间"."""
    personal: frozenset[str]
    """Inputs about the person, which an earlier turn of the conversation may have said."""
    about: re.Pattern[str]
    """What an earlier turn must speak of for its figures to be these inputs."""
    hears: Hears
    """What a story has to say for this sum to be asked for."""

    def wants(self, words: Words) -> bool:
        """Whether the citizen plainly asks for their own sum; a story is heard by `hears` too."""

    def read(self, words: Words, today: date, asked: str) -> Slots:
        """The inputs a message names; `asked` says what a bare figure means."""

    def work(self, slots: Slots, case: Case) -> Answer | Ask:
        """The sum or the next input; raises BadInputError and FigureNotHeldError."""


@dataclass(frozen=True, slots=True)
class Computed:
    """What the turn says for a calculation."""

    outcome: Outcome
    text: str
    calculator: str
    citations: tuple[Citation, ...] = ()
    choices: tuple[str, ...] = ()
    inputs: str = ""
    assumptions: tuple[str, ...] = ()
    pending: dict[str, object] = field(default_factory=dict)
    """To keep in memory and pass in with the next turn; empty where the calculation is over."""
    impossible: bool = False
    """Whether an input was told that cannot be: then it is said, whatever else is held."""
    hesitant: bool = False
    """Whether it asks for an input of a sum that the story only seems to ask for: a sure answer goes before it."""
