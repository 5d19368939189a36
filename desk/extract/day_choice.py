"""Which of the days told in a conversation is the matter's: a surer one, else the first, unless it is mended."""

from __future__ import annotations

import re
from dataclasses import dataclass

from desk.extract.moments import Moment
from desk.extract.transcript import Statement

ASKED_FOR = 5
"""Weight from which the agent asked for it."""
MENDED = re.compile(r"不对|不是|记错|说错|搞错|应该是|更正|准确说|准确地说|哦是|噢是")
_DUE = re.compile(r"(?:应|该|都是|一般|每月|往常|要|得|前|之前)")
"""每月15号到账 tells when it should have come."""
_RANGE = re.compile(
    r"^(?:份|号|日|底|初|中旬)?(?:就)?(?:到|至|一直到|—|-|~|、|和|跟|及|,)+(?:今年|去年|本月|现在)?$"
)


@dataclass(frozen=True, slots=True)
class Said:
    """A day, where it was said, and how surely it is the matter's."""

    moment: Moment
    weight: int
    """0 is not the matter's day; `ASKED_FOR` and above answers the agent's question."""
    statement: Statement
    start: int
    end: int
    repeated: bool = False
    """Whether the agent said it again and the citizen let it stand."""


def wins(new: Said, old: Said) -> bool:
    """Whether a day told later takes the place of the best so far."""
    since = old.end if old.statement is new.statement else 0
    if MENDED.search(new.statement.text[max(since, new.start - 10) : new.start]):
        return new.weight > 0
    if str(old.moment).startswith(str(new.moment)):
        return False  # 前年1月,反正是前年 says it again, less precisely
    if _refines(new.moment, old.moment) and new.weight >= 2 and not _DUE.search(_clause(new)):
        return True
    same_telling = new.statement is old.statement
    if same_telling and ((new.repeated and not old.repeated) or _with_its_month(new, old)):
        return True
    if new.statement is not old.statement and new.weight == old.weight < ASKED_FOR and old.moment.month:
        return False  # nobody asked and nothing is mended: what is told later is told in passing
    if old.repeated and not new.repeated:
        return new.weight > old.weight
    if old.moment.month is None and new.moment.month is not None and 2 <= new.weight >= old.weight - 1:
        return True  # 去年查出来的,证书今年六月下来了: the day told exactly is the matter's
    if new.weight == old.weight and _same_again(new, old):
        return False
    if new.weight == old.weight < ASKED_FOR and _goes_on_from(old, new):
        return False
    if _today(new) and old.moment.day is not None and new.weight < ASKED_FOR:
        return False  # what is found out or to be done today goes back to the day told before
    return new.weight >= old.weight


def goes_on(first: Said, second: Said) -> bool:
    """Whether the second is where a span or list that the first begins goes on."""
    between = first.statement.text[first.end : second.start]
    if not between:  # 8月9月10月
        return first.moment.day is None and second.moment.day is None and second.moment.month is not None
    if between == ",":  # 上周五,13号 says one day twice
        return first.moment.day is None and second.moment.day is None
    return bool(_RANGE.match(between))


def _clause(said: Said) -> str:
    text = said.statement.text
    return re.split(r"[,。!?;]", text[: said.start])[-1] + re.split(r"[,。!?;]", text[said.start :])[0]


def _refines(new: Moment, old: Moment) -> bool:
    """今年十月该退休了, then 十月九号: the same time told more exactly."""
    return new != old and str(new).startswith(f"{old}-") and old.month is not None


def _with_its_month(new: Said, old: Said) -> bool:
    """八号,八月八号 in one telling: the day told first was of that month."""
    said = old.statement.text[old.start : old.end]
    return (
        new.moment.day == old.moment.day
        and said.endswith(("号", "日"))
        and "月" not in said
        and "月" in new.statement.text[new.start : new.end]
    )


def _goes_on_from(old: Said, new: Said) -> bool:
    """十二号住院,十三号做的手术: in one sentence the matter began with the first day told."""
    between = old.statement.text[old.end : new.start]
    return (
        new.statement is old.statement
        and not re.search(r"[。!?;]", between)
        and not MENDED.search(between)
        and old.moment.day is not None
        and new.moment.day is not None
    )


def _today(said: Said) -> bool:
    return bool(re.match(r"今(?![年])", said.statement.text[said.start : said.end]))


def _same_again(new: Said, old: Said) -> bool:
    """六月十五做的左眼,六月二十二做的右眼: of several that are told alike the matter began with the first."""
    deed = old.statement.text[old.end : old.end + 2]
    return (
        new.statement is old.statement
        and len(deed) == 2
        and new.statement.text[new.end :].startswith(deed)
        and bool(re.match("[一-龥]{2}", deed))
        and new.moment.first_day > old.moment.first_day
    )
