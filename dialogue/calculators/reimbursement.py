"""An estimate of what medical insurance pays for outpatient care and for one stay in hospital.

Below the deductible nothing, above it a share that depends on the insured, the hospital and the part of the cost; all
figures are facts of the place. It is an estimate of costs within the catalogues only, and says so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from dialogue.calculators import reading
from dialogue.calculators.figures import Figures, number, share, yuan
from dialogue.calculators.heard import hears
from dialogue.calculators.types import Answer, Ask, Case, Slots
from dialogue.calculators.wording import choices, say
from dialogue.calculators.words import Words
from dialogue.understand.scope import event_date
from kb.fact import Fact

_STEPS = ((Decimal(30_000), "3万元以下"), (Decimal(40_000), "3万至4万元"), (Decimal(100_000), "4万至10万元"))
"""The parts of the cost, as the names of the facts say them."""


@dataclass(frozen=True, slots=True)
class Part:
    """A slice of the cost and its share."""

    cost: Decimal
    rate: Fact

    @property
    def paid(self) -> Decimal:
        return self.cost * share(self.rate)


@dataclass(frozen=True, slots=True)
class Estimate:
    deductible: Fact | None
    parts: tuple[Part, ...]
    cap: Fact | None = None

    @property
    def paid(self) -> Decimal:
        whole = sum((part.paid for part in self.parts), Decimal(0))
        return min(whole, number(self.cap)) if self.cap else whole

    @property
    def facts(self) -> tuple[Fact, ...]:
        rest = tuple(part.rate for part in self.parts)
        return (*((self.deductible,) if self.deductible else ()), *rest, *((self.cap,) if self.cap else ()))


def outpatient(
    cost: Decimal, insured: str, tier: str, old: bool, met: bool, figures: Figures, on: date
) -> Estimate:
    """A year's outpatient costs at one kind of place; `tier` 一级, 二级 or 三级, 社区 for a community centre."""
    if insured == "resident":
        kind = "一级及以下" if tier in ("一级", "社区") else "二级三级"
        floor = None if met else figures.at(f"居民医保门诊起付线·{kind}", on)
        rate = figures.at(f"居民医保门诊报销比例·{kind}", on)
        above = max(cost - (number(floor) if floor else 0), Decimal(0))
        part = Part(above, rate)
        return Estimate(floor, (part,), _ceiling(part.paid, figures, on))
    who = "退休" if insured == "retired" else "在职"
    floor = None if met else figures.at(f"职工医保门诊起付线·{who}", on)
    name = who if who == "在职" or tier == "社区" else f"退休{'满' if old else '不满'}70岁"
    rate = figures.at(f"职工医保门诊报销比例·{name}·{'社区' if tier == '社区' else '其他定点'}", on)
    start, line = (number(floor) if floor else Decimal(0)), number(figures.at("职工医保门诊分段线", on))
    parts = [Part(max(min(cost, line) - start, Decimal(0)), rate)]
    if cost > line:
        parts.append(Part(cost - line, figures.at(f"职工医保门诊分段线以上报销比例·{who}", on)))
    return Estimate(floor, tuple(parts))


_RESIDENT_CEILING = "居民医保门诊封顶线"
_SURELY_BELOW = Decimal(2000)
"""The ceiling of residents' outpatient care was this in 2014 and has only risen."""


def _ceiling(paid: Decimal, figures: Figures, on: date) -> Fact | None:
    """The yearly ceiling where it is held or may matter; raises FigureNotHeldError."""
    if figures.newest(_RESIDENT_CEILING, on) is None and paid <= _SURELY_BELOW:
        return None
    return figures.at(_RESIDENT_CEILING, on)


def inpatient(
    cost: Decimal, insured: str, tier: str, again: bool, child: bool, figures: Figures, on: date
) -> Estimate:
    """One stay; `tier` 一级, 二级 or 三级."""
    if insured == "resident":
        level = "一级及以下" if tier in ("一级", "社区") else tier
        group = "学生儿童·" if child else ""
        name = f"居民医保住院起付线·{'再次·' if again else ''}{group}{level}"
        floor, rate = figures.at(name, on), figures.at(f"居民医保住院报销比例·{level}", on)
        cap = figures.at("居民医保住院封顶线", on)
        return Estimate(floor, (Part(max(cost - number(floor), Decimal(0)), rate),), cap)
    floor = figures.at(f"职工医保住院起付线·{'再次' if again else '首次'}", on)
    who, level = ("退休" if insured == "retired" else "在职"), ("一级" if tier == "社区" else tier)
    parts, at = [], number(floor)
    for top, name in _STEPS:
        if cost > at:
            parts.append(
                Part(min(cost, top) - at, figures.at(f"职工医保住院报销比例·{who}·{level}·{name}", on))
            )
        at = max(at, top)
    if cost > at:
        parts.append(Part(cost - at, figures.at(f"职工医保住院报销比例·{who}·10万元以上", on)))
    return Estimate(floor, tuple(parts), figures.at("职工医保住院封顶线", on))


_TOPIC = re.compile(
    r"报销|能报|给报|报多少|报几|报回|能报下|自费多少|自付多少|自己.{0,2}[掏出付]多少|医保[给能付出]"
)
_SUM = re.compile(r"多少|几百|几千|几成|算一?下|怎么算|剩多少")
_NOT = re.compile(
    r"生孩子|生娃|剖|分娩|顺产|产检|生育|流产|工伤|异地|外地|跨省|药店|商业|普惠|镶牙|种植牙|整容|眼镜|体检|疫苗|慢病|慢特病|特病|门特|大病|罚|骗|救助|违规|封顶|那截|报几成|超.{0,8}后|赔付|百万医疗|以上|超过.{0,6}的|津贴"
)
_STAY = re.compile(r"住院|住了.{0,4}院|手术|出院|住.{0,8}医院|住三|住二")
_VISIT = re.compile(r"门诊|急诊|看病|拍片|开药|挂号|看了.{0,3}病|看牙|看医生")
_SURELY_VISIT = re.compile(r"门诊|急诊")
_COMMUNITY = re.compile(r"社区(?:卫生|医院|服务)?[中站]?心?|卫生服务站")
_TIER = re.compile(
    r"(?P<t>[123])\s*(?:级|甲|乙)(?:甲等|乙等|甲|乙)?(?:医院)?|(?P<big>大医院|协和|同仁|北大医院|301|天坛|宣武|友谊医院|阜外|积水潭)|(?P<small>乡镇卫生院|卫生院)"
)
_HOSPITAL = re.compile(r"(?<!社区)医院")
_RETIRED = re.compile(r"退休(?:的|了|人员|职工|老人|工人)?|老职工")
_RESIDENT = re.compile(r"居民(?:医保)?|城乡居民|农村|新农合|学生|孩子|小孩|儿童|娃|大学生|老年人?医保|没工作")
_EMPLOYEE = re.compile(r"职工(?:医保)?|在职|上班|单位交|灵活就业|公司交")
_CHILD = re.compile(r"学生|孩子|小孩|儿童|娃|大学生")
_AGAIN = re.compile(r"第[2-9]次|再次|又住|2次住院|今年住过")
_FIRST = re.compile(r"第1次|头1次|头一回|首次")
_MET = re.compile(
    r"(?:起付线|门槛费?|起付标准).{0,6}(?:过了|满了|够了|已经?过|达到|已满)|已经?.{0,3}过.{0,3}(?:起付线|门槛)"
)
_OLD_AGE = re.compile(
    r"(?<!\d)(?P<a>\d{2,3})(?:周)?岁|今年(?P<a2>\d{2})(?!\d|年|月)|(?<!\d)(?P<a3>[5-9]\d)(?=退休|的?老人|老太|老头)|(?P<yes>满70|过70)|(?P<no>不满70|不到70)"
)


class ReimbursementCalculator:
    name = "reimbursement"
    title = "报销估算"
    personal = frozenset({"insured", "age", "child"})
    about = re.compile(r"医保|退休|职工|居民|岁")
    hears = hears(
        r"报销|[能给]报|报[多几回下]|医保[^，,。；]{0,6}[给能付出]|自[费付己]",
        r"住院|门诊|急诊|看病|看[了的].{0,3}病|手术|住了",
        needs="cost",
        amount=r"多少|几百|几千|几块",
        never=_NOT.pattern + r"|退休金|年限",
    )

    def wants(self, words: Words) -> bool:
        if not words.asks(_TOPIC, _SUM, _NOT):
            return False
        return (words.has(_STAY) or words.has(_VISIT)) and reading.money(Words(words.text)) is not None

    def read(self, words: Words, today: date, asked: str) -> Slots:
        slots: Slots = {}
        if day := event_date(words.text, today):
            slots["event"] = day.isoformat()
        for name, pattern in (("again", _AGAIN), ("first", _FIRST), ("met", _MET)):
            if words.take(pattern):
                slots[name] = 1
        if age := words.take(_OLD_AGE):
            slots["age"] = 70 if age["yes"] else 69 if age["no"] else int(age["a"] or age["a2"] or age["a3"])
        if words.take(_COMMUNITY):
            slots["tier"] = "社区"
        elif tier := words.take(_TIER):
            slots["tier"] = (
                "三级" if tier["big"] else "一级" if tier["small"] else f"{'一二三'[int(tier['t']) - 1]}级"
            )
        elif words.has(_HOSPITAL):
            slots["hospital"] = 1
        if words.has(_STAY) and not words.has(_SURELY_VISIT):
            slots["care"] = "inpatient"
        elif words.has(_VISIT):
            slots["care"] = "outpatient"
        words.take(_STAY)
        words.take(_VISIT)
        slots |= _insured(words)
        if (cost := reading.money(words, bare=True)) is not None:
            slots["cost"] = cost
        return slots

    def work(self, slots: Slots, case: Case) -> Answer | Ask:
        if "cost" not in slots:
            return Ask("cost", say("reimbursement", "ask_cost"))
        cost = reading.require_money("cost", float(str(slots["cost"])), "医疗费")
        if "care" not in slots:
            return Ask("care", say("reimbursement", "ask_care"), choices("reimbursement", "care"))
        insured = str(slots.get("insured") or case.insured_type or "")
        if not insured:
            return Ask("insured", say("reimbursement", "ask_insured"), choices("reimbursement", "insured"))
        stay = slots["care"] == "inpatient"
        if "tier" not in slots and "hospital" in slots and not stay and insured != "resident":
            slots = slots | {"tier": "二级"}  # every hospital that is no community centre is reimbursed alike
        if "tier" not in slots:
            offered = "tiers" if stay or insured == "resident" else "community"
            return Ask("tier", say("reimbursement", "ask_tier"), choices("reimbursement", offered))
        tier = str(slots["tier"])
        on = date.fromisoformat(str(slots.get("event", case.today.isoformat())))
        if stay:
            again, child = "again" in slots, "child" in slots
            found = inpatient(cost, insured, tier, again, child, case.figures, on)
        else:
            if insured == "retired" and tier != "社区" and "age" not in slots:
                return Ask("age", say("reimbursement", "ask_age"), choices("reimbursement", "ages"))
            old = int(str(slots.get("age", 0))) >= 70
            found = outpatient(cost, insured, tier, old, "met" in slots, case.figures, on)
        return _answer(found, cost, insured, tier, stay, slots)


def _insured(words: Words) -> Slots:
    slots: Slots = {}
    if words.has(_CHILD):
        slots["child"] = 1
    for kind, pattern in (("retired", _RETIRED), ("resident", _RESIDENT), ("employee", _EMPLOYEE)):
        if words.take(pattern):
            slots["insured"] = kind
            break
    return slots


_PRINTED = {
    "retired": "退休人员",
    "resident": "居民医保",
    "employee": "在职职工",
    "flexible": "灵活就业（按在职）",
}


def _answer(found: Estimate, cost: Decimal, insured: str, tier: str, stay: bool, slots: Slots) -> Answer:
    group = "学生儿童" if insured == "resident" and "child" in slots and stay else _PRINTED[insured]
    inputs = say(
        "reimbursement", "inputs",
        insured=group, tier=tier, care="住院" if stay else "门诊", cost=yuan(cost),
        nth=("，本年度再次住院" if "again" in slots else "，按本年度首次住院") if stay else "",
    )  # fmt: skip
    if found.deductible and cost <= number(found.deductible):
        formula = say("reimbursement", "below", floor=found.deductible.text)
    else:
        floor = say("reimbursement", "less", floor=found.deductible.text) if found.deductible else ""
        parts = "＋".join(f"{yuan(part.cost)}×{part.rate.text}" for part in found.parts if part.cost)
        capped = say("reimbursement", "capped", cap=found.cap.text) if found.cap and _is_capped(found) else ""
        formula = f"{floor}{parts}{capped}"
    facts = tuple(fact for fact in found.facts if fact is not found.cap or _is_capped(found))
    notes = [say("reimbursement", "catalogue")]
    if not stay and "met" not in slots:
        notes.append(say("reimbursement", "first_of_year"))
    result = say("reimbursement", "result", paid=yuan(found.paid), own=yuan(cost - found.paid))
    return Answer(result, inputs, formula, facts, tuple(notes))


def _is_capped(found: Estimate) -> bool:
    whole = sum((part.paid for part in found.parts), Decimal(0))
    return found.cap is not None and whole > number(found.cap)
