"""Other people's word lists, read at run time and kept on a short lead.

Published lists over-block badly: matched naively they hit up to 88% of harmless letters. What a word
may do is decided by its list (how narrow its subject is), its length and its script, not by being listed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dialogue.guard.normalise import simplified
from dialogue.guard.types import Severity

_NARROW: tuple[tuple[str, str], ...] = (
    ("暴恐", "terror"), ("涉枪涉爆", "weapon"), ("色情", "porn"), ("反动", "politics"),
)  # fmt: skip
"""Lists with one harmful subject: long words of them may block."""
_BROAD: tuple[tuple[str, str], ...] = (
    ("政治", "politics"), ("新思想", "politics"), ("GFW", "politics"), ("COVID", "rumour"), ("贪腐", "politics"),
    ("民生", "complaint"), ("广告", "advertising"),
)  # fmt: skip
"""Lists that mix ordinary subjects in: their words are only noted."""
_STOP_LISTS = ("stopword", "停用词")
_BLOCKS_FROM = 4
"""Characters a narrow list's word needs to block by itself: shorter ones live inside ordinary words."""
_LEVELS: dict[str, Severity] = {"[high]": "high", "[medium]": "medium", "[low]": "low"}
_CHINESE = re.compile(r"[一-龥]")


@dataclass(frozen=True, slots=True)
class Imported:
    """A word of a list, and how much it may do."""

    text: str
    category: str
    severity: Severity
    by_sound: bool


def read_imported(folder: Path) -> Iterator[Imported]:
    """Words of every *.txt below the folder: one a line, a trailing comma allowed.

    A line `[high]`, `[medium]` or `[low]` sets the severity of what follows: staff who know their list
    say so, and the rules of length no longer apply.
    """
    for path in sorted(folder.rglob("*.txt")):
        if any(mark in path.stem for mark in _STOP_LISTS) or path.name.startswith("SOURCE"):
            continue
        category, narrow = _subject(path.stem)
        said: Severity | None = None
        for line in path.read_text("utf-8", errors="replace").splitlines():
            word = line.strip().rstrip(",，").strip()
            if word in _LEVELS:
                said = _LEVELS[word]
            elif word and not word.startswith("#"):
                text = re.sub(r"\s+", "", simplified(word))
                severity = said or _severity(text, narrow=narrow)
                yield Imported(text, category, severity, by_sound=said is not None and len(text) >= 3)


def _subject(stem: str) -> tuple[str, bool]:
    for mark, category in _NARROW:
        if mark in stem:
            return category, True
    return next((category for mark, category in _BROAD if mark in stem), "other"), False


def _severity(text: str, *, narrow: bool) -> Severity:
    if not narrow or len(_CHINESE.findall(text)) < 3:
        return "low"
    return "high" if len(text) >= _BLOCKS_FROM else "medium"
