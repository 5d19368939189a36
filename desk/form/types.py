"""An order being filled in, and what is said about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

from desk.extract.types import Value
from desk.orders.definition import Definition

Stage = Literal["asking", "confirming", "filed", "cancelled"]
Act = Literal["start", "confirm", "cancel", "back", "correct", "restart", "repeat", "simpler"]


@dataclass(frozen=True, slots=True)
class Form:
    """One order on its way; plain values, kept with the conversation until it is filed or dropped."""

    id: str
    """Makes filing idempotent: the same form is filed once."""
    model: str
    version: int
    values: Mapping[str, Value]
    started: Mapping[str, Value] = field(default_factory=dict)
    """What the conversation had said before anything was asked."""
    evidence: Mapping[str, Any] = field(default_factory=dict)
    category: str = ""
    department: str = ""
    confidence: float = 0.0
    stage: Stage = "asking"
    asked: str = ""
    """The field whose value is waited for."""
    given: tuple[str, ...] = ()
    """Fields answered or left out here, oldest first: the way back."""
    unknown: tuple[str, ...] = ()
    """Fields the citizen does not know; a person asks again."""
    number: str = ""

    @property
    def open(self) -> bool:
        return self.stage in ("asking", "confirming")

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, rows: Mapping[str, Any]) -> Form:
        return cls(**{**rows, "given": tuple(rows["given"]), "unknown": tuple(rows["unknown"])})

    def next(self, definition: Definition) -> Form:
        """Waiting for the first field that is needed and not known to be unknown, else for the yes."""
        lacking = [one for one in definition.lacking(self.values) if one.name not in self.unknown]
        if lacking:
            return replace(self, stage="asking", asked=lacking[0].name)
        return replace(self, stage="confirming", asked="")


@dataclass(frozen=True, slots=True)
class Said:
    """What the desk answers; `choices` and `offers` may be tapped."""

    text: str
    choices: tuple[str, ...] = ()
    offers: tuple[str, ...] = ()
    form: Form | None = None
