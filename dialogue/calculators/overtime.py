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


_TOPIC = re.compile(
    r"加班|加了?个?班|加了\d+个?(?:小时|天)|[上值]了?班?[^，,。]{0,12}没(?:给)?(?:补休|调休|倒休)"
)
_SUM = re.compile(r"多少|几块|几倍.{0,6}钱|怎么算|咋算|算一?下?|该给|应该给|给我")
_NOT = re.compile(
    r"(?:不算|不含|不包括|刨[去掉]?|扣除|剔除|除去)加班|值班|计件|综合工时|不定时|仲裁|时效|上限|最多能加|年假|年休|包薪|包干"
)
_HOLIDAY = re.compile(
    r"法定(?:节|休)?假日?|节假日|国庆|10月[1-3][号日]|元旦|春节|初[1-3]|除夕|大年|清明|5[·.]?1(?:劳动)?节?|劳动节|端午|中秋"
)
_REST = re.compile(r"周[6日末天]|星期[6日天]|礼拜[67日天]|周7|双休|休息日|公休|周六|周日")
_WORKING = re.compile(r"工作日|平时|平日|下班(?:以?后)?|晚上|每天加|周[1-5]|延时|延长")
_KINDS = (("holiday", _HOLIDAY), ("rest", _REST), ("working", _WORKING))
Item = tuple[str, float]
"""A kind of day and the hours worked on it."""
_HOURS = re.compile(r"(?P<n>\d{1,3}(?:\.\d)?)个?(?:半)?(?:小时|钟头)")
_DAYS = re.compile(r"(?P<n>\d{1,2})(?:整)?天|(?P<half>半天)|(?P<whole>整天)")
_CLAUSE = re.compile(r"[，,。；;、？?]")
_FESTIVAL = re.compile(r"国庆|10·?1(?:长假|黄金周)|春节|过年")
_MARKED = re.compile(
    r"(?P<low>[1-8])号?[到至~\-](?:初)?(?P<high>[1-8])号?|(?P<days>[1-8](?:[号、,和跟]*[1-8])*)号|初(?P<first>[1-8]+?)(?=\d天|\D|$)"
)
_EVE = re.compile(r"除夕[到至~\-](?:大年)?初(?P<last>[1-8])")
_STATUTORY_DAYS = 3
"""1 to 3 October, and the first three days of the lunar year; the days after are days of rest moved together."""
_EACH_DAY = re.compile(r"(?:每|1)天(?:加|干|上|值)?[^，,。]{0,4}\d+个?(?:小时|钟头)")


def festival_items(text: str) -> list[Item]:
    """Days of a long holiday that are named by number: "国庆1到5号" is three statutory days and two of rest."""
    if not _FESTIVAL.search(text) or _EACH_DAY.search(text):
        return []
    if eve := _EVE.search(text):  # since 2025 the eve is a statutory holiday too
        last = int(eve["last"])
        counted = (("holiday", 1 + min(last, _STATUTORY_DAYS)), ("rest", max(last - _STATUTORY_DAYS, 0)))
        return [(kind, float(number * _HOURS_A_DAY)) for kind, number in counted if number]
    days: set[int] = set()
    for match in _MARKED.finditer(text):
        if match["low"]:
            days |= set(range(int(match["low"]), int(match["high"]) + 1))
        else:
            days |= {int(digit) for digit in re.findall(r"\d", match["days"] or match["first"])}
    statutory = sum(day <= _STATUTORY_DAYS for day in days)
    counted = (("holiday", statutory), ("rest", len(days) - statutory))
    return [(kind, float(number * _HOURS_A_DAY)) for kind, number in counted if number]


def told_items(text: str) -> list[Item]:
    """Overtime told clause by clause, each with its kind of day: "周日加了一天，平时晚上加了10个小时"."""
    items: dict[Item, None] = {}
    kind = ""
    for clause in _CLAUSE.split(text):
        kinds = [name for name, pattern in _KINDS if pattern.search(clause)]
        kind = kinds[0] if kinds else kind
        if kind and (hours := _hours(Words(clause))):
            items[(kind, hours)] = None
    return list(items)


def _hours(words: Words) -> float | None:
    if match := words.take(_HOURS):
        return float(match["n"])
    if match := words.take(_DAYS):
        return (0.5 if match["half"] else 1.0 if match["whole"] else float(match["n"])) * _HOURS_A_DAY
    return None


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
        items = festival_items(words.text) or told_items(words.text)
        if len({kind for kind, _ in items}) > 1:
            slots["items"] = ";".join(f"{kind}:{hours}" for kind, hours in items)
        if kind := next((name for name, pattern in _KINDS if words.take(pattern)), ""):
            slots["kind"] = kind
        hours = _hours(words)
        if hours is not None or len(items) == 1:
            slots["hours"] = hours if hours is not None else items[0][1]
        if (wage := reading.wage(words, asked in ("wage", ANY))) is not None:
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
    days = hours / _HOURS_A_DAY
    return f"{plain(days)}天" if days == days.to_integral_value() else f"{plain(hours)}小时"


def _factor(hours: Decimal) -> str:
    days = hours / _HOURS_A_DAY
    whole = days == days.to_integral_value()
    return f"×{plain(days)}天" if whole else f"÷{_HOURS_A_DAY}小时×{plain(hours)}小时"
