"""Whether an answer holds a phrase: the rightness rule of CONTRACTS.

White space and full width are folded, Chinese and Arabic numerals are equal, and a numeral is found only as
a whole: "5天" is not in "15天".
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from eval.numerals import CLOSE, OPEN, unify

# Full width to half width only: NFKC would also turn "①5天" into "15天".
_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, ord("○"): ord("〇")}
_APART = "\ue002"
"""Stands where white space kept two numbers apart."""
_INVISIBLE = dict.fromkeys(map(ord, (OPEN, CLOSE, _APART, *"\u200b\u200c\u200d\u2060\ufeff\u00ad")))

_BETWEEN_NUMBERS = re.compile(r"(?<=[\d.,])\s+(?=\d)")
_SPACE = re.compile(r"\s+")


def canonical(text: str) -> str:
    """One spelling of a text, to be compared and searched; not meant to be read."""
    text = text.translate(_INVISIBLE).translate(_WIDTH)
    text = _SPACE.sub("", _BETWEEN_NUMBERS.sub(_APART, text))
    return unify(text)


def holds(answer: str, phrase: str) -> bool:
    """Whether the phrase is in the answer; an empty phrase is in nothing."""
    wanted = canonical(phrase)
    return bool(wanted) and wanted in canonical(answer)


def missing(answer: str, must: Sequence[Sequence[str]]) -> tuple[tuple[str, ...], ...]:
    """Groups of alternatives of which the answer holds none."""
    text = canonical(answer)
    return tuple(tuple(group) for group in must if not any((c := canonical(a)) and c in text for a in group))


def forbidden(answer: str, must_not: Sequence[str]) -> tuple[str, ...]:
    """Phrases that are in the answer and must not be."""
    text = canonical(answer)
    return tuple(phrase for phrase in must_not if (c := canonical(phrase)) and c in text)
