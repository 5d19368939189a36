"""Everyday and policy phrases that hide a frightening word inside them (lexicon/everyday.txt).

"跳楼价" is no leap, "气死" no death: what lies inside such a phrase is hidden from every rule.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from dialogue.guard.normalise import simplified

EVERYDAY = Path(__file__).with_name("lexicon") / "everyday.txt"


@lru_cache(maxsize=1)
def everyday() -> tuple[str, ...]:
    """The phrases."""
    lines = EVERYDAY.read_text("utf-8").splitlines()
    return tuple(word for line in lines if not line.startswith("#") for word in line.split())


def everyday_places(text: str) -> list[tuple[int, int]]:
    """Where such phrases stand in the original text, each at its first place."""
    low = simplified(text)
    return [(at, at + len(phrase)) for phrase in everyday() if (at := low.find(phrase)) >= 0]
