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
from dialogue.calculators.heard import hears
from dialogue.calculators.overtime_told import HOURS_A_DAY, KINDS, items, together
from dialogue.calculators.types import ANY, Answer, Ask, Case, Slots
from dialogue.calculators.wording import choices, say
from dialogue.calculators.words import Words
from kb.fact import Fact

_RATES = {"working": "工作日延时", "rest": "休息日", "holiday": "法定休假日"}
_MOST_HOURS = 744
"""Hours of the longest month."""


def overtime_pay(
    hours: Decimal, kind: str, wage: Decimal, figures: Figures, on: date
) -> tuple[Decimal, tuple[Fact, ...]]:
    """Yuan for so many hours on that kind of day, and the facts it rests on."""
    rate, days = figures.at(f"加班费倍数·{_RATES[kind]}", on), figures.at("月计薪天数", on)
    return wage / number(days) / HOURS_A_DAY * hours * share(rate), (rate, days)


_TOPIC = re.compile(
    r"加班|加了?个?班|加了\d+个?(?:小时|天)|[上值]了?班?[^，,。]{0,12}没(?:给)?(?:补休|调休|倒休)"
)
_SUM = re.compile(r"多少|几块|几倍.{0,6}钱|怎么算|咋算|算一?下?|该给|应该给|给我")
_NOT = re.compile(
    r"(?:不算|不含|不包括|刨[去掉]?|扣除|剔除|除去)加班|值班|计件|综合工时|不定时|仲裁|时效|上限|最多能加|年假|年休|包薪|包干"
)
_HOURS = re.compile(r"(?P<n>\d{1,3}(?:\.\d)?)个?(?:半)?(?:小时|钟头)")
_DAYS = re.compile(r"(?P<n>\d{1,2})(?:整)?天|(?P<half>半天)|(?P<whole>整天)")


def _hours(words: Words) -> float | None:
    """A bare number of hours or days, where the kind of day is told elsewhere or asked for."""
    if match := words.take(_HOURS):
        return float(match["n"])
    if match := words.take(_DAYS):
        return (0.5 if match["half"] else 1.0 if match["whole"] else float(match["n"])) * HOURS_A_DAY
    return None


class OvertimeCalculator:
    name = "overtime"
    title = "加班费"
    personal = frozenset({"wage"})
    about = re.compile(r"工资|月薪|加班")
    hears = hears(
        r"加班|加了?个?班|[顶值]了?[^，,。；]{0,4}班|多干|在岗|(?:国庆|除夕|初[1-8]|元旦|中秋|端午|清明|春节|礼拜[6天]|周[6日天]|周末|10月[1-3]号)[^。？?]{0,14}(?:没[歇休]|[上在]班|来(?!年)|干|值)|没(?:给)?(?:补休|调休|倒休)",
        r"钱|工资|加班费|薪|多少|给",
        needs="wage",
        askable=True,
        amount=r"多少|几块|怎么算|咋算|算一?下|给个数",
        never=_NOT.pattern.replace("值班", "值班(?!.*加班费)")
        + r"|事假|补偿金|失业|双倍工资|仲裁|产假|退休|调休|工伤",
    )

    def wants(self, words: Words) -> bool:
        """Only with a wage: how it is worked out in general is an entry's to say."""
        return words.asks(_TOPIC, _SUM, _NOT) and reading.says_wage(words.text)

    def read(self, words: Words, today: date, asked: str) -> Slots:
        slots: Slots = {}
        by_kind = together(items(words.text))
        if len(by_kind) > 1:
            slots["items"] = ";".join(f"{kind}:{hours}" for kind, hours in by_kind.items())
        if kind := next(iter(by_kind), "") or next((name for name, told in KINDS if words.has(told)), ""):
            slots["kind"] = kind
        for _, told in KINDS:
            words.take(told)
        hours = next(iter(by_kind.values()), None)
        hours = hours if hours is not None else _hours(words)
        if hours is not None:
            slots["hours"] = hours
        wage = reading.wage(words, asked in ("wage", ANY))
        if (wage := wage if wage is not None or asked else reading.only_sum(words)) is not None:
            slots["wage"] = wage
        return slots

    def work(self, slots: Slots, case: Case) -> Answer | Ask:
        if "wage" not in slots:
            return Ask("wage", say("overtime", "ask_wage"))
        if "items" in slots:
            return _several(slots, case)
        if "kind" not in slots:
            return Ask("kind", say("overtime", "ask_kind"), choices("overtime", "kinds"))
        kind = str(slots["kind"])
        wage = reading.require_money("wage", float(str(slots["wage"])), "月工资")
        hours = Decimal(str(slots.get("hours", 1 if kind == "working" else HOURS_A_DAY)))
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


def _several(slots: Slots, case: Case) -> Answer:
    """Overtime on days of several kinds, each at its rate and together."""
    wage = reading.require_money("wage", float(str(slots["wage"])), "月工资")
    total, parts, formulas, facts = Decimal(0), [], [], []
    for item in str(slots["items"]).split(";"):
        kind, _, number_of = item.partition(":")
        hours = Decimal(number_of)
        amount, (rate, days) = overtime_pay(hours, kind, wage, case.figures, case.today)
        total += amount
        facts += [rate, days]
        parts.append(
            say("overtime", "several_part", kind=say("overtime", kind), lasted=_lasted(hours.normalize()))
        )
        formula = say(
            "overtime", "formula", wage=yuan(wage), days=days.value, lasted=_factor(hours), rate=rate.text
        )
        formulas.append(f"{formula}＝{yuan(amount)}")
    return Answer(
        say("overtime", "result_several", amount=yuan(total)),
        say("overtime", "inputs_several", wage=yuan(wage), parts="、".join(parts)),
        "；".join(formulas), tuple(facts), (say("overtime", "note_rest"), say("overtime", "note_wage")),
    )  # fmt: skip


def _lasted(hours: Decimal) -> str:
    days = hours / HOURS_A_DAY
    return f"{plain(days)}天" if days == days.to_integral_value() else f"{plain(hours)}小时"


def _factor(hours: Decimal) -> str:
    days = hours / HOURS_A_DAY
    whole = days == days.to_integral_value()
    return f"×{plain(days)}天" if whole else f"÷{HOURS_A_DAY}小时×{plain(hours)}小时"
