"""The word library: listed words by category and severity, found in one pass over the folded view.

Our own core ships in words/*.txt. Lists of other people are read at run time by the importer
(imported.py), which decides how much each of their words may do. A hit is then verified: the same
syllables are not the same word, and a comma between two characters is usually just a comma.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import ahocorasick

from dialogue.guard.context import PROTECTED
from dialogue.guard.errors import LexiconError
from dialogue.guard.imported import read_imported
from dialogue.guard.normalise import Views, fold, simplified
from dialogue.guard.splits import split_forms
from dialogue.guard.types import Severity

CORE = Path(__file__).with_name("words")
ORDINARY = Path(__file__).with_name("lexicon") / "ordinary_words.txt"
_SENTENCE_END = frozenset("，。！？；：、,!?;:\n")
_REFRESH_SECONDS = 2.0
_SHORT = 40
"""Characters up to which both characters of a short word may be disguised."""
_PARTICLES = frozenset("吗呢吧了的是我你在有不")


@dataclass(frozen=True, slots=True)
class Word:
    """A listed word; `spelling` is how the matched form is written (a split form differs from `text`)."""

    text: str
    spelling: str
    category: str
    severity: Severity
    by_sound: bool
    """Whether a homophone of it counts; short or imported words would hit ordinary language."""


@dataclass(frozen=True, slots=True)
class WordHit:
    """A word in the original text."""

    word: Word
    start: int
    end: int
    severity: Severity
    """May be milder than the word's own: a homophone of a two-character word is only a hint."""


class WordLibrary:
    """All words of the core and of one folder of imported lists; reads itself again when they change."""

    def __init__(self, words: Iterable[Word]) -> None:
        self._fill(words)
        self._folders: tuple[Path, ...] = ()
        self._stamp: tuple[tuple[str, int, int], ...] = ()
        self._looked = 0.0

    @classmethod
    def load(cls, words_dir: Path | None = None) -> WordLibrary:
        folders = (CORE,) if words_dir is None else (CORE, words_dir)
        library = cls(_read(folders))
        library._folders, library._stamp = folders, _stamp(folders)
        return library

    def __len__(self) -> int:
        return self._size

    def refresh(self, *, now: float | None = None) -> bool:
        """Read the files again if one changed; looks at most every two seconds. True if it read."""
        moment = time.monotonic() if now is None else now
        if not self._folders or moment - self._looked < _REFRESH_SECONDS:
            return False
        self._looked = moment
        stamp = _stamp(self._folders)
        if stamp == self._stamp:
            return False
        self._fill(_read(self._folders))
        self._stamp = stamp
        return True

    def find(self, text: Views) -> list[WordHit]:
        """Verified hits in the original text; of overlapping ones all are kept."""
        hits = [hit for found in self._automaton.iter(text.folded)
                for hit in _verified(text, text.folded_origin, *found, spelled=False)]  # fmt: skip
        if (read := text.spelled) is not None:
            folded, origin = read
            for found in self._automaton.iter(folded):
                hits.extend(_verified(text, origin, *found, spelled=True))
        return hits

    def bare_pass(self, text: str) -> int:
        """Aho-Corasick over the text as it is, without views or verification: the yardstick of speed."""
        return sum(1 for _ in self._automaton.iter(text))

    def _fill(self, words: Iterable[Word]) -> None:
        automaton = ahocorasick.Automaton()
        held: dict[str, list[Word]] = {}
        texts = set()
        for word in words:
            folded = fold(word.spelling)
            if folded:
                held.setdefault(folded, []).append(word)
                texts.add(word.text)
        for folded, listed in held.items():
            automaton.add_word(folded, (len(folded), tuple(listed)))
        automaton.make_automaton()
        # replaced in one assignment: a check running in another thread sees the old or the new library
        self._automaton, self._size = automaton, len(texts)


def _verified(
    text: Views, origin: list[int], last: int, found: tuple[int, tuple[Word, ...]], *, spelled: bool
) -> Iterator[WordHit]:
    length, words = found
    places = origin[last + 1 - length : last + 1]
    start, end = places[0], places[-1] + 1
    if not _holds_together(text.original, places):
        return
    written = simplified("".join(text.original[i] for i in places))
    for word in words:
        severity: Severity | None = word.severity
        if written != word.spelling and not (spelled and _is_latin(written)):
            severity = _by_sound(word, text.original, places)
        elif spelled and len(word.text) < 3 and severity == "high":
            severity = "medium"  # bingdu is 冰毒, and 病毒
        if spelled and not word.by_sound:
            severity = None
        if severity is not None and not _inside_latin_word(text.original, start, end):
            yield WordHit(word, start, end, severity)


def _by_sound(word: Word, text: str, places: list[int]) -> Severity | None:
    """What a homophone of the word counts for; nothing where it is part of an ordinary word (买什|么)."""
    if not word.by_sound:
        return None
    written = "".join(text[i] for i in places)
    if len(word.text) == 2 and (
        places[1] - places[0] > 1 or (len(text) > _SHORT and not set(written) & set(word.text))
    ):
        return None
    if not _PARTICLES.isdisjoint(written):
        return None
    around = simplified(text[max(0, places[0] - 1) : places[-1] + 2])
    ordinary = ordinary_words()
    if any(around[i : i + 2] in ordinary for i in range(len(around) - 1)):
        return None
    return word.severity if len(word.text) >= 3 else "medium"


@lru_cache(maxsize=1)
def ordinary_words() -> frozenset[str]:
    """Common words of two characters (from jieba's dictionary, see bench.train_guard.py)."""
    return frozenset(ORDINARY.read_text("utf-8").split())


def _is_latin(written: str) -> bool:
    return any(char.isascii() and char.isalpha() for char in written)


def _inside_latin_word(text: str, start: int, end: int) -> bool:
    """ "av" inside "available" is not a word."""
    before = start > 0 and text[start - 1].isascii() and text[start - 1].isalpha()
    after = end < len(text) and text[end].isascii() and text[end].isalpha()
    return (before and text[start].isascii()) or (after and text[end - 1].isascii())


def _holds_together(text: str, places: list[int]) -> bool:
    """Whether what stands between the characters looks like disguise rather than two phrases meeting."""
    gaps = [text[a + 1 : b] for a, b in pairwise(places)]
    torn = [gap for gap in gaps if gap]
    if not torn:
        return True
    if all(gaps):  # a separator between all of them is deliberate, whatever it is
        return len(gaps) > 1 or not any(char in _SENTENCE_END for char in gaps[0])
    return not any(char in _SENTENCE_END for gap in torn for char in gap)


def _read(folders: tuple[Path, ...]) -> Iterator[Word]:
    for path in sorted(CORE.glob("*.txt")):
        for text, severity in _read_core(path):
            for spelling in (text, *split_forms(text)):
                yield Word(text, spelling, path.stem, severity, by_sound=len(text) >= 2)
    for folder in folders[1:]:
        for entry in read_imported(folder):
            if entry.text not in PROTECTED:
                yield Word(entry.text, entry.text, entry.category, entry.severity, by_sound=entry.by_sound)


def _read_core(path: Path) -> Iterator[tuple[str, Severity]]:
    severity: Severity = "medium"
    for line in path.read_text("utf-8").splitlines():
        line = line.strip()
        if line in ("[high]", "[medium]", "[low]"):
            severity = line[1:-1]  # type: ignore[assignment]  # checked by the line above
        elif line.startswith("["):
            raise LexiconError(path, f"不认识的级别 {line}（只有 high、medium、low）")
        elif line and not line.startswith("#"):
            for word in line.split():
                yield simplified(word), severity


def _stamp(folders: Iterable[Path]) -> tuple[tuple[str, int, int], ...]:
    listed = (path for folder in folders for path in sorted(folder.rglob("*.txt")))
    return tuple((str(path), (stat := path.stat()).st_mtime_ns, stat.st_size) for path in listed)
