"""How long an employer keeps the job of somebody who is ill (企业职工患病或非因工负伤医疗期规定 art. 3): by the years of all
work, and the years with this employer."""

from __future__ import annotations

import re
from datetime import date

from dialogue.calculators import reading
from dialogue.calculators.figures import Figures
from dialogue.calculators.heard import hears
from dialogue.calculators.types import Answer, Ask, Case, Slots
from dialogue.calculators.wording import say
from dialogue.calculators.words import Words
from kb.fact import Fact

_SHORT_CAREER = 10 * 12
_BELOW = ((5, "本单位不满5年"), (999, "本单位5年以上"))
_ABOVE = (
    (5, "本单位不满5年"),
    (10, "本单位5年以上不满10年"),
    (15, "本单位10年以上不满15年"),
    (20, "本单位15年以上不满20年"),
    (999, "本单位20年以上"),
)


def period(total: int, here: int, figures: Figures, on: date) -> Fact:
    """The fact that holds the months; both in months of work."""
    career, brackets = ("不满10年", _BELOW) if total < _SHORT_CAREER else ("10年以上", _ABOVE)
    bracket = next(name for below, name in brackets if here < below * 12)
    return figures.at(f"医疗期·总工龄{career}·{bracket}", on)


_TOTAL = re.compile(r"总|参加工作|工龄|累计|一共工作|上班|前后|加一块|工作")
_HERE = re.compile(
    r"这家|这个?(?:公司|单位|厂)|本单位|[咱我][们]?(?:厂|单位|公司)|现在(?:的)?(?:单位|公司)|进厂|待了|来了?|现单位|新单位|在这"
)
_CLAUSE = re.compile(r"[，,。；;？?！!]")


class MedicalPeriodCalculator:
    name = "medical_period"
    title = "医疗期"
    personal = frozenset({"total", "here"})
    about = re.compile(r"工龄|工作|上班|单位|公司")
    hears = hears(
        r"医疗期",
        needs="total here",
        amount=r"多长|多久|几个月|多少(?:个月|时间)?|怎么定",
        never=r"工资|补偿|辞|解除|累计.{0,4}算|特殊疾病|癌|停工留薪",
    )

    def wants(self, words: Words) -> bool:
        return False

    def read(self, words: Words, today: date, asked: str) -> Slots:
        slots: Slots = {}
        bare: list[reading.Months] = []
        for clause in _CLAUSE.split(words.text):
            if (length := reading.length(Words(clause))) is None or re.search(r"\d+个月", clause):
                continue
            told = "here" if _HERE.search(clause) else "total" if _TOTAL.search(clause) else ""
            if told and told not in slots:
                slots[told] = length
            else:
                bare.append(length)
        if asked in ("total", "here") and asked not in slots and len(bare) == 1:
            slots[asked] = bare[0]
        return slots

    def work(self, slots: Slots, case: Case) -> Answer | Ask:
        for name in ("total", "here"):
            if name not in slots:
                return Ask(name, say("medical_period", f"ask_{name}"))
        total = reading.require_months("total", list(slots["total"]), "总工龄")  # type: ignore[arg-type]
        here = reading.require_months("here", list(slots["here"]), "本单位工作时间")  # type: ignore[arg-type]
        fact = period(total[0], here[0], case.figures, case.today)
        for name, span in (("total", total), ("here", here)):
            at = {"total": total[0], "here": here[0]} | {name: span[1]}
            if period(at["total"], at["here"], case.figures, case.today) != fact:
                return Ask(name, say("medical_period", f"ask_{name}"))
        return Answer(
            say("medical_period", "result", months=fact.text),
            say("medical_period", "inputs", total=reading.lasted(total), here=reading.lasted(here)),
            say("medical_period", "formula", bracket=fact.name.partition("·")[2].replace("·", "、"), months=fact.text),
            (fact,), (say("medical_period", "note"),),
        )  # fmt: skip
