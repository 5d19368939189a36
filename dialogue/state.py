"""What flows through the graph of one turn."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any, TypedDict

from langgraph.channels import UntrackedValue

from dialogue.answerers import Answerer, Draft, Drafts
from dialogue.grounds import Ground
from dialogue.guard import Guard, GuardResult
from dialogue.types import Citation, Memory, Outcome, Reply, Request
from kb.drugs import DrugCatalogue
from kb.fact import FactTable
from kb.graph import Graph
from kb.replaced import Replacements
from kb.store import Store
from kb.types import Document, Scope
from retrieval import Searcher


@dataclass(frozen=True, slots=True)
class Ask:
    """One question, made to stand alone."""

    text: str
    """The likeliest reading."""
    scope: Scope
    said: str
    """The citizen's own words for it."""
    today: date
    otherwise: tuple[str, ...] = ()
    """Other readings, the likelier first: with what was said before it, or without."""
    whole: str = ""
    """The same with the story told right before it."""
    message: str = ""
    """The whole message where it may hold several questions and nothing went before it."""
    before: tuple[str, ...] = ()
    """The questions before it in the message."""
    previous: str = ""
    """The earlier question that it may go on with."""
    answered: frozenset[str] = frozenset()
    """Ids of what the turn before answered from: a follow-up seldom asks for the same again."""
    corrects: bool = False
    """Whether the message takes something back; then the same evidence may well be right."""
    mends_story: bool = False
    """Whether it only takes back what was told before the question, which is also read without it."""
    denied: tuple[str, ...] = ()
    """What the citizen says is not meant."""
    given: frozenset[str] = frozenset()
    """Ids of what earlier questions of the same message were answered from."""
    apart: tuple[Ask, ...] = ()
    """The questions it is instead, where only evidence can tell whether it is several."""
    names: tuple[Ask, ...] = ()
    """The same, with mere names as questions too."""
    named: bool = False
    """Whether it only names a thing: a question where something is held on just that."""
    of_letter: bool = False
    """Whether the message is a letter, which holds more than it asks."""
    one_of_several: bool = False
    """Whether the message holds other questions too: then nobody is asked back who they are."""
    opens: bool = False
    """Whether the message asks nothing yet, as far as its vector tells."""
    enough_asked: bool = False
    """Whether we asked back as often as we may: now something is said."""
    dated: bool = False
    """Whether the citizen named the day or year."""
    happened: str = ""
    """The day that an earlier message named, where this is still about what happened then: "2023-05"."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to say: fixed wording, or an answer from evidence."""

    outcome: Outcome
    text: str = ""
    """Fixed wording; empty where an answerer writes."""
    question: str = ""
    grounds: tuple[Ground, ...] = ()
    confidence: float = 0.0
    choices: tuple[str, ...] = ()
    """Questions to choose from."""
    related: tuple[str, ...] = ()
    """Questions that may come next."""
    citations: tuple[Citation, ...] = ()
    """What a computed text rests on; texts from evidence cite their grounds."""
    calculation: dict[str, object] = field(default_factory=dict)
    """A sum to go on with in the next turn."""
    hesitant: bool = False
    """Whether it asks for an input of a sum that may not be wanted: what is surely held goes before it."""
    lead: str = ""
    """Said before it where several questions are answered."""
    close: Ground | None = None
    """What the citizen may have meant instead: as near to the question, and said after the answer."""
    second: bool = False
    """Whether it is that second answer."""
    offers: tuple[str, ...] = ()
    """Actions that may be tapped next, by name."""

    @property
    def of_entry(self) -> bool:
        """Whether it is answered from an entry, which is reviewed, and not from a document or a sum."""
        return bool(self.grounds) and self.grounds[0].item.kind == "entry"


@dataclass(frozen=True, slots=True)
class Sent:
    """A sentence that has left, and whose it is."""

    text: str
    step: int
    """Number of the step it belongs to."""
    grounds: tuple[Ground, ...] = ()


def _none(_: Any) -> None: ...


class State(TypedDict, total=False):
    """Only `memory` is kept between turns; the rest lives for one."""

    memory: dict[str, Any]
    request: Annotated[Request, UntrackedValue]
    guard: Annotated[GuardResult, UntrackedValue]
    held: Annotated[Step, UntrackedValue]
    """What the guard would say on a mere guess, unless what is held surely answers."""
    asks: Annotated[tuple[Ask, ...], UntrackedValue]
    steps: Annotated[tuple[Step, ...], UntrackedValue]
    at: Annotated[int, UntrackedValue]
    """Number of the step being said."""
    drafts: Annotated[tuple[Draft, ...], UntrackedValue]
    checked: Annotated[tuple[Draft, ...], UntrackedValue]
    sent: Annotated[tuple[Sent, ...], UntrackedValue]
    finished: Annotated[bool, UntrackedValue]
    """Whether the step being said has given all its sentences."""


@dataclass(frozen=True, slots=True)
class End:
    """How a turn ended: the reply, and the state it came from."""

    reply: Reply
    state: State
    memory: Memory


@dataclass
class Turn:
    """What the nodes of one turn work with, and what they leave for the answer record."""

    store: Store
    searcher: Searcher
    guard: Guard
    facts: FactTable
    documents: dict[str, Document]
    replacements: Replacements
    """Documents that others have replaced; what rests on them is not answered as if in force."""
    drugs: Callable[[], DrugCatalogue]
    """The catalogue held, read when it is first needed."""
    graph: Callable[[], Graph]
    """The knowledge graph, built when it is first needed and followed from then on."""
    answerer: Answerer
    fallback: Answerer
    pool: Executor
    drafts: dict[int, Drafts] = field(default_factory=dict)
    """Sentences still coming, by the number of their step; all steps are written at once."""
    saying: int | None = None
    """Number of the step whose sentences are being sent."""
    began: float = field(default_factory=time.monotonic)
    tried: str = ""
    """Model and prompt version of the answerer that began, also where another one took over."""
    notes: list[str] = field(default_factory=list)
    """For operators: why a model's answer was not used, and the like."""
    times: dict[str, float] = field(default_factory=dict)
    """Milliseconds by stage."""

    end: End | None = None
    """Set by the last node."""

    async def stop_writing(self) -> None:
        """Let go of whatever a model is still writing."""
        while self.drafts:
            _, drafts = self.drafts.popitem()
            await drafts.aclose()


def memory_of(state: State) -> Memory:
    return Memory(**state.get("memory", {}))
