"""What an employer owes when it ends the contract.

劳动合同法 art. 47: a month's pay for every full year, six months and more count as a year, less than six as half a
month; above three times the local average the pay is capped and the years stop at twelve; art. 87: twice that where
the dismissal broke the law; art. 40: a month's pay in place of thirty days' notice.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from dialogue.calculators import days, reading
from dialogue.calculators.errors import FigureNotHeldError
from dialogue.calculators.figures import Figures, number, plain, yuan
from dialogue.calculators.heard import hears
from dialogue.calculators.types import ANY, Answer, Ask, Case, Slots
from dialogue.calculators.wording import say
from dialogue.calculators.words import Words
from kb.fact import Fact

LAW_SINCE = date(2008, 1, 1)
AVERAGE = "上年度职工月平均工资"
"""The fact that caps high pay; published by the city each year."""
_FLOOR = "最低工资标准·每月"
_CEILING = "社会保险缴费工资基数·上限"
"""Itself three times an average wage, of all employers together, which is the lower of the two."""


def severance_months(months: int, figures: Figures, on: date) -> tuple[Decimal, tuple[Fact, ...]]:
    """Months of pay for months of work with one employer."""
    year, part = (figures.at(f"经济补偿·{name}支付月数", on) for name in ("每满1年", "不满6个月"))
    years, rest = divmod(months, 12)
    whole = years + (1 if rest >= 6 else 0)
    return whole * number(year) + (number(part) if 0 < rest < 6 or not months else 0), (year, part)


_END = r"辞退|(?<=[把给被])[我他她]{0,2}们?辞了|裁|开除|解除|解雇|解散|炒|不续签|不(?:跟|给|和)我?续|不续了|不再续|没续|到期|劝退|优化|遣散|倒闭|破产|撵走|赶走|开了|协商(?:离职|解除|走)|被离职|走人|不要我|不用我|不让我?干|搬[到迁家]|辞职|离职|欠薪"
_TOPIC = re.compile(
    rf"(?:{_END}).{{0,100}}(?:赔|补偿|补多少|给.{{0,6}}(?:多少|几个月)|n\s*[+加]\s*1|2n|遣散费)|(?:{_END}).{{0,100}}补(?:给)?[我咱他她]?(?:多少|几个月)|(?:赔|补偿|遣散费|n\s*[+加]\s*1|2n).{{0,100}}(?:{_END})|n\s*[+加]\s*1|(?:干了|工作).{{0,30}}赔多少|经济补偿|遣散费|离职补偿|赔偿金"
)
_SUM = re.compile(r"多少|几个月|怎么算|咋算|几万|能赔|赔几|给几|应该给|是多少|算一?下?|n\s*[+加]\s*1|2n")
_NOT = re.compile(
    r"工伤|伤残|违约金|档案|裁决书|培训(?:费|协议|服务)|服务期|竞业|公积金|工亡|仲裁时效|个税|交税|缴税|扣税|免税|失业保?险|失业金|生育|社保局|停产|试用期?[^，,。；;]{0,3}(?:约|写|定)了|违法试用|未签|没签(?!字)|双倍工资|2倍工资"
)
_ILLEGAL = re.compile(r"违法|非法|没.{0,3}理由|无故|无缘无故|2n|不给理由")
_LAWFUL = re.compile(r"合法|协商|谈妥|商量[着好妥]|到期|不续|不胜任|倒闭|破产")
_QUIT = re.compile(r"(?:自己|主动|我)(?:提出?|要求|想|要)?(?:辞职|离职|不干|辞的)|裸辞|(?<![被劝迫])辞职")
_LAST_WAGE = re.compile(r"(?:上个?月|最后1?个?月)(?:的|我)?(?:工资|应发|发)?(?:是|了|工资)*(?=\d)")
"""Pay of the last month, by which the month in place of notice is paid (实施条例 art. 20)."""
_BONUS_AFTER = re.compile(r"(?:年终奖|年底双薪|十三薪|年终双薪)(?:是|有|发了|了|一共|共)*(?=\d)")
_BONUS = re.compile(
    r"(?:1笔|发过|发了|还有|有)+(?=\d[\d.]*[万千]?[\d千百元块钱]*的?(?:年终奖|年终双薪|年底双薪))"
)
_ODD_DAYS = re.compile(r"(?<=＃)[零又]?0?(?P<n>[1-9]|[12]\d)天")
"""Days beside full years or months: less than half a year, and more than nothing."""
_ODD = re.compile(r"零头(?P<not>不)?满6个月")
_PLAIN = re.compile(r"经济补偿|(?<![a-z\d])n(?![a-z+加])")
_DAMAGES = re.compile(r"赔|2n|违法|非法|两倍|2倍")
_FORCED = re.compile(r"欠薪|拖欠|不交社保|没交社保|未缴|被迫|38条")
_NO_NOTICE = re.compile(r"没提前|未提前|当天|n\s*[+加]\s*1|代通知金|立马走|马上走|今天就走|不提前")


class SeveranceCalculator:
    name = "severance"
    title = "经济补偿"
    personal = frozenset({"wage"})
    about = re.compile(r"工资|月薪|年薪")
    hears = hears(
        r"赔偿?|补偿|(?<![a-z])2?n(?![a-z])|遣散|(?:裁|优化|辞退|开除|解除|劝退|不续|撵|滚蛋)(?=.*(?:能|该|得|应)[^，,。]{0,3}[拿给要领]多少)",
        rf"{_END}|[被给]裁|让我走|散|不胜任|干了|干到|工作了|入职|进厂|违法|单方面|滚蛋|不[要用]我",
        needs="worked wage",
        amount=_SUM.pattern + r"|多少|给个数|几万",
        never=_NOT.pattern
        + r"|怎么算的|医疗补助|就业补助|滞纳|加班费|年假|双倍|仲裁|抚恤|津贴|[保报]险|医保|退休",
        askable=True,
    )

    def wants(self, words: Words) -> bool:
        if not words.asks(_TOPIC, _SUM, _NOT):
            return False
        if reading.says_length(words.text) or reading.since(Words(words.text), date(2100, 1, 1)):
            return True
        return bool(re.search(r"帮.{0,3}算|算一下|我.{0,20}工资.{0,4}\d", words.text))

    def read(self, words: Words, today: date, asked: str) -> Slots:
        slots: Slots = {}
        odd = words.take(_ODD)
        if exact := _exactly(words, today):
            slots["worked"], slots["ended"], extra_days = exact
            if extra_days:
                slots["odd_days"] = extra_days
                if exact[0][0] % 12 == 1:
                    slots["counted"] = 1
        several = len({day.kept for day in days.told(Words(words.left), today)}) > 1
        period = None if exact else reading.since(words, today)
        if period and not period[1] and several and not exact:
            period = _by_month(words, today)  # whether work still goes on is not clear
        if exact:
            pass
        elif period:
            slots["worked"] = reading.between(period[0], period[1] or f"{today:%Y-%m}")
            if period[1]:
                slots["ended"] = period[1]
        elif worked := reading.length(words):
            slots["worked"] = _sharper(worked, odd)
            if extra := words.take(_ODD_DAYS):
                slots["odd_days"] = int(extra["n"])
                if worked[0] % 12 == 0:
                    slots |= {"worked": [worked[0] + 1, worked[1] + 1], "counted": 1}
        for name, patterns in (("bonus", (_BONUS, _BONUS_AFTER)), ("last_wage", (_LAST_WAGE,))):
            for match in filter(None, map(words.take, patterns)):
                if (amount := reading.amount_at(words, match.end())) is not None:
                    slots[name] = amount
        if (average := reading.place_average(words)) is not None:
            slots["average"] = average
        wage = reading.wage(words, asked in ("wage", ANY))
        if (wage := wage if wage is not None or asked else reading.only_sum(words)) is not None:
            slots["wage"] = wage
        if words.has(_PLAIN) and not words.has(_DAMAGES):
            slots["plain"] = 1
        for name, pattern in (("quit", _QUIT), ("forced", _FORCED), ("no_notice", _NO_NOTICE)):
            if words.take(pattern):
                slots[name] = 1
        illegal, lawful = words.take(_ILLEGAL), words.take(_LAWFUL)
        if illegal or lawful:
            slots["kind"] = "illegal" if illegal else "lawful"
        return slots

    def work(self, slots: Slots, case: Case) -> Answer | Ask:
        if "worked" not in slots:
            return Ask("worked", say("severance", "ask_worked"))
        worked = reading.require_months("worked", list(slots["worked"]), "工作年限")  # type: ignore[arg-type]
        months, facts = severance_months(worked[0], case.figures, case.today)
        wage = reading.require_money("wage", float(str(slots["wage"])), "月工资") if "wage" in slots else None
        if severance_months(worked[1], case.figures, case.today)[0] != months and not _is_capped(
            wage, months, slots, case
        ):
            return _which(worked)
        if wage is not None and "bonus" in slots:
            wage += reading.require_money("bonus", float(str(slots["bonus"])), "年终奖") / 12
        if wage is None:
            return _months(months, worked, facts, slots, case)
        return _money(months, worked, wage, facts, slots, case)


def _exactly(words: Words, today: date) -> tuple[reading.Months, str, int] | None:
    """Months of work and the month of leaving, where both days are told to the day."""
    told = days.told(words, today)
    came, left = days.first_of(told, "came"), days.first_of(told, "left", "until")
    if not (came and left and came.exact and left.exact and came.on < left.on):
        return None
    months = days.months_worked(came.on, left.on)
    # Part of a month beside full years is less than six months, but more than nothing.
    extra = (left.on - days.later(came.on, months)).days + 1
    worked = months + 1 if extra and months % 12 == 0 else months
    return [worked, worked], f"{left.on:%Y-%m}", extra


def _by_month(words: Words, today: date) -> tuple[str, str | None] | None:
    """The months of coming and leaving, where both are told as such."""
    told = days.told(Words(words.text), today)
    came, left = days.first_of(told, "came"), days.first_of(told, "left", "until")
    return (f"{came.on:%Y-%m}", f"{left.on:%Y-%m}") if came and left and came.on < left.on else None


def _lasted(worked: reading.Months, slots: Slots) -> str:
    """The length as printed; days beside full months were counted as one more month of it."""
    if "odd_days" not in slots:
        return reading.lasted(worked)
    return say(
        "severance",
        "odd_days",
        lasted=reading.lasted([worked[0] - int("counted" in slots)] * 2),
        days=slots["odd_days"],
    )


def _is_capped(wage: Decimal | None, months: Decimal, slots: Slots, case: Case) -> bool:
    """Whether the told average cuts the pay, and the years, so that the odd months change nothing."""
    if wage is None or "average" not in slots:
        return False
    times = number(case.figures.at("经济补偿·月工资封顶倍数", case.today))
    most = number(case.figures.at("经济补偿·封顶年限", case.today))
    return wage > Decimal(str(slots["average"])) * times and months >= most


def _sharper(worked: reading.Months, odd: re.Match[str] | None) -> reading.Months:
    """ "3年多，零头满6个月" is 3 years and 6 to 11 months."""
    if odd is None:
        return worked
    return [worked[0], worked[0] + 5] if odd["not"] else [worked[0] + 6, worked[0] + 11]


def _which(worked: reading.Months) -> Ask:
    low = worked[0] // 12
    offered: tuple[str, ...] = ()
    if worked[1] - worked[0] == 11 and worked[0] % 12 == 0:
        offered = (say("severance", "under_half", years=low), say("severance", "over_half", years=low))
    return Ask("worked", say("severance", "ask_exact", said=reading.lasted(worked)), offered)


def _months(
    months: Decimal, worked: reading.Months, facts: tuple[Fact, ...], slots: Slots, case: Case
) -> Answer:
    times = case.figures.at("违法解除·赔偿金倍数", case.today)
    most = case.figures.at("经济补偿·封顶年限", case.today)
    notes = _notes(worked, slots, case, "wage_meant")
    if months > number(most):
        notes = (say("severance", "may_be_capped", years=most.text), *notes)
    result = say(
        "severance",
        f"months_{_kind(slots)}",
        n=plain(months),
        double=plain(months * number(times)),
        plus=plain(months + 1),
    )
    return Answer(
        result, say("severance", "inputs", worked=_lasted(worked, slots)), say("severance", "formula", n=plain(months)),
        (*facts[:1], times), notes, open="wage",
    )  # fmt: skip


def _money(
    months: Decimal, worked: reading.Months, wage: Decimal, facts: tuple[Fact, ...], slots: Slots, case: Case
) -> Answer:
    times = case.figures.at("违法解除·赔偿金倍数", case.today)
    pay, paid_months, note, used = _capped(wage, months, case, slots)
    amount = pay * paid_months
    last = reading.require_money("last_wage", float(str(slots.get("last_wage", wage))), "上个月工资")
    result = say(
        "severance", f"money_{_kind(slots)}",
        n=plain(paid_months), amount=yuan(amount), double=yuan(amount * number(times)), plus=yuan(amount + last),
    )  # fmt: skip
    inputs = say("severance", "inputs_wage", worked=_lasted(worked, slots), wage=yuan(wage))
    formula = say("severance", "formula_money", n=plain(paid_months), wage=yuan(pay), amount=yuan(amount))
    told = [say("severance", name) for name in ("bonus", "last_wage") if name in slots]
    if _kind(slots) == "plus" and "last_wage" not in slots:
        told.append(say("severance", "last_wage"))
    notes = (*((note,) if note else ()), *told, *_notes(worked, slots, case, "wage_is"))
    return Answer(result, inputs, formula, (*facts[:1], times, *used), notes)


def _capped(
    wage: Decimal, months: Decimal, case: Case, slots: Slots
) -> tuple[Decimal, Decimal, str, tuple[Fact, ...]]:
    """(pay a month, months, what was assumed, facts) after the cap on high pay; raises FigureNotHeldError.

    Three times the minimum wage is never above three times the average: below it no average is needed. Up to the
    ceiling of contributions the sum is given with the assumption said; above it, it is not known.
    """
    times = case.figures.at("经济补偿·月工资封顶倍数", case.today)
    if "average" in slots:
        told = reading.require_money("average", float(str(slots["average"])), "职工月平均工资")
        if wage <= told * number(times):
            return wage, months, say("severance", "average_told", average=yuan(told)), ()
        years = case.figures.at("经济补偿·封顶年限", case.today)
        note = say("severance", "capped", most=yuan(told * number(times)), years=years.text)
        note += "，" + say("severance", "average_told", average=yuan(told))
        return told * number(times), min(months, number(years)), note, (times, years)
    try:
        average = case.figures.at(AVERAGE, case.today)
    except FigureNotHeldError as missing:
        bound = case.figures.newest(_CEILING, case.today)
        floor = case.figures.newest(_FLOOR, case.today)
        if floor and wage <= number(floor) * number(times):
            return wage, months, "", ()
        if bound and wage <= number(bound):
            return wage, months, say("severance", "not_capped", name=AVERAGE), ()
        years = case.figures.at("经济补偿·封顶年限", case.today)
        missing.known = say(
            "severance", "known",
            n=plain(months), times=plain(number(times)), least=plain(min(months, number(years))), years=years.text,
        )  # fmt: skip
        raise
    most = number(average) * number(times)
    if wage <= most:
        return wage, months, "", (average,)
    years = case.figures.at("经济补偿·封顶年限", case.today)
    return (
        most,
        min(months, number(years)),
        say("severance", "capped", most=yuan(most), years=years.text),
        (average, times),
    )


def _kind(slots: Slots) -> str:
    if "quit" in slots and "forced" not in slots:
        return "quit"
    if "kind" not in slots and "no_notice" in slots:
        return "plus"
    if slots.get("kind") == "lawful" or ("forced" in slots and "kind" not in slots):
        return "plus" if "no_notice" in slots else "lawful"
    if slots.get("kind") == "illegal":
        return "illegal"
    return "plain" if "plain" in slots else "open"


def _notes(worked: reading.Months, slots: Slots, case: Case, name: str) -> tuple[str, ...]:
    end = str(slots.get("ended", f"{case.today:%Y-%m}"))
    year, month = (int(part) for part in end.split("-"))
    since_law = (year - LAW_SINCE.year) * 12 + (month or 12) - LAW_SINCE.month
    return (say("severance", "old_years"),) if worked[1] > since_law else (say("severance", name),)
