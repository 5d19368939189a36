"""The seam between the turn and whoever writes the sentences."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from dialogue.grounds import Ground


@dataclass(frozen=True, slots=True)
class Draft:
    """A sentence not yet checked, and the grounds it says it rests on."""

    text: str
    grounds: tuple[Ground, ...]


class Drafts(Protocol):
    """Sentences in order; raises GenerationError when there is nothing more that may be sent."""

    def __aiter__(self) -> AsyncIterator[Draft]: ...

    async def __anext__(self) -> Draft: ...

    async def aclose(self) -> None:
        """Stop writing; what is not read yet is dropped."""


class Answerer(Protocol):
    """Writes an answer sentence by sentence."""

    @property
    def name(self) -> str:
        """As answer records show it, e.g. "extractive"."""

    @property
    def version(self) -> str:
        """Model and prompt version; empty where there is none."""

    def drafts(self, question: str, grounds: Sequence[Ground], spent: float = 0.0) -> Drafts:
        """Begins to write at once; `spent` is how many seconds of the turn are already gone."""
