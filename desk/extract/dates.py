"""When the matter happened, as precise as said: YYYY-MM-DD, YYYY-MM or YYYY."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from desk.extract.day_choice import ASKED_FOR, Said, goes_on, wins
from desk.extract.day_weight import befell, weight_of
from desk.extract.moments import EXPRESSION, Earlier, Moment, is_planned, resolve
from desk.extract.transcript import Conversation, Statement
from desk.extract.types import Found

_PLANNED = 1
"""Weight of a day on which people mean to gather: what they gather for is the matter where its day is told too."""
_LAST_OF_SPAN = re.compile(r"^[^。!?;]{0,6}最后[一两]?个月[^,。!?;]{0,8}(?:工资|工钱|钱)")


def find(talk: Conversation, today: date, *, asks: bool = False) -> Found | None:
    """`asks` tells that the caller only wants to know a rule: then a day counts where something befell them."""
    best: Said | None = None
    for statement in talk.statements:
        previous: Said | None = None
        for said in _in_statement(statement, today, best, asks=asks):
            if previous is not None and goes_on(previous, said):
                previous = said
                if best is not None and _LAST_OF_SPAN.match(statement.text[said.end :]):
                    best = said  # 从十月干到三月,最后一个月工资没给
                continue  # 3月到5月 began in March
            previous = said
            if said.weight > 0 and (best is None or wins(said, best)):
                best = said
    if best is None:
        return None
    confidence = {1: 0.6, 2: 0.75, 3: 0.88}.get(best.weight, 0.93)
    return Found(str(best.moment), confidence, best.statement.evidence(best.start, best.end))


def _rough(match: re.Match[str]) -> bool:
    """十几号: the month is known, the day is not."""
    return bool(re.search(r"[几来多][号日]$", match[0]))


def _said_again(moment: Moment, statement: Statement, today: date) -> bool:
    """好,10月21号受理的: the agent wrote this day down, and nobody objected."""
    agents = Statement(statement.turn, statement.repeated, statement.repeated, statement.asked)
    earlier = Earlier(moment, agents)
    return any(resolve(match, agents, today, earlier) == moment for match in EXPRESSION.finditer(agents.text))


def _beside(previous: Said | None, match: re.Match[str], statement: Statement) -> bool:
    """是十二号,礼拜一: a day of the week that only goes with the day just told."""
    if previous is None or not match["weekday"] or previous.moment.day is None:
        return False
    between = statement.text[previous.end : match.start()]
    return bool(re.fullmatch(r"[,。、(]?(?:就是|也就是|那天|正好|赶上|正|是|为)*", between))


def _in_statement(statement: Statement, today: date, best: Said | None, *, asks: bool) -> Iterator[Said]:
    last: Said | None = None
    for match in EXPRESSION.finditer(statement.text):
        if _beside(last, match, statement):
            continue
        context = last if match["day4"] and last is not None and last.moment.month else best
        moment = resolve(
            match, statement, today, Earlier(context.moment, context.statement) if context else None
        )
        planned = moment is not None and moment.first_day > today and is_planned(match, statement)
        if moment is None:
            continue
        if moment.first_day > today and not planned:
            last = Said(moment, 0, statement, match.start(), match.end())
            continue
        if _rough(match):
            moment = Moment(moment.year, moment.month)
        weight = _PLANNED if planned else weight_of(match, statement, today)
        told = planned or (not match["whole_week"] and befell(moment, match, statement, today))
        if asks and 0 < weight < ASKED_FOR and not told:
            weight = 0
        repeated = weight > 0 and _said_again(moment, statement, today)
        last = Said(moment, weight, statement, match.start(), match.end(), repeated)
        yield last
