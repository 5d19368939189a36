"""A message while its inputs are read: numerals as digits, and what is not yet understood."""

from __future__ import annotations

import re

from dialogue.figures import parse_chinese
from kb.text import fold, normalise

_CHINESE = re.compile(r"[零〇一二两三四五六七八九十百千万]+")
# Words in which a numeral counts nothing, and titles a reader knows by their characters.
_KEPT = re.compile(
    r"一般|一定|一共|一起|一直|一下|一样|一些|一点|一切|(?<![一二两三四五六七八九十])万一|千万|统一|第一|唯一|一次性|十分|老百姓|五险一金|五险|三险|"
    r"[零〇]头|一老一小|百分之百|三期|万元|千元|百元"
)
# "七八年" is seven or eight years, unless it is the year of a birth: 七八年五月, 七八年生.
_SEVEN_OR_EIGHT = re.compile(
    r"(?<![零〇一二三四五六七八九十\d])(?P<from>[一二两三四五六七八九])(?P<to>[二三四五六七八九])(?=个?年|个月|岁)"
)
_YEAR_OF_BIRTH = re.compile(r"年(?:\s*[\d一二三四五六七八九十]+\s*月|份?出?生|的)")
_LASTED = re.compile(r"(?:了|作|满|有|过|够|龄|约|概|快)$")
_TEENS = re.compile(r"(十|二十|三十)([一二三四五六七八])([二三四五六七八九])(?=个?年|个月|岁)")
_ORDER = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"两": 2}
_TENS = {"十": 10, "二十": 20, "三十": 30}
_TYPOS = {
    "退修": "退休",
    "推休": "退休",
    "腿休": "退休",
    "失页": "失业",
    "师业": "失业",
    "补尝": "补偿",
    "陪偿": "赔偿",
    "陪多少": "赔多少",
    "年价": "年假",
    "年架": "年假",
    "产价": "产假",
    "产架": "产假",
    "精贴": "津贴",
    "金贴": "津贴",
    "报消": "报销",
    "保销": "报销",
    "设保": "社保",
    "一保": "医保",
    "医宝": "医保",
    "辞腿": "辞退",
    "公资": "工资",
    "住愿": "住院",
    "门珍": "门诊",
}
_TYPO = re.compile("|".join(map(re.escape, _TYPOS)))
_PAIRS = {"俩": "两", "仨": "三"}
_PAIR = re.compile(r"([俩仨])个?(月|礼拜|星期|周[六日末]|小时|钟头)")
_BY_THE = re.compile(r"(?:(?<=[千万百])|(?<=[千万百][一二三四五六七八九]))(?=[一每]个?[月年])")
"""Between a sum of money and its month: "八千一个月" is 8000 a month, and not 8100."""
_A_MONTH = re.compile(r"(?:(?<=[块元])|(?<= ))一个?月(?![份初底中末零一二三四五六七八九十\d])")
"""After a sum of money: "七千一月" is by the month, not in January."""


class Words:
    """One message; `take` reads from it and takes out what it read."""

    def __init__(self, message: str) -> None:
        told = _TYPO.sub(lambda m: _TYPOS[m[0]], normalise(message))
        told = _PAIR.sub(lambda m: f"{_PAIRS[m[1]]}个{m[2]}", told)
        self.text = _digits(_A_MONTH.sub("每月", _BY_THE.sub(" ", told)))
        self._left = self.text

    def has(self, pattern: re.Pattern[str]) -> bool:
        return bool(pattern.search(self.text))

    def asks(self, topic: re.Pattern[str], amount: re.Pattern[str], never: re.Pattern[str]) -> bool:
        """Whether the message is on the topic, wants an amount, and speaks of nothing that makes it another matter."""
        return self.has(topic) and self.has(amount) and not self.has(never)

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """The last match in what is left: the last word of the citizen wins."""
        matches = self.take_all(pattern)
        return matches[-1] if matches else None

    def take_all(self, pattern: re.Pattern[str]) -> list[re.Match[str]]:
        """Every match in what is left."""
        matches = list(pattern.finditer(self._left))
        for match in matches:
            self.take_at(match)
        return matches

    def take_at(self, match: re.Match[str]) -> None:
        """Takes out one match in what is left."""
        self._left = f"{self._left[: match.start()]}{'＃' * len(match[0])}{self._left[match.end() :]}"

    @property
    def left(self) -> str:
        """The message with what has been read blotted out."""
        return self._left

    @property
    def rest(self) -> str:
        """What nobody has read, without punctuation."""
        return fold(self._left.replace("＃", ""))


def _digits(text: str) -> str:
    """Chinese numerals as digits; a pair of neighbours is a range, "七八年" becomes "7~8年"."""
    text = _TEENS.sub(
        lambda m: (
            f"{_TENS[m[1]] + _ORDER[m[2]]}~{_TENS[m[1]] + _ORDER[m[3]]}"
            if _ORDER[m[3]] == _ORDER[m[2]] + 1
            else m[0]
        ),
        text,
    )
    text = _SEVEN_OR_EIGHT.sub(_range, text)
    pieces, at = [], 0
    for kept in _KEPT.finditer(text):
        pieces += [_CHINESE.sub(_apart, text[at : kept.start()]), kept[0]]
        at = kept.end()
    return "".join([*pieces, _CHINESE.sub(_apart, text[at:])])


def _range(match: re.Match[str]) -> str:
    low, high = _ORDER[match["from"]], _ORDER[match["to"]]
    before, after = match.string[: match.start()], match.string[match.end() :]
    if high != low + 1 or (_YEAR_OF_BIRTH.match(after) and not _LASTED.search(before)):
        return match[0]
    return f"{low}~{high}"


def _figure(match: re.Match[str]) -> str:
    word = match[0]
    if word in ("万", "千", "百", "零", "〇"):
        return word  # "1.2万", "8千", "8年零4个月"
    if word[0] in "万千" or not any(c in "十百千万" for c in word):
        return word if word[0] in "万千" else "".join(str(_ORDER.get(c, 0)) for c in word)
    lead = "零" if word[0] in "零〇" else ""
    return lead + str(int(parse_chinese(word.lstrip("零〇"))))


def _apart(match: re.Match[str]) -> str:
    """ "8000三级" is 8000 and 三级, never 80003."""
    figure = _figure(match)
    touching = match.start() and match.string[match.start() - 1].isdigit() and figure[0].isdigit()
    return f" {figure}" if touching else figure
