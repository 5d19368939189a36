"""The least that is paid for a month of sick leave, or while an employer gives no work.

北京市工资支付规定 art. 21 and 27: shares of the minimum wage in force at the time.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from dialogue.calculators import reading
from dialogue.calculators.figures import Figures, number, share, yuan
from dialogue.calculators.heard import hears
from dialogue.calculators.types import Answer, Ask, Case, Slots
from dialogue.calculators.wording import say
from dialogue.calculators.words import Words
from dialogue.understand.scope import event_date
from kb.fact import Fact

_SHARES = {"sick": "病假工资下限·占最低工资比例", "idle": "停工基本生活费下限·占最低工资比例"}


def least(kind: str, figures: Figures, on: date) -> tuple[Decimal, Fact, Fact]:
    """Yuan a month, the minimum wage and the share; `kind` "sick" or "idle"."""
    minimum, rate = figures.at("最低工资标准·每月", on), figures.at(_SHARES[kind], on)
    return number(minimum) * share(rate), minimum, rate


_TOPIC = re.compile(r"病假|病休|停工|停产|基本生活费")
_SUM = re.compile(r"多少|几块|几百|怎么算|算一?下")
_LEAST = re.compile(r"下限|最低|最少|至少|不低于|底线|保底|少[发给]|[补差]我?多少|基本生活费")
_NOT = re.compile(r"停工留薪|工伤|医疗期|几天|几个月|补偿|失业|社保|扣")
_SHORT_YEAR = re.compile(r"(?<!\d)(?P<y>2\d)年(?=\d{1,2}月)")
_DATED = re.compile(r"20\d{2}年|[前去]年|上个?月")
_PAID = re.compile(r"(?:只|就|才)[^，,。\d]{0,6}[发给](?:了|我)*(?=\d)|实发(?:了)?(?=\d)")


class WageFloorCalculator:
    name = "wage_floor"
    title = "病假或停工的工资下限"
    personal: frozenset[str] = frozenset()
    about = re.compile(r"病假|停工|停产")
    hears = hears(
        r"病假|病休|停工|停产|基本生活费|没(?:给)?安排活",
        r"下限|最[低少]|至少|不(?:低于|能[少低]于)|[底红]线|保底|少[发给]|基本生活费",
        needs="event paid",
        amount=r"多少|几块|几百|怎么算|算一?下",
        never=_NOT.pattern,
        askable=True,
    )

    def wants(self, words: Words) -> bool:
        """Only of a time or a sum that is told: what holds today is an entry's to say."""
        told = _DATED.search(_dated(words)) or words.has(_PAID)
        return bool(told) and words.asks(_TOPIC, _SUM, _NOT) and words.has(_LEAST)

    def read(self, words: Words, today: date, asked: str) -> Slots:
        slots: Slots = {}
        if day := event_date(_dated(words), today):
            slots["event"] = day.isoformat()
        slots["kind"] = "sick" if words.has(re.compile("病")) else "idle"
        if (paid := words.take(_PAID)) and (amount := reading.amount_at(words, paid.end())) is not None:
            slots["paid"] = amount
        return slots

    def work(self, slots: Slots, case: Case) -> Answer | Ask:
        if "kind" not in slots:
            return Ask("kind", say("wage_floor", "ask_kind"))
        on = date.fromisoformat(str(slots.get("event", case.today.isoformat())))
        kind = str(slots["kind"])
        amount, minimum, rate = least(kind, case.figures, on)
        inputs = say("wage_floor", "inputs", on=f"{on.year}年{on.month}月", minimum=minimum.text)
        name, short = "result", Decimal(0)
        if "paid" in slots:
            paid = reading.require_money("paid", float(str(slots["paid"])), "实发工资")
            inputs = say("wage_floor", "inputs_paid", inputs=inputs, paid=yuan(paid))
            name, short = ("result_short" if paid < amount else "result_enough"), amount - paid
        return Answer(
            say("wage_floor", name, kind=say("wage_floor", kind), least=yuan(amount), short=yuan(short)),
            inputs,
            say("wage_floor", "formula", minimum=minimum.text, rate=rate.text, least=yuan(amount)),
            (minimum, rate), (say("wage_floor", f"note_{kind}"),),
        )  # fmt: skip


def _dated(words: Words) -> str:
    """The message with "25年6月" as 2025年6月."""
    return _SHORT_YEAR.sub(lambda match: f"20{match['y']}年", words.text)
