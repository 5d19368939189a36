"""What an evaluation asks of the system, and what it keeps of each question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal, Protocol

from pydantic import BaseModel, ConfigDict

from dialogue.types import Part, Reply
from eval.golden import Golden, GoldenScope

Stage = Literal[
    "knowledge_missing",
    "not_retrieved",
    "ranked_low",
    "abstained_wrongly",
    "generated_wrongly",
    "gold_doubtful",
    "answered_wrongly",
    "decided_wrongly",
    "run_failed",
]
"""Where a question went wrong; `blame.STAGES` says each in Chinese."""


Strict = Literal["right", "partly", "wrong"]
"""The strict verdict; "partly": right only thanks to the second answer."""

SHOWN_HITS = 5
"""Hits that the report names of a wrong question."""


class HeldVersion(BaseModel):
    """One change of an item."""

    model_config = ConfigDict(frozen=True)

    version: int
    at: datetime
    who: str = ""
    why: str = ""
    state: str = "published"


class Held(BaseModel):
    """Something that the knowledge holds, as a reader of the report needs it."""

    model_config = ConfigDict(frozen=True)

    id: str
    kind: str = "entry"
    title: str = ""
    text: str = ""
    """With the facts of the day filled in."""
    similar: tuple[str, ...] = ()
    source: str = ""
    """Document, number and article."""
    url: str | None = None
    region: str = ""
    """Name of the place for which it holds."""
    valid_from: date | None = None
    valid_to: date | None = None
    version: int = 0
    """The one that was asked."""
    versions: tuple[HeldVersion, ...] = ()
    """The newest first."""


class Hit(BaseModel):
    """One thing found for a question."""

    model_config = ConfigDict(frozen=True)

    id: str
    kind: str = "entry"
    document: str | None = None
    """Name of the file, or title of the entry's source."""
    title: str = ""
    locator: str | None = None
    text: str = ""
    """The answer, passage or row, with its facts filled in."""
    score: float = 0.0
    from_source: bool = False
    """Whether it is of the gold `source.file`; filled in by the runner."""


@dataclass(frozen=True, slots=True)
class Answered:
    """A reply, and what is known of how it came about."""

    reply: Reply
    questions: tuple[str, ...] = ()
    """The questions of the last turn as understood, each standing alone; empty where not known."""
    times: Mapping[str, float] = field(default_factory=dict)
    """Milliseconds by stage."""
    cited_regions: Mapping[str, str] = field(default_factory=dict)
    """Citation id to the GB/T 2260 code its text holds for."""
    notes: tuple[str, ...] = ()
    """Why a model's answer was not used, and the like."""
    evidence: tuple[str, ...] = ()
    """Whole texts of what is cited: what the answer may state."""
    earlier: tuple[Reply, ...] = ()
    """Replies to the turns before the last."""
    tokens: tuple[int, int] = (0, 0)
    """Tokens a model read and wrote; none without a model or where the endpoint does not count."""
    answerer: str = ""
    """Who answered in the end: the reviewed answer takes over where a model's words do not hold."""


class Answer(Protocol):
    """Answers the last of several turns of a fresh conversation."""

    async def __call__(self, turns: Sequence[str], scope: GoldenScope) -> Answered: ...


class Search(Protocol):
    """Finds the k best hits for one question, best first."""

    async def __call__(self, question: str, scope: GoldenScope, k: int) -> Sequence[Hit]: ...


@dataclass(frozen=True, slots=True)
class System:
    """What is evaluated."""

    answer: Answer
    search: Search | None = None
    """None leaves retrieval out, and the stage to blame is told from the reply alone."""
    documents: frozenset[str] = frozenset()
    """Names and titles of all that is held, to tell what is missing from what was not found."""


class Case(BaseModel):
    """One golden question after it was asked: the line that `cases.jsonl` keeps."""

    model_config = ConfigDict(frozen=True)

    golden: Golden
    right: bool
    why: str
    """Why it is wrong, in Chinese; empty when it is right."""
    strict: Strict | None = None
    """The strict verdict, by the rule of `eval.score`; None in reports of before there was one."""
    strict_why: str = ""
    """What stands only in the second answer, in Chinese; empty but where it is partly right."""
    fits: bool = False
    """Whether the outcome is one that was expected."""
    answer: str = ""
    parts: tuple[Part, ...] = ()
    """The answer by what it answers; empty where it is of one part."""
    outcome: str = "error"
    """Outcome of the turn; "error" when there was none."""
    confidence: float = 0.0
    citations: tuple[dict[str, Any], ...] = ()
    """As CONTRACTS gives them, and `from_source`: whether it is of the gold document."""
    cited_regions: dict[str, str] = {}
    cited: bool | None = None
    """Whether a citation comes from `source.file`; None where gold names no source."""
    located: bool | None = None
    """Whether such a citation names the same article, too."""
    ms: float = 0.0
    times: dict[str, float] = {}
    questions: tuple[str, ...] = ()
    hits: tuple[Hit, ...] = ()
    """The best hits for the questions as understood, their texts shortened."""
    searched: bool = False
    """Whether it was searched for at all; False leaves the question out of retrieval figures."""
    fact_rank: int | None = None
    """How many of the hits it takes until they hold every group of `must`; None where they never do."""
    stage: Stage | None = None
    """Stage to blame; None when it is right."""
    evidence: str = ""
    """What speaks for blaming that stage, in Chinese."""
    notes: tuple[str, ...] = ()
    cited_texts: tuple[str, ...] = ()
    """Whole texts of what is cited, for a judge; not in report.json."""
    sentences: int = 0
    """Sentences of an answer that state something; 0 where nothing was answered."""
    unsupported: tuple[str, ...] = ()
    """Those of them that what is cited does not hold, each with the reason."""
    turns_needed: int | None = None
    """After which turn the answer was complete for the first time; None where it never was."""
    asked_back: int = 0
    """Turns on which the assistant asked back."""
    tokens: tuple[int, int] = (0, 0)
    answerer: str = ""
    """Who answered in the end."""

    @property
    def id(self) -> str:
        return self.golden.id

    @property
    def answered(self) -> bool:
        """Whether the reply claims to hold what was asked."""
        return self.outcome in ("answer", "partial")
