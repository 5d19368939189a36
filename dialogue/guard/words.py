"""The word library: listed words by category and severity, found in one pass over the folded view.

Our own core ships in words/*.txt. What staff keep lies in the database (staff_words.py); lists laid into a folder
are read at run time by the importer (imported.py), which decides how much each of their words may do. A hit is then verified: the same
syllables are not the same word, and a comma between two characters is usually just a comma.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock
from typing import Any

import ahocorasick

from dialogue.guard.listings import CORE, Stamp, Word, as_said, by_word, listed, of_word, stamp_of
from dialogue.guard.normalise import Spelled, Views, fold, maybe_latin, simplified, tables
from dialogue.guard.ordinary import ordinary_words
from dialogue.guard.staff_words import StaffWord, StaffWords
from dialogue.guard.types import Severity

_SENTENCE_END = frozenset("，。！？；：、,!?;:\n")
_REFRESH_SECONDS = 1.0
"""A change acts in every process within two seconds."""
_REST = 20.0
"""Seconds without an edit after which the whole library is read again in the background."""
_FEW = 300
"""Words of an edit that act before the whole library is read again."""
_ORDER: dict[Severity, int] = {"low": 0, "medium": 1, "alert": 2, "high": 3}
"""Which of two listings of a word counts."""
_SHORT = 40
"""Characters up to which both characters of a short word may be disguised."""
_PARTICLES = frozenset("吗呢吧了的是我你在有不")


@dataclass(frozen=True, slots=True)
class WordHit:
    """A word in the original text."""

    word: Word
    start: int
    end: int
    severity: Severity
    """May be milder than the word's own: a homophone of a two-character word is only a hint."""
    disguised: bool
    """Torn apart, taken apart, reversed or half in Latin letters: nobody writes 冰*毒 by accident."""


@dataclass(frozen=True, slots=True)
class _Held:
    """One state of a library."""

    automaton: Any
    listed: dict[str, Word]
    over: Any = None
    """Words of a small edit that the automaton does not know yet."""
    changed: frozenset[str] = frozenset()
    """Words of which the automaton no longer says the truth."""


class WordLibrary:
    """All words of the core, of staff and of one folder of lists; reads itself again when they change."""

    def __init__(self, words: Iterable[Word]) -> None:
        self._folding = tables().folded
        self._shipped: dict[str, list[Word]] = {}
        """What core and files say, by word."""
        self._held: _Held
        self._fill(words)
        self._folders: tuple[Path, ...] = ()
        self._staff: StaffWords | None = None
        self._stamp: Stamp = (0, ())
        self._looked = 0.0
        self._followed = False
        self._over = 0
        """Version of staff's words that a small edit was put over for, and when."""
        self._over_at = 0.0
        self._reading = Lock()

    @classmethod
    def load(cls, words_dir: Path | None = None, staff: StaffWords | None = None) -> WordLibrary:
        library = cls(())
        library._folders = (CORE,) if words_dir is None else (CORE, words_dir)
        library._staff = staff
        library._read_all(stamp_of(library._folders, staff))
        return library

    def __len__(self) -> int:
        return len(self._listed)

    def counts(self) -> dict[tuple[str, Severity], int]:
        """How many words by category and severity."""
        return dict(Counter((word.category, word.severity) for word in self._listed.values()))

    def look_up(self, part: str) -> list[Word]:
        """Listed words that contain `part`, shortest first."""
        found = (word for text, word in self._listed.items() if part in text)
        return sorted(found, key=lambda word: (len(word.text), word.text))

    def listed(self, names: Iterable[str]) -> dict[str, Word]:
        """The words of these names, as they are held."""
        return {name: word for name in names if (word := self._listed.get(name)) is not None}

    @property
    def all(self) -> list[Word]:
        """Every word once, whatever it may do."""
        return list(self._listed.values())

    def refresh(self, *, now: float | None = None, every: float = _REFRESH_SECONDS) -> bool:
        """Read again what changed; looks at most once in so many seconds. True if something had.

        Every check calls it, and none has to read where the library is followed in the background.
        """
        moment = time.monotonic() if now is None else now
        if self._followed or not self._folders or moment - self._looked < every:
            return False
        if not self._reading.acquire(blocking=False):
            return False
        try:
            self._looked = moment
            return self._look(moment, rest=0.0)
        finally:
            self._reading.release()

    def follow(self) -> bool:
        """One look of whoever follows the library in the background: from now on no check looks itself."""
        self._followed = True
        with self._reading:
            return self._look(time.monotonic(), rest=_REST)

    def catch_up(self) -> bool:
        """What was changed just now acts when this returns."""
        with self._reading:
            return self._look(time.monotonic(), rest=_REST)

    def _look(self, moment: float, rest: float) -> bool:
        """A few words act at once, beside the library as it was; the whole is read when no more come for `rest`."""
        stamp = stamp_of(self._folders, self._staff)
        if stamp == self._stamp:
            return False
        few = None
        if stamp[1] == self._stamp[1] and self._staff is not None and rest > 0:
            few = self._staff.changed_since(self._stamp[0], _FEW)
        if few is not None:
            if stamp[0] != self._over:
                self._put_over(few)
                self._over, self._over_at = stamp[0], moment
                return True
            if moment - self._over_at < rest:
                return False
        self._read_all(stamp)
        return True

    def _read_all(self, stamp: Stamp) -> None:
        if stamp[1] != self._stamp[1] or not self._shipped:
            self._shipped = by_word(listed(self._folders))
        self._fill(as_said(self._shipped, self._staff.all() if self._staff else {}))
        self._stamp = stamp

    def _put_over(self, changed: Mapping[str, StaffWord | None]) -> None:
        """The words of a small edit beside the library as it was, which says nothing of them any more."""
        over = WordLibrary(
            word for text, row in changed.items() for word in of_word(self._shipped.get(text, []), row)
        )
        kept = {text: word for text, word in self._listed.items() if text not in changed}
        self._held = replace(
            self._held,
            listed={**kept, **over._listed},
            over=over._automaton if len(over._automaton) else None,
            changed=frozenset(changed),
        )

    def find(self, text: Views) -> list[WordHit]:
        """Verified hits in the original text; of overlapping ones all are kept."""
        held = self._held
        hits = self._found(held.automaton, text)
        if not held.changed:
            return hits
        hits = [hit for hit in hits if hit.word.text not in held.changed]
        return hits + (self._found(held.over, text) if held.over is not None else [])

    def _found(self, automaton: Any, text: Views) -> list[WordHit]:
        hits: list[WordHit] = []
        original = text.original
        # folded here and not through the view: a cached property costs as much as the whole pass
        for found in automaton.iter(original.translate(self._folding)):
            hits += _verified(text, *found)
        if maybe_latin(original) and (read := text.spelled) is not None:
            for found in automaton.iter(read.text):
                hits += _verified_sound(text, read, *found)
        return hits

    @property
    def _automaton(self) -> Any:
        return self._held.automaton

    @property
    def _listed(self) -> dict[str, Word]:
        return self._held.listed

    def bare_pass(self, text: str) -> int:
        """Aho-Corasick over the text as it is, without views or verification: the yardstick of speed."""
        return sum(1 for _ in self._automaton.iter(text))

    def _fill(self, words: Iterable[Word]) -> None:
        automaton = ahocorasick.Automaton()
        held: dict[str, list[Word]] = {}
        listed: dict[str, Word] = {}
        for word in words:
            if folded := fold(word.spelling):
                before = listed.setdefault(word.text, word)
                if _ORDER[word.severity] > _ORDER[before.severity]:
                    listed[word.text] = word
                # a word that may do nothing is kept for staff to see and raise, and costs no check anything
                if word.severity != "low":
                    held.setdefault(folded, []).append(word)
        for folded, same in held.items():
            automaton.add_word(folded, (len(folded), tuple(same)))
        automaton.make_automaton()
        # replaced in one assignment: a check running in another thread sees the old or the new library
        self._held = _Held(automaton, listed)


def _verified(text: Views, last: int, found: tuple[int, tuple[Word, ...]]) -> list[WordHit]:
    """The words of one match in the folded view that truly stand there."""
    length, words = found
    first, origin = last + 1 - length, text.folded_origin
    start, end = origin[first], origin[last] + 1
    piece = text.original[start:end]
    if end - start == length:
        plain = [word for word in words if word.spelling == piece]
        if plain:
            if _inside_latin_word(text.original, start, end):
                return []
            return [WordHit(word, start, end, word.severity, word.spelling != word.text) for word in plain]
        if not any(word.by_sound for word in words) and simplified(piece) == piece:
            return []
    places = origin.span(first, last + 1)
    if end - start != length and not _holds_together(text.original, places, [at + 1 for at in places]):
        return []
    if _inside_latin_word(text.original, start, end):
        return []
    written = simplified("".join(text.original[i] for i in places))
    hits = []
    for word in words:
        severity = (
            word.severity if written == word.spelling else _by_sound(word, text.original, places, written)
        )
        if severity is not None:
            hits.append(WordHit(word, start, end, severity, _disguised(word, piece, written)))
    return hits


def _verified_sound(
    text: Views, read: Spelled, last: int, found: tuple[int, tuple[Word, ...]]
) -> list[WordHit]:
    """The words of one match in the view where Latin letters are read as syllables."""
    length, words = found
    places, ends = read.starts[last + 1 - length : last + 1], read.ends[last + 1 - length : last + 1]
    start, end = places[0], ends[-1]
    piece = text.original[start:end]
    written = simplified("".join(text.original[i] for i in places))
    if not _is_latin(written) or (length == 1 and piece.isascii()):
        return []  # all in characters: the folded view has seen it; one syllable says nothing
    if not _holds_together(text.original, places, ends) or _inside_latin_word(text.original, start, end):
        return []
    return [
        WordHit(word, start, end, severity, _disguised(word, piece, written))
        for word in words
        if (severity := _by_letters(word)) is not None
    ]


def _disguised(word: Word, piece: str, written: str) -> bool:
    if word.spelling != word.text and simplified(piece) != word.text:
        return True
    letters = [char.isascii() and char.isalpha() for char in written]
    if any(letters) and not word.text.isascii():
        return not all(letters) or any(char in "@$013457" for char in piece)
    return any(not char.isspace() for char in piece if char not in written and not char.isalnum())


def _by_letters(word: Word) -> Severity | None:
    """What pinyin counts for: bingdu is 冰毒, and 病毒."""
    if not word.by_sound:
        return None
    return "medium" if len(word.text) < 3 and word.severity == "high" else word.severity


def _by_sound(word: Word, text: str, places: Sequence[int], written: str) -> Severity | None:
    """What a homophone of the word counts for; nothing where it is part of an ordinary word (买什|么)."""
    if not word.by_sound:
        return None
    if len(word.text) == 2 and (places[1] - places[0] > 1 or not set(written) & set(word.text)):
        return None
    ordinary = ordinary_words()
    if simplified(text[places[-1] : places[-1] + 2]) in ordinary:
        return None  # its end begins an ordinary word: 班家证|明
    for at, char, meant in zip(places, written, word.spelling, strict=True):
        if char == meant:
            continue
        around = simplified(text[max(0, at - 1) : at + 2])
        if char in _PARTICLES or around[:2] in ordinary or around[-2:] in ordinary:
            return None
    return word.severity if len(word.text) >= 3 else "medium"


def _is_latin(written: str) -> bool:
    return any(char.isascii() and char.isalpha() for char in written)


def _inside_latin_word(text: str, start: int, end: int) -> bool:
    """ "av" inside "available" is not a word."""
    before = start > 0 and text[start - 1].isascii() and text[start - 1].isalpha()
    after = end < len(text) and text[end].isascii() and text[end].isalpha()
    return (before and text[start].isascii()) or (after and text[end - 1].isascii())


def _holds_together(text: str, places: Sequence[int], ends: Sequence[int]) -> bool:
    """Whether what stands between the characters looks like disguise rather than two phrases meeting."""
    gaps = [text[end:after] for end, after in zip(ends, places[1:], strict=False)]
    torn = [gap for gap in gaps if gap]
    if not torn:
        return True
    if all(gaps):  # a separator between all of them is deliberate, whatever it is
        return len(gaps) > 1 or not any(char in _SENTENCE_END for char in gaps[0])
    return not any(char in _SENTENCE_END for gap in torn for char in gap)
