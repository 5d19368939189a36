"""Alarming words as speech recognition and hurried typing misspell them (lexicon/misheard.txt).

Only spellings that everyday talk never holds, each as long as the word it stands for, so that offsets stay.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

MISHEARD = Path(__file__).with_name("lexicon") / "misheard.txt"


@lru_cache(maxsize=1)
def misheard() -> dict[str, str]:
    """Each misspelling and the word meant."""
    lines = (line.split() for line in MISHEARD.read_text("utf-8").splitlines() if not line.startswith("#"))
    return {pair[0]: pair[1] for pair in lines if pair}


def as_meant(clean: str) -> str:
    """The clean view with such words put right; the same length."""
    return _any_of().sub(lambda found: misheard()[found[0]], clean)


@lru_cache(maxsize=1)
def _any_of() -> re.Pattern[str]:
    return re.compile("|".join(re.escape(word) for word in sorted(misheard(), key=len, reverse=True)))
