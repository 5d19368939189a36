"""The one-off payments after a work injury.

工伤保险条例 art. 35 to 37: so many months of the injured person's own pay by grade, 27 for the first to 7 for the tenth.
Their own pay is the mean of the twelve months before, held between 60% and 300% of the local average (art. 64). Who
leaves with the fifth to the tenth grade gets two more, in months of the city's average wage.
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
_FIRST_TO_LEAVE = 5
"""The heaviest grade with payments on leaving."""
_LEAVING = {"medical": "一次性工伤医疗补助金", "employment": "一次性伤残就业补助金"}


def grant_months(grade: int, figures: Figures, on: date) -> Fact:
    """The fact that holds the months of pay; `grade` from 1, the heaviest, to 10."""
    return figures.at(f"一次性伤残补助金·{_GRADES[grade - 1]}级", on)


def leaving_months(kind: str, grade: int, figures: Figures, on: date) -> Fact:
    """The months of the average wage on leaving; `kind` "medical" or "employment", `grade` from 5 to 10."""
    return figures.at(f"{_LEAVING[kind]}·{_GRADES[grade - 1]}级", on)


_KINDS = {
    "grant": re.compile(r"伤残补助|1?次性.{0,2}伤残(?!就业)|3笔"),
    "medical": re.compile(r"医疗补助|3笔"),
    "employment": re.compile(r"就业补助|3笔"),
}
_TOPIC = re.compile(r"伤残补助|1?次性.{0,2}伤残|医疗补助|就业补助|(?:工伤|伤残).{0,60}3笔")
_SUM = re.compile(r"多少|怎么算|咋算|算一?下?|几个月|能拿|能领|赔|几万")
_NOT = re.compile(r"津贴|护理|工亡|供养|一至四级|1[至到-]4级|各级|每级|分别")
_GRADE = re.compile(r"(?<![\d])(?P<n>10|[1-9])级")


class DisabilityGrantCalculator:
    name = "disability"
    title = "一次性伤残补助金"
    personal = frozenset({"wage"})
    about = re.compile(r"工资|月薪|工伤|伤残")

    def wants(self, words: Words) -> bool:
        """Only with a wage: the months by grade are an entry's to say."""
        if not words.asks(_TOPIC, _SUM, _NOT):
            return False
        return reading.says_wage(words.text) or reading.place_average(Words(words.text)) is not None

    def read(self, words: Words, today: date, asked: str) -> Slots:
        slots: Slots = {}
        if kinds := [name for name, pattern in _KINDS.items() if words.has(pattern)]:
            slots["kinds"] = ",".join(kinds)
        if match := words.take(_GRADE):
            slots["grade"] = int(match["n"])
        if (average := reading.place_average(words)) is not None:
            slots["average"] = average
        own = asked in ("wage", ANY)
        if asked == "average" and (average := reading.money(words)) is not None:
            slots["average"] = average
        elif (wage := reading.wage(words, own)) is not None:
            slots["wage"] = wage
        return slots

    def work(self, slots: Slots, case: Case) -> Answer | Ask:
        kinds = str(slots.get("kinds", "grant")).split(",")
        if "grant" in kinds and "wage" not in slots:
            return Ask("wage", say("disability", "ask_wage"))
        if "grade" not in slots:
            return Ask("grade", say("disability", "ask_grade"))
        grade = int(str(slots["grade"]))
        if not 1 <= grade <= len(_GRADES):
            raise BadInputError("grade", say("disability", "bad_grade", grade=grade))
        if kinds == ["grant"]:
            return _grant(grade, slots, case)
        if grade < _FIRST_TO_LEAVE:
            raise BadInputError("grade", say("disability", "no_lump"))
        if "average" not in slots:
            return Ask("average", say("disability", "ask_average"))
        return _several(kinds, grade, slots, case)


def _grant(grade: int, slots: Slots, case: Case) -> Answer:
    wage: Decimal = reading.require_money("wage", float(str(slots["wage"])), "月工资")
    fact = grant_months(grade, case.figures, case.today)
    return Answer(
        say("disability", "result", amount=yuan(number(fact) * wage)),
        say("disability", "inputs", grade=_GRADES[grade - 1], wage=yuan(wage)),
        say("disability", "formula", grade=_GRADES[grade - 1], months=fact.value, wage=yuan(wage)),
        (fact,), (say("disability", "note_pay"), say("disability", "note_more")),
    )  # fmt: skip


def _several(kinds: list[str], grade: int, slots: Slots, case: Case) -> Answer:
    """What is paid on leaving, each for itself and together, with the grant where that is asked for too."""
    average = reading.require_money("average", float(str(slots["average"])), "月平均工资")
    inputs, facts = say("disability", "inputs_grade", grade=_GRADES[grade - 1]), []
    parts, rules, total = [], [], Decimal(0)
    for kind in kinds:
        name, by = say("disability", f"lump_{kind}"), average
        fact = (
            grant_months(grade, case.figures, case.today)
            if kind == "grant"
            else leaving_months(kind, grade, case.figures, case.today)
        )
        if kind == "grant":
            by = reading.require_money("wage", float(str(slots["wage"])), "月工资")
            inputs = say("disability", "inputs", grade=_GRADES[grade - 1], wage=yuan(by)) + "，"
        facts.append(fact)
        total += number(fact) * by
        parts.append(say("disability", "part", name=name, amount=yuan(number(fact) * by)))
        rules.append(say("disability", "formula_part", name=name, months=fact.text, by=yuan(by)))
    result = (
        parts[0]
        if len(parts) == 1
        else say("disability", "result_several", parts="，".join(parts), total=yuan(total))
    )
    return Answer(
        result,
        say("disability", "inputs_average", inputs=inputs, average=yuan(average)),
        "；".join(rules), tuple(facts), (say("disability", "note_who"), say("disability", "note_average")),
    )  # fmt: skip
