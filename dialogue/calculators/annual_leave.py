"""Days of paid annual leave, and the pay for days not taken.

职工带薪年休假条例 art. 3 and 5; 企业职工带薪年休假实施办法 art. 5 (part of a year), 10 and 11 (300% of a day's pay,
the ordinary pay included; a day is a month by 21.75).
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from dialogue.calculators import days, reading
from dialogue.calculators.errors import BadInputError
from dialogue.calculators.figures import Figures, number, share, yuan
from dialogue.calculators.heard import hears
from dialogue.calculators.types import ANY, Answer, Ask, Case, Slots
from dialogue.calculators.wording import choices, say
from dialogue.calculators.words import Words
from kb.fact import Fact

_BRACKETS = ((10, "满1年不满10年"), (20, "满10年不满20年"), (99, "满20年"))
_MOST_UNUSED = 30


def leave_days(years: int, figures: Figures, on: date) -> Fact | None:
    """The fact that holds the days of a full year; None below one year of work."""
    if years < 1:
        return None
    return figures.at(f"年休假天数·{next(name for below, name in _BRACKETS if years < below)}", on)


def part_of_year(days: int, calendar_days: int) -> int:
    """Whole days for part of a calendar year."""
    return days * calendar_days // 365


def unused_pay(
    days: int, wage: Decimal, figures: Figures, on: date
) -> tuple[Decimal, Decimal, tuple[Fact, ...]]:
    """(the whole at 300%, what is owed on top of the ordinary pay, facts)."""
    rate, month = figures.at("未休年休假工资·倍数", on), figures.at("月计薪天数", on)
    day = wage / number(month)
    return day * days * share(rate), day * days * (share(rate) - 1), (rate, month)


_TOPIC = re.compile(r"年休?假|带薪假|带薪年休")
_SUM = re.compile(r"几天|多少|几日|折[成算]?.{0,4}钱|怎么算|算.{0,4}天|多长|有没有|有.{0,3}吗")
_SERVED = r"(?:当兵|军龄|退伍|服役)(?!.*(?:几天|多少天|几日))"
"""Years of service are years of work; whether they are is an entry's to say, where no days are asked."""
_NOT = re.compile(rf"{_SERVED}|探亲|产假|婚假|病假|育儿|跨年|作废|清零")
_UNUSED = re.compile(
    r"(?P<n>\d{1,3})天.{0,8}(?:没休|未休|没用|[不没]让(?:我)?[休歇]|没给(?:我)?[休歇]|没安排|没歇|作废)|(?:没休|未休|剩|还有|没歇|没用).{0,6}?(?P<n2>\d{1,3})天"
)
_NONE_TAKEN = re.compile(
    r"(?:(?P<n>\d{1,2})天[,，]?(?:年?假)?[,，]?)?(?<!\d)1天(?:年?假)?(?:也|都)?[没未](?:有|让|给|捞着)*(?:休|歇)(?!够)|压根[^，,。；;]{0,4}没[休歇]"
)
"""Not a single day was taken; 1 is no number here."""
_ENTITLED = re.compile(
    r"(?<!\d)(?P<n>5|10|15)天(?:的)?(?:带薪)?年休?假(?![没未])|(?<![没未]休)(?<![没未]歇)年休?假(?:是|有|一共|总共|共)*(?P<n2>5|10|15)天(?!.?[没未])"
)
_TAKEN = re.compile(r"(?:只|光|就|才)?(?:歇|休)了?(?:过|够)?(?P<n>\d{1,2})天(?!没)")
_UNTAKEN = re.compile(r"剩下?|余下|没安排|没休|没歇|未休")
_BEFORE = re.compile(r"之前|以前|原来|前面|此前|在外面")
_HERE = re.compile(
    r"(?:现在|如今|目前|在这(?!之前)|这边|这家|现单位|本单位|新单位|现公司|这个单位|这公司)[^，,。；;]{0,10}$"
)
_NOT_TAKEN = re.compile(r"没休|未休|没让休|没给休|没安排|不让休|不给休|没歇|休不了|折.{0,4}钱")
_JOINED = re.compile(
    r"(?:今年|(?<![年\d]))(?P<m>1[0-2]|0?[1-9])月(?:份)?(?:(?P<d>\d{1,2})[日号])?(?:才|刚|新)?(?:入职|进的?[公这新单厂]|[来到]的?[公这新单]|换的?[工新单公]|到岗|到职|报到|新来|跳槽)"
)
_LEFT = re.compile(
    r"(?:今年|(?<![年\d]))(?P<m>1[0-2]|0?[1-9])月(?:份)?(?:(?P<d>\d{1,2})[日号])?(?:就|要)?(?:离职|辞职|走人|解除|被裁|被辞)"
)


class AnnualLeaveCalculator:
    name = "annual_leave"
    title = "年休假"
    personal: frozenset[str] = frozenset()
    about = re.compile(r"年假|年休")
    hears = hears(
        r"年休?假|带薪假|带薪年休|(?:年|假)[^，,。；]{0,6}没[休歇]",
        needs="worked unused joined left taken",
        askable=True,
        amount=r"几天|多少|几日|补我|[折补].{0,4}钱|算一?下",
        never=rf"{_SERVED}|探亲|产假|婚假|病假|育儿",
    )

    def wants(self, words: Words) -> bool:
        if not words.asks(_TOPIC, _SUM, _NOT):
            return False
        if reading.says_length(words.text):
            return True
        return bool(re.search(r"我.{0,10}(?:几天|多少天)|帮.{0,3}算|算一", words.text)) or words.has(_UNUSED)

    def read(self, words: Words, today: date, asked: str) -> Slots:
        slots: Slots = {}
        if told := words.take(_ENTITLED):
            slots["entitled"] = int(told["n"] or told["n2"])
        if none := words.take(_NONE_TAKEN):
            slots["taken"] = 0
            if none["n"]:
                slots["unused"] = int(none["n"])
        elif unused := words.take(_UNUSED):
            slots["unused"] = int(unused["n"] or unused["n2"])
        slots |= _part_of_this_year(words, today)
        partly = "joined" in slots or "left" in slots
        if "unused" not in slots and (partly or words.has(_UNTAKEN)) and (taken := words.take(_TAKEN)):
            slots["taken"] = int(taken["n"])
        if asked == "unused" and (match := words.take(re.compile(r"(?<!\d)(?P<n>\d{1,3})天?$"))):
            slots["unused"] = int(match["n"])
        period = reading.since(words, today)
        here = reading.between(period[0], period[1] or f"{today:%Y-%m}") if period else [0, 0]
        if not period and (whole := reading.in_stretches(words)):
            slots["worked"] = whole
        elif worked := reading.length(words, but=_HERE, else_told=period is not None):
            before = here if words.has(_BEFORE) else [0, 0]
            slots["worked"] = [worked[0] + before[0], worked[1] + before[1]]
        elif period:
            slots["worked"] = here
        wage = reading.wage(words, asked in ("wage", ANY))
        if (wage := wage if wage is not None or asked else reading.only_sum(words)) is not None:
            slots["wage"] = wage
        if words.take(_NOT_TAKEN):
            slots["not_taken"] = 1
        return slots

    def work(self, slots: Slots, case: Case) -> Answer | Ask:
        if "unused" in slots and "wage" in slots:
            return _pay(slots, case)
        if {"entitled", "taken", "wage"} <= slots.keys() and not {"joined", "left"} & slots.keys():
            rest = int(str(slots["entitled"])) - int(str(slots["taken"]))
            whole = _of_days(int(str(slots["entitled"])), case)
            if rest > 0:
                return _pay(slots | {"unused": rest}, case, of=(whole, int(str(slots["taken"]))))
        if "worked" not in slots:
            if "unused" in slots:
                return Ask("wage", say("annual_leave", "ask_wage"))
            return Ask("worked", say("annual_leave", "ask_worked"), choices("annual_leave", "lengths"))
        worked = reading.require_months("worked", list(slots["worked"]), "工作时间")  # type: ignore[arg-type]
        fact = leave_days(worked[0] // 12, case.figures, case.today)
        if fact != leave_days(worked[1] // 12, case.figures, case.today):
            return Ask(
                "worked",
                say("annual_leave", "ask_exact", said=reading.lasted(worked)),
                choices("annual_leave", "lengths"),
            )
        if (
            fact is not None
            and "taken" in slots
            and "wage" in slots
            and not {"joined", "left"} & slots.keys()
        ):
            rest = int(fact.value) - int(str(slots["taken"]))
            if rest > 0:
                return _pay(slots | {"unused": rest}, case, of=(fact, int(str(slots["taken"]))))
        return _days(fact, worked, slots, case)


def _of_days(days_told: int, case: Case) -> Fact:
    """The fact that holds so many days of a full year: 5, 10 or 15."""
    facts = [case.figures.at(f"年休假天数·{name}", case.today) for _, name in _BRACKETS]
    return next(fact for fact in facts if int(fact.value) == days_told)


def _part_of_this_year(words: Words, today: date) -> Slots:
    """The day of this year on which somebody came to this employer, or leaves it."""
    slots: Slots = {}
    for name, pattern in (("joined", _JOINED), ("left", _LEFT)):
        if match := words.take(pattern):
            slots[name] = f"{today.year}-{int(match['m']):02d}-{int(match['d'] or 1):02d}"
    told = [day for day in days.told(Words(words.left), today) if day.on.year == today.year and day.exact]
    for name, happened in (("joined", "came"), ("left", "left")):
        if name not in slots and (day := next((day for day in told if day.happened == happened), None)):
            slots[name] = day.kept
    return slots


def _days(fact: Fact | None, worked: reading.Months, slots: Slots, case: Case) -> Answer:
    inputs = say("annual_leave", "inputs", worked=reading.lasted(worked))
    if fact is None:
        first = case.figures.at("年休假天数·满1年不满10年", case.today)
        return Answer(say("annual_leave", "none"), inputs, say("annual_leave", "at_least"), (first,))
    facts: tuple[Fact, ...] = (fact,)
    notes = [say("annual_leave", "total")]
    if "not_taken" in slots:
        rate = case.figures.at("未休年休假工资·倍数", case.today)
        facts, notes = (fact, rate), [say("annual_leave", "not_taken", rate=rate.text)]
    formula = say("annual_leave", "formula", bracket=fact.name.partition("·")[2], days=fact.text)
    partly = _partly(slots, int(fact.value))
    if partly and "taken" in slots:
        whole, part = partly
        taken = int(str(slots["taken"]))
        rest = max(whole - taken, 0)
        if rest and "wage" in slots:
            return _pay(slots | {"unused": rest}, case, of=(fact, taken))
        return Answer(
            say("annual_leave", "rest", days=whole, taken=taken, rest=rest),
            inputs,
            f"{formula}；{part}",
            facts,
            tuple(notes),
        )
    if partly:
        whole, part = partly
        return Answer(
            say("annual_leave", "part", days=whole, whole=fact.value),
            inputs,
            f"{formula}；{part}",
            facts,
            tuple(notes),
        )
    return Answer(say("annual_leave", "result", days=fact.value), inputs, formula, facts, tuple(notes))


def _partly(slots: Slots, days: int) -> tuple[int, str] | None:
    """Days of this year for somebody who came or left in it."""
    try:
        if "joined" in slots:
            day = date.fromisoformat(str(slots["joined"]))
            left = (date(day.year, 12, 31) - day).days + 1
        elif "left" in slots:
            day = date.fromisoformat(str(slots["left"]))
            left = day.timetuple().tm_yday
        else:
            return None
    except ValueError as error:
        raise BadInputError("joined", say("annual_leave", "no_such_day")) from error
    name = "joined" if "joined" in slots else "left"
    return part_of_year(days, left), say(
        "annual_leave", name, month=day.month, day=day.day, left=left, days=days
    )


def _pay(slots: Slots, case: Case, of: tuple[Fact, int] | None = None) -> Answer:
    """Pay for the days not taken; `of`: the days of the year and how many were, where the rest is worked out."""
    days = int(str(slots["unused"]))
    if not 0 < days <= _MOST_UNUSED:
        raise BadInputError("unused", say("annual_leave", "bad_days", days=days))
    wage = reading.require_money("wage", float(str(slots["wage"])), "月工资")
    whole, extra, facts = unused_pay(days, wage, case.figures, case.today)
    inputs = say("annual_leave", "pay_inputs", days=days, wage=yuan(wage))
    if of:
        inputs = say("annual_leave", "pay_rest", whole=of[0].text, taken=of[1]) + inputs
    return Answer(
        say("annual_leave", "pay", whole=yuan(whole), extra=yuan(extra)),
        inputs,
        say("annual_leave", "pay_formula", wage=yuan(wage), month=facts[1].value, days=days, rate=facts[0].text),
        (*((of[0],) if of else ()), *facts), (say("annual_leave", "pay_note"),),
    )  # fmt: skip
