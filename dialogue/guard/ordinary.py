"""Ordinary words, from jieba's dictionary (see bench.train_guard)."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

ORDINARY = Path(__file__).with_name("lexicon") / "ordinary_words.txt"
"""Common words of two characters."""
NO_NAMES = ORDINARY.with_name("no_names.txt")


@lru_cache(maxsize=1)
def ordinary_words() -> frozenset[str]:
    """What a homophone inside it does not disguise, and a name does not begin with."""
    return frozenset(ORDINARY.read_text("utf-8").split())


@lru_cache(maxsize=1)
def no_names() -> frozenset[str]:
    """Words of three characters that begin as names do and are none: 白血病, 谈恋爱."""
    return frozenset(NO_NAMES.read_text("utf-8").split())
