"""What is paid after a work injury by its grade: once, or month by month.

工伤保险条例 art. 34 to 37: so many months, or a share by the month, of the injured person's own pay or of the city's average
wage. Their own pay is the mean of the twelve months before, held between 60% and 300% of the local average (art. 64).
A benefit is a row of the table; its figures are facts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from dialogue.calculators import reading
from dialogue.calculators.errors import BadInputError
from dialogue.calculators.figures import Figures, number, share, yuan
from dialogue.calculators.heard import hears
from dialogue.calculators.types import ANY, Answer, Ask, Case, Slots
from dialogue.calculators.wording import choices, say
from dialogue.calculators.words import Words
from kb.fact import Fact

_GRADES = "一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Benefit:
    """One payment: by grade or by care, from the person's own pay or the city's average wage."""

    fact: str
    base: Literal["wage", "average"]
    asked: re.Pattern[str]
    first: int = 1
    """The heaviest grade that has it, and the lightest."""
    last: int = 10
    by_care: bool = False


BENEFITS = {
    "grant": Benefit(
        "一次性伤残补助金",
        "wage",
        re.compile(r"伤残补助|次性.{0,2}伤残(?!就业|津贴)|次性的?(?:[给能拿是]|多少|补助金?(?!和))|3笔"),
    ),
    "medical": Benefit(
        "一次性工伤医疗补助金", "average", re.compile(r"医疗补助|3笔|[2两俩][个笔项样](?:补助|钱)"), first=5
    ),
    "employment": Benefit(
        "一次性伤残就业补助金", "average", re.compile(r"就业补助|3笔|[2两俩][个笔项样](?:补助|钱)"), first=5
    ),
    "allowance": Benefit(
        "伤残津贴比例",
        "wage",
        re.compile(r"伤残津贴|津贴|安排不了(?:工作|岗位|活)?|没[有法]?(?:岗位|安排|活)"),
        last=6,
    ),
    "care": Benefit("工伤生活护理费比例", "average", re.compile(r"护理费|护理"), by_care=True),
}


def benefit(kind: str, level: str, figures: Figures, on: date) -> Fact:
    """The fact that holds the months or the share; `level` "八级", or "生活部分不能自理" for care."""
    return figures.at(f"{BENEFITS[kind].fact}·{level}", on)


def grant_months(grade: int, figures: Figures, on: date) -> Fact:
    """The fact that holds the months of pay paid once; `grade` from 1, the heaviest, to 10."""
    return benefit("grant", f"{_GRADES[grade - 1]}级", figures, on)


def amount_of(fact: Fact, base: Decimal) -> Decimal:
    """Yuan: a share of the base where the fact is a percentage, else so many months of it."""
    return base * (share(fact) if fact.unit == "%" else number(fact))


_DENIED_KIND = re.compile(
    r"(?:不是|不问|不算|别算|先不说)[^，,。；;？?]{0,3}(?:伤残)?(?:津贴|护理费?|[^，,。；;]{0,4}补助金?)"
)
_TOPIC = re.compile(r"伤残补助|1?次性.{0,2}伤残|医疗补助|就业补助|伤残津贴|护理费|(?:工伤|伤残).{0,60}3笔")
_SUM = re.compile(r"多少|怎么算|咋算|算一?下?|几个月|能拿|能领|赔|几万")
_NOT = re.compile(
    r"工亡|供养|一至四级|1[至到-]4级|各级|每级|分别|长期护理|护理假|生育津贴|高温[津补]贴|岗位津贴"
)
_GRADE = re.compile(r"(?<![\d])(?P<n>10|[1-9])级")
_DEPENDS = r"[^，,。；;]{0,6}(?:不能(?:自理|自己)|自理障碍|依赖)"
_CARE = re.compile(
    rf"(?P<whole>完全|全部|彻底){_DEPENDS}|(?P<most>大部分?){_DEPENDS}|(?P<part>(?<!大)部分){_DEPENDS}"
    r"|护理[^，,。；;]{0,6}(?P<level>[123])级|(?P<level2>[123])级护理"
)
_CARES = ("生活完全不能自理", "生活大部分不能自理", "生活部分不能自理")


class DisabilityGrantCalculator:
    name = "disability"
    title = "一次性伤残补助金"
    personal = frozenset({"wage"})
    about = re.compile(r"工资|月薪|工伤|伤残")
    hears = hears(
        r"伤残补助|1?次性.{0,4}伤残|医疗补助|就业补助|伤残津贴|护理费|护理依赖|(?:工伤|伤残|鉴定|评).{0,60}(?:3笔|伤残津贴|每月津贴|补助)|\d级.{0,40}(?:津贴|补助金)|[56]级.{0,40}(?:安排不了|没(?:岗位|法安排))",
        needs="wage average",
        askable=True,
        amount=r"多少|怎么算|咋算|算一?下?|几[万千百块]|给个数|能[领拿]",
        never=r"伙食|交通|食宿|工亡|供养|一至四级|1[至到-]4级|各级|每级|长期护理|护理假|生育津贴|高温[津补]贴|岗位津贴|产假",
    )

    def wants(self, words: Words) -> bool:
        """Only with a wage: the months by grade are an entry's to say."""
        if not words.asks(_TOPIC, _SUM, _NOT):
            return False
        return reading.says_wage(words.text) or reading.place_average(Words(words.text)) is not None

    def read(self, words: Words, today: date, asked: str) -> Slots:
        slots: Slots = {}
        words.take(_DENIED_KIND)
        if kinds := [name for name, kind in BENEFITS.items() if kind.asked.search(words.left)]:
            slots["kinds"] = ",".join(kinds)
        if care := words.take(_CARE):
            slots["care"] = _care(care)
        elif asked == "care" and (bare := words.take(re.compile(r"完全|大部分?|部分"))):
            slots["care"] = next(name for name in _CARES if bare[0][0] in name[2])
        if match := words.take(_GRADE):
            slots["grade"] = int(match["n"])
        if (average := reading.place_average(words)) is not None:
            slots["average"] = average
        own = asked in ("wage", ANY)
        if asked == "average" and (average := reading.money(words)) is not None:
            slots["average"] = average
        elif (wage := reading.wage(words, own)) is not None or (wage := reading.only_sum(words)) is not None:
            slots["wage"] = wage
        return slots

    def work(self, slots: Slots, case: Case) -> Answer | Ask:
        kinds = str(slots.get("kinds", "grant")).split(",")
        asked = [BENEFITS[kind] for kind in kinds]
        if any(kind.base == "wage" for kind in asked) and "wage" not in slots:
            return Ask("wage", say("disability", "ask_wage"))
        by_grade = [kind for kind in asked if not kind.by_care]
        if by_grade and "grade" not in slots:
            return Ask("grade", say("disability", "ask_grade"))
        grade = int(str(slots.get("grade", 1)))
        if by_grade and not 1 <= grade <= len(_GRADES):
            raise BadInputError("grade", say("disability", "bad_grade", grade=grade))
        if len(by_grade) < len(asked) and "care" not in slots:
            return Ask("care", say("disability", "ask_care"), choices("disability", "cares"))
        if any(grade < kind.first for kind in by_grade):
            raise BadInputError("grade", say("disability", "no_lump"))
        if any(grade > kind.last for kind in by_grade):
            raise BadInputError("grade", say("disability", "no_allowance"))
        if any(kind.base == "average" for kind in asked) and "average" not in slots:
            return Ask("average", say("disability", "ask_average"))
        if kinds == ["grant"]:
            return _grant(grade, slots, case)
        return _several(kinds, grade, slots, case)


def _care(match: re.Match[str]) -> str:
    level = match["level"] or match["level2"]
    if level:
        return _CARES[int(level) - 1]
    return _CARES[0 if match["whole"] else 1 if match["most"] else 2]


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
    """Every payment for itself, and those that are paid once together."""
    parts, rules, facts, once, inputs = [], [], [], Decimal(0), []
    for kind in kinds:
        row, name = BENEFITS[kind], say("disability", f"lump_{kind}")
        what = "月工资" if row.base == "wage" else "月平均工资"
        base = reading.require_money(row.base, float(str(slots[row.base])), what)
        level = str(slots["care"]) if row.by_care else f"{_GRADES[grade - 1]}级"
        fact = benefit(kind, level, case.figures, case.today)
        facts.append(fact)
        amount = amount_of(fact, base)
        monthly = fact.unit == "%"
        once += 0 if monthly else amount
        each = say("disability", "each_month") if monthly else ""
        parts.append(say("disability", "part", name=name, amount=each + yuan(amount)))
        rules.append(say("disability", "formula_part", name=name, months=fact.text, by=yuan(base)))
        inputs += [say("disability", f"input_{row.base}", amount=yuan(base)), level]
    together = sum(fact.unit != "%" for fact in facts)
    total = say("disability", "total", total=yuan(once)) if together > 1 else ""
    notes = [f"note_{name}" for name in _notes(kinds, grade)]
    return Answer(
        "，".join(parts) + total,
        "，".join(dict.fromkeys(reversed(inputs))),
        "；".join(rules), tuple(facts), tuple(say("disability", name) for name in notes),
    )  # fmt: skip


def _notes(kinds: list[str], grade: int) -> list[str]:
    names = []
    if {"medical", "employment"} & set(kinds):
        names.append("who")
    if "allowance" in kinds:
        names.append("fund" if grade < BENEFITS["medical"].first else "employer")
    if any(BENEFITS[kind].base == "average" for kind in kinds):
        names.append("average")
    return names or ["pay"]
