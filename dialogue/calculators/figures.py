"""Official figures for one place, asked by name and day."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from dialogue.calculators.errors import FigureNotHeldError
from kb import regions
from kb.errors import UnknownFactError
from kb.fact import Fact, FactTable

_LENGTH = re.compile(r"(\d+)年(?:(\d+)个月)?")


@dataclass(frozen=True)
class Figures:
    """The fact table seen from one place."""

    facts: FactTable
    region: str

    def at(self, name: str, on: date) -> Fact:
        """The fact in force there on that day; raises FigureNotHeldError."""
        held = self._held(name)
        for fact in held:
            if fact.period.contains(on):
                return fact
        ends = [fact.valid_to for fact in held if fact.valid_to and fact.valid_to < on]
        raise FigureNotHeldError(name, self.region, on, max(ends, default=None))

    def newest(self, name: str, on: date) -> Fact | None:
        """The last value up to that day, in force or not."""
        return max(
            (fact for fact in self._held(name) if fact.valid_from <= on),
            key=lambda fact: fact.valid_from,
            default=None,
        )

    def _held(self, name: str) -> list[Fact]:
        try:
            history = self.facts.history(name)
        except UnknownFactError:
            return []
        return [fact for fact in history if regions.covers(fact.region, self.region)]


def number(fact: Fact) -> Decimal:
    """The figure as a number; "50万元" is 500000."""
    return Decimal(fact.value) * (10_000 if fact.unit.startswith("万") else 1)


def share(fact: Fact) -> Decimal:
    """A percentage as a share: 85 is 0.85."""
    return Decimal(fact.value) / 100


def months(fact: Fact) -> int:
    """A length of time in months: "15年" is 180, "15年6个月" is 186, "12个月" is 12."""
    match = _LENGTH.fullmatch(fact.text)
    return int(match[1]) * 12 + int(match[2] or 0) if match else int(fact.value)


def yuan(amount: Decimal) -> str:
    """Money as printed, to the cent and without idle zeros: "1416.67元"."""
    text = f"{amount.quantize(Decimal('0.01'), ROUND_HALF_UP):f}"
    return f"{text.rstrip('0').rstrip('.') if '.' in text else text}元"


def plain(value: Decimal) -> str:
    """A number without idle zeros: "8.5"."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
