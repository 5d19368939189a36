"""What is paid back for training when somebody leaves before the agreed years of service are over (劳动合同法 art. 22):
no more than the part of the cost that falls on the time not served."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from dialogue.calculators import reading
from dialogue.calculators.errors import BadInputError
from dialogue.calculators.figures import yuan
from dialogue.calculators.heard import hears
from dialogue.calculators.types import Answer, Ask, Case, Slots
from dialogue.calculators.wording import say
from dialogue.calculators.words import Words

_LIMIT = "服务期违约金·上限"
_CLAUSE = re.compile(r"[，,。；;？?！!]")


def owed(cost: Decimal, term: int, served: int) -> Decimal:
    """Yuan for the months not served; `term` and `served` in months."""
    return cost * max(term - served, 0) / term


class TrainingCalculator:
    name = "training"
    title = "服务期违约金"
    personal: frozenset[str] = frozenset()
    about = re.compile(r"培训|服务期")
    hears = hears(
        r"培训|进修|学习费",
        r"服务期|约定|干满|违约金|赔|退还?",
        needs="cost",
        amount=r"多少|几万|几千|算一?下|怎么算",
        never=r"补贴|补助|失业|社保",
    )

    def wants(self, words: Words) -> bool:
        return False

    def read(self, words: Words, today: date, asked: str) -> Slots:
        slots: Slots = {}
        for clause in _CLAUSE.split(words.text):
            if (length := reading.length(Words(re.sub(r"服务期?|签|约定", "", clause)))) is None:
                continue
            agreed = re.search(r"服务|约定|协议|签|[必须得要]+干满?", clause)
            name = (
                asked
                if asked in ("term", "served")
                else "term"
                if agreed and "term" not in slots
                else "served"
            )
            slots.setdefault(name, length)
        if (cost := reading.money(words, bare=True)) is not None:
            slots["cost"] = cost
        return slots

    def work(self, slots: Slots, case: Case) -> Answer | Ask:
        for name in ("cost", "term", "served"):
            if name not in slots:
                return Ask(name, say("training", f"ask_{name}"))
        cost = reading.require_money("cost", float(str(slots["cost"])), "培训费")
        term = reading.require_months("term", list(slots["term"]), "服务期")  # type: ignore[arg-type]
        served = reading.require_months("served", list(slots["served"]), "已经干的时间")  # type: ignore[arg-type]
        if served[0] != served[1] or term[0] != term[1]:
            name = "served" if served[0] != served[1] else "term"
            raise BadInputError(name, say("training", f"ask_{name}"))
        limit = case.figures.at(_LIMIT, case.today)
        return Answer(
            say("training", "result", amount=yuan(owed(cost, term[0], served[0]))),
            say("training", "inputs", cost=yuan(cost), term=reading.lasted(term), served=reading.lasted(served)),
            say("training", "formula", cost=yuan(cost), rest=max(term[0] - served[0], 0), term=term[0]),
            (limit,), (say("training", "note"),),
        )  # fmt: skip
