"""Whether a text can answer what a question asks for: a sum needs a figure, a year needs that year."""

from __future__ import annotations

import re
from datetime import date

from dialogue.figures import figures

_SUM = re.compile(
    r"多少(?:钱|元|块|万|分|个百分点)|几(?:块钱|千|百块|个百分点|万)|分数线|多高|利率.{0,6}(?:多少|几)|(?:上限|下限|基数).{0,4}(?:多少|几)"
)
_YEAR = re.compile(r"(?<!\d)(20\d{2})\s*年")


def answers(question: str, text: str, today: date) -> bool:
    """False when the question wants a figure, or names a year to come, that the text does not have."""
    wants_sum = bool(_SUM.search(question))
    years = {int(year) for year in _YEAR.findall(question)}
    if wants_sum and not figures(text):
        return False
    unheld = {year for year in years if str(year) not in text}
    if any(year > today.year for year in unheld):
        return False
    return not (wants_sum and any(year == today.year for year in unheld))
