"""Two views of a text that survive evasion, each able to point back at the original.

*clean* is what rules read: half width, simplified, lower case, without spaces and decoration,
sentence punctuation kept, alarming words that were misheard put right. *folded* is what the word library reads: no punctuation at all, and every
Chinese character replaced by a code for its toneless syllable, so that homophones are one.

Both are made with one `str.translate`, which is why a pass stays near the cost of Aho-Corasick
alone; the map back to the original is only built when something was found.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files
from typing import NamedTuple

from dialogue.guard.misheard import as_meant

_SYLLABLES_AT = 0xE000  # private use: codes never collide with real text
_SENTENCE_MARKS = "，。！？；：、,!?;:\n"
_CJK = range(0x4E00, 0xA000)
_NOT_TEXT = ("Z", "P", "S", "C", "M")
"""Unicode categories that carry no words: separators, punctuation, symbols, controls, marks."""

_UNSEEN = frozenset(
    point
    for first, last in (
        (0xAD, 0xAD), (0x34F, 0x34F), (0x61C, 0x61C), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F),
        (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0x2800, 0x2800), (0x3164, 0x3164), (0xFE00, 0xFE0F),
        (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0), (0xFFF0, 0xFFF8), (0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A),
        (0xE0000, 0xE0FFF),
    )
    for point in range(first, last + 1)
)  # fmt: skip
"""What no reader sees: Unicode's Default_Ignorable_Code_Point, whatever its category, and the blank Braille cell."""

_LATIN_RUN = re.compile(r"[a-zü@$013457](?:[^0-9\u4e00-\u9fff]{0,2}[a-zü@$013457])+")
_MAYBE_LATIN = re.compile(r"[A-Za-zＡ-Ｚａ-ｚⓐ-ⓩ𝐀-𝟿À-ɏ][^\u4e00-\u9fff]{0,3}[A-Za-zＡ-Ｚａ-ｚⓐ-ⓩ𝐀-𝟿À-ɏ]")
"""Two letters near each other in any script of Latin: the quick question before the slow reading."""
_LEET = (str.maketrans("@$013457", "asoieast"), str.maketrans("@$013457", "asoleast"))
"""Signs and digits that stand for a letter; a 1 is an i or an l."""


@dataclass(frozen=True)
class Tables:
    """Character tables; built once, because opencc and pypinyin read files."""

    simplify: dict[int, int]
    """Same-length folding: full width, traditional, capitals, accents."""
    clean: dict[int, int | None]
    folded: dict[int, int | None]
    left_out_of_clean: re.Pattern[str]
    left_out_of_folded: re.Pattern[str]
    syllables: dict[str, str]
    """Toneless pinyin to its code, e.g. "luo" → "\\ue0f3"."""


@lru_cache(maxsize=1)
def tables() -> Tables:
    simplify = _simplify_table()
    syllables, codes = _syllable_codes(simplify)
    noise = _noise()
    keep = {ord(mark) for mark in _SENTENCE_MARKS}
    clean: dict[int, int | None] = dict(simplify)
    clean.update({point: None for point in noise if point not in keep and simplify.get(point) not in keep})
    folded: dict[int, int | None] = {source: codes.get(target, target) for source, target in simplify.items()}
    folded.update({ord(c): codes.get(ord(c), ord(c)) for c in map(chr, _CJK) if ord(c) not in simplify})
    folded.update({point: None for point in noise if simplify.get(point, point) in noise})
    return Tables(simplify, clean, folded, _left_out(clean), _left_out(folded), syllables)


class Spelled(NamedTuple):
    """A folded text, and which piece of the original each of its characters stands for."""

    text: str
    starts: list[int]
    ends: list[int]


@dataclass(eq=False)
class Views:
    """One text in the forms the guard reads."""

    original: str

    @cached_property
    def clean(self) -> str:
        return as_meant(self.original.translate(tables().clean))

    @cached_property
    def clean_origin(self) -> Origin:
        return Origin(self.original, tables().left_out_of_clean)

    @cached_property
    def folded(self) -> str:
        return self.original.translate(tables().folded)

    @cached_property
    def folded_origin(self) -> Origin:
        return Origin(self.original, tables().left_out_of_folded)

    @cached_property
    def spelled(self) -> Spelled | None:
        """The folded view with pinyin spelled in Latin letters read as syllables; None without such."""
        return _read_pinyin(self.original) if maybe_latin(self.original) else None

    def at(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the original of clean[start:end]."""
        return self.clean_origin[start], self.clean_origin[end - 1] + 1


def views(text: str) -> Views:
    return Views(text)


def simplified(text: str) -> str:
    """Half width, simplified, lower case; the same length as `text`."""
    return text.translate(tables().simplify)


def blank(text: str) -> bool:
    """Whether nothing in the text can be seen."""
    return not text.translate(dict.fromkeys(_UNSEEN)).strip()


def fold(word: str) -> str:
    """A word as the folded view shows it."""
    return word.translate(tables().folded)


def maybe_latin(text: str) -> bool:
    """Whether the text may hold pinyin: the quick question before the slow reading."""
    return _MAYBE_LATIN.search(text) is not None


class Origin:
    """Places in the original of the characters of a view that left some out."""

    def __init__(self, text: str, left_out: re.Pattern[str]) -> None:
        # the k-th gap at place g shifts every view place from g - k on by one more
        self._shifts = [m.start() - k for k, m in enumerate(left_out.finditer(text))]
        self._size = len(text) - len(self._shifts)

    def __getitem__(self, place: int) -> int:
        return place + bisect_right(self._shifts, place)

    def span(self, first: int, stop: int) -> list[int]:
        return [place + bisect_right(self._shifts, place) for place in range(first, stop)]


def _left_out(table: dict[int, int | None]) -> re.Pattern[str]:
    points = sorted(point for point, target in table.items() if target is None)
    ranges: list[list[int]] = []
    for point in points:
        if ranges and point == ranges[-1][1] + 1:
            ranges[-1][1] = point
        else:
            ranges.append([point, point])
    return re.compile("[" + "".join(f"\\U{low:08x}-\\U{high:08x}" for low, high in ranges) + "]")


def _simplify_table() -> dict[int, int]:
    table: dict[int, int] = {}
    for point in (*range(0x00C0, 0x0250), *range(0x2150, 0x2500), *range(0xFF01, 0xFF5F), 0x3000):
        plain = unicodedata.normalize("NFKD", chr(point))
        if plain:
            base = plain[0].lower() if len(plain) == 1 or unicodedata.combining(plain[1]) else ""
            if base:
                table[point] = ord(base)
    for offset in range(26):
        table[ord("A") + offset] = ord("a") + offset
    table.update(_circled_digits())
    # one character to one character, so offsets stay; opencc's phrase table is not needed to match words
    lines = files("opencc").joinpath("dictionary/TSCharacters.txt").read_text("utf-8").splitlines()
    for line in lines:
        traditional, _, targets = line.partition("\t")
        target = targets.split(" ")[0]
        if len(traditional) == 1 and len(target) == 1 and traditional != target:
            table[ord(traditional)] = ord(target)
    return table


def _circled_digits() -> dict[int, int]:
    table = {}
    for first in (0x2460, 0x2474, 0x2488, 0x2776, 0x2780):
        table.update({first + n: ord("1") + n for n in range(9)})
    table[0x24EA] = ord("0")
    return table


def _noise() -> set[int]:
    ranges = (range(0x21), range(0x21, 0x7F), range(0x7F, 0xC0), range(0x300, 0x370), range(0x2000, 0x2BFF),
              range(0x3000, 0x3040), range(0xFE00, 0xFE70), range(0xFF01, 0x10000),
              range(0x1F000, 0x1FB00), range(0xE0000, 0xE0200))  # fmt: skip
    return {p for r in ranges for p in r if unicodedata.category(chr(p))[0] in _NOT_TEXT} | _UNSEEN


def _syllable_codes(simplify: dict[int, int]) -> tuple[dict[str, str], dict[int, int]]:
    from pypinyin.pinyin_dict import pinyin_dict  # a dictionary of 40k characters: not at import

    codes: dict[int, int] = {}
    syllables: dict[str, str] = {}
    for point in _CJK:
        readings = pinyin_dict.get(simplify.get(point, point))
        if not readings:
            continue
        syllable = _toneless(readings.split(",")[0])
        code = syllables.setdefault(_blur(syllable), chr(_SYLLABLES_AT + len(syllables)))
        for spelling in (syllable, syllable.replace("v", "ü"), syllable.replace("ve", "ue")):
            syllables.setdefault(spelling, code)
        codes[point] = ord(code)
    return syllables, codes


def _toneless(reading: str) -> str:
    plain = unicodedata.normalize("NFD", reading).replace("u\u0308", "v")  # ü is typed v
    return "".join(c for c in plain if not unicodedata.combining(c)).lower()


def _blur(syllable: str) -> str:
    """Flat and retroflex initials sound alike to many callers and to speech recognition."""
    return syllable[0] + syllable[2:] if syllable[:2] in ("zh", "ch", "sh") else syllable


def _read_pinyin(text: str) -> Spelled | None:
    low = simplified(text)
    known = tables().syllables
    read = Spelled("", [], [])
    out: list[str] = []
    last, found = 0, False
    for run in _LATIN_RUN.finditer(low):
        places = [i for i in range(run.start(), run.end()) if low[i] in _LETTERS]
        syllables = _syllables("".join(low[i] for i in places), known)
        if syllables is None:
            continue
        found = True
        _copy(text, last, run.start(), out, read)
        for code, start, end in syllables:
            out.append(code)
            read.starts.append(places[start])
            read.ends.append(places[end - 1] + 1)
        last = run.end()
    if not found:
        return None
    _copy(text, last, len(text), out, read)
    return read._replace(text="".join(out))


_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzü@$013457")


def _syllables(letters: str, known: dict[str, str]) -> list[tuple[str, int, int]] | None:
    plain = sum(char.isalpha() for char in letters)
    if plain == len(letters):
        return _segment(letters, known)
    if plain < 2:
        return None  # a number, not a word
    return next((read for table in _LEET if (read := _segment(letters.translate(table), known))), None)


def _copy(text: str, start: int, end: int, out: list[str], read: Spelled) -> None:
    table = tables().folded
    for i in range(start, end):
        mapped = table.get(ord(text[i]), ord(text[i]))
        if mapped is not None:
            out.append(chr(mapped))
            read.starts.append(i)
            read.ends.append(i + 1)


def _segment(letters: str, known: dict[str, str]) -> list[tuple[str, int, int]] | None:
    """Letters as syllables with their places, the fewest possible; None where they are not pinyin."""
    if len(letters) > 64:  # nobody hides a word in that; keeps the work bounded
        return None
    best: list[list[tuple[str, int, int]] | None] = [None] * (len(letters) + 1)
    best[0] = []
    for end in range(1, len(letters) + 1):
        for start in range(max(0, end - 6), end):
            head, code = best[start], known.get(letters[start:end])
            if head is not None and code is not None:
                held = best[end]
                if held is None or len(head) + 1 < len(held):
                    best[end] = [*head, (code, start, end)]
    return best[-1]
