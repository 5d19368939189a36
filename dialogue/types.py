"""What a turn takes in and gives out."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, NewType

from kb.types import InsuredType

Outcome = Literal["answer", "partial", "clarify", "unknown", "refuse", "handoff", "chitchat"]
SessionId = NewType("SessionId", str)
TurnId = NewType("TurnId", str)
Channel = Literal["web", "wechat", "phone", "api", "cli", "eval"]


@dataclass(frozen=True, slots=True)
class Citation:
    """What a statement rests on, as the citizen sees it."""

    id: str
    kind: str
    title: str
    document: str | None
    """Name of the ingested file, or title of the entry's source."""
    document_no: str | None
    locator: str | None
    valid_from: str | None
    valid_to: str | None
    url: str | None
    quote: str
    review: str | None = None
    """"model" until a person of an office has reviewed the entry."""
    source: str | None = None
    """Title of what an entry rests on, which is what a citizen wants to see; the file it came in is ours."""


@dataclass(frozen=True, slots=True)
class Request:
    """One message of a citizen."""

    message: str
    session_id: SessionId
    turn_id: TurnId
    today: date
    channel: Channel = "web"
    region: str | None = None
    """GB/T 2260 code chosen by the citizen; None means not chosen."""
    insured_type: InsuredType | None = None
    history: tuple[str, ...] = ()
    """Earlier messages of the citizen, where the caller keeps the conversation (/v1)."""


@dataclass(frozen=True, slots=True)
class Part:
    """What a reply says to one question of the message."""

    text: str
    """With the words that lead to it; the parts of a reply joined are its text."""
    sources: tuple[str, ...] = ()
    """Ids of the evidence that its sentences rest on, each once."""
    second: bool = False
    """Whether it answers what may have been meant instead of what was asked ("如果您问的是…")."""


@dataclass(frozen=True, slots=True)
class Reply:
    """The whole of what was answered."""

    text: str
    outcome: Outcome
    confidence: float
    citations: tuple[Citation, ...] = ()
    suggestions: tuple[str, ...] = ()
    offers: tuple[str, ...] = ()
    """Actions that may be tapped next, by name, e.g. "handoff"; never a question."""
    parts: tuple[Part, ...] = ()
    """The text by what it answers; empty where nobody told them apart."""


@dataclass(frozen=True, slots=True)
class Token:
    """A sentence that has passed every check."""

    text: str


@dataclass(frozen=True, slots=True)
class Done:
    """The end of a turn, with the record of how it came about."""

    reply: Reply
    turn_id: TurnId
    session_id: SessionId
    memory: Memory | None = None
    """What the session remembers from now on; None where the turn was not the assistant's."""


Event = Token | Done


@dataclass(slots=True)
class Memory:
    """What a session remembers of the conversation; plain values, kept by the checkpointer."""

    questions: list[str] = field(default_factory=list)
    """Questions as understood, newest last, personal data masked."""
    choices: list[str] = field(default_factory=list)
    """Questions offered last, for "第二个"."""
    answered: list[str] = field(default_factory=list)
    """Ids of what the last answer rested on."""
    region: str | None = None
    insured_type: InsuredType | None = None
    """What the citizen says of their own insurance; of others see `people`."""
    born: str | None = None
    """As said: "1968" or "1968-05"."""
    age: str | None = None
    employment: str | None = None
    """employed, unemployed, flexible or retired; never who employs."""
    people: dict[str, dict[str, str]] = field(default_factory=dict)
    """The same of others, by how they are called ("妈妈"), the one spoken of last at the end."""
    about: str = ""
    """Whom the talk is about; empty for the citizen."""
    asked_of: InsuredType | None = None
    """Insured type whose rules were asked for without a word on who has it."""
    event_date: str | None = None
    """When the matter happened, as said: "2023", "2023-05" or "2023-05-12"."""
    event: str = ""
    """What happened then, a kind of `understand/events.yaml`."""
    calculation: dict[str, object] = field(default_factory=dict)
    """A sum in progress or just given, as `calculators.compute` left it."""
    clarified: int = 0
    """How often we asked back in a row, for an input of a sum too."""
    offered: int = 0
    """How often in a row we asked back what is meant, and still do not know."""
    missed: int = 0
    """How often in a row we did not know."""
    told: list[dict[str, Any]] = field(default_factory=list)
    """The last turns that were answered, newest last, as `Told.to_memory` leaves them."""
