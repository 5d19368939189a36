"""What an answer may not carry out: links, markup and personal data that its evidence does not hold."""

from __future__ import annotations

import re

from dialogue.guard.markup import find_markup
from dialogue.guard.pii import find_pii, masked

_LINK = re.compile(
    r"(?:https?|ftp|javascript|data):[^\s，。；、）)\]}>\"'《》]+|\bwww\.[^\s，。；、）)\]}>\"'《》]+",
    re.IGNORECASE,
)


def carries_out(sentence: str, evidence: str) -> bool:
    """Whether the sentence holds a link or markup that is not in the evidence word for word.

    A link that a model wrote by itself can carry the conversation to a stranger's server the moment a page
    shows it (OWASP LLM Top 10: improper output handling).
    """
    foreign_link = any(found[0] not in evidence for found in _LINK.finditer(sentence))
    return foreign_link or any(
        sentence[span.start : span.end] not in evidence for span in find_markup(sentence)
    )


def without_personal_data(sentence: str, evidence: str) -> str:
    """The sentence with personal data masked, except what the evidence itself publishes (an office's telephone)."""
    return masked(sentence, [s for s in find_pii(sentence) if sentence[s.start : s.end] not in evidence])
