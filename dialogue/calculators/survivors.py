"""What dependants get: by the month after a death at work, once after a death while unemployed.

工伤保险条例 art. 39: a share of the worker's own pay for each dependant, together never more than that pay.
北京市失业保险规定 art. 24: so many months of the benefit by the number of dependants.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from dialogue.calculators import reading
from dialogue.calculators.figures import Figures, number, share, yuan
from dialogue.calculators.heard import hears
from dialogue.calculators.types import ANY, Answer, Ask, Case, Slots
from dialogue.calculators.wording import say
from dialogue.calculators.words import Words
from kb.fact import Fact

_MOST_COUNTED = 3


def monthly(
    wage: Decimal, spouse: int, others: int, figures: Figures, on: date
) -> tuple[Decimal, tuple[Fact, Fact]]:
    """Yuan a month for all dependants, before the ceiling of the worker's own pay, and the shares."""
    rates = figures.at("供养亲属抚恤金比例·配偶", on), figures.at("供养亲属抚恤金比例·其他亲属", on)
    return wage * (share(rates[0]) * spouse + share(rates[1]) * others), rates


def once_months(relatives: int, figures: Figures, on: date) -> Fact:
    """The fact that holds the months of benefit for so many dependants."""
    more = "及以上" if relatives >= _MOST_COUNTED else ""
    return figures.at(f"失业人员死亡抚恤金·供养{min(relatives, _MOST_COUNTED)}人{more}", on)


_TOPIC = re.compile(r"抚恤")
_SUM = re.compile(r"多少|怎么算|算一?下|几块|几千")
_NOT = re.compile(r"孤儿|孤寡|退休|条件|几岁|养老保险|因病去世|遗属|烈士|军人")
_AT_WORK = re.compile(r"工亡|因工死|工伤.{0,6}(?:死|去世|没了)|上班.{0,8}(?:死|没了|去世)")
_UNEMPLOYED = re.compile(r"失业")
_COUNTED = r"(?:(?P<n>\d)个|(?P<pair>俩))?(?:[^，,。、和跟俩\d]|\d{1,2}岁){0,8}?"
_OTHERS = re.compile(
    rf"{_COUNTED}(?P<who>孩子|娃|儿子|闺女|女儿|老娘|老爹|老妈|母亲|父亲|妈|爸|父母|爹妈|爸妈|老两口|老人|孙子|孙女)"
)
_TWO = ("父母", "爹妈", "爸妈", "老两口")
_SPOUSE = re.compile(
    r"配偶|妻子|老婆|媳妇|嫂子|弟妹|我[^，,。]{0,4}(?:没工作|没收入|不上班|没有工作|没有劳动能力|靠他)"
)
_TOTAL = re.compile(
    r"供养(?:的)?(?:亲属)?(?:有|是)?(?P<n>\d|俩)(?:个|口)?人?|靠他[^，,。\d]{0,4}(?P<n2>\d)(?:个人|口人|口)"
)
_DEAD = re.compile(
    r"(?:我|他|她)?(?:儿子|女儿|闺女|爸|父亲|妈|母亲|弟弟|哥哥?|老婆|媳妇|妻子)(?=[^，,。]{0,12}(?:工亡|去世|没了|走了|死))"
)


class SurvivorsCalculator:
    name = "survivors"
    title = "抚恤金"
    personal: frozenset[str] = frozenset()
    about = re.compile(r"抚恤|去世|工亡")
    hears = hears(r"抚恤", r"工亡|因工|工伤|上班|工地|失业", needs="wage", never=_NOT.pattern)

    def wants(self, words: Words) -> bool:
        """Only with the pay or benefit it rests on: shares and months are an entry's to say."""
        dead = words.has(_AT_WORK) or words.has(_UNEMPLOYED)
        return dead and words.asks(_TOPIC, _SUM, _NOT) and reading.money(Words(words.text)) is not None

    def read(self, words: Words, today: date, asked: str) -> Slots:
        slots: Slots = {}
        if words.has(_AT_WORK) or words.has(_UNEMPLOYED):
            slots["at_work"] = int(words.has(_AT_WORK))
        words.take(_DEAD)
        if total := words.take(_TOTAL):
            counted = total["n"] or total["n2"]
            slots["others"] = 2 if counted == "俩" else int(counted)
        if words.take(_SPOUSE):
            slots["spouse"] = 1
        found = {match["who"]: match for match in words.take_all(_OTHERS)}
        if found and not total:
            slots["others"] = sum(_count(match) for match in found.values())
        wage = reading.wage(words, asked in ("wage", ANY))
        if wage is None:
            wage = reading.money(words, bare=asked == "wage")
        if wage is None and "at_work" in slots:
            wage = reading.money(words)
        if wage is not None:
            slots["wage"] = wage
        return slots

    def work(self, slots: Slots, case: Case) -> Answer | Ask:
        at_work = bool(slots.get("at_work"))
        if "wage" not in slots:
            return Ask("wage", say("survivors", "ask_wage" if at_work else "ask_benefit"))
        spouse, others = (int(str(slots.get(name, 0))) for name in ("spouse", "others"))
        if not spouse + others:
            return Ask("others", say("survivors", "ask_relatives"))
        wage = reading.require_money("wage", float(str(slots["wage"])), "月工资" if at_work else "失业保险金")
        return _monthly(wage, spouse, others, case) if at_work else _once(wage, spouse + others, case)


def _count(match: re.Match[str]) -> int:
    if match["who"] in _TWO:
        return 2
    return 2 if match["pair"] else int(match["n"] or 1)


def _monthly(wage: Decimal, spouse: int, others: int, case: Case) -> Answer:
    amount, rates = monthly(wage, spouse, others, case.figures, case.today)
    counted = (
        (say("survivors", "spouse"), rates[0], spouse),
        (say("survivors", "others", count=others), rates[1], others),
    )
    held = [(who, rate, number_of) for who, rate, number_of in counted if number_of]
    formula = "＋".join(
        say(
            "survivors",
            "part",
            who=f"{who}{f'{n}×' if n > 1 else ''}",
            rate=rate.text,
            amount=yuan(wage * share(rate) * n),
        )
        for who, rate, n in held
    )
    if amount > wage:
        formula += say("survivors", "capped", wage=yuan(wage))
    return Answer(
        say("survivors", "result_monthly", amount=yuan(min(amount, wage))),
        say("survivors", "inputs_monthly", wage=yuan(wage), relatives="、".join(who for who, _, _ in held)),
        formula, tuple(rate for _, rate, _ in held), (say("survivors", "note_monthly"),),
    )  # fmt: skip


def _once(wage: Decimal, relatives: int, case: Case) -> Answer:
    fact = once_months(relatives, case.figures, case.today)
    return Answer(
        say("survivors", "result_once", amount=yuan(number(fact) * wage)),
        say("survivors", "inputs_once", wage=yuan(wage), relatives=relatives),
        say("survivors", "formula_once", relatives=relatives, months=fact.text, wage=yuan(wage)),
        (fact,), (say("survivors", "note_once"),),
    )  # fmt: skip
