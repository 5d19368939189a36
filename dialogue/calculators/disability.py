"""The one-off disability grant after a work injury.

工伤保险条例 art. 35 to 37: so many months of the injured person's own pay by grade, 27 for the first to 7 for the tenth.
Their own pay is the mean of the twelve months before, held between 60% and 300% of the local average (art. 64).
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from dialogue.calculators import reading
from dialogue.calculators.errors import BadInputError
from dialogue.calculators.figures import Figures, number, yuan
from dialogue.calculators.types import ANY, Answer, Ask, Case, Slots
from dialogue.calculators.wording import say
from dialogue.calculators.words import Words
from kb.fact import Fact

_GRADES = "一二三四五六七八九十"


def grant_months(grade: int, figures: Figures, on: date) -> Fact:
    """The fact that holds the months of pay; `grade` from 1, the heaviest, to 10."""
    return figures.at(f"一次性伤残补助金·{_GRADES[grade - 1]}级", on)


_TOPIC = re.compile(r"伤残补助|1?次性.{0,2}伤残")
_SUM = re.compile(r"多少|怎么算|咋算|算一?下?|几个月|能拿|能领|赔")
_NOT = re.compile(r"医疗补助|就业补助|津贴|护理|工亡|供养|一至四级|1[至到-]4级|各级|每级|分别")
_GRADE = re.compile(r"(?<![\d])(?P<n>10|[1-9])级")


class DisabilityGrantCalculator:
    name = "disability"
    title = "一次性伤残补助金"
    personal = frozenset({"wage"})
    about = re.compile(r"工资|月薪|工伤|伤残")

    def wants(self, words: Words) -> bool:
        """Only with a wage: the months by grade are an entry's to say."""
        return words.asks(_TOPIC, _SUM, _NOT) and reading.says_wage(words.text)

    def read(self, words: Words, today: date, asked: str) -> Slots:
        slots: Slots = {}
        if match := words.take(_GRADE):
            slots["grade"] = int(match["n"])
        if (wage := reading.wage(words, asked in ("wage", ANY))) is not None:
            slots["wage"] = wage
        return slots

    def work(self, slots: Slots, case: Case) -> Answer | Ask:
        if "wage" not in slots:
            return Ask("wage", say("disability", "ask_wage"))
        if "grade" not in slots:
            return Ask("grade", say("disability", "ask_grade"))
        grade = int(str(slots["grade"]))
        if not 1 <= grade <= len(_GRADES):
            raise BadInputError("grade", say("disability", "bad_grade", grade=grade))
        wage: Decimal = reading.require_money("wage", float(str(slots["wage"])), "月工资")
        fact = grant_months(grade, case.figures, case.today)
        return Answer(
            say("disability", "result", amount=yuan(number(fact) * wage)),
            say("disability", "inputs", grade=_GRADES[grade - 1], wage=yuan(wage)),
            say("disability", "formula", grade=_GRADES[grade - 1], months=fact.value, wage=yuan(wage)),
            (fact,), (say("disability", "note_pay"), say("disability", "note_more")),
        )  # fmt: skip
