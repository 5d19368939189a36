"""The years of contributions asked for in a year of retirement, and whether those gathered by then reach them.

国务院关于渐进式延迟法定退休年龄的办法 art. 2: 15 years until 2029, then half a year more each year up to 20. The figures are
facts.
"""

from __future__ import annotations

import re
from datetime import date

from dialogue.calculators import reading
from dialogue.calculators.figures import Figures, months
from dialogue.calculators.heard import hears
from dialogue.calculators.types import ANY, Answer, Ask, Case, Slots
from dialogue.calculators.wording import say
from dialogue.calculators.words import Words
from kb.fact import Fact

_YEARS = "职工养老保险最低缴费年限"


def minimum(year: int, figures: Figures) -> Fact:
    """The years asked for of whoever retires in that year."""
    return figures.at(_YEARS, date(year, 1, 1))


_TOPIC = re.compile(r"最低.{0,6}年限|最低缴费|最低.{0,4}年")
_SUM = re.compile(r"还?差|够不够|够吗|够没|缺")
_NOT = re.compile(r"居民养老|城乡居民|医保|补缴|一次性")
_RETIRES_IN = re.compile(
    r"(?<!\d)(?P<y>20\d{2}|[2-6]\d)年[^，,。\d]{0,6}退休|退休[^，,。\d]{0,6}(?P<y2>20\d{2}|[2-6]\d)年"
)
_YEAR = re.compile(r"(?<!\d)(?P<y>20[2-6]\d)年?")
_LEAST = re.compile(
    r"(?:还是|是不是|还得?|也?[要得是])(?:只|就|要|得|交|缴|满|够|最低|需|至少)*\d+年(?:吗|么|不|没|吧|啊|呢|嘛)|"
    r"(?:交|缴)(?:够|满|到|足)?(?:多少|几)年|(?:最低|至少|起码|最少)[^，,。；;]{0,8}(?:多少|几)年|(?:多少|几)年才(?:给|能|够|行)"
)
"""Asks what the least is, whatever years it names."""
_PENSION = re.compile(r"养老|社保|缴费")
_BY_THEN = re.compile(r"到时候|那时候?|到那会儿?|退休(?:的)?时|能[攒交缴]|攒下|[攒交缴]到")


class MinimumYearsCalculator:
    name = "minimum_years"
    title = "最低缴费年限"
    personal: frozenset[str] = frozenset()
    about = re.compile(r"退休")
    hears = hears(
        _TOPIC.pattern,
        _RETIRES_IN.pattern,
        needs="paid",
        amount=_SUM.pattern + "|多少|几年",
        never=_NOT.pattern,
    )

    def wants(self, words: Words) -> bool:
        """Only with the year of retirement: what is asked for then, or the years gathered by then against it."""
        if words.has(_RETIRES_IN) and words.asks(_PENSION, _LEAST, _NOT) and not words.has(_SUM):
            return True
        told = words.has(_RETIRES_IN) and words.has(_BY_THEN)
        return (
            told
            and words.asks(_TOPIC, _SUM, _NOT)
            and "paid" in self.read(Words(words.text), date(2100, 1, 1), "")
        )

    def read(self, words: Words, today: date, asked: str) -> Slots:
        slots: Slots = {}
        if match := words.take(_RETIRES_IN):
            slots["year"] = int(match["y"] or match["y2"]) % 100 + 2000
        elif asked in ("year", ANY) and (match := words.take(_YEAR)):
            slots["year"] = int(match["y"])
        words.take(re.compile(r"(?<!\d)(?:20)?[2-6]\d年(?=要求|的?最低)"))
        if words.has(_LEAST) and not words.has(_SUM):
            slots["least"] = 1
        elif paid := reading.length(words):
            slots["paid"] = paid
        return slots

    def work(self, slots: Slots, case: Case) -> Answer | Ask:
        if "year" not in slots:
            return Ask("year", say("minimum_years", "ask_year"))
        if "least" in slots:
            return _least(int(str(slots["year"])), case)
        if "paid" not in slots:
            return Ask("paid", say("minimum_years", "ask_paid"))
        paid = reading.require_months("paid", list(slots["paid"]), "缴费年限")  # type: ignore[arg-type]
        year = int(str(slots["year"]))
        fact = minimum(year, case.figures)
        short = max(months(fact) - paid[0], 0)
        return Answer(
            say("minimum_years", "short" if short else "enough", short=reading.lasted([short, short])),
            say("minimum_years", "inputs", year=year, paid=reading.lasted(paid)),
            say("minimum_years", "formula", year=year, least=fact.text, paid=reading.lasted([paid[0], paid[0]])),
            (fact,), (say("minimum_years", "note"),),
        )  # fmt: skip


def _least(year: int, case: Case) -> Answer:
    fact, now = minimum(year, case.figures), minimum(case.today.year, case.figures)
    return Answer(
        say("minimum_years", "least", year=year, least=fact.text), say("minimum_years", "inputs_year", year=year),
        say("minimum_years", "formula_year", today=case.today.year, now=now.text),
        (fact,), (say("minimum_years", "note"),),
    )  # fmt: skip
