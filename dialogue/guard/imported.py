"""Word lists that do not ship: other people's, and staff's own; read at run time.

Published lists over-block badly: matched naively they hit up to 88% of harmless letters. What a word
may do is decided by its list (how narrow its subject is), its length and its script, not by being listed,
unless whoever keeps the list says so with a section.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dialogue.guard.normalise import simplified
from dialogue.guard.types import Severity

ALLOWED_FILE = "allowed.txt"
"""Words that never act, whatever list holds them."""
ACTIONS: dict[str, Severity] = {"refuse": "high", "context": "medium", "note": "low", "escalate": "alert"}
"""What staff call a word's action: refuse by itself, refuse beside an intent, only hold, alert a person."""

_NARROW: tuple[tuple[str, str], ...] = (
    ("暴恐", "terror"), ("涉枪涉爆", "weapon"), ("色情", "porn"), ("反动", "politics"),
)  # fmt: skip
"""Lists with one harmful subject: long words of them may block."""
_BROAD: tuple[tuple[str, str], ...] = (
    ("政治", "politics"), ("新思想", "politics"), ("GFW", "politics"), ("COVID", "rumour"), ("贪腐", "politics"),
    ("民生", "complaint"), ("广告", "advertising"),
)  # fmt: skip
"""Lists that mix ordinary subjects in: their words are only held."""
_STOP_LISTS = ("stopword", "停用词")
_BLOCKS_FROM = 4
"""Characters a narrow list's word needs to block by itself: shorter ones live inside ordinary words."""
_SECTIONS: dict[str, Severity] = {
    "high": "high", "medium": "medium", "low": "low", "alert": "alert", **ACTIONS,
    "拦截": "high", "语境": "medium", "记录": "low", "收录": "low", "提醒": "alert",
}  # fmt: skip
_SECTION = re.compile(r"\[\s*(?:(?:category|类别)\s+(?P<category>[\w一-龥]+)|(?P<level>[\w一-龥]+))\s*\]")
_CHINESE = re.compile(r"[一-龥]")


@dataclass(frozen=True, slots=True)
class Imported:
    """A word of a list, and how much it may do."""

    text: str
    category: str
    severity: Severity
    said: bool
    """Whether the list itself says what the word may do."""

    @property
    def by_sound(self) -> bool:
        return self.said and len(self.text) >= 3


def read_imported(folder: Path) -> Iterator[Imported]:
    """Words of every *.txt below the folder, except stop lists and the allowed words."""
    for path in sorted(folder.rglob("*.txt")):
        if is_word_list(path):
            yield from read_list(path)


def is_word_list(path: Path) -> bool:
    """Whether a file of a folder lists words that may act: stop lists, allowed words and remarks do not."""
    return path.name != ALLOWED_FILE and not any(mark in path.stem for mark in (*_STOP_LISTS, "SOURCE"))


def read_list(path: Path) -> Iterator[Imported]:
    """One word a line, a trailing comma allowed, `#` a remark.

    A line `[refuse]`, `[context]`, `[note]` or `[escalate]` (or 拦截 语境 收录 提醒) sets the action of what
    follows, `[category NAME]` its category: staff who know their list say so, and the rules of length
    no longer apply.
    """
    category, narrow = _subject(path.stem)
    said: Severity | None = None
    for line in path.read_text("utf-8-sig", errors="replace").splitlines():
        if found := _SECTION.fullmatch(line.strip()):
            category = found["category"] or category
            said = _SECTIONS.get(found["level"] or "", said)
        elif (text := clean_word(line)) and not line.lstrip().startswith("#"):
            yield Imported(text, category, said or _severity(text, narrow=narrow), said is not None)


def read_allowed(folder: Path) -> frozenset[str]:
    path = folder / ALLOWED_FILE
    if not path.exists():
        return frozenset()
    lines = path.read_text("utf-8-sig").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") and (word := clean_word(line)))


def clean_word(line: str) -> str:
    """A line of a list as the word it means: simplified, without spaces and the trailing comma."""
    return re.sub(r"\s+", "", simplified(line.strip().rstrip(",，")))


def _subject(stem: str) -> tuple[str, bool]:
    for mark, category in _NARROW:
        if mark in stem:
            return category, True
    return next((category for mark, category in _BROAD if mark in stem), "other"), False


def _severity(text: str, *, narrow: bool) -> Severity:
    if not narrow or len(_CHINESE.findall(text)) < 3:
        return "low"
    return "high" if len(text) >= _BLOCKS_FROM else "medium"
