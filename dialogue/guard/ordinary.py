"""Common words of two characters (from jieba's dictionary, see bench.train_guard)."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

ORDINARY = Path(__file__).with_name("lexicon") / "ordinary_words.txt"


@lru_cache(maxsize=1)
def ordinary_words() -> frozenset[str]:
    """What a homophone inside it does not disguise, and a name does not begin with."""
    return frozenset(ORDINARY.read_text("utf-8").split())
