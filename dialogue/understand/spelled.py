"""Questions typed in pinyin: "shiyejin zenme lingqu" is read as 失业金怎么领取.

The likeliest words of our field that the letters spell, by how often the starter knowledge's questions say them
(`bench/ship_spelled.py`). What is mostly Chinese already keeps its Latin words: APP, CT, PICC.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from itertools import product

from kb.text import normalise

_RUN = re.compile(r"[a-zü](?:[a-zü1-5' ]*[a-zü1-5])?")
_BETWEEN = re.compile(r"(?<=[a-zü])[1-5]| ")
"""What stands between syllables and is no letter of them: tones and spaces."""
_CHINESE = re.compile(r"[一-鿿]")
_LEAST = 6
"""Letters from which a run is read."""
_MOST = 300
"""Letters that are read at most."""
_SHARE = 0.7
"""Of the letters of a run that must be pinyin."""
_READINGS = 4
"""Readings of a word that are tried: 行 is xing and hang."""
_VOWELS = "aoe"
_WORD = 30
"""Letters of the longest word."""


def read(message: str) -> str:
    """The message with its pinyin as characters; as it is where it holds none."""
    plain = normalise(message)
    letters = sum(len(run) for run in _RUN.findall(plain))
    if letters < _LEAST or letters > _MOST or 2 * len(_CHINESE.findall(plain)) > letters:
        return message
    spoken, found = [], False
    last = 0
    for run in _RUN.finditer(plain):
        words = _words(_BETWEEN.sub("", run.group())) or _mostly(run.group())
        if words is None:
            continue
        spoken += [plain[last : run.start()], words]
        last, found = run.end(), True
    return "".join((*spoken, plain[last:])) if found else message


def _mostly(run: str) -> str | None:
    """The run with those of its parts read that are pinyin; None where they are not most of it: "zenme suan n+1"."""
    parts = [(part, _words(_BETWEEN.sub("", part))) for part in run.split()]
    told = sum(len(part) for part, words in parts if words)
    return "".join(words or part for part, words in parts) if told >= _SHARE * len(run) else None


def _words(letters: str) -> str | None:
    """The likeliest words that spell all the letters; None where none do."""
    letters = letters.replace("v", "ü")
    spelt, best = _spelt(), [(0.0, "")] + [(-math.inf, "")] * len(letters)
    for end in range(1, len(letters) + 1):
        for start in range(max(0, end - _WORD), end):
            held = spelt.get(letters[start:end])
            if held and best[start][0] + held[0] > best[end][0]:
                best[end] = best[start][0] + held[0], best[start][1] + held[1]
    return best[-1][1] if best[-1][0] > -math.inf else None


@cache
def _spelt() -> dict[str, tuple[float, str]]:
    """Of every spelling the likeliest word, with the logarithm of its share."""
    from pypinyin import Style, pinyin  # a dictionary of 40k characters: not at import

    lines = files("dialogue").joinpath("understand/spelled.txt").read_text(encoding="utf-8").splitlines()
    counted = [(word, int(n)) for word, n in map(str.split, lines)]
    total = sum(n for _, n in counted)
    spelt: dict[str, tuple[float, str]] = {}
    for word, n in counted:
        several = len(word) == 1
        heard = pinyin(word, style=Style.NORMAL, heteronym=several, v_to_u=True)
        for syllables in product(*(readings[:_READINGS] for readings in heard)):
            for spelling in {"".join(syllables), _apart(syllables)}:
                if len(spelling) > 1 or spelling in _VOWELS:
                    spelt[spelling] = max(spelt.get(spelling, (-math.inf, "")), (math.log(n / total), word))
    return spelt


def _apart(syllables: Sequence[str]) -> str:
    """As it is spelt with the mark before a vowel: "yu'e"."""
    return "".join(f"'{one}" if at and one[0] in _VOWELS else one for at, one in enumerate(syllables))
