"""Whether a text can answer what a question asks for: a sum needs a figure, a year that year, papers their names.

Ranking knows what a text is about, and not whether it says what is asked: "几天给办" is asked of a matter whose
entries speak of papers, places and days alike.
"""

from __future__ import annotations

import re
from datetime import date

from dialogue.figures import figures
from kb.spoken_years import in_digits

_SUM = re.compile(
    r"多少(?:钱|元|块|万|分|个百分点)|几(?:块钱|千|百|个百分点|万)|分数线|多高|(?:利率|利息).{0,8}(?:多少|几)|"
    r"(?:上限|下限|基数).{0,4}(?:多少|几)|百分之几|几个点|几成"
)
_YEAR = re.compile(r"(?<!\d)(20\d{2})\s*(?:年|版)")
_BOUND = re.compile(r"上限|下限|封顶")
_BOUNDS = re.compile(r"上限|下限|封顶|最[高低多少]|不超过|不低于|不高于|起付|以[上下]|满")
_YEARS_AHEAD = {"明年": 1, "后年": 2, "大后年": 3}
_CALENDAR = re.compile(r"哪[几]?天|几号|几月份?|调休|放几天|怎么放|放假安排")
"""What a calendar that is yet to be published will say."""
_IN_YEARS = re.compile(r"再过[一二两三四五1-5]年|过[一二两三四五1-5]年以后")
_AHEAD = re.compile("|".join(sorted(_YEARS_AHEAD, key=len, reverse=True)))
# What nobody can know yet: whether and to what something will rise.
_FORETELL = re.compile(
    r"(?:会|要|还)?不?会?(?:涨|调|上调|提高|变)(?:到|不涨|吗|成|多少|不)|涨成|涨到|哪[几些]个?.{0,8}(?:能|会)(?:进|纳入)|会不会|发不出|还有没有"
)


def answers(question: str, text: str, today: date) -> bool:
    """False when the question wants a figure, or names a year to come, that the text does not have."""
    question = in_digits(question)
    wants_sum = bool(_SUM.search(question))
    if wants_sum and not figures(text):
        return False
    years = {int(year) for year in _YEAR.findall(question)}
    ahead = {today.year + _YEARS_AHEAD[word] for word in _AHEAD.findall(question)}
    if any(str(year) not in text for year in years if year > today.year):
        return False
    foretells = _FORETELL.search(question) or _CALENDAR.search(question)
    if ahead and (wants_sum or foretells) and any(str(year) not in text for year in ahead):
        return False
    if any(year > today.year + 1 for year in years | ahead) and _FORETELL.search(question):
        return False
    if wants_sum and _BOUND.search(question) and not _BOUNDS.search(text):
        return False
    if _IN_YEARS.search(question) and _FORETELL.search(question):
        return False
    return not (wants_sum and today.year in years and str(today.year) not in text)


_N = r"(?:\d[\d,.]*|[一二两三四五六七八九十百半]+)"
_KINDS: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = tuple(
    (re.compile(asked), re.compile(told))
    for asked, told in (
        (
            r"几天|多少天|多少日|几日|多久|多长时间|几个?工作日|啥时候能|什么时候能",
            rf"{_N}\s*个?(?:工作)?[日天]|{_N}个?(?:月|小时|周)|{_N}年|当[天日]|即时|实时|次[日月]|随时|立即|长期",
        ),
        (r"几个月|多少个月", rf"{_N}\s*个?月|{_N}年"),
        (
            r"多少钱|多少元|几块钱|几百|几千|(?:一个?月|每个?月|每年|一年|一天).{0,5}(?:领|拿|发|给|补|交|缴|扣)(?:我)?多少(?!天|个)",
            rf"{_N}\s*[万亿]?元|免费|不收|不用交|不用缴|不缴|\d\s*%",
        ),
        (r"百分之几|几个点|几成|比例是?多少|占多少|报多少", r"\d\s*%|百分之|[一二三四五六七八九]成"),
        (r"几岁|多大岁数|多大年[龄纪]|到?啥岁数|什么岁数", rf"{_N}\s*周?岁"),
        (r"几倍", rf"\d\s*%|{_N}倍"),
        (
            r"带(?:啥|什么|哪几样|哪些)|带齐|(?:啥|什么|哪些|哪几样)(?:材料|证件|手续)|材料",
            r"身份证|户口[簿本]|复印件|原件|申请表|清单|发票|票据|诊断证明|证书|登记表|通知书|裁决书|协议书",
        ),
    )
)


def told(question: str, text: str) -> bool:
    """Whether the text holds every kind of thing that the question wants; True where it wants none of them."""
    return all(says.search(text) for asks, says in _KINDS if asks.search(question))
