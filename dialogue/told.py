"""What a conversation was told last, for saying it again without looking anything up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from dialogue import sentences
from dialogue.record import citation_json
from dialogue.state import Step
from dialogue.types import Citation, Outcome, Reply

KEPT = 3
"""Turns: the last one to repeat, those before it to go back to."""


@dataclass(frozen=True, slots=True)
class Told:
    """One turn that looked something up or computed it."""

    asked: tuple[str, ...]
    """Its questions as understood."""
    text: str
    outcome: Outcome
    brief: str
    """The conclusion alone, a sentence or two for each question; empty where nothing was concluded."""
    citations: tuple[Citation, ...] = ()
    suggestions: tuple[str, ...] = ()
    calculation: dict[str, object] = field(default_factory=dict)

    @classmethod
    def of(
        cls, reply: Reply, steps: Sequence[Step], asked: Sequence[str], calculation: dict[str, object]
    ) -> Told:
        brief = ""
        if reply.outcome in ("answer", "partial"):
            brief = "\n".join(_conclusions(reply, steps))
        return cls(
            tuple(asked), reply.text, reply.outcome, brief, reply.citations, reply.suggestions, calculation
        )

    def again(self, text: str) -> Step:
        """The same once more, in these words."""
        step = Step(self.outcome, text, citations=self.citations)
        offered = self.suggestions
        return replace(step, choices=offered) if self.outcome == "clarify" else replace(step, related=offered)

    def to_memory(self) -> dict[str, Any]:
        return {
            "asked": list(self.asked), "text": self.text, "outcome": self.outcome, "brief": self.brief,
            "citations": citation_json(self.citations), "suggestions": list(self.suggestions),
            "calculation": dict(self.calculation),
        }  # fmt: skip

    @classmethod
    def from_memory(cls, kept: Mapping[str, Any]) -> Told:
        return cls(
            tuple(kept["asked"]), kept["text"], kept["outcome"], kept["brief"],
            tuple(Citation(**one) for one in kept["citations"]), tuple(kept["suggestions"]),
            dict(kept["calculation"]),
        )  # fmt: skip


def _conclusions(reply: Reply, steps: Sequence[Step]) -> list[str]:
    several = sum(not part.second for part in reply.parts) > 1
    return [
        (step.lead.strip() if several else "") + conclusion(part.text.strip().removeprefix(step.lead.strip()))
        for part, step in zip(reply.parts, steps, strict=True)
        if not part.second
    ]


def conclusion(text: str) -> str:
    """The first sentence of an answer, with the list that it announces."""
    taken = ""
    for sentence in sentences.split(text.strip()):
        taken += sentence
        if not taken.rstrip().endswith(("：", "；", ":", ";")):
            break
    return taken.strip()
