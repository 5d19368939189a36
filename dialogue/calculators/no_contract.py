"""The second wage of somebody who works without a written contract.

劳动合同法 art. 82 and 实施条例 art. 6 and 7: from the day after a full month of work to the day before the contract is
signed or the work ends, and no longer than to the day before a full year.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

from dialogue.calculators import reading
from dialogue.calculators.errors import BadInputError
from dialogue.calculators.figures import Figures, months, yuan
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
    first = _later(joined, months(grace))
    end = min(end, _later(joined, months(most)))
    whole = 0
    while _later(joined, months(grace) + whole + 1) <= end:
        whole += 1
    rest = (end - _later(joined, months(grace) + whole)).days
    return whole, max(rest, 0), first, end, (grace, most)


def _later(day: date, by: int) -> date:
    """The same day so many months later, or the last of its month."""
    year, month = divmod(day.year * 12 + day.month - 1 + by, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


_TOPIC = re.compile(
    r"[双两2]倍(?:的)?工资|另[1一]倍工资|(?:没|未|不)(?:跟我|给我)?签.{0,6}合同|没有?(?:书面|劳动)?合同|补签"
)
_SUM = re.compile(r"多少|几块|几个月|怎么算|算一?下|几万|几千")
_NOT = re.compile(r"加班|年假|工伤|社保|失业|公积金|续签|竞业|节假日")
_DISMISSED = re.compile(r"辞退|裁|开除|补偿|赔偿金|2n|n\+1")
_DOUBLE = re.compile(r"[双两2]倍|另[1一]倍")
_DAY = re.compile(
    r"(?:(?P<y>20\d{2}|\d{2})年|(?P<rel>前年|去年|今年))?(?P<m>1[0-2]|[1-9])月(?:份)?(?:(?P<d>[12]\d|3[01]|[1-9])[日号])?"
)
_BACK = {"前年": 2, "去年": 1, "今年": 0}
_SIGNED = re.compile(r"^[^，,。]{0,6}(?:补签|才?签|给签)")
_STILL = re.compile(r"(?:到|至)(?:现在|今天|如今)|至今|还没签|一直没签|还在(?:干|上班)")


class NoContractCalculator:
    name = "no_contract"
    title = "未签劳动合同的二倍工资"
    personal = frozenset({"wage"})
    about = re.compile(r"工资|月薪")

    def wants(self, words: Words) -> bool:
        """Only with a wage: how it is worked out in general is an entry's to say."""
        if not words.asks(_TOPIC, _SUM, _NOT) or not reading.says_wage(words.text):
            return False
        return words.has(_DOUBLE) or not words.has(_DISMISSED)

    def read(self, words: Words, today: date, asked: str) -> Slots:
        slots: Slots = {}
        if days := _days(words, today):
            slots["joined"] = days[0][0]
            if len(days) > 1:
                slots["end"] = days[-1][0]
                slots["signed"] = int(days[-1][1])
            elif words.has(_STILL):
                slots["end"], slots["signed"] = today.isoformat(), 0
        elif worked := reading.length(words):
            slots["worked"] = worked
        if (wage := reading.wage(words, asked in ("wage", ANY))) is not None:
            slots["wage"] = wage
        return slots

    def work(self, slots: Slots, case: Case) -> Answer | Ask:
        if "wage" not in slots:
            return Ask("wage", say("no_contract", "ask_wage"))
        wage = reading.require_money("wage", float(str(slots["wage"])), "月工资")
        if "worked" in slots and "joined" not in slots:
            return self._by_length(slots, case)
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
        days = say("no_contract", "rest", days=rest) if rest else ""
        return Answer(
            say("no_contract", "result", amount=yuan(wage * whole), months=whole) + days,
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


def _days(words: Words, today: date) -> list[tuple[str, bool]]:
    """Days as told, the first that of coming, each with whether a contract was signed then; without its day, "2026-03"."""
    found: list[tuple[str, bool]] = []
    year = 0
    for match in words.take_all(_DAY):
        month = int(match["m"])
        if match["y"] or match["rel"]:
            year = int(match["y"]) % 100 + 2000 if match["y"] else today.year - _BACK[match["rel"]]
        elif not year or (found and month < int(found[-1][0][5:7])):
            year = year + 1 if year else today.year - (month > today.month)
        try:
            day = date(year, month, int(match["d"])).isoformat() if match["d"] else f"{year}-{month:02d}"
        except ValueError:
            continue
        told = (day, bool(_SIGNED.match(match.string[match.end() :])))
        if not any(day == other for other, _ in found):
            found.append(told)
    return found


def _inputs(slots: Slots) -> str:
    end = "signed" if slots.get("signed") else "left"
    return say(
        "no_contract", f"inputs_{end}",
        joined=_printed(date.fromisoformat(str(slots["joined"]))), end=_printed(date.fromisoformat(str(slots["end"]))),
    )  # fmt: skip


def _printed(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
