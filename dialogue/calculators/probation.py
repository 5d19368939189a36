"""How long a trial period may be, and the least that is paid in it (劳动合同法 art. 19 and 20)."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from dialogue.calculators import days, reading
from dialogue.calculators.figures import Figures, months, number, share, yuan
from dialogue.calculators.heard import hears
from dialogue.calculators.types import ANY, Answer, Ask, Case, Slots
from dialogue.calculators.wording import say
from dialogue.calculators.words import Words
from kb.fact import Fact

_BRACKETS = ((12, "满3个月不满1年"), (36, "满1年不满3年"), (10_000, "满3年或无固定期限"))
_SHORTEST = 3
"""Months of contract below which no trial may be agreed."""
_FLOOR = "最低工资标准·每月"


def longest(contract: int, figures: Figures, on: date) -> Fact | None:
    """The fact that holds the longest trial for a contract of so many months; None where none may be agreed."""
    if contract < _SHORTEST:
        return None
    return figures.at(f"试用期最长·合同{next(name for below, name in _BRACKETS if contract < below)}", on)


def least_pay(agreed: Decimal, figures: Figures, on: date) -> tuple[Decimal, Fact, Fact]:
    """Yuan a month: the share of the agreed wage, never below the minimum wage; with both facts."""
    rate, floor = figures.at("试用期工资·最低比例", on), figures.at(_FLOOR, on)
    return max(agreed * share(rate), number(floor)), rate, floor


_OPEN = re.compile(r"无固定期")
_CONTRACT_YEARS = re.compile(
    r"(?<![\d.第])(?P<y>[1-9]|10)(?:整)?年(?!前|后|初|底|多|\d{1,2}月\d)(?:零?(?P<m>\d{1,2})个月|(?P<half>半))?|(?<!试用)(?<!试用期)(?P<only>半年)"
)
_CONTRACT_MONTHS = re.compile(
    r"(?<!\d)(?P<m>\d{1,2})个月(?:的|期)?(?:[短长]期?)?(?:劳动)?合同|(?:合同|签)(?!.{0,4}试用)[^，,。；;\d]{0,6}(?P<m2>\d{1,2})个月"
)
_AGREED_LENGTH = re.compile(r"试用期?(?:[^，,。；;？?\d]{0,10})(?P<n>\d{1,2})个月|(?P<n2>\d{1,2})个月的?试用")
_MONTHS = re.compile(r"(?<![\d第])(?P<n>\d{1,2})个月")
_PAY = re.compile(r"[工薪]资|月薪|多少钱|低于|打[了的]?.{0,3}折|百分|转正")
_CLAIM = re.compile(r"赔")
_LONGEST = re.compile(r"多长|多久|最长|几个月|超(?!额)|多少个?月|[到至]哪")
_AFTER = re.compile(r"(?:转正|约定|合同)[^，,。；;\d]{0,10}(?=\d)")
_IN_TRIAL = re.compile(r"(?:试用|只|就|才)[^，,。；;\d]{0,8}(?=\d)")


class ProbationCalculator:
    name = "probation"
    title = "试用期"
    personal: frozenset[str] = frozenset()
    about = re.compile(r"试用")
    hears = hears(
        "试用",
        needs="contract agreed",
        amount=r"多少|几个月|多久|多长|最长|最低|算不?算?超|超没超|是不是超|合不?合法|违法|够不够",
        never=r"辞退|辞职|不合格|不符合录用|离职|社保|补偿|辞掉|开除|公积金|社会保险|走人|事业单位|考[进上]|编制|公务员|见习|几成|百分之几|比例",
    )

    def wants(self, words: Words) -> bool:
        return False

    def read(self, words: Words, today: date, asked: str) -> Slots:
        slots: Slots = {}
        for name, pattern in (("pay", _PAY), ("length", _LONGEST), ("claim", _CLAIM)):
            if words.has(pattern):
                slots[name] = 1
        if trial := words.take(_AGREED_LENGTH):
            slots["trial"] = int(trial["n"] or trial["n2"])
        if words.take(_OPEN):
            slots["contract"] = [10_000 - 1, 10_000 - 1]
        elif (contract := _contract(words, today)) is not None:
            slots["contract"] = contract
        if "trial" not in slots and (other := words.take(_MONTHS)):
            slots["trial"] = int(other["n"])
        if after := words.take(_AFTER):
            amount = reading.amount_at(words, after.end())
        else:
            words.take(_IN_TRIAL)
            amount = reading.wage(words, asked in ("agreed", ANY)) or reading.only_sum(words)
        if amount is not None:
            slots["agreed"] = amount
        return slots

    def work(self, slots: Slots, case: Case) -> Answer | Ask:
        if "agreed" in slots and ("contract" not in slots or not {"length", "claim"} & slots.keys()):
            return _pay(slots, case)
        if "contract" not in slots:
            name = "agreed" if "pay" in slots and "length" not in slots else "contract"
            return Ask(name, say("probation", f"ask_{name}"))
        low, high = (int(str(span)) for span in list(slots["contract"]))  # type: ignore[arg-type]
        fact = longest(low, case.figures, case.today)
        if fact != longest(high, case.figures, case.today):
            return Ask("contract", say("probation", "ask_contract"))
        contract = say("probation", "open") if low > 1000 else reading.lasted([low, high])
        inputs = say("probation", "inputs", contract=contract)
        if fact is None:
            first = case.figures.at(f"试用期最长·合同{_BRACKETS[0][1]}", case.today)
            return Answer(say("probation", "none"), inputs, say("probation", "none_rule"), (first,))
        result = say("probation", "result", most=fact.text)
        over = 0
        facts: tuple[Fact, ...] = (fact,)
        if "trial" in slots:
            over = int(str(slots["trial"])) - months(fact)
            told = int(str(slots["trial"]))
            result += say("probation", "over" if told > months(fact) else "within", told=told)
        rule = say("probation", "rule", bracket=fact.name.partition("合同")[2], most=fact.text)
        if over > 0 and "claim" in slots and "agreed" in slots:
            agreed = reading.require_money("agreed", float(str(slots["agreed"])), "约定的工资")
            standard = case.figures.at("违法约定试用期·赔偿标准", case.today)
            result += say("probation", "claim", over=over, amount=yuan(agreed * over))
            rule += say("probation", "claim_rule", standard=standard.text, agreed=yuan(agreed), over=over)
            facts = (fact, standard)
        return Answer(result, inputs, rule, facts, (say("probation", "note"),))


def _contract(words: Words, today: date) -> reading.Months | None:
    """Months of the contract: as a length, else from its first day to its last."""
    if match := words.take(_CONTRACT_YEARS):
        months_long = (
            6 if match["only"] else int(match["y"]) * 12 + int(match["m"] or 0) + (6 if match["half"] else 0)
        )
        return [months_long, months_long]
    if match := words.take(_CONTRACT_MONTHS):
        return [int(match["m"] or match["m2"])] * 2
    told = [day for day in days.told(words, today) if day.exact]
    if len(told) == 2 and told[0].on < told[1].on:
        months_long = days.months_worked(told[0].on, told[1].on)
        return [months_long, months_long]
    return None


def _pay(slots: Slots, case: Case) -> Answer:
    agreed = reading.require_money("agreed", float(str(slots["agreed"])), "约定的工资")
    amount, rate, floor = least_pay(agreed, case.figures, case.today)
    by_floor = amount > agreed * share(rate)
    return Answer(
        say("probation", "pay", amount=yuan(amount)),
        say("probation", "pay_inputs", agreed=yuan(agreed)),
        say("probation", "pay_floor" if by_floor else "pay_rule", agreed=yuan(agreed), rate=rate.text, floor=floor.text),
        (rate, floor), (say("probation", "pay_note"),),
    )  # fmt: skip
