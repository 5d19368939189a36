"""Sums that are one told number times one figure: a new one is a row of the table."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from dialogue.calculators import days, reading
from dialogue.calculators.errors import BadInputError
from dialogue.calculators.figures import number, plain, share, yuan
from dialogue.calculators.heard import Hears, hears
from dialogue.calculators.types import ANY, Answer, Ask, Case, Slots
from dialogue.calculators.wording import say
from dialogue.calculators.words import Words

Told = Literal["wage", "average", "balance", "days", "months", "hours"]
_MONEY: tuple[Told, ...] = ("wage", "average", "balance")
_CALLED: dict[Told, str] = {"wage": "月工资", "average": "月平均工资", "balance": "账户余额"}
_MOST = 10_000
"""Days, months or hours above which somebody misspoke."""
_NO_DAYS = re.compile(r"提前|第|满|超过|21\.75|每天§|按§|扣了?§|§(?:给|补|多少)|工作日内")
_EACH_DAY = re.compile(r"(?<![\d了住满共])1天(?=的?(?:给|补|能|多少|几|扣多少|饭|伙食))")
"""A day's rate is asked for, and no number of days told."""
_MONTHS = re.compile(r"(?<![\d第])(?P<n>\d{1,2})个月")
_MONTH_RANGE = re.compile(
    r"(?<!\d)(?P<low>1[0-2]|[1-9])月?[^，,。；;\d]{0,2}[到至~\-](?P<high>1[0-2]|[1-9])月"
)
_HOURS = re.compile(r"(?<!\d)(?P<n>\d{1,3}(?:\.\d)?)个?(?P<half>半)?(?:小时|钟头)")
_BARE = re.compile(r"^\D{0,4}(?P<n>\d{1,5}(?:\.\d)?)\D{0,3}$")


@dataclass(frozen=True, slots=True)
class Product:
    """One sum: what is told, by which figure, and how it is heard."""

    name: str
    title: str
    told: Told
    fact: str
    hears: Hears
    by: Literal["each", "share", "day of a month", "over"] = "each"
    variants: tuple[tuple[re.Pattern[str], str], ...] = ()
    """Other figures that hold where these words are said."""
    asks_variant: tuple[re.Pattern[str], ...] = ()
    """Where given, one of these has to be said, or it is asked which figure holds."""


_AMOUNT = r"多少|几百|几千|几块|几万|算一?下|怎么算|给个数"
PRODUCTS = (
    Product(
        "unpaid_leave", "事假扣工资", "days", "月计薪天数",
        hears(r"事假|旷工|缺勤|请假(?!条)", r"扣|少发|减|不发", needs="days wage", amount=_AMOUNT, askable=True,
              never=r"病假|年假|年休|产假|婚假|丧假|陪产|工伤|育儿"),
        by="day of a month",
    ),
    Product(
        "hospital_meals", "工伤住院伙食补助", "days", "工伤住院伙食补助费·每日",
        hears(r"工伤|工地|上班|干活|单位|厂里|公司", r"伙食|饭补|饭钱|吃饭", needs="days", amount=_AMOUNT,
              never=r"外地|外省|外市|跨省|异地|住店|住宿|标准是多少$|1天(?:包|给)?多少"),
    ),
    Product(
        "heat", "高温津贴", "months", "高温津贴·室外作业每月",
        hears(r"高温(?:津贴|补贴|费|钱)?", r"津贴|补贴|高温费|高温钱", needs="months", amount=_AMOUNT,
              never=r"工伤|中暑算|一个月多少$|标准"),
        variants=((re.compile(r"室内|车间|厨房|屋里|仓库里"), "高温津贴·室内作业每月"),),
        asks_variant=(re.compile(r"室内|车间|厨房|屋里|仓库里|室外|露天|户外|工地|外卖|快递|环卫|马路|太阳|送货|保安站岗|外头"),),
    ),
    Product(
        "hourly", "非全日制最低工资", "hours", "非全日制小时最低工资",
        hears(r"小时工|钟点工|非全日制|兼职|按小时", r"最低|最少|至少|不低于|底线", needs="hours", amount=_AMOUNT,
              never=r"加班|保险|社保|(?:一|1|每)个?(?:钟头|小时)(?:最低|最少|至少|底线)?(?:是|给|得|要|的)?多少"),
        variants=((re.compile(r"法定节?假?日?|国庆|春节|元旦|五一|端午|中秋|清明"), "非全日制法定节假日小时最低工资"),),
    ),
    Product(
        "competition", "竞业限制补偿", "wage", "竞业限制补偿·未约定时比例",
        hears(r"竞业", r"补偿|给我|每月|一个月|1个月", needs="wage", amount=_AMOUNT, never=r"违约金|约定了|写了|写的"),
        by="share",
    ),
    Product(
        "damages", "赔偿损失扣工资的上限", "wage", "赔偿损失扣工资·每月上限比例",
        hears(r"赔|损失|弄坏|打碎|摔坏|丢了", r"扣", needs="wage", amount=_AMOUNT + r"|最多",
              never=r"补偿金|辞退|裁|工伤|社保|事假|罚单|押金"),
        by="share",
    ),
    Product(
        "personal_account", "个人账户养老金", "balance", "养老金计发月数·60岁",
        hears(r"个人账户|个账|账户里", r"养老|退休", needs="balance", amount=_AMOUNT, never=r"医保|转移|继承|去世|利率|利息|基础养老金"),
        by="over",
        variants=tuple((re.compile(rf"(?<!\d){age}(?=周?岁|退)"), f"养老金计发月数·{age}岁") for age in (50, 55, 58, 60, 63)),
        asks_variant=(re.compile(r"(?!)"),),
    ),
    Product(
        "funeral", "丧葬补助金", "average", "工亡丧葬补助金",
        hears(r"丧葬", r"工亡|因工|工伤|工地|上班", needs="average", amount=_AMOUNT, never=r"失业|退休|抚恤"),
    ),
)  # fmt: skip


class ProductCalculator:
    """The sum of one row."""

    personal: frozenset[str] = frozenset()

    def __init__(self, product: Product) -> None:
        self.product = product
        self.name = product.name
        self.title = product.title
        self.hears = product.hears
        self.about = product.hears.about[0]

    def wants(self, words: Words) -> bool:
        """A story alone is heard: what holds for everybody is an entry's to say."""
        return False

    def read(self, words: Words, today: date, asked: str) -> Slots:
        slots: Slots = {}
        row = self.product
        if found := next((fact for pattern, fact in row.variants if words.has(pattern)), ""):
            slots["figure"] = found
        elif any(words.has(pattern) for pattern in row.asks_variant):
            slots["figure"] = row.fact
        if row.told not in _MONEY and (counted := _COUNTED[row.told](words)) is not None:
            slots[row.told] = counted
        elif row.told not in _MONEY and asked == row.told and (bare := words.take(_BARE)):
            slots[row.told] = float(bare["n"])
        if (average := reading.place_average(words)) is not None or (
            row.told == "average" and asked == "average" and (average := reading.money(words)) is not None
        ):
            slots["average"] = average
        if row.told == "balance" and (balance := reading.money(words, bare=True)) is not None:
            slots["balance"] = balance
        if row.told == "wage" or row.by == "day of a month":
            wage = reading.wage(words, asked in ("wage", ANY))
            if (wage := wage if wage is not None or asked else reading.only_sum(words)) is not None:
                slots["wage"] = wage
        return slots

    def work(self, slots: Slots, case: Case) -> Answer | Ask:
        row = self.product
        needed = ("wage", row.told) if row.by == "day of a month" else (row.told,)
        if missing := next((name for name in needed if name not in slots), ""):
            return Ask(missing, say(self.name, f"ask_{missing}"))
        if row.asks_variant and "figure" not in slots:
            return Ask("figure", say(self.name, "ask_figure"))
        told = self._checked(slots)
        fact = case.figures.at(str(slots.get("figure", row.fact)), case.today)
        if row.by == "day of a month":
            wage = reading.require_money("wage", float(str(slots["wage"])), "月工资")
            amount = wage / number(fact) * told
        else:
            wage = Decimal(0)
            by = share(fact) if row.by == "share" else 1 / number(fact) if row.by == "over" else number(fact)
            amount = told * by
        printed = yuan(told) if row.told in _MONEY else plain(told)
        parts = {
            "told": printed,
            "figure": fact.text,
            "value": fact.value,
            "wage": yuan(wage),
            "amount": yuan(amount),
        }
        return Answer(
            say(self.name, "result", **parts), say(self.name, "inputs", **parts),
            say(self.name, "formula", **parts), (fact,), (say(self.name, "note"),),
        )  # fmt: skip

    def _checked(self, slots: Slots) -> Decimal:
        told = self.product.told
        if told in _MONEY:
            return reading.require_money(told, float(str(slots[told])), _CALLED[told])
        counted = Decimal(str(slots[told]))
        if not 0 < counted <= _MOST:
            raise BadInputError(told, say(self.name, "bad", told=plain(counted)))
        return counted


def _days(words: Words) -> float | None:
    words.take(_EACH_DAY)
    return days.count(words, _NO_DAYS)


def _months(words: Words) -> float | None:
    if match := words.take(_MONTH_RANGE):
        return (
            float(int(match["high"]) - int(match["low"]) + 1)
            if int(match["high"]) >= int(match["low"])
            else None
        )
    matches = {match["n"] for match in words.take_all(_MONTHS)}
    return float(matches.pop()) if len(matches) == 1 else None


def _hours(words: Words) -> float | None:
    matches = {float(m["n"]) + (0.5 if m["half"] else 0) for m in words.take_all(_HOURS)}
    return matches.pop() if len(matches) == 1 else None


_COUNTED: dict[Told, Callable[[Words], float | None]] = {"days": _days, "months": _months, "hours": _hours}
