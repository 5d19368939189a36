"""Documents that a citizen names by number: one that nothing held bears is not to be answered for.

"京人社发〔2025〕888号说失业金翻倍" finds what is held on the benefit, and an answer from that would vouch for a document
that nobody here has read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from dialogue.grounds import Ground
from kb.types import Document

_NUMBER = re.compile(
    r"(?P<office>[\u4e00-\u9fff]{0,8})\s*[〔［\[（(【]\s*(?P<year>(?:19|20)\d{2})\s*[〕］\]）)】]\s*第?\s*(?P<number>\d{1,5})\s*号"
)


def unheld(question: str, found: Sequence[Ground], documents: Mapping[str, Document]) -> str | None:
    """The number in the question that neither a document held nor the evidence bears, as the citizen wrote it."""
    asked = list(_NUMBER.finditer(question))
    if not asked:
        return None
    held = _numbers(
        [*(document.number or "" for document in documents.values()), *(ground.evidence for ground in found)]
    )
    return next((match[0] for match in asked if _key(match) not in held), None)


def _numbers(texts: Iterable[str]) -> set[tuple[str, str]]:
    return {_key(match) for text in texts for match in _NUMBER.finditer(text)}


def _key(match: re.Match[str]) -> tuple[str, str]:
    """Year and number: offices are written in full and short."""
    return match["year"], match["number"].lstrip("0")
