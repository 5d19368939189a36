"""Years and months said in words, in digits: "二零二四年十一月" is 2024年11月, "六七年六月" 1967年6月.

"二三年" alone is two or three years as often as 2023, so two words are a year only with its month or a birth after it,
or with 零 before.
"""

from __future__ import annotations

import re

_DIGIT = {word: digit for digit, word in enumerate("零一二三四五六七八九")} | {"〇": 0}
_D = "零〇一二三四五六七八九"
_MONTH = {word: month for month, word in enumerate("一二三四五六七八九十", start=1)} | {
    "十一": 11,
    "十二": 12,
}
_M = r"十[一二]|[一二三四五六七八九十]"
_FULL = re.compile(rf"(?<![{_D}])([一二][{_D}]{{3}})(?=年)")
_SHORT = re.compile(
    rf"(?<![{_D}十百千万\d])([零〇][{_D}](?=年)|[一二五六七八九][{_D}](?=年(?:份)?(?:的)?(?:(?:{_M}|\d{{1,2}})月|出生|生(?!育))))"
)
_IN_YEAR = re.compile(rf"(?<=\d年)({_M})(?=月)")
_THIS_CENTURY = 30
"""Two digits below this are of this century."""


def in_digits(text: str) -> str:
    """The text with years said in words written in digits; everything else stays."""
    if "年" not in text:
        return text
    text = _FULL.sub(lambda match: _digits(match[1]), text)
    text = _SHORT.sub(lambda match: _with_century(_digits(match[1])), text)
    return _IN_YEAR.sub(lambda match: str(_MONTH[match[1]]), text)


def _digits(words: str) -> str:
    return "".join(str(_DIGIT[word]) for word in words)


def _with_century(two: str) -> str:
    return f"20{two}" if int(two) < _THIS_CENTURY else f"19{two}"
