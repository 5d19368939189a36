"""How many months of unemployment benefit, and how much.

北京市失业保险规定 (2007) art. 17: three months for every full year below five, then one more for every full
year, 24 at most; the fifth year is the first that adds one. Amounts are fixed by notice; from the 13th month the
lowest holds.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from dialogue.calculators import reading
from dialogue.calculators.errors import FigureNotHeldError
from dialogue.calculators.figures import Figures, number, yuan
from dialogue.calculators.heard import hears
from dialogue.calculators.types import Answer, Ask, Case, Slots
from dialogue.calculators.wording import say
from dialogue.calculators.words import Words
from dialogue.understand.scope import event_date
from kb.fact import Fact

_FIRST_YEARS = 5
_BRACKETS = (
    (5, "满1年不满5年"),
    (10, "满5年不满10年"),
    (15, "满10年不满15年"),
    (20, "满15年不满20年"),
    (99, "满20年以上"),
)
_LATER = 12
"""Months paid at the amount of the citizen's own bracket."""
_OFFERED = 3
"""Years to choose from, where fewer cannot be told from what was said."""


@dataclass(frozen=True, slots=True)
class Benefit:
    months: int
    first: Decimal
    """Yuan a month for the first twelve months."""
    later: Decimal
    """Yuan a month from the 13th."""

    @property
    def total(self) -> Decimal:
        return self.first * min(self.months, _LATER) + self.later * max(self.months - _LATER, 0)


def benefit_months(years: int, figures: Figures, on: date) -> tuple[int, tuple[Fact, ...]]:
    """Months for full years of contributions."""
    each, more, most = (
        figures.at(f"失业保险金领取期限·{name}", on)
        for name in ("不满5年每满1年", "5年以上每满1年增发", "最长")
    )
    base = min(years, _FIRST_YEARS - 1) * int(each.value)
    added = max(years - _FIRST_YEARS + 1, 0) * int(more.value)
    return min(base + added, int(most.value)), (each, more, most)


def amounts(years: int, figures: Figures, on: date) -> tuple[Fact, Fact]:
    """The monthly amounts for the first twelve months and after."""
    bracket = next(name for below, name in _BRACKETS if years < below)
    return figures.at(f"失业保险金月标准·{bracket}", on), figures.at("失业保险金月标准·第13个月起", on)


_TOPIC = re.compile(r"失业(?:保险)?金|失业补助|失业钱|失业待遇|失业救济|失业保?险.{0,60}(?:[领拿]|能给)")
_SUM = re.compile(r"几个?月|多少(?!天)|多久|多长|几年|一共|总共|几块")
_NOT = re.compile(
    r"个月(?:以|之)?后|第\d+个月|转移|断缴|补缴|停发|停领|怎么(?:申请|办|领)|如何(?:申请|办|领)|材料|流程|医保|第2年|农民工|死亡|去世|认定"
)
_MONEY = re.compile(
    r"多少钱|多少元|一共|总共|金额|每个?月|1个月|几块|领多少(?!个?月)|拿多少(?!个?月)|给多少(?!个?月)"
)
_QUIT = re.compile(r"(?:自己|主动|本人|我)(?:提出?|要求)?(?:辞职|离职|不干|辞的)|裸辞|自动离职")
_DRAWN = re.compile(r"领(?:了|过)?(?P<n>\d{1,2})个月(?:了|$|[,。])|领(?:了|过|满|够|到)+(?P<n2>\d{1,2})个月")
_RECEIVED = re.compile(r"(?:应该|应当|该|已经?|一共|总共|共)[^，,。？?]{0,8}(?:收到|到账|领了|拿了|发了)")
"""Asks what has been paid so far, and not what there is in all."""
_GRANTED = re.compile(r"(?:批|核|核定|审批)(?:准|给)?(?:了|过)?(?:我|的是)?(?P<n>\d{1,2})个月")
_UNUSED = re.compile(
    r"(?:剩|余|差|还有)[^，,。\d]{0,6}(?P<n>\d{1,2})个月[^，,。]{0,4}(?:没|未)领|(?:剩下?|余下?)(?:了|的)?(?P<n2>\d{1,2})个月"
)
_AGAIN = re.compile(r"又|这[次回]|重新|再次")
_BEFORE = re.compile(
    r"(?<![没未])(?<!没有)领过|第2次失业|又失业|再次失业|又[把被给]|(?:上次|上回|上1次|之前|以前|那回|那次)(?!.{0,4}[没未]).{0,12}(?:失业|领)|(?:领|剩).{0,16}(?:找着|找到|又上班|重新就业|再就业)"
)


class UnemploymentCalculator:
    name = "unemployment"
    title = "失业保险金"
    personal = frozenset({"paid"})
    about = re.compile(r"失业|[交缴].{0,8}(?:年|个月)")
    hears = hears(
        r"失业",
        r"[领拿给]|到手|月",
        needs="paid",
        amount=r"几个?月|多少|多久|多长|一共|总共|几块",
        never=_NOT.pattern
        + r"|补偿|赔偿|抚恤|能不能|怎么(?:办|弄)|断(?:了|缴)|退休|灵活就业|社保补贴|天之?内|去停|停(?:领|发|止)",
        askable=True,
    )

    def wants(self, words: Words) -> bool:
        if not words.asks(_TOPIC, _SUM, _NOT):
            return False
        return (
            reading.says_length(words.text)
            or bool(reading.since(Words(words.text), date(2100, 1, 1)))
            or bool(reading.of_self(words) and re.search("我.{0,6}能(?:领|拿)|帮.{0,3}算|算一", words.text))
        )

    def read(self, words: Words, today: date, asked: str) -> Slots:
        slots: Slots = {}
        if day := event_date(words.text, today):
            slots["event"] = day.isoformat()
        if granted := words.take(_GRANTED):
            slots["granted"] = int(granted["n"])
        if unused := words.take(_UNUSED):
            slots["unused"] = int(unused["n"] or unused["n2"])
        if drawn := words.take(_DRAWN):
            slots["drawn"] = int(drawn["n"] or drawn["n2"])
            if words.has(_RECEIVED):
                slots["received"] = 1
        period = reading.since(words, today)
        if period and period[1]:
            slots["paid"] = reading.between(period[0], period[1])
            slots["event"] = f"{period[1][:5]}{period[1][5:].replace('00', '12')}-01"
        elif paid := reading.in_stretches(words) or reading.length(words):
            slots["paid"] = paid
        if words.take(_QUIT):
            slots["quit"] = 1
        again = {"granted", "drawn"} <= slots.keys() and words.has(_AGAIN)
        if words.take(_BEFORE) or again:
            slots["before"] = 1
        return slots

    def work(self, slots: Slots, case: Case) -> Answer | Ask:
        if "paid" not in slots:
            return Ask("paid", say("unemployment", "ask_paid"))
        paid = reading.require_months("paid", list(slots["paid"]), "缴费时间")  # type: ignore[arg-type]
        low, high = paid[0] // 12, paid[1] // 12
        on = date.fromisoformat(str(slots.get("event", case.today.isoformat())))
        months, rules = benefit_months(low, case.figures, on)
        if benefit_months(high, case.figures, on)[0] != months or _bracket(low) != _bracket(high):
            years = range(low, high + 1) if high - low < _OFFERED else ()
            offered = tuple(say("unemployment", "year", low=n, high=n + 1) for n in years)
            return Ask("paid", say("unemployment", "ask_exact", said=reading.lasted(paid)), offered)
        inputs = say("unemployment", "inputs", paid=reading.lasted(paid))
        if not low:
            return Answer(
                say("unemployment", "too_short"), inputs, say("unemployment", "at_least"), rules[:1]
            )
        formula = say("unemployment", "formula" if low >= _FIRST_YEARS else "formula_short",
                      years=low, each=rules[0].value, base=4 * int(rules[0].value), months=months, most=rules[2].text)  # fmt: skip
        if (left := _left_before(slots)) is not None:
            return _joined(left, months, inputs, formula, rules)
        try:
            first, later = amounts(low, case.figures, on)
        except FigureNotHeldError as missing:
            if re.search(_MONEY, Words(case.question).text):
                missing.known = say("unemployment", "months", months=months)
                raise
            return Answer(
                say("unemployment", "months", months=months), inputs, formula, rules, _notes(slots, months)
            )
        found = Benefit(months, number(first), number(later))
        name = "result" if months <= _LATER else "result_long"
        result = say(
            "unemployment",
            name,
            months=months,
            first=yuan(found.first),
            later=yuan(found.later),
            total=yuan(found.total),
        )
        if "received" in slots:
            drawn = min(int(str(slots["drawn"])), months)
            result = say("unemployment", "received", drawn=drawn, total=yuan(replace(found, months=drawn).total),
                         first=yuan(found.first), later=yuan(found.later))  # fmt: skip
        return Answer(result, inputs, formula, (*rules[-1:], first, later), _notes(slots, months))


def _left_before(slots: Slots) -> int | None:
    """Months granted before and not drawn; None where they are not told or nothing was drawn before."""
    if "before" not in slots:
        return None
    if "unused" in slots:
        return int(str(slots["unused"]))
    if "granted" in slots and "drawn" in slots:
        return max(int(str(slots["granted"])) - int(str(slots["drawn"])), 0)
    return None


def _joined(left: int, new: int, inputs: str, formula: str, rules: tuple[Fact, ...]) -> Answer:
    """What was left of the time before, with the months earned since; how the money goes is the office's to say."""
    most = int(rules[2].value)
    return Answer(
        say("unemployment", "joined", months=min(left + new, most)),
        say("unemployment", "inputs_joined", inputs=inputs, left=left),
        say("unemployment", "formula_joined", formula=formula, left=left, new=new, most=rules[2].text),
        rules, (say("unemployment", "counted"),),
    )  # fmt: skip


def _bracket(years: int) -> str:
    return next(name for below, name in _BRACKETS if years < below) if years else ""


def _notes(slots: Slots, months: int) -> tuple[str, ...]:
    if "drawn" in slots:
        drawn = int(str(slots["drawn"]))
        return (say("unemployment", "drawn", drawn=drawn, rest=max(months - drawn, 0)),)
    names = [name for name in ("quit", "before") if name in slots]
    return tuple(say("unemployment", name) for name in (*names, "counted"))
