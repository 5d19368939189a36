"""Days of maternity leave, and the allowance for them.

女职工劳动保护特别规定 art. 7 for the days; Beijing adds its own. 京人社医发〔2011〕334号 三: the employer's average monthly
contribution wage by 30, times the days.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from dialogue.calculators import reading
from dialogue.calculators.errors import BadInputError
from dialogue.calculators.figures import Figures, number, yuan
from dialogue.calculators.heard import hears
from dialogue.calculators.types import ANY, Answer, Ask, Case, Slots
from dialogue.calculators.wording import choices, say
from dialogue.calculators.words import Words
from dialogue.understand.scope import event_date
from kb.fact import Fact

_MOST_BABIES = 8
_MOST_PREGNANT = 45


def birth_days(babies: int, difficult: bool, figures: Figures, on: date) -> tuple[int, tuple[Fact, ...]]:
    """Days of leave for a birth, with the city's own extension; raises FigureNotHeldError where that is not held."""
    facts = [figures.at("产假天数·国家规定", on), figures.at("北京延长生育假天数", on)]
    days = sum(int(fact.value) for fact in facts)
    if difficult:
        facts.append(figures.at("产假天数·难产增加", on))
        days += int(facts[-1].value)
    if babies > 1:
        facts.append(figures.at("产假天数·多胞胎每多生1个增加", on))
        days += int(facts[-1].value) * (babies - 1)
    return days, tuple(facts)


def miscarriage_days(months: float, figures: Figures, on: date) -> tuple[int, Fact]:
    """Days of leave after a miscarriage at that many months."""
    fact = figures.at("产假天数·满4个月流产" if months >= 4 else "产假天数·未满4个月流产", on)
    return int(fact.value), fact


def allowance(average: Decimal, days: int, figures: Figures, on: date) -> tuple[Decimal, Fact]:
    """Yuan for the days, from the employer's average monthly contribution wage."""
    by = figures.at("生育津贴·月平均工资折算天数", on)
    return average / number(by) * days, by


_TOPIC = re.compile(r"产假|生育津贴|津贴|生育假|小产假|流产假|坐月子|流产|生娃|生孩子")
_SUM = re.compile(r"多少|几天|多久|几个月|怎么算|咋算|能(?:休|歇|领|拿|发)|算一?下?|加几天")
_NOT = re.compile(
    r"算难产吗|双胞胎、|陪产|护理假|育儿假|他爸|老公|丈夫|男方|报销|产检|材料|怎么申请|多久(?:到账|办|能?下|发下)|几天(?:到账|办|能?下)|到账|办完|取暖|高温|岗位津贴|伤残|工伤|\d级|补贴"
)
_TWINS = re.compile(
    r"(?P<n>\d+)胞胎|(?P<w>双|多|龙凤)胞?胎|双棒儿?|(?:生|怀|肚里|肚子里|揣)[^，,。；;\d第]{0,4}?(?P<n2>俩|仨|[2-8](?=个))(?!个?[半多]?月|周|次|天|年|胎次)|(?P<n3>俩|仨|[2-8]个)(?:娃|宝)(?!.{0,4}大的)"
)
_DIFFICULT = re.compile(
    r"难产|(?<!没)(?<!不)(?<!不用)(?<!没让)(?<!不是)(?<!没有)剖(?:[宫腹]产|的)?|刨[宫腹]产|破腹产|产钳|吸引产|臀位"
)
_NATURAL = re.compile(r"顺产|自然分娩|单胎|顺着生|顺下来|能顺|自己生")
_UNSETTLED = re.compile(r"(?:剖|顺)[^，,。；;]{0,6}(?:还?没定|不知道|不一定|说不好|没想好)")
_RECKONED_BY = re.compile(
    r"(?:按|照)[^，,。；;？?]{0,3}(?:顺产|自然分娩|顺下来|顺着生|难产|剖[宫腹]产|剖)[^，,。；;？?]{0,4}算"
)
_LOST = re.compile(r"流产|小产|人流|胎停|引产|掉了|没保住")
_WEEKS = re.compile(r"(?P<w>\d{1,3})[个多]?周")
_AGE = re.compile(r"(?P<not>不到|未满|不满|不足)?(?P<m>\d{1,2}(?:\.\d)?)(?:个)?(?P<half>半)?(?:多)?月")
_MONEY_ASKED = re.compile(r"津贴|多少钱|多少元|能领多少|能拿多少|几万|发多少")
_OWN_WAGE = re.compile(r"我|本人|自己")
_UNIT = re.compile(r"单位|公司|平均|厂")


class MaternityCalculator:
    name = "maternity"
    title = "产假和生育津贴"
    personal = frozenset({"babies", "mode"})
    about = re.compile(r"剖|顺产|胞胎|怀|产假")
    hears = hears(
        r"产假|生育|津贴|[生怀].{0,3}(?:了|着|俩|娃|孩)|胞胎|双棒|肚里|剖|顺[产下着]|难产|流产|引产|胎停|坐月子|预产",
        r"产假|歇|休|假|津贴|天",
        needs="babies mode pregnant wage average",
        amount=r"几天|多少|天数|多久|几个月|算一?下",
        never=_NOT.pattern + r"|年假|病假|工伤|伤残|抚恤|裁|辞退|[多加](?:给|休|歇)?几天",
    )

    def wants(self, words: Words) -> bool:
        if not words.asks(_TOPIC, _SUM, _NOT):
            return False
        own = any(words.has(p) for p in (_TWINS, _DIFFICULT, _NATURAL))
        lost = words.has(_LOST) and (words.has(_AGE) or words.has(_WEEKS))
        return own or lost or (words.has(re.compile("津贴")) and reading.money(Words(words.text)) is not None)

    def read(self, words: Words, today: date, asked: str) -> Slots:
        slots: Slots = {}
        if day := event_date(words.text, today):
            slots["event"] = day.isoformat()
        if match := words.take(_TWINS):
            counted = match["n"] or match["n2"] or match["n3"] or "2"
            slots["babies"] = {"俩": 2, "仨": 3}.get(counted) or int(counted[0])
        if mode := _mode(words):
            slots["mode"] = mode
        if words.take(_LOST):
            slots["lost"] = 1
        if weeks := words.take(_WEEKS):
            slots["pregnant"] = round(int(weeks["w"]) / 4, 2)
        elif ("lost" in slots or asked == "pregnant") and (age := words.take(_AGE)):
            slots["pregnant"] = float(age["m"]) + (0.5 if age["half"] else 0) - (0.5 if age["not"] else 0)
        if words.has(_MONEY_ASKED):
            slots["money"] = 1
        if (
            wage := reading.money(
                words, bare=asked in ("average", ANY) or bool(re.search("工资|基数", words.text))
            )
        ) is not None:
            unit = asked == "average" or (asked == ANY and not words.has(_OWN_WAGE)) or words.has(_UNIT)
            slots["average" if unit else "wage"] = wage
        return slots

    def work(self, slots: Slots, case: Case) -> Answer | Ask:
        on = date.fromisoformat(str(slots.get("event", case.today.isoformat())))
        if "lost" in slots:
            if "pregnant" not in slots:
                return Ask("pregnant", say("maternity", "ask_pregnant"), choices("maternity", "pregnant"))
            pregnant = float(str(slots["pregnant"]))
            if not 0 < pregnant <= _MOST_PREGNANT / 4:
                raise BadInputError("pregnant", say("maternity", "bad_pregnant"))
            days, fact = miscarriage_days(pregnant, case.figures, on)
            facts: tuple[Fact, ...] = (fact,)
            inputs = say(
                "maternity",
                "lost",
                months=f"{pregnant:g}" if pregnant % 1 != 0.5 else f"{pregnant - 0.5:g}至{pregnant + 0.5:g}",
            )
        else:
            babies = int(str(slots.get("babies", 1)))
            if not 1 <= babies <= _MOST_BABIES:
                raise BadInputError("babies", say("maternity", "bad_babies", babies=babies))
            days, facts = birth_days(babies, slots.get("mode") == "difficult", case.figures, on)
            inputs = _inputs(babies, str(slots.get("mode", "")))
        if "money" in slots or "average" in slots:
            return _money(days, facts, inputs, slots, case, on)
        return Answer(say("maternity", "days", days=days), inputs, _sum(facts, slots), facts, _notes(slots))


def _mode(words: Words) -> str:
    """How the child came: what is to be reckoned by wins, what is not settled says nothing."""
    words.take(_UNSETTLED)
    assumed = words.take(_RECKONED_BY)
    difficult, natural = words.take(_DIFFICULT), words.take(_NATURAL)
    if assumed:
        return "difficult" if _DIFFICULT.search(assumed[0]) else "natural"
    return "difficult" if difficult else "natural" if natural else ""


def _money(
    days: int, facts: tuple[Fact, ...], inputs: str, slots: Slots, case: Case, on: date
) -> Answer | Ask:
    if "average" not in slots:
        if "wage" in slots:
            own = reading.require_money("average", float(str(slots["wage"])), "月工资")
            return Ask(
                "average",
                say("maternity", "ask_not_own", days=days),
                (say("maternity", "as_own", wage=yuan(own)),),
            )
        return Ask("average", say("maternity", "ask_average", days=days))
    average = reading.require_money("average", float(str(slots["average"])), "单位月缴费平均工资")
    amount, by = allowance(average, days, case.figures, on)
    return Answer(
        say("maternity", "money", days=days, amount=yuan(amount)),
        say("maternity", "inputs_money", inputs=inputs, average=yuan(average)),
        say("maternity", "formula_money", average=yuan(average), by=by.value, days=days, parts=_sum(facts, slots)),
        (*facts, by), (say("maternity", "paid_first", months=case.figures.at("生育津贴·分娩前连续缴费要求", on).text),),
    )  # fmt: skip


def _inputs(babies: int, mode: str) -> str:
    how = {"difficult": "难产或剖宫产", "natural": "顺产"}.get(mode, "生育")
    return f"{how}，{'单胎' if babies == 1 else f'{_PLURAL.get(babies, babies)}胞胎'}"


_PLURAL = {2: "双", 3: "三", 4: "四"}
_NAMES = {
    "产假天数·国家规定": "国家规定",
    "北京延长生育假天数": "北京延长生育假",
    "产假天数·难产增加": "难产",
    "产假天数·多胞胎每多生1个增加": "多胞胎每多1个",
}


def _sum(facts: tuple[Fact, ...], slots: Slots) -> str:
    if len(facts) == 1:
        return say("maternity", "lost_rule", name=facts[0].name.partition("·")[2], days=facts[0].text)
    parts = []
    for fact in facts:
        times = int(str(slots.get("babies", 1))) - 1 if fact.name.startswith("产假天数·多胞胎") else 1
        parts.append(f"{_NAMES[fact.name]}{fact.text}{f'×{times}' if times > 1 else ''}")
    return "＋".join(parts)


def _notes(slots: Slots) -> tuple[str, ...]:
    if "lost" in slots:
        return ()
    return () if "mode" in slots else (say("maternity", "difficult_more"),)
