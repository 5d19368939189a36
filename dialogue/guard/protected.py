"""Words that a citizen must be able to say: no imported list may act on them (lexicon/protected.txt)."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

PROTECTED = Path(__file__).with_name("lexicon") / "protected.txt"


@lru_cache(maxsize=1)
def protected() -> frozenset[str]:
    """Words of policy, illness, law and complaint."""
    lines = PROTECTED.read_text("utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())
