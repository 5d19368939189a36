"""The second wage of somebody who works without a written contract.

劳动合同法 art. 82 and 实施条例 art. 6 and 7: from the day after a full month of work to the day before the contract is
signed or the work ends, and no longer than to the day before a full year.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from dialogue.calculators import days, reading
from dialogue.calculators.errors import BadInputError
from dialogue.calculators.figures import Figures, months, yuan
from dialogue.calculators.heard import hears
from dialogue.calculators.types import ANY, Answer, Ask, Case, Slots
from dialogue.calculators.wording import say
from dialogue.calculators.words import Words
from kb.fact import Fact

_GRACE, _END = "未签劳动合同二倍工资·起算", "未签劳动合同二倍工资·截止"


def unsigned(
    joined: date, end: date, figures: Figures, on: date
) -> tuple[int, int, date, date, tuple[Fact, ...]]:
    """(full months, days beyond them, first day, day after the last, facts); `end` is the day after the last of work
    without a contract."""
    grace, most = figures.at(_GRACE, on), figures.at(_END, on)
    first = days.later(joined, months(grace))
    end = min(end, days.later(joined, months(most)))
    whole = 0
    while days.later(joined, months(grace) + whole + 1) <= end:
        whole += 1
    rest = (end - days.later(joined, months(grace) + whole)).days
    return whole, max(rest, 0), first, end, (grace, most)


_TOPIC = re.compile(
    r"[双两2]倍(?:的)?工资|另[1一]倍工资|(?:没|未|不)(?:跟我|给我)?签.{0,6}合同|没有?(?:书面|劳动)?合同|补签"
)
_SUM = re.compile(r"多少|几块|几个月|怎么算|算一?下|几万|几千")
_NOT = re.compile(r"加班|年假|工伤|社保|失业|公积金|续签|竞业|节假日")
_DISMISSED = re.compile(r"辞退|裁|开除|补偿|赔偿金|2n|n\+1")
_DOUBLE = re.compile(r"[双两2]倍|另[1一]倍")
_AT_MOST = re.compile(r"按?最多的?(?:月数|月|算)|最多能?[要拿赔]")
_STILL = re.compile(r"(?:到|至)(?:现在|今天|如今)|至今|还没签|一直没签|还在(?:干|上班)")


class NoContractCalculator:
    name = "no_contract"
    title = "未签劳动合同的二倍工资"
    personal = frozenset({"wage"})
    about = re.compile(r"工资|月薪")
    hears = hears(
        r"(?:没|未|不)[^，,。；]{0,6}签|没有?(?:书面|劳动)?合同|补[的签]?[^，,。；]{0,4}合同|补签|才[^，,。；]{0,6}签|[双两2]倍(?:工资|差额|那)",
        r"[双两2]倍|[另多][^，,。；]{0,4}[1一]?[份倍]|差额|还能.{0,4}要|再要|多要",
        needs="joined worked wage",
        askable=True,
        amount=r"多少|几块|几个月|怎么算|算一?下|几万|几千|给个数",
        never=_NOT.pattern + r"|公积金|劳务关系",
    )

    def wants(self, words: Words) -> bool:
        """Only with a wage: how it is worked out in general is an entry's to say."""
        if not words.asks(_TOPIC, _SUM, _NOT) or not reading.says_wage(words.text):
            return False
        return words.has(_DOUBLE) or not words.has(_DISMISSED)

    def read(self, words: Words, today: date, asked: str) -> Slots:
        slots: Slots = {}
        told = [day for day in days.told(words, today) if day.happened not in ("hurt", "received")]
        came = days.first_of(told, "came") or next((day for day in told if not day.happened), None)
        if came or told:
            slots["joined"] = (came or told[0]).kept
            after = [day for day in told if day.kept != slots["joined"]]
            end = days.first_of(after, "signed", "left", "until") or (after[-1] if after else None)
            if end:
                slots["end"], slots["signed"] = end.kept, int(end.happened == "signed")
            elif words.has(_STILL):
                slots["end"], slots["signed"] = today.isoformat(), 0
        elif worked := reading.length(words):
            slots["worked"] = worked
        wage = reading.wage(words, asked in ("wage", ANY))
        if (wage := wage if wage is not None or asked else reading.only_sum(words)) is not None:
            slots["wage"] = wage
        if slots and words.has(_AT_MOST):
            slots["most"] = 1
        return slots

    def work(self, slots: Slots, case: Case) -> Answer | Ask:
        if "wage" not in slots:
            return Ask("wage", say("no_contract", "ask_wage"))
        wage = reading.require_money("wage", float(str(slots["wage"])), "月工资")
        if "worked" in slots and "joined" not in slots:
            return self._by_length(slots, case)
        if "most" in slots and "end" not in slots:
            return self._by_length(slots | {"worked": [12, 12]}, case)
        if "joined" not in slots or len(str(slots["joined"])) < len("2026-01-01"):
            return Ask("joined", say("no_contract", "ask_joined"))
        if "end" not in slots or len(str(slots["end"])) < len("2026-01-01"):
            return Ask("end", say("no_contract", "ask_end"))
        joined, end = date.fromisoformat(str(slots["joined"])), date.fromisoformat(str(slots["end"]))
        if end < joined:
            raise BadInputError("end", say("no_contract", "bad_end"))
        after = end if slots.get("signed") else end + timedelta(days=1)
        whole, rest, first, last, facts = unsigned(joined, after, case.figures, case.today)
        if not whole and not rest:
            return Answer(say("no_contract", "none"), _inputs(slots), say("no_contract", "rule"), facts)
        more = say("no_contract", "rest", days=rest) if rest else ""
        return Answer(
            say("no_contract", "result", amount=yuan(wage * whole), months=whole) + more,
            f"{_inputs(slots)}，月工资{yuan(wage)}",
            say("no_contract", "formula", first=_printed(first), last=_printed(last - timedelta(days=1)),
                months=whole, wage=yuan(wage)),
            facts, (say("no_contract", "note"),),
        )  # fmt: skip

    @staticmethod
    def _by_length(slots: Slots, case: Case) -> Answer | Ask:
        """By a length in whole months, where no dates are told."""
        wage = reading.require_money("wage", float(str(slots["wage"])), "月工资")
        low, high = reading.require_months("worked", list(slots["worked"]), "工作时间")  # type: ignore[arg-type]
        grace, most = case.figures.at(_GRACE, case.today), case.figures.at(_END, case.today)
        counted = [max(min(span, months(most)) - months(grace), 0) for span in (low, high)]
        if counted[0] != counted[1]:
            return Ask("joined", say("no_contract", "ask_joined"))
        return Answer(
            say("no_contract", "result", amount=yuan(wage * counted[0]), months=counted[0]),
            say("no_contract", "inputs_length", worked=reading.lasted([low, high])) + f"，月工资{yuan(wage)}",
            say("no_contract", "formula_length", months=counted[0], wage=yuan(wage)),
            (grace, most), (say("no_contract", "note"),),
        )  # fmt: skip


def _inputs(slots: Slots) -> str:
    end = "signed" if slots.get("signed") else "left"
    return say(
        "no_contract", f"inputs_{end}",
        joined=_printed(date.fromisoformat(str(slots["joined"]))), end=_printed(date.fromisoformat(str(slots["end"]))),
    )  # fmt: skip


def _printed(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
