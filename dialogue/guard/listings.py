"""What is listed, and in which spellings: the core, lists in a folder, and what staff say of a word instead."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from dialogue.guard.errors import LexiconError
from dialogue.guard.imported import read_allowed, read_imported
from dialogue.guard.normalise import simplified
from dialogue.guard.protected import protected
from dialogue.guard.splits import split_forms
from dialogue.guard.staff_words import StaffWord, StaffWords
from dialogue.guard.types import Severity

CORE = Path(__file__).with_name("words")


@dataclass(frozen=True, slots=True)
class Word:
    """A listed word; `spelling` is how the matched form is written (a split form differs from `text`)."""

    text: str
    spelling: str
    category: str
    severity: Severity
    by_sound: bool
    """Whether a homophone of it counts; short or imported words would hit ordinary language."""
    grave: bool = False
    """Whether no context excuses it, as staff say of few words."""


def listed(folders: tuple[Path, ...]) -> Iterator[Word]:
    """What the core and the files list, without what a file allows."""
    allowed = frozenset[str]().union(*(read_allowed(folder) for folder in folders[1:]))
    return (word for word in _read(folders) if word.text not in allowed)


def by_word(words: Iterable[Word]) -> dict[str, list[Word]]:
    found: dict[str, list[Word]] = {}
    for word in words:
        found.setdefault(word.text, []).append(word)
    return found


def as_said(shipped: Mapping[str, list[Word]], said: Mapping[str, StaffWord]) -> Iterator[Word]:
    """Every word, as staff say wherever they said something of it."""
    for text, words in shipped.items():
        yield from of_word(words, said.get(text))
    for text, row in said.items():
        if text not in shipped:
            yield from of_word([], row)


def of_word(shipped: list[Word], row: StaffWord | None) -> Iterable[Word]:
    """One word in all its spellings."""
    if row is None:
        return shipped
    if row.disabled:
        return ()
    if not shipped:
        return spelled(row)
    return (replace(word, category=row.category, severity=row.severity, grave=row.grave) for word in shipped)


def spelled(row: StaffWord) -> Iterator[Word]:
    """A word of staff in the spellings it is found by."""
    forms = split_forms(row.word) if row.severity in ("high", "alert") and row.by_sound else ()
    for form in (row.word, *forms):
        by_sound = row.by_sound and form == row.word
        yield Word(row.word, form, row.category, row.severity, by_sound, row.grave)


def _read(folders: tuple[Path, ...]) -> Iterator[Word]:
    for path in sorted(CORE.glob("*.txt")):
        for text, severity in _read_core(path):
            for spelling in (text, *split_forms(text), *_other_forms(text)):
                yield Word(text, spelling, path.stem, severity, by_sound=spelling == text and len(text) >= 2)
            if (sound := text.translate(_OTHER_READING)) != text:
                yield Word(text, sound, path.stem, severity, by_sound=True)
    for folder in folders[1:]:
        for entry in read_imported(folder):
            if entry.text not in protected():
                yield Word(entry.text, entry.text, entry.category, entry.severity, by_sound=entry.by_sound)


_REVERSED_FROM = 3
"""Characters a word needs to count when written backwards: two swapped ones are another word."""
_OTHER_READING = str.maketrans({"藏": "脏", "行": "航", "调": "条"})
"""Characters the folding reads another way than these words do (zàng, háng, tiáo)."""
_ARABIC = str.maketrans("一二三四五六七八九", "123456789")


def _other_forms(text: str) -> Iterator[str]:
    """Written backwards, and with figures for numerals (银行卡4件套)."""
    if len(text) >= _REVERSED_FROM and not text.isascii() and text[::-1] != text:
        yield text[::-1]
    if len(text) > _REVERSED_FROM and (figures := text.translate(_ARABIC)) != text:
        yield figures


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


Stamp = tuple[int, tuple[tuple[str, int, int], ...]]
"""Version of staff's words, and path, date and size of every file."""


def stamp_of(folders: Iterable[Path], staff: StaffWords | None = None) -> Stamp:
    listed = (path for folder in folders for path in sorted(folder.rglob("*.txt")))
    files = tuple((str(path), (stat := path.stat()).st_mtime_ns, stat.st_size) for path in listed)
    return (staff.version() if staff else 0, files)
