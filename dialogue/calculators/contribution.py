"""What is taken from a month's pay for social insurance, and what a flexible worker pays.

The base is last year's average monthly pay, not below the floor nor above the ceiling of its year; rates and bounds
are facts.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from dialogue.calculators import reading
from dialogue.calculators.errors import FigureNotHeldError
from dialogue.calculators.figures import Figures, number, plain, share, yuan
from dialogue.calculators.heard import hears
from dialogue.calculators.types import ANY, Answer, Ask, Case, Slots
from dialogue.calculators.wording import choices, say
from dialogue.calculators.words import Words
from dialogue.understand.scope import event_date
from kb.fact import Fact

_FLOOR, _CEILING = "社会保险缴费工资基数·下限", "社会保险缴费工资基数·上限"
_PENSION, _MEDICAL, _FIXED, _UNEMPLOYMENT = (
    "养老保险费率·职工个人",
    "职工医保费率·个人",
    "大额医疗互助·个人月缴",
    "失业保险费率·职工个人",
)
_FLEXIBLE = "养老保险费率·灵活就业"


def base_of(wage: Decimal, floor: Fact, ceiling: Fact) -> Decimal:
    """The wage within its bounds."""
    return min(max(wage, number(floor)), number(ceiling))


def employee_share(
    wage: Decimal, figures: Figures, on: date
) -> tuple[Decimal, dict[str, Decimal], tuple[Fact, ...]]:
    """(base, yuan by insurance, facts) for an employee's own part of one month."""
    floor, ceiling = figures.at(_FLOOR, on), figures.at(_CEILING, on)
    pension, medical, fixed, unemployment = (
        figures.at(name, on) for name in (_PENSION, _MEDICAL, _FIXED, _UNEMPLOYMENT)
    )
    base = base_of(wage, floor, ceiling)
    parts = {
        "养老": base * share(pension),
        "医保": base * share(medical) + number(fixed),
        "失业": base * share(unemployment),
    }
    return base, parts, (floor, ceiling, pension, medical, fixed, unemployment)


_TOPIC = re.compile(r"社保|五险|三险|养老保险|医保|保险费|缴费|养老")
_SUM = re.compile(
    r"(?:扣|交|缴|掏|拿|付|出).{0,6}(?:多少|几百|几千|几块)|(?:多少|几百).{0,4}(?:要|得)?(?:扣|交|缴)|怎么算|算一?下|要交多少|1个月多少|(?:社保|五险|养老|医保).{0,4}多少钱|多少钱.{0,4}社保"
)
_NOT = re.compile(
    r"补缴|公积金|滞纳|退休金|多少年|几年|能领|领多少|拿多少|居民|报销|划|账户|断缴|一次性|转移|生育津贴|为[什啥]|啥名堂|咋回事|怎么回事|应该是?整|多出来|比例是|单位要?得?交多少|什么时候|费率是|基数.{0,3}(?:是多少|多少钱)"
)
_FLEXIBLE_WORD = re.compile(r"灵活就业|自由职业|自己[交缴]|个体户|个人身份|个人[交缴]社保")
_BASE = re.compile(r"(?P<low>最低|下限|低档|60%)|(?P<high>最高|上限|高档|300%)")
_BASE_SAID = re.compile(r"基数[^，,。\d]{0,6}(?=\d)|\d[\d.万千]*(?:元|块)?的?(?:缴费)?基数")
_ONLY_PENSION = re.compile(
    r"(?:只|光|就|单)[^，,。]{0,4}养老(?!金)|养老[^，,。]{0,3}(?:这|那|1)[1项样块份]|(?:光|就|只)[^，,。]{0,2}养老|个人养老(?!金)"
)
_BY_EMPLOYER = re.compile(r"单位(?:的)?(?:部分|那份|那块)|单位[^，,。]{0,8}(?:出|掏|交|缴|负担)多少")
_A_YEAR = re.compile(
    r"(?:1年|全年|12个月)[^，,。]{0,12}(?:一共|总共|共|合计|下来|得[交缴]|要[交缴])|年[要得]?[交缴]多少"
)
_OF_A_MONTH = re.compile(r"(?:20\d{2}|去|今)年[^，,。]{0,2}\d{1,2}月")
_SEVERAL = re.compile(
    r"基数[^，,。；]{0,3}(?:分别|各是?)[^\d]{0,3}(?P<all>\d[\d.万千]*(?:元|块)?(?:[、,，和跟 ]+\d[\d.万千]*(?:元|块)?)+)"
)
_OTHERS = re.compile(r"医|失业|社保|[35]险|工伤")
"""Of which the pension is only a part."""
_EMPLOYER = "养老保险费率·单位"


class ContributionCalculator:
    name = "contribution"
    title = "每月缴费"
    personal = frozenset({"flexible"})
    about = re.compile(r"灵活就业|自由职业|社保")
    hears = hears(
        r"社保|五险|三险|养老|医保|保险费",
        r"扣|[交缴](?!了\d)|掏",
        needs="wage bases",
        amount=r"多少|几百|几千|几块",
        never=_NOT.pattern + r"|退休|岁|年限|滞纳|失业金|差几年",
    )

    def wants(self, words: Words) -> bool:
        if not words.asks(_TOPIC, _SUM, _NOT):
            return False
        if words.has(_BY_EMPLOYER) and not words.has(_ONLY_PENSION):
            return False
        if reading.wage(Words(words.text), any_sum=False) is not None:
            return True
        if words.has(_FLEXIBLE_WORD) and words.has(_BASE) and words.has(_OF_A_MONTH):
            return True
        return bool(
            re.search(r"我.{0,20}(?:工资|基数|灵活就业|自由职业)|帮.{0,3}算|算一下", words.text)
        ) and reading.of_self(words)

    def read(self, words: Words, today: date, asked: str) -> Slots:
        slots: Slots = {}
        if day := event_date(words.text, today):
            slots["event"] = day.isoformat()
            words.take(re.compile(r"(?:19|20)\d{2}年(?:\d{1,2}月)?(?:的标准)?"))
        if words.take(_FLEXIBLE_WORD):
            slots["flexible"] = 1
        if bound := words.take(_BASE):
            slots["bound"] = "low" if bound["low"] else "high"
        if words.has(_BASE_SAID):
            slots["said"] = 1
        for name, pattern in (("pension", _ONLY_PENSION), ("employer", _BY_EMPLOYER), ("year", _A_YEAR)):
            if words.has(pattern):
                slots[name] = 1
        if words.has(re.compile("养老")) and not words.has(_OTHERS):
            slots["pension"] = 1
        if several := words.take(_SEVERAL):
            sums = (reading.money(Words(part)) for part in re.split(r"[、,，和跟 ]+", several["all"]))
            slots["bases"] = [int(amount) for amount in sums if amount]
        if (wage := reading.wage(words, asked in ("wage", ANY))) is not None:
            slots["wage"] = wage
        return slots

    def work(self, slots: Slots, case: Case) -> Answer | Ask:
        flexible = "flexible" in slots or (case.insured_type == "flexible" and "wage" not in slots)
        on = date.fromisoformat(str(slots.get("event", case.today.isoformat())))
        if "pension" in slots and {"bases", "wage", "bound"} & slots.keys():
            return _pension(slots, case, on, flexible)
        if "wage" not in slots and "bound" not in slots:
            kind = "flexible" if flexible else "employee"
            return Ask(
                "wage",
                say("contribution", f"ask_{kind}"),
                choices("contribution", "bounds") if flexible else (),
            )
        try:
            return self._flexible(slots, case, on) if flexible else self._employee(slots, case, on)
        except FigureNotHeldError as missing:
            missing.newest = _newest_whole(case.figures, on, flexible) or missing.newest
            raise

    @staticmethod
    def _employee(slots: Slots, case: Case, on: date) -> Answer:
        wage = _wage(slots, case.figures, on)
        base, parts, facts = employee_share(wage, case.figures, on)
        _, _, pension, medical, fixed, unemployment = facts
        return Answer(
            say("contribution", "result", amount=yuan(sum(parts.values(), Decimal(0)))),
            _inputs(slots, wage, base, facts, on),
            say(
                "contribution", "formula", base=yuan(base),
                pension=f"{pension.value}%＝{yuan(parts['养老'])}",
                medical=f"{medical.value}%＋{fixed.text}＝{yuan(parts['医保'])}",
                unemployment=f"{unemployment.value}%＝{yuan(parts['失业'])}",
            ),
            facts, (say("contribution", "base_meant"),),
        )  # fmt: skip

    @staticmethod
    def _flexible(slots: Slots, case: Case, on: date) -> Answer:
        wage = _wage(slots, case.figures, on)
        floor, ceiling = case.figures.at(_FLOOR, on), case.figures.at(_CEILING, on)
        rate = case.figures.at(_FLEXIBLE, on)
        base = base_of(wage, floor, ceiling)
        facts = (floor, ceiling, rate)
        return Answer(
            say("contribution", "result_flexible", amount=yuan(base * share(rate))),
            _inputs(slots, wage, base, facts, on),
            say("contribution", "formula_flexible", base=yuan(base), rate=rate.text, amount=yuan(base * share(rate))),
            facts, (say("contribution", "only_pension"),),
        )  # fmt: skip


def _pension(slots: Slots, case: Case, on: date, flexible: bool) -> Answer:
    """The pension part alone, by bases that are told as such: then only the rate has to be held."""
    payer = "employer" if "employer" in slots else "flexible" if flexible else "employee"
    rate = case.figures.at({"employer": _EMPLOYER, "flexible": _FLEXIBLE, "employee": _PENSION}[payer], on)
    told = slots.get("bases")
    bounds: tuple[Fact, ...] = ()
    if isinstance(told, list):
        bases = [Decimal(base) for base in told]
    else:
        bases = [_wage(slots, case.figures, on)]
        if "said" not in slots or "wage" not in slots:
            bounds = (case.figures.at(_FLOOR, on), case.figures.at(_CEILING, on))
            bases = [base_of(bases[0], *bounds)]
    total = sum(bases, Decimal(0))
    month = total * share(rate)
    name = "pension_year" if "year" in slots else "pension_month"
    return Answer(
        say("contribution", name, payer=say("contribution", payer), month=yuan(month), year=yuan(month * 12)),
        _inputs(slots, _wage(slots, case.figures, on), bases[0], bounds, on)
        if bounds
        else say("contribution", "inputs_told", bases="、".join(map(yuan, bases))),
        say("contribution", "formula_flexible", base=yuan(total), rate=rate.text, amount=yuan(month)),
        (*bounds, rate), (say("contribution", "only_this" if bounds else "told_bounds"),),
    )  # fmt: skip


def _wage(slots: Slots, figures: Figures, on: date) -> Decimal:
    if "wage" in slots:
        return reading.require_money("wage", float(str(slots["wage"])), "月工资")
    return number(figures.at(_FLOOR if slots["bound"] == "low" else _CEILING, on))


def _inputs(slots: Slots, wage: Decimal, base: Decimal, facts: tuple[Fact, ...], on: date) -> str:
    name = "inputs" if wage == base else ("inputs_low" if wage < base else "inputs_high")
    return say(
        "contribution", name, wage=yuan(wage), base=yuan(base), on=f"{on.year}年{on.month}月",
        floor=plain(number(facts[0])), ceiling=plain(number(facts[1])),
    )  # fmt: skip


def _newest_whole(figures: Figures, on: date, flexible: bool) -> date | None:
    """The last day before for which every figure is held."""
    names = (
        (_FLOOR, _CEILING, _FLEXIBLE)
        if flexible
        else (_FLOOR, _CEILING, _PENSION, _MEDICAL, _FIXED, _UNEMPLOYMENT)
    )
    ends = []
    for name in names:
        fact = figures.newest(name, on)
        if fact is None:
            return None
        ends.append(fact.valid_to or on)
    day = min(ends)
    try:
        for name in names:
            figures.at(name, day)
    except FigureNotHeldError:
        return None
    return day
