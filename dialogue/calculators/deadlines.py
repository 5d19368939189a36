"""The last day for something, from the day on which it begins to run.

劳动争议调解仲裁法 art. 27 and 50; 工伤保险条例 art. 17 and 26; 劳动合同法 art. 37. The day itself is not counted; how long
each time is, is a fact.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from dialogue.calculators import days
from dialogue.calculators.figures import Figures
from dialogue.calculators.heard import hears
from dialogue.calculators.types import Answer, Ask, Case, Slots
from dialogue.calculators.wording import say
from dialogue.calculators.words import Words
from kb.fact import Fact


@dataclass(frozen=True, slots=True)
class Limit:
    """One time limit: what it is for, the fact that holds it, and the days it may run from."""

    name: str
    about: re.Pattern[str]
    fact: str
    begins: tuple[days.Happened, ...]
    begins_else: bool = False
    """Whether the only day told may be taken where what happened on it is not said."""


_LIMITS = (
    Limit("lawsuit", re.compile(r"起诉|打官司|法院|不服.{0,4}裁决|裁决.{0,12}不服"), "劳动仲裁·起诉期限", ("received",)),
    Limit("appraisal", re.compile(r"再次鉴定|重新鉴定|复核鉴定|鉴定.{0,16}不服|不服.{0,12}鉴定"), "劳动能力再次鉴定申请期限", ("received",)),
    Limit("injury_employer", re.compile(r"(?:单位|公司|老板|厂里)[^，,。；;？?]{0,14}(?:最[晚迟]|得|该|应该?|几号|哪天|多久)[^，,。；;？?]{0,12}(?:工伤|认定|申报|申请|报)"), "工伤认定申请期限·单位", ("hurt",)),
    Limit("injury", re.compile(r"工伤(?:认定)?|认定工伤|报工伤"), "工伤认定申请期限·职工", ("hurt",)),
    Limit("arbitration", re.compile(r"仲裁|时效"), "劳动仲裁·申请时效", ("left", "until")),
)  # fmt: skip
_OWN_WAY = re.compile(r"我自己|自己去|本人|家属|家里人|个人")
_STILL = re.compile(r"还在(?:职|干|上班|那|这)|没离职|在职期间")


def last_day(begins: date, limit: Fact) -> date:
    """The last day: years and months to the same day, days counted from the day after."""
    count = int(limit.value)
    if limit.unit == "年":
        return days.later(begins, count * 12)
    if limit.unit == "个月":
        return days.later(begins, count)
    return begins + timedelta(count)


def _limit(name: str) -> Limit:
    return next(limit for limit in _LIMITS if limit.name == name)


class DeadlineCalculator:
    name = "deadline"
    title = "期限的最后一天"
    personal: frozenset[str] = frozenset()
    about = re.compile(r"仲裁|工伤|裁决|鉴定")
    hears = hears(
        r"仲裁|时效|工伤|裁决|鉴定|起诉",
        r"最[晚迟]|最后|前必须|过期|截止|来得及|超没超|过没过|之前|期限|赶得上|超期|超了",
        needs="begins",
        amount=r"哪[1一]?天|几号|几月|(?:什么|啥)时候|何时|哪个?月|哪[1一]?日|来得及|过没过|超没超|过期|过了没|赶得上|超了没|超期",
        never=r"赔多少|补偿|津贴|护理费|工资条|退休|多久能?出|多久给?结果|受理",
        askable=True,
    )

    def wants(self, words: Words) -> bool:
        return False

    def read(self, words: Words, today: date, asked: str) -> Slots:
        slots: Slots = {}
        if limit := next((limit for limit in _LIMITS if words.has(limit.about)), None):
            own = limit.name == "injury_employer" and words.has(_OWN_WAY)
            slots["limit"] = "injury" if own else limit.name
        if words.has(_STILL):
            slots["still"] = 1
        told = days.told(words, today)
        begun = days.first_of(told, *_limit(str(slots["limit"])).begins) if slots.get("limit") else None
        if begun is None and len(told) == 1 and (asked == "begins" or told[0].happened not in ("signed",)):
            begun = told[0] if asked == "begins" or not told[0].happened else None
        if begun is not None:
            slots["begins"] = begun.kept
        return slots

    def work(self, slots: Slots, case: Case) -> Answer | Ask:
        if "limit" not in slots:
            return Ask("limit", say("deadline", "ask_limit"))
        name = str(slots["limit"])
        if len(str(slots.get("begins", ""))) < len("2026-01-01"):
            return Ask("begins", say("deadline", f"ask_{name}"))
        begins = date.fromisoformat(str(slots["begins"]))
        limit = case.figures.at(_limit(name).fact, case.today)
        end = last_day(begins, limit)
        passed = "passed" if end < case.today else "open"
        result = say("deadline", f"result_{name}", end=_printed(end)) + say("deadline", passed)
        facts: tuple[Fact, ...] = (limit,)
        notes = [say("deadline", f"note_{name}")]
        if name == "injury":
            employer = case.figures.at(_limit("injury_employer").fact, case.today)
            facts = (limit, employer)
            notes.insert(
                0, say("deadline", "employer", limit=employer.text, end=_printed(last_day(begins, employer)))
            )
        return Answer(
            result, say("deadline", f"inputs_{name}", begins=_printed(begins)),
            say("deadline", "formula", limit=limit.text), facts, tuple(notes),
        )  # fmt: skip


class NoticeCalculator:
    """Notice of leaving: thirty days, three in the trial period."""

    name = "notice"
    title = "辞职提前通知"
    personal: frozenset[str] = frozenset()
    about = re.compile(r"辞职|离职")
    hears = hears(
        r"辞职|离职|辞呈|不干|提出?走|想走|要走|跳槽|辞工",
        r"最[晚迟早]|提前|通知|[递交]|提",
        needs="given leaving",
        amount=r"哪[1一]?天|几号|(?:什么|啥)时候|何时|最[早晚迟]",
        never=r"补偿|赔偿|仲裁|失业|社保|年假|年休|工资|医保|裁|辞退|档案|怀孕|工伤|公积金",
    )

    def wants(self, words: Words) -> bool:
        return False

    def read(self, words: Words, today: date, asked: str) -> Slots:
        slots: Slots = {}
        if re.search(r"试用期?(?:内|里|间|还|没过|呢|中|，|,)|还?在试用", words.text):
            slots["trial"] = 1
        told = [day for day in days.told(words, today) if day.exact]
        if len(told) == 1:
            gave = re.search(
                r"(?:[递交写发]了?|提了?|通知了?|收到)[^，,。；;\d]{0,8}(?:辞|离职|不干|通知|单位|公司)?(?:$|[，,。？?了的])",
                words.text,
            )
            wants_to_leave = re.search(
                r"(?:想|要|打算|准备|计划|必须|得)[^，,。]{0,14}(?:走|离|辞|不干|入职|报到|去|上班)",
                words.text,
            )
            if wants_to_leave or gave:
                slots["leaving" if wants_to_leave else "given"] = told[0].kept
        return slots

    def work(self, slots: Slots, case: Case) -> Answer | Ask:
        trial = "trial" in slots
        limit = case.figures.at(f"辞职提前通知·{'试用期' if trial else '正式'}", case.today)
        if "given" in slots:
            begins = date.fromisoformat(str(slots["given"]))
            result = say("notice", "leave", end=_printed(last_day(begins, limit)))
            inputs = say("notice", "inputs_given", day=_printed(begins))
        elif "leaving" in slots:
            leaving = date.fromisoformat(str(slots["leaving"]))
            result = say("notice", "give", day=_printed(leaving - timedelta(int(limit.value))))
            inputs = say("notice", "inputs_leaving", day=_printed(leaving))
        else:
            return Ask("leaving", say("notice", "ask_leaving"))
        rule = say("notice", "rule_trial" if trial else "rule", limit=limit.text)
        return Answer(result, inputs, rule, (limit,), (say("notice", "note"),))


def _printed(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def limit_names() -> tuple[str, ...]:
    """The facts that the limits rest on."""
    return tuple(limit.fact for limit in _LIMITS)


__all__ = ["DeadlineCalculator", "Figures", "NoticeCalculator", "last_day", "limit_names"]
