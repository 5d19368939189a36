"""Nothing leaves that its evidence does not hold."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from dialogue.figures import figures
from kb.text import fold

_NAMED_DOCUMENT = re.compile(r"《([^》]{2,60})》")
_DOCUMENT_NUMBER = re.compile(r"[一-龥]{2,8}〔\d{4}〕\d+号|第\d+号令")
_ARTICLE = re.compile(r"第[零〇一二三四五六七八九十百千\d]+条")
_ADDRESS = re.compile(r"https?://\S+|www\.\S+", re.IGNORECASE)

SUPPORT = 0.55
"""Share of a sentence's character pairs that its evidence must hold. Faithful rewordings of our own
entries keep 0.7 and more; sentences a small model invents stay under 0.45."""


@dataclass(frozen=True, slots=True)
class Unsupported:
    """Why a sentence may not leave."""

    reason: str
    detail: str


def unsupported(sentence: str, evidence: Sequence[str], question: str = "") -> Unsupported | None:
    """The first thing in the sentence that neither the evidence nor the question holds; None if none."""
    held = "\n".join((*evidence, question))
    for name, pattern in (
        ("document", _NAMED_DOCUMENT),
        ("document", _DOCUMENT_NUMBER),
        ("article", _ARTICLE),
    ):
        for match in pattern.finditer(sentence):
            if fold(match[0]) not in fold(held):
                return Unsupported(name, match[0])
    if (address := _ADDRESS.search(sentence)) and address[0] not in held:
        return Unsupported("address", address[0])
    if invented := sorted(figures(sentence) - figures(held)):
        return Unsupported("figure", "、".join(invented))
    if (share := support(sentence, evidence)) < SUPPORT:
        return Unsupported("support", f"{share:.2f}")
    return None


def support(sentence: str, evidence: Sequence[str]) -> float:
    """Share of the sentence's character pairs that stand in the evidence; 1 for a sentence of none."""
    pairs = _pairs(fold(sentence))
    if len(pairs) < 3:
        return 1.0
    held = set().union(*(_pairs(fold(text)) for text in evidence)) if evidence else set()
    return len(pairs & held) / len(pairs)


def _pairs(folded: str) -> set[str]:
    return {folded[i : i + 2] for i in range(len(folded) - 1)}
