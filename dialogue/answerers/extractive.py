"""The reviewed answer word for word; of a document, its own sentences."""

from __future__ import annotations

import math
from collections.abc import AsyncGenerator, Sequence

from dialogue import sentences
from dialogue.answerers.base import Draft
from dialogue.grounds import Ground
from dialogue.wording import say
from kb.text import fold

_LENGTH = 400
"""Characters of a document's text above which only the sentences nearest to the question are given."""


class Extractive:
    """Answers from the best ground alone; what it says is what was reviewed."""

    name = "extractive"
    version = ""

    async def drafts(
        self, question: str, grounds: Sequence[Ground], spent: float = 0.0
    ) -> AsyncGenerator[Draft, None]:
        ground = grounds[0]
        for sentence in sentences.split(compose(question, ground)):
            yield Draft(sentence, (ground,))


def compose(question: str, ground: Ground) -> str:
    """The text of an answer from one ground."""
    if ground.item.kind == "entry":
        return ground.text
    citation = ground.citation
    locator = citation.locator or ""
    lead = say("passage_lead", title=citation.title, locator=locator)
    said = ground.text.strip().removeprefix(locator).lstrip()  # its number is said already
    body = f"{lead}{excerpt(question, said)}"
    if ground.ended is None:
        return body
    until = citation.valid_to or "之后"
    replaced = ground.ended.superseded_by
    note = say(
        "superseded",
        title=f"《{citation.title}》",
        until=until,
        by=f"，由《{replaced}》替代" if replaced else "",
    )
    return f"{body}{note}"


def excerpt(question: str, text: str) -> str:
    """The whole of a short text; of a long one its sentences nearest to the question, in their order."""
    text = text.strip()
    if len(text) <= _LENGTH:
        return text
    parts = sentences.split(text)
    asked = _pairs(question)
    ranked = sorted(range(len(parts)), key=lambda i: -_share(parts[i], asked))
    kept: set[int] = set()
    for i in ranked:
        if sum(len(parts[j]) for j in kept) + len(parts[i]) <= _LENGTH or not kept:
            kept.add(i)
    return "".join(parts[i] if i - 1 in kept or i == 0 else f"……{parts[i]}" for i in sorted(kept)).strip()


def _pairs(text: str) -> set[str]:
    folded = fold(text)
    return {folded[i : i + 2] for i in range(len(folded) - 1)}


def _share(sentence: str, asked: set[str]) -> float:
    return len(_pairs(sentence) & asked) / math.sqrt(len(sentence) + 20)
