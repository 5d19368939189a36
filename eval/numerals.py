"""Numerals of Chinese text in one spelling, so that "二十四个月", "24个月" and "２４ 个月" are one.

A numeral is replaced as a whole and put between two marks, so that it is equal or different as a whole:
the "5" of "15" is never found.
"""

from __future__ import annotations

import re
from decimal import Decimal

OPEN, CLOSE = "\ue000", "\ue001"
"""Marks around a numeral: private-use characters, removed from the text first."""

_DIGIT = {c: v for v, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UNIT = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}

# The grammar of a spoken number. A bare digit at the end counts the next lower unit ("三万五" is 35000).
_D = "[一二两三四五六七八九]"
_TENS = f"{_D}?十{_D}?"
_HUNDREDS = f"{_D}百(?:零{_D}(?!十)|零?{_TENS}|{_D})?"
_THOUSANDS = f"{_D}千(?:{_HUNDREDS}|零?{_TENS}|零{_D}|{_D})?"
_SECTION = f"(?:{_THOUSANDS}|{_HUNDREDS}|{_TENS}|{_D})"
_WAN = f"{_SECTION}万(?:零?{_THOUSANDS}|零?{_HUNDREDS}|零?{_TENS}|零{_D}|{_D})?"
_YI = f"{_SECTION}亿(?:零?{_WAN}|零?{_THOUSANDS}|零?{_HUNDREDS}|零?{_TENS}|零{_D}|{_D})?"
_SPOKEN = f"(?:{_YI}|{_WAN}|{_THOUSANDS}|{_HUNDREDS}|{_TENS})"
_SPELT = "[零〇一二两三四五六七八九]+"
_POINT = "点[零〇一二三四五六七八九]+(?![十百千刻])[万亿]?"
_CHINESE = f"(?:{_SPOKEN}|{_SPELT})(?:{_POINT})?"

_ARABIC = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?"
# "5百分点" counts 分点, not hundreds; "3万5千" and "3万2000" are one number.
_ROUND = r"(?:百(?!分)|千(?!分)|万(?!分之)|亿)"
_MIXED = rf"{_ARABIC}(?:{_ROUND}+(?:\d{{1,4}}{_ROUND}+)*(?:\d{{3,4}}(?!\d))?)?"

_ANY = f"(?:{_MIXED}|{_CHINESE})"
_PARTS = {"百": 1, "千": 10, "万": 100}

_DATE = re.compile(r"(?<!\d)((?:19|20)\d{2})([-./])(0?[1-9]|1[0-2])\2(0?[1-9]|[12]\d|3[01])(?![\d])")
_TOKEN = re.compile(
    rf"(?P<parts>[百千万])分之(?P<share>{_ANY}|百)"
    rf"|(?P<below>{_SPOKEN}|{_SPELT}|\d+)分之(?P<above>{_SPOKEN}|{_SPELT}|\d+)"
    rf"|(?P<over>(?<![\d./])\d{{1,2}}/\d{{1,2}}(?![\d/]))"
    rf"|(?P<permille>{_ARABIC})‰"
    rf"|(?P<mixed>{_MIXED})"
    rf"|(?P<chinese>{_CHINESE})"
)


def unify(text: str) -> str:
    """The text with every numeral in one spelling between marks; half width, no marks in it yet."""
    text = _DATE.sub(lambda m: f"{m[1]}年{m[3]}月{m[4]}日", text)
    return _TOKEN.sub(_replaced, text)


def _replaced(match: re.Match[str]) -> str:
    kind = match.lastgroup
    if match["parts"]:
        return f"{_marked(_plain(_value(match['share']) / _PARTS[match['parts']]))}%"
    if match["below"]:
        return _marked(f"{_plain(_value(match['above']))}/{_plain(_value(match['below']))}")
    if kind == "over":
        above, below = map(int, match[0].split("/"))
        if above < below <= 10:
            return _marked(f"{above}/{below}")
        return f"{_marked(str(above))}/{_marked(str(below))}"  # "24/7" and "12/24" stay two numbers
    if kind == "permille":
        return f"{_marked(_plain(_value(match['permille']) / 10))}%"
    return "".join(_marked(spelt) for spelt in _spellings(match[0]))


def _marked(spelling: str) -> str:
    return f"{OPEN}{spelling}{CLOSE}"


def _spellings(token: str) -> list[str]:
    """How one numeral is spelt; a code such as "010" keeps its zeros, "七八" is neither 7, 8 nor 78."""
    digits = _spelt(token)
    if digits is None:
        return [_plain(_value(token))]
    if token[0] in _DIGIT and len(digits) == 2 and int(digits[1]) == int(digits[0]) + 1 and digits[0] != "0":
        return [f"{digits[0]}~{digits[1]}"]
    return [digits] if digits[0] == "0" and len(digits) > 2 else [str(int(digits))]


def _spelt(token: str) -> str | None:
    """The digits of a numeral that is written digit by digit; None for any other."""
    if re.fullmatch(r"\d+", token):
        return token
    if re.fullmatch(_SPELT, token):
        return "".join(str(_DIGIT[c]) for c in token)
    return None


def _value(token: str) -> Decimal:
    if token == "百":  # 百分之百
        return Decimal(100)
    if re.match(r"\d", token):
        return _mixed(token)
    whole, _, fraction = token.partition("点")
    value = _spoken(whole)
    if fraction:
        scale = _UNIT.get(fraction[-1], 1)
        digits = "".join(str(_DIGIT[c]) for c in fraction if c in _DIGIT)
        value = (value + Decimal(f"0.{digits}")) * scale
    return value


def _mixed(token: str) -> Decimal:
    """ "1.8万", "3万5千", "1,800"."""
    total = Decimal(0)
    for number, units in re.findall(rf"({_ARABIC})((?:{_ROUND})*)", token):
        value = Decimal(number.replace(",", ""))
        for unit in units:
            value *= _UNIT[unit]
        total += value
    return total


def _spoken(token: str) -> Decimal:
    """A whole number in words or digit by digit: "一千八百", "三万五", "二〇二五"."""
    digits = _spelt(token)
    if digits is not None:
        return Decimal(int(digits))
    for unit in "亿万千百":
        head, found, tail = token.partition(unit)
        if found:
            rest = Decimal(0)
            if len(tail) == 1 and tail in _DIGIT:
                rest = Decimal(_DIGIT[tail] * _UNIT[unit] // 10)
            elif tail:
                rest = _spoken(tail)
            return _spoken(head) * _UNIT[unit] + rest
    head, _, tail = token.lstrip("零").partition("十")
    return Decimal((_DIGIT[head] if head else 1) * 10 + (_DIGIT[tail] if tail else 0))


def _plain(value: Decimal) -> str:
    return format(value.normalize(), "f")
