"""How a drug is called: the names of a catalogue row, its dosage form, and how nearly two names sound alike."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

import yaml

_ROMAN = re.compile(r"[ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ]+")
_BOTH = re.compile(rf"{_ROMAN.pattern}|(?<=液)(?=注射用)")
"""Between two names that stand in one cell."""
_BRACKETS = re.compile(r"[(\[](.*?)[)\]]+")
_DROPPED = re.compile(r"[\s　]+")
_TEN = re.compile("(?<=[a-z])十")
_METAL = re.compile(r"(?<=.{4})[钠钾钙镁]$")
_NOT_THAT = re.compile(r"(?:(?<!是)不是|不带|不含)[^，。,\s]{1,6}的?|不打针")
_PLAIN_TOO = re.compile(r"普通|平片|(?<![释下])(?:片|胶囊)子?[和跟与、]|[和跟与、](?:片|胶囊)")
"""A plain form beside the one that is released slowly."""
_SHORTEST = 3
"""Characters of a name that is left after its form is taken off; shorter ones are ordinary words."""
_INJECTED = re.compile("注射[液用]")
_NEEDLES = ("针", "针剂", "注射剂")
_THIS_DRUG = ("这个药", "这药", "这种药", "那个药", "那药", "那种药", "有没有")
_SOUNDS = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ang", "an"), ("eng", "en"), ("ing", "in"))
_LIKE = (
    {"d", "t"},
    {"b", "p"},
    {"g", "k"},
    {"n", "l"},
    {"f", "h"},
    {"r", "l"},
    {"j", "q", "x"},
    {"z", "c", "s"},
)

_BRIEF = 3
"""Letters up to which two syllables that begin and end alike need not be alike."""

SAME_SOUND, LIKE_SOUND, OTHER = 0.3, 0.5, 1.0
"""What one character in place of another costs; 0 is the same character."""


@dataclass(frozen=True)
class Words:
    """Spellings that `data/drug-words.yaml` lists."""

    forms: tuple[tuple[str, re.Pattern[str]], ...]
    oral: frozenset[str]
    suffix: re.Pattern[str]
    form: re.Pattern[str]
    form_next: re.Pattern[str]
    """A form right after a name."""
    salt: re.Pattern[str]
    brands: dict[str, str]
    asks: re.Pattern[str]
    """Asks for the class of what stands before it."""
    cue: re.Pattern[str]
    """May ask about a drug."""
    filler: re.Pattern[str]
    stem: re.Pattern[str]
    """A name by the stems of international names, held or not."""
    like: re.Pattern[str]
    """The same, or what ends with a form."""
    origin: re.Pattern[str]
    """Says where a substance comes from, before its name; people leave it out."""


@cache
def words() -> Words:
    held: dict[str, Any] = yaml.safe_load(
        files("kb").joinpath("data/drug-words.yaml").read_text(encoding="utf-8")
    )
    return Words(
        forms=tuple((name, re.compile(pattern)) for name, pattern in held["forms"]),
        oral=frozenset(held["oral"]),
        suffix=re.compile(rf"(?:{held['suffixes']})$"),
        form=re.compile(held["suffixes"]),
        form_next=re.compile(rf"^(?:{held['suffixes']})"),
        salt=re.compile(rf"^(?:注射用(?:{held['salts']})?|(?:{held['salts']}))"),
        brands=held["brands"],
        asks=re.compile(held["asks"]),
        cue=re.compile(held["cues"]),
        filler=re.compile("|".join(sorted(held["filler"].split("|"), key=len, reverse=True))),
        stem=re.compile(rf"[一-龥]{{1,8}}(?:{held['stems']})"),
        like=re.compile(rf"[一-龥]{{1,8}}(?:{held['stems']})|[一-龥]{{2,10}}(?:{held['like_drugs']})"),
        origin=re.compile(rf"^(?:{held['own_origin']})"),
    )


def folded(text: str) -> str:
    """Half width, small letters, no spaces; Ⅲ becomes iii."""
    return _TEN.sub("10", _DROPPED.sub("", unicodedata.normalize("NFKC", text)).lower())


def aliases(name: str) -> tuple[str, ...]:
    """Every name a row answers to, its own first: of 连花清瘟片(胶囊、颗粒) also 连花清瘟胶囊 and 连花清瘟."""
    found: list[str] = []
    for part in _parts(name):
        plain = folded(_BRACKETS.sub("", part))
        found.append(plain)
        if "/" in plain:
            found += [folded(part), plain.replace("/", "")]  # of a mixture with its shares: 葡萄糖(13%)
        for inside in map(folded, _BRACKETS.findall(unicodedata.normalize("NFKC", part))):
            options = re.split(r"[、,，/]", inside)
            if all(words().suffix.fullmatch(option) for option in options):
                found += [base(plain) + option for option in options]
            elif re.search(r"[一-龥]{2}", inside):
                found.append(inside)
        found += [base(one) for one in tuple(found) if len(base(one)) >= _SHORTEST]
    found += [bare_of_metal(one) for one in found]
    found += [said for one in found for said in said_short(one)]
    found += [rest for one in found if len(rest := words().origin.sub("", one)) > _SHORTEST]
    return tuple(one for one in dict.fromkeys(found) if len(one) >= 2)


def said_short(name: str) -> list[str]:
    """How a name of two characters is said without its form, as no ordinary word: 参麦针, 脑安这个药."""
    stem = base(name)
    if len(stem) != _SHORTEST - 1 or stem == name:
        return []
    needles = [stem + word for word in _NEEDLES] if _INJECTED.search(name) else []
    return [*needles, *(stem + word for word in _THIS_DRUG)]


def bare_of_metal(name: str) -> str:
    """贝前列素钠 is 贝前列素."""
    return _METAL.sub("", name)


def base(name: str) -> str:
    """A name without its form and its acid: 盐酸二甲双胍缓释片 is 二甲双胍."""
    bare = without_form(name)
    return words().salt.sub("", bare if len(bare) >= 2 else name)


def without_form(name: str) -> str:
    """盐酸二甲双胍缓释片 is 盐酸二甲双胍."""
    return words().suffix.sub("", name)


def _parts(name: str) -> list[str]:
    """The names that stand in one cell: 瑞格列奈二甲双胍 Ⅰ瑞格列奈二甲双胍Ⅱ is one name, written twice."""
    parts = [part for part in _BOTH.split(name) if folded(part).strip("()[]")]
    plain = []
    for part in parts:
        text = re.sub(r"^[()\[\]\s]+|[()\[\]\s]+$", "", part)
        half = len(text) // 2
        plain.append(text[:half] if half >= 2 and text == text[:half] * 2 else text)
    closed = [text + ")" if text.count("(") > text.count(")") else text for text in plain]
    return list(dict.fromkeys(closed))


def form_words(text: str) -> list[str]:
    """Forms as a text writes them: 胶囊, 口服液."""
    return words().form.findall(_NOT_THAT.sub("", text))


def forms(text: str) -> set[str]:
    """Dosage forms a text names; a form inside a longer one does not count (缓释片 is no 片)."""
    found = set()
    rest = _NOT_THAT.sub("", text)
    for name, pattern in words().forms:
        rest, count = pattern.subn("，", rest)
        if count:
            found.add(name)
    if found & {"缓释控释", "舌下"} and not _PLAIN_TOO.search(text):
        found.discard("口服常释")
    if not found and "口服" in text:
        return set(words().oral)
    return found


@lru_cache(maxsize=20_000)
def sound(character: str) -> str:
    """Syllable without tone, with the endings that dialects do not keep apart folded."""
    from pypinyin import lazy_pinyin

    return _folded_sound(lazy_pinyin(character)[0])


def _folded_sound(syllable: str) -> str:
    for long, short in _SOUNDS:
        syllable = syllable.replace(long, short)
    return syllable


_ALSO = {"的": "di", "莨": "liang", "柏": "bo", "芎": "qiong", "吡": "pi", "参": "shen"}
"""Another way to say a character that stands in names of drugs."""


@lru_cache(maxsize=20_000)
def sounds(character: str) -> frozenset[str]:
    """Every way to say it, folded likewise: 的 in 新斯的明 is no "de"."""
    also = _ALSO.get(character)
    return frozenset({sound(character), _folded_sound(also)} if also else {sound(character)})


@lru_cache(maxsize=100_000)
def cost(one: str, other: str) -> float:
    """Of one character written for another."""
    if one == other:
        return 0.0
    if sounds(one) & sounds(other):
        return SAME_SOUND
    a, b = sound(one), sound(other)
    if a[1:] == b[1:] and len(a) > 1 and any({a[0], b[0]} <= alike for alike in _LIKE):
        return LIKE_SOUND
    if a[0] == b[0] and a[-2:] == b[-2:] and min(len(a), len(b)) > _BRIEF:
        return LIKE_SOUND  # 眩 for 弦
    return OTHER


def distance(name: str, text: str) -> tuple[float, int, int, int]:
    """(cost, characters that do not even sound alike, start, end) of the place in a text most like a name."""
    Cell = tuple[float, int, int]
    before: list[Cell] = [(0.0, 0, at) for at in range(len(text) + 1)]
    for character in name:
        row: list[Cell] = [(before[0][0] + OTHER, before[0][1] + 1, before[0][2])]
        for at, written in enumerate(text, start=1):
            price = cost(character, written)
            swapped = before[at - 1]
            best = (swapped[0] + price, swapped[1] + (price >= OTHER), swapped[2])
            for other in (before[at], row[at - 1]):
                if other[0] + OTHER < best[0]:
                    best = (other[0] + OTHER, other[1] + 1, other[2])
            row.append(best)
        before = row
    end = min(range(len(before)), key=lambda at: before[at][0])
    total, unlike, start = before[end]
    return total, unlike, start, end


def syllables(text: str) -> Sequence[str]:
    return [sound(character) for character in text]


def up_to_form(text: str) -> str:
    """What stands before the first form a text names."""
    starts = [match.start() for _, pattern in words().forms if (match := pattern.search(text))]
    starts += [match.start() for match in re.finditer(r"口服|普通|干(?=混)", text)]
    return text[: min(starts, default=len(text))]
