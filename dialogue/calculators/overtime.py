"""Pay for overtime.

劳动法 art. 44: 150% beyond the hours of a working day, 200% on a day of rest without a day off in its place, 300% on a
statutory holiday. A day is a month's pay by 21.75, an hour an eighth of it (人社部发〔2025〕2号).
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from dialogue.calculators import reading
from dialogue.calculators.errors import BadInputError
from dialogue.calculators.figures import Figures, number, plain, share, yuan
from dialogue.calculators.types import ANY, Answer, Ask, Case, Slots
from dialogue.calculators.wording import choices, say
from dialogue.calculators.words import Words
from kb.fact import Fact

_RATES = {"working": "工作日延时", "rest": "休息日", "holiday": "法定休假日"}
_HOURS_A_DAY = 8
_MOST_HOURS = 744
"""Hours of the longest month."""


def overtime_pay(
    hours: Decimal, kind: str, wage: Decimal, figures: Figures, on: date
) -> tuple[Decimal, tuple[Fact, ...]]:
    """Yuan for so many hours on that kind of day, and the facts it rests on."""
    rate, days = figures.at(f"加班费倍数·{_RATES[kind]}", on), figures.at("月计薪天数", on)
    return wage / number(days) / _HOURS_A_DAY * hours * share(rate), (rate, days)


_TOPIC = re.compile(r"加班|加了?个?班")
_SUM = re.compile(r"多少|几倍.{0,6}钱|怎么算|咋算|算一?下?|该给|应该给|给我")
_NOT = re.compile(r"值班|计件|综合工时|不定时|仲裁|时效|上限|最多能加|年假|年休|包薪|包干")
_HOLIDAY = re.compile(
    r"法定(?:节|休)?假日?|节假日|国庆|10月[1-3][号日]|元旦|春节|初[1-3]|除夕|大年|清明|5[·.]?1(?:劳动)?节?|劳动节|端午|中秋"
)
_REST = re.compile(r"周[6日末天]|星期[6日天]|礼拜[6日天]|双休|休息日|公休|周六|周日")
_WORKING = re.compile(r"工作日|平时|平日|下班(?:以?后)?|晚上|每天加|周[1-5]|延时|延长")
_HOURS = re.compile(r"(?P<n>\d{1,3}(?:\.\d)?)个?(?:半)?(?:小时|钟头)")
_DAYS = re.compile(r"(?P<n>\d{1,2})(?:整)?天|(?P<half>半天)|(?P<whole>整天)")


class OvertimeCalculator:
    name = "overtime"
    title = "加班费"
    personal = frozenset({"wage"})
    about = re.compile(r"工资|月薪|加班")

    def wants(self, words: Words) -> bool:
        """Only with a wage: how it is worked out in general is an entry's to say."""
        return words.asks(_TOPIC, _SUM, _NOT) and reading.says_wage(words.text)

    def read(self, words: Words, today: date, asked: str) -> Slots:
        slots: Slots = {}
        kinds = [("holiday", _HOLIDAY), ("rest", _REST), ("working", _WORKING)]
        if kind := next((name for name, pattern in kinds if words.take(pattern)), ""):
            slots["kind"] = kind
        if match := words.take(_HOURS):
            slots["hours"] = float(match["n"])
        elif match := words.take(_DAYS):
            days = 0.5 if match["half"] else 1.0 if match["whole"] else float(match["n"])
            slots["hours"] = days * _HOURS_A_DAY
        if (wage := reading.wage(words, asked in ("wage", ANY))) is not None:
            slots["wage"] = wage
        return slots

    def work(self, slots: Slots, case: Case) -> Answer | Ask:
        if "wage" not in slots:
            return Ask("wage", say("overtime", "ask_wage"))
        if "kind" not in slots:
            return Ask("kind", say("overtime", "ask_kind"), choices("overtime", "kinds"))
        kind = str(slots["kind"])
        wage = reading.require_money("wage", float(str(slots["wage"])), "月工资")
        hours = Decimal(str(slots.get("hours", 1 if kind == "working" else _HOURS_A_DAY)))
        if not 0 < hours <= _MOST_HOURS:
            raise BadInputError("hours", say("overtime", "bad_hours", hours=plain(hours)))
        amount, facts = overtime_pay(hours, kind, wage, case.figures, case.today)
        lasted = _lasted(hours)
        return Answer(
            say("overtime", "result" if "hours" in slots else "result_each", amount=yuan(amount), lasted=lasted),
            say("overtime", "inputs", wage=yuan(wage), kind=say("overtime", kind), lasted=lasted),
            say("overtime", "formula", wage=yuan(wage), days=facts[1].value, lasted=_factor(hours), rate=facts[0].text),
            facts, (say("overtime", f"note_{kind}"), say("overtime", "note_wage")),
        )  # fmt: skip


def _lasted(hours: Decimal) -> str:
    days = hours / _HOURS_A_DAY
    return f"{plain(days)}天" if days == days.to_integral_value() else f"{plain(hours)}小时"


def _factor(hours: Decimal) -> str:
    days = hours / _HOURS_A_DAY
    whole = days == days.to_integral_value()
    return f"×{plain(days)}天" if whole else f"÷{_HOURS_A_DAY}小时×{plain(hours)}小时"
