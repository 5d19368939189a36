"""Whether a text can answer what a question asks for: a sum needs a figure, a year needs that year."""

from __future__ import annotations

import re
from datetime import date

from dialogue.figures import figures

_SUM = re.compile(
    r"多少(?:钱|元|块|万|分|个百分点)|几(?:块钱|千|百|个百分点|万)|分数线|多高|(?:利率|利息).{0,8}(?:多少|几)|"
    r"(?:上限|下限|基数).{0,4}(?:多少|几)|百分之几|几个点|几成"
)
_YEAR = re.compile(r"(?<!\d)(20\d{2})\s*(?:年|版)")
_BOUND = re.compile(r"上限|下限|封顶")
_BOUNDS = re.compile(r"上限|下限|封顶|最[高低多少]|不超过|不低于|不高于|起付|以[上下]|满")
_YEARS_AHEAD = {"明年": 1, "后年": 2, "大后年": 3}
_AHEAD = re.compile("|".join(sorted(_YEARS_AHEAD, key=len, reverse=True)))
# What nobody can know yet: whether and to what something will rise.
_FORETELL = re.compile(
    r"(?:会|要|还)?不?会?(?:涨|调|上调|提高|变)(?:到|不涨|吗|成|多少|不)|会不会|发不出|还有没有"
)


def answers(question: str, text: str, today: date) -> bool:
    """False when the question wants a figure, or names a year to come, that the text does not have."""
    wants_sum = bool(_SUM.search(question))
    if wants_sum and not figures(text):
        return False
    years = {int(year) for year in _YEAR.findall(question)}
    ahead = {today.year + _YEARS_AHEAD[word] for word in _AHEAD.findall(question)}
    if any(str(year) not in text for year in years if year > today.year):
        return False
    if ahead and (wants_sum or _FORETELL.search(question)) and any(str(year) not in text for year in ahead):
        return False
    if any(year > today.year + 1 for year in years | ahead) and _FORETELL.search(question):
        return False
    if wants_sum and _BOUND.search(question) and not _BOUNDS.search(text):
        return False
    return not (wants_sum and today.year in years and str(today.year) not in text)
