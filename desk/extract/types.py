"""What an extraction returns: values, each with the words it was read from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypedDict

Value = str | int | float | bool


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where in the conversation a value was said."""

    turn: int
    """0-based position in the transcript as it was handed in."""
    start: int
    """0-based offset of the first character in that turn's text."""
    end: int
    """Offset after the last character."""


@dataclass(frozen=True, slots=True)
class Found:
    """One element of the order."""

    value: Value
    confidence: float
    """0 to 1; below 0.6 an agent should look at it before filing."""
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Category:
    """Where an order belongs, as a suggestion."""

    name: str
    """Level-1 class of the order, e.g. "劳动和社会保障"."""
    department: str
    """Who would handle it, e.g. "劳动保障监察机构"."""
    confidence: float


class EvidenceJson(TypedDict):
    turn: int
    start: int
    end: int


class FoundJson(TypedDict):
    value: Value
    confidence: float
    evidence: EvidenceJson


class CategoryJson(TypedDict):
    name: str
    department: str
    confidence: float


class ExtractionJson(TypedDict):
    """The shape CONTRACTS.md promises to `jxb ticket extract` and /api/tickets/extract."""

    fields: dict[str, FoundJson]
    missing: list[str]
    category: CategoryJson | None


@dataclass(frozen=True, slots=True)
class Extraction:
    """The recognised elements of one conversation."""

    fields: Mapping[str, Found] = field(default_factory=dict)
    """By name, in the order of the model; a field nobody spoke of is not there."""
    missing: tuple[str, ...] = ()
    """Fields that this kind of order needs and nobody said; to be asked, never guessed."""
    category: Category | None = None
    """None where the conversation is about nothing yet."""

    def to_json(self) -> ExtractionJson:
        return {
            "fields": {
                name: {
                    "value": found.value,
                    "confidence": found.confidence,
                    "evidence": {
                        "turn": found.evidence.turn,
                        "start": found.evidence.start,
                        "end": found.evidence.end,
                    },
                }
                for name, found in self.fields.items()
            },
            "missing": list(self.missing),
            "category": None
            if self.category is None
            else {
                "name": self.category.name,
                "department": self.category.department,
                "confidence": self.category.confidence,
            },
        }
