"""What is added for each day that social insurance contributions are overdue (社会保险法 art. 86)."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from dialogue.calculators import reading
from dialogue.calculators.errors import BadInputError
from dialogue.calculators.figures import Figures, yuan
from dialogue.calculators.heard import AMOUNT, hears
from dialogue.calculators.types import Answer, Ask, Case, Slots
from dialogue.calculators.wording import say
from dialogue.calculators.words import Words
from dialogue.figures import parse_chinese
from kb.fact import Fact

_RATE = "社会保险费滞纳金·每日"
_PARTS = 10_000
"""The rate is written "万分之五"."""
_MOST_DAYS = 36_500


def late_fee(owed: Decimal, days: int, figures: Figures, on: date) -> tuple[Decimal, Fact]:
    """Yuan for so many days, and the fact that holds the rate."""
    rate = figures.at(_RATE, on)
    return owed * Decimal(int(parse_chinese(rate.value.removeprefix("万分之")))) / _PARTS * days, rate


_TOPIC = re.compile(r"滞纳金|加收的?钱")
_SUM = re.compile(r"多少|怎么算|算一?下|几块|几百|几千")
_NOT = re.compile(r"公积金|个税|税款|水电|信用卡|千分之|罚款")
_DAYS = re.compile(r"(?<!\d)(?P<n>\d{1,5})(?:整)?天")


class LateFeeCalculator:
    name = "late_fee"
    title = "社会保险费滞纳金"
    personal: frozenset[str] = frozenset()
    about = re.compile(r"滞纳金|欠")
    hears = hears(
        r"滞纳金|加收",
        needs="owed",
        askable=True,
        amount=AMOUNT.pattern + r"|滞纳金[？?。]?$",
        never=_NOT.pattern,
    )

    def wants(self, words: Words) -> bool:
        """Only with the sum that is owed: the rate is an entry's to say."""
        return words.asks(_TOPIC, _SUM, _NOT) and reading.money(Words(words.text)) is not None

    def read(self, words: Words, today: date, asked: str) -> Slots:
        slots: Slots = {}
        if days := words.take(_DAYS):
            slots["days"] = int(days["n"])
        if (owed := reading.money(words, bare=True)) is not None and asked != "days":
            slots["owed"] = owed
        elif asked == "days" and (bare := words.take(re.compile(r"^\D{0,4}(?P<n>\d{1,5})\D{0,2}$"))):
            slots["days"] = int(bare["n"])
        return slots

    def work(self, slots: Slots, case: Case) -> Answer | Ask:
        if "owed" not in slots:
            return Ask("owed", say("late_fee", "ask_owed"))
        if "days" not in slots:
            return Ask("days", say("late_fee", "ask_days"))
        owed = reading.require_money("owed", float(str(slots["owed"])), "欠缴金额", most=1_000_000_000)
        days = int(str(slots["days"]))
        if not 0 < days <= _MOST_DAYS:
            raise BadInputError("days", say("late_fee", "bad_days", days=days))
        amount, rate = late_fee(owed, days, case.figures, case.today)
        return Answer(
            say("late_fee", "result", amount=yuan(amount)),
            say("late_fee", "inputs", owed=yuan(owed), days=days),
            say("late_fee", "formula", owed=yuan(owed), rate=rate.text, days=days),
            (rate,), (say("late_fee", "note"),),
        )  # fmt: skip
