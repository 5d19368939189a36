"""Ordinary words, from jieba's dictionary: the common ones of two characters ship (see bench.train_guard)."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import jieba

ORDINARY = Path(__file__).with_name("lexicon") / "ordinary_words.txt"


@lru_cache(maxsize=1)
def ordinary_words() -> frozenset[str]:
    """What a homophone inside it does not disguise, and a name does not begin with."""
    return frozenset(ORDINARY.read_text("utf-8").split())


@lru_cache(maxsize=1)
def no_names() -> frozenset[str]:
    """Words of two to four characters that the dictionary knows, and not as somebody's name: 白血病, 平房."""
    with jieba.get_dict_file() as lines:
        rows = (line.decode("utf-8").split() for line in lines)
        return frozenset(row[0] for row in rows if 2 <= len(row[0]) <= 4 and not row[2].startswith("nr"))
