"""Sums of so many days at a day's rate: unpaid leave taken off a month's pay, and meals while in hospital after a work
injury (北京市工资支付规定 art. 22; 京人社工发〔2011〕384号 三)."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from dialogue.calculators import days, reading
from dialogue.calculators.errors import BadInputError
from dialogue.calculators.figures import Figures, number, plain, yuan
from dialogue.calculators.heard import hears
from dialogue.calculators.types import ANY, Answer, Ask, Case, Slots
from dialogue.calculators.wording import say
from dialogue.calculators.words import Words
from kb.fact import Fact

_MOST_DAYS = 1000
_EACH_DAY = re.compile(r"(?<![\d了住满共])1天")
"""A day's rate is asked for, and no number of days told."""
_NO_DAYS = re.compile(r"提前|第|满|超过|21\.75|每天|1天(?:给|补|多少)|工作日内")


def day_pay(wage: Decimal, number_of: Decimal, figures: Figures, on: date) -> tuple[Decimal, Fact]:
    """Yuan for so many days of a month's pay, and the fact that holds the days of a month."""
    month = figures.at("月计薪天数", on)
    return wage / number(month) * number_of, month


def meals(number_of: Decimal, figures: Figures, on: date) -> tuple[Decimal, Fact]:
    """Yuan for so many days in hospital, and the fact that holds the day's rate."""
    rate = figures.at("工伤住院伙食补助费·每日", on)
    return number_of * number(rate), rate


def _days(slots: Slots, calculator: str) -> Decimal:
    told = Decimal(str(slots["days"]))
    if not 0 < told <= _MOST_DAYS:
        raise BadInputError("days", say(calculator, "bad_days", days=plain(told)))
    return told


class UnpaidLeaveCalculator:
    name = "unpaid_leave"
    title = "事假扣工资"
    personal = frozenset({"wage"})
    about = re.compile(r"工资|月薪|事假")
    hears = hears(
        r"事假|旷工|缺勤|请假(?!条)",
        r"扣|少发|减|不发",
        needs="days wage",
        amount=r"多少|几百|几千|几块|算一?下|怎么算",
        never=r"病假|年假|年休|产假|婚假|丧假|陪产|工伤|育儿",
    )

    def wants(self, words: Words) -> bool:
        return False

    def read(self, words: Words, today: date, asked: str) -> Slots:
        slots: Slots = {}
        if (counted := days.count(words, _NO_DAYS)) is not None:
            slots["days"] = counted
        elif asked == "days" and (bare := words.take(re.compile(r"^\D{0,4}(?P<n>\d{1,3}(?:\.\d)?)\D{0,2}$"))):
            slots["days"] = float(bare["n"])
        wage = reading.wage(words, asked in ("wage", ANY))
        if (wage := wage if wage is not None else reading.only_sum(words)) is not None:
            slots["wage"] = wage
        return slots

    def work(self, slots: Slots, case: Case) -> Answer | Ask:
        for name in ("wage", "days"):
            if name not in slots:
                return Ask(name, say("unpaid_leave", f"ask_{name}"))
        wage = reading.require_money("wage", float(str(slots["wage"])), "月工资")
        told = _days(slots, "unpaid_leave")
        amount, month = day_pay(wage, told, case.figures, case.today)
        return Answer(
            say("unpaid_leave", "result", amount=yuan(amount)),
            say("unpaid_leave", "inputs", wage=yuan(wage), days=plain(told)),
            say("unpaid_leave", "formula", wage=yuan(wage), month=month.value, days=plain(told)),
            (month,), (say("unpaid_leave", "note"),),
        )  # fmt: skip


class HospitalMealsCalculator:
    name = "hospital_meals"
    title = "工伤住院伙食补助"
    personal: frozenset[str] = frozenset()
    about = re.compile(r"住院|工伤")
    hears = hears(
        r"工伤|工地|上班|干活|单位|厂里|公司",
        r"伙食|饭补|饭钱|吃饭",
        needs="days",
        amount=r"多少|几百|几千|几块|算一?下|怎么算",
        never=r"外地|跨省|异地|标准是多少$",
    )

    def wants(self, words: Words) -> bool:
        return False

    def read(self, words: Words, today: date, asked: str) -> Slots:
        slots: Slots = {}
        words.take(_EACH_DAY)
        if (counted := days.count(words, _NO_DAYS)) is not None:
            slots["days"] = counted
        elif asked == "days" and (bare := words.take(re.compile(r"^\D{0,4}(?P<n>\d{1,3})\D{0,2}$"))):
            slots["days"] = float(bare["n"])
        else:
            told = days.told(words, today)
            came, left = days.first_of(told, "admitted"), days.first_of(told, "discharged")
            if came and left and came.exact and left.exact:
                # Whether the day of leaving counts is the office's to say: ask for the number of days.
                slots["from_to"] = f"{came.kept} {left.kept}"
        return slots

    def work(self, slots: Slots, case: Case) -> Answer | Ask:
        if "days" not in slots:
            return Ask("days", say("hospital_meals", "ask_days"))
        told = _days(slots, "hospital_meals")
        amount, rate = meals(told, case.figures, case.today)
        return Answer(
            say("hospital_meals", "result", amount=yuan(amount)),
            say("hospital_meals", "inputs", days=plain(told)),
            say("hospital_meals", "formula", rate=rate.text, days=plain(told)),
            (rate,), (say("hospital_meals", "note"),),
        )  # fmt: skip
