"""When somebody may retire, after the rule that raises the age step by step from 2025.

国务院关于渐进式延迟法定退休年龄的办法 (approved 2024-09-13): whoever would have reached the old age in
month n (0-based) from January 2025 retires n // step + 1 months later, up to the target age; step is 4
months for men (60 to 63) and women of 55 (to 58), 2 months for women of 50 (to 55). The figures are facts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from dialogue.calculators import reading
from dialogue.calculators.errors import BadInputError, FigureNotHeldError
from dialogue.calculators.figures import Figures, months
from dialogue.calculators.heard import hears
from dialogue.calculators.types import ANY, Answer, Ask, Case, Slots
from dialogue.calculators.wording import choices, say
from dialogue.calculators.words import Words
from kb.fact import Fact

Group = Literal["男职工", "女职工原55岁", "女职工原50岁"]

_OLDEST = 110


@dataclass(frozen=True, slots=True)
class Retirement:
    """Months are counted from year 0, so that they can be added."""

    old: int
    """Month of the age before the reform."""
    due: int
    """Month of the statutory age."""
    earliest: int
    latest: int
    delay: int
    age: int
    """Statutory age in months."""


def retirement(
    birth: int, group: Group, figures: Figures, today: date
) -> tuple[Retirement, tuple[Fact, ...]]:
    """The months of retirement for a month of birth, and the facts used."""
    day = max(today, date(2025, 1, 1))
    before, target, step = (
        figures.at(f"法定退休年龄·{what}·{group}", day)
        for what in ("原年龄", "目标年龄", "每延迟1个月的间隔")
    )
    early = figures.at("弹性提前退休·最长提前", day)
    late = figures.at("弹性延迟退休·最长延迟", day)
    old = birth + int(before.value) * 12
    into_reform = old - (before.valid_from.year * 12 + before.valid_from.month - 1)
    most = (int(target.value) - int(before.value)) * 12
    delay = 0 if into_reform < 0 else min(into_reform // int(step.value) + 1, most)
    due = old + delay
    if into_reform < 0:
        result = Retirement(old, due, due, due, 0, int(before.value) * 12)
    else:
        result = Retirement(
            old,
            due,
            max(due - int(early.value) * 12, old),
            due + int(late.value) * 12,
            delay,
            int(before.value) * 12 + delay,
        )
    return result, (before, target, step, early, late)


_WHEN = r"多大(?:岁数|年纪|年龄)?|什么时候|啥时候|甚么时候|哪一?年|何时|几岁|多少岁|几时|还[有差要得].{0,2}(?:几|多少)年|多久|哪天|几月|几几年"
_RETIRES = r"退休(?!金|后|人员|工资|待遇|证|医保|回|了[^吗呢吧啊]|领)|退(?![税费款还回])"
_WANTS = re.compile(
    rf"(?:{_WHEN}).{{0,8}}(?:{_RETIRES})|(?:{_RETIRES}).{{0,10}}(?:改成|现在|变成|是|要|得)?(?:还[有差要得].{{0,2}}(?:几|多少)年|多大|几岁|多少岁|哪一?年|什么时候退|啥时候退)"
    r"|退休(?:年龄|时间|日期|年月).{0,4}(?:是|多少|几|怎么算|哪|什么时候|多大)|(?:算|查|看).{0,16}退休(?:年龄|时间|日期)|我的?退休(?:年龄|时间|日期)[？?。]?$"
    r"|(?:能不能|可以|能|该)退休了?(?:吗|么|不|没|吧|$)|\d{2}(?:岁了?|了).{0,4}(?:可以|能|该)退了?(?:吗|么|不|没|吧)"
)
_DRAWS = re.compile(
    rf"(?:{_WHEN}).{{0,8}}领(?:取)?(?:养老|退休)|(?:提前退|最早).{{0,12}}(?:{_WHEN}|最早|退)|最[晚迟].{{0,8}}(?:{_WHEN}|哪个月)"
)
_LEAVES = re.compile(r"退休(?!金|后|工资|证)|(?:能|该|正常|要|办|可以|才)退(?![税费款还回])")
_AT_WHAT_TIME = re.compile(rf"{_WHEN}|几月|年月|什么日子|给我算|算算|今年还是|还是明年")
_PLAINLY = re.compile(r"退休(?:时间|年龄|日期|年月)|退休$|(?:可以|能).{0,6}退休吗")
_SPECIAL = re.compile(r"特殊工种|病退|井下|高温|有毒|居民养老|城乡居民")
_NOT = re.compile(
    r"居民养老|城乡居民|农村养老|新农保|退休金|养老金|退休工资|退休证|退休后|退休人员|返聘|特殊工种|病退|井下|高温|有毒|领到"
)
_WOMAN55 = re.compile(
    r"干部|管理|技术岗|专业技术|白领|坐?办公室|教师|老师|医生|护士|公务员|事业编|原?(?:来)?(?:说|是)?55"
)
_WOMAN50 = re.compile(r"工人|女工|车间|工勤|保洁|服务员|流水线|普工|原?(?:来)?(?:说|是)?50(?!00)")
_DENIED_JOB = re.compile(
    r"(?:没有?(?:给|当|做|评)?过?|不(?:是|算|属于)|也?没)[^，,。；;]{0,4}(?:干部|管理|技术岗|专业技术|工人|职称)(?:身份|岗位?)?"
)
"""What somebody says they are not."""
_FLEXIBLE = re.compile(r"灵活就业|个体户?|自由职业|自己交|个人交|自己缴")
_MONTH_ON_PAPER = re.compile(
    r"(?:身份证|户口本?|档案|生日|阳历|公历|新历)[^，,。；;]{0,8}?(?P<m>1[0-2]|[1-9])月|(?<!\d)(?P<m2>1[0-2]|[1-9])月(?:份)?(?:\d{1,2}[日号])?(?:的)?(?:出?生|生日|生人)"
)
_PAID = re.compile(
    r"(?:社保|养老|缴费|年限)[^，,。；;\d]{0,4}\d+年|[交缴].{0,8}\d|\d.{0,4}年.{0,2}(?:社保|养老|缴费)"
)


class RetirementCalculator:
    name = "retirement"
    title = "退休时间"
    personal = frozenset({"born", "sex", "job"})
    about = re.compile(r"退休|出生|生日|生(?:的|人)|工人|干部|灵活就业")
    hears = hears(
        r"退(?![税费款还回役伍烧])|干到|熬到|拖到|到(?:岁数|年龄)|(?<!\d)(?:5[058]|6[0-3])(?:周?岁)?是(?=哪|几|什么)",
        r"\d年(?:的|\d{1,2}月|[^，,。；;]{0,6}生|[腊正冬]月)|生人|生日|出生|身份证|\d{6}|\d{4}[-./]\d",
        needs="born",
        amount=rf"{_WHEN}|几年|多少年|几月|哪年|几几年|最[早晚迟]",
        never=r"居民养老|城乡居民|农村养老|新农保|退休工资|退休证|退休人员|返聘|特殊工种|病退|井下|高温|有毒|失业金|补偿|退休金.{0,6}多少|养老金.{0,8}多少|取暖|住院|报销|年假",
    )

    def wants(self, words: Words) -> bool:
        if reading.births(words.text) > 1 and reading.several_people(words.text):
            return False  # whose date is whose cannot be told
        birth = reading.born(Words(words.text), date(2100, 1, 1)) or ""
        if "-" in birth and (words.has(_DRAWS) or words.has(_PLAINLY)) and not words.has(_SPECIAL):
            return True
        full = "-" in birth or bool(birth and words.has(_MONTH_ON_PAPER))
        if full and words.asks(_LEAVES, _AT_WHAT_TIME, _NOT):
            return True
        return words.has(_WANTS) and not words.has(_NOT) and (reading.of_self(words) or bool(birth))

    def read(self, words: Words, today: date, asked: str) -> Slots:
        slots: Slots = {}
        if reading.births(words.text) > 1 and reading.several_people(words.text):
            return slots  # whose date is whose cannot be told
        if birth := reading.born(words, today):
            slots |= {"born": birth, "month": 0}
            if "-" not in birth and (on_paper := words.take(_MONTH_ON_PAPER)):
                slots["month"] = int(on_paper["m"] or on_paper["m2"])
        elif asked in ("month", ANY) and (month := reading.month(words)):
            slots["month"] = month
        if words.has(_PAID) and (paid := reading.length(words)):
            slots["paid"] = paid
        woman, man = words.has(reading.WOMAN), words.has(reading.MAN)
        job = self._job(words)
        words.take(reading.WOMAN)
        words.take(reading.MAN)
        if woman or (job == "cadre" and not man and words.has(re.compile("原55"))):
            slots["sex"] = "女"
        elif man:
            slots["sex"] = "男"
        if job:
            slots["job"] = job
        return slots

    @staticmethod
    def _job(words: Words) -> str:
        """The one kind of work that is named; "" for none, or for both a worker's and a cadre's."""
        words.take(_DENIED_JOB)
        flexible, cadre, worker = (bool(words.take(p)) for p in (_FLEXIBLE, _WOMAN55, _WOMAN50))
        if flexible or cadre == worker:
            return "flexible" if flexible else ""
        return "cadre" if cadre else "worker"

    def work(self, slots: Slots, case: Case) -> Answer | Ask:
        birth = _birth(slots, case.today)
        if birth is None:
            known = "sex" in slots or "job" in slots
            return Ask("born", say("retirement", "ask_born" if known else "ask_both"))
        group = _group(slots, case)
        if isinstance(birth, range):
            return _which_month(birth, group, case)
        if isinstance(group, Ask):
            return group
        flexible = slots.get("job") == "flexible" or case.insured_type == "flexible"
        found, facts = retirement(birth, group, case.figures, case.today)
        return _answer(found, facts, birth, group, flexible, slots, case)


def _which_month(year: range, group: Group | Ask, case: Case) -> Ask:
    """Asks for the month, with what the year alone tells."""
    asked = say("retirement", "ask_month", year=year[0] // 12)
    if isinstance(group, Ask):
        return Ask("month", asked)
    first, last = (retirement(month, group, case.figures, case.today)[0] for month in (year[0], year[-1]))
    name = "year_known" if first.age < last.age else "year_same"
    known = say("retirement", name, year=year[0] // 12, first=printed(first.due), last=printed(last.due),
                youngest=printed_age(first.age), oldest=printed_age(last.age))  # fmt: skip
    return Ask("month", known + asked)


def _birth(slots: Slots, today: date) -> int | range | None:
    """Month of birth, 0-based from year 0; all twelve where the month is not said; raises BadInputError."""
    said = str(slots.get("born", ""))
    if not said:
        return None
    year, _, month = said.partition("-")
    if month and not 1 <= int(month) <= 12:
        raise BadInputError("born", say("retirement", "no_such_month", month=int(month)))
    if int(year) > today.year or (month and (int(year), int(month)) > (today.year, today.month)):
        raise BadInputError("born", say("retirement", "born_later", born=_spoken(said)))
    if today.year - int(year) > _OLDEST:
        raise BadInputError("born", say("retirement", "born_long_ago", born=_spoken(said)))
    month = str(slots.get("month") or month)
    if not month:
        return range(int(year) * 12, int(year) * 12 + 12)
    return int(year) * 12 + int(month) - 1


def _group(slots: Slots, case: Case) -> Group | Ask:
    sex, job = slots.get("sex"), slots.get("job")
    if sex == "男":
        return "男职工"
    if sex != "女":
        return Ask("sex", say("retirement", "ask_sex"), choices("retirement", "sexes"))
    if job == "worker":
        return "女职工原50岁"
    if job in ("cadre", "flexible") or case.insured_type == "flexible":
        return "女职工原55岁"
    return Ask("job", say("retirement", "ask_job"), choices("retirement", "jobs"))


def _answer(
    found: Retirement,
    facts: tuple[Fact, ...],
    birth: int,
    group: Group,
    flexible: bool,
    slots: Slots,
    case: Case,
) -> Answer:
    now = case.today.year * 12 + case.today.month - 1
    reached = "reached" if found.due < now else "due"
    before, target, step, _, _ = facts
    inputs = say("retirement", "inputs", group=_printed_group(group, flexible), born=printed(birth))
    if found.old < before.valid_from.year * 12 + before.valid_from.month - 1:
        formula = say("retirement", "old_rule", age=before.value)
        rules: tuple[Fact, ...] = (before,)
    else:
        formula = say(
            "retirement", "formula",
            age=before.value, step=step.value, target=target.value, delay=found.delay,
        )  # fmt: skip
        rules = facts
    minimum = _minimum(found.due, case)
    notes = []
    if minimum:
        rules = (*rules[:3], minimum, *rules[3:])
        notes.append(_years(minimum, found.due - now, slots))
    if len(rules) > 2:
        early = "early" if found.earliest < found.due else "not_early"
        notes.append(say("retirement", early, month=printed(found.earliest)))
        late = "no_late" if flexible else "late"
        notes.append(say("retirement", late, month=printed(found.latest)))
    return Answer(
        say("retirement", reached, age=printed_age(found.age), month=printed(found.due)),
        inputs, formula, rules, tuple(notes),
    )  # fmt: skip


def _minimum(due: int, case: Case) -> Fact | None:
    """The years of contributions asked for in the month of retirement, where they are held."""
    try:
        return case.figures.at("职工养老保险最低缴费年限", date(due // 12, due % 12 + 1, 1))
    except FigureNotHeldError:
        return None


def _years(minimum: Fact, left: int, slots: Slots) -> str:
    if "paid" not in slots:
        return say("retirement", "minimum", years=minimum.text)
    paid = reading.require_months("paid", list(slots["paid"]), "缴费年限")  # type: ignore[arg-type]
    total, now = paid[0] + max(left, 0), max(months(minimum) - paid[0], 0)
    short = months(minimum) - total
    enough = "enough" if short <= 0 else "short"
    return say(
        "retirement", enough,
        years=minimum.text, paid=reading.lasted(paid),
        now=say("retirement", "now_short", short=reading.lasted([now, now])) if now else "",
        total=reading.lasted([total, total]), short=reading.lasted([max(short, 0)] * 2),
    )  # fmt: skip


def _printed_group(group: Group, flexible: bool) -> str:
    if group == "男职工":
        return "男"
    kind = "灵活就业女性" if flexible and group.endswith("55岁") else "女职工"
    return f"{kind}（{group.removeprefix('女职工')}）"


def printed(month: int) -> str:
    return f"{month // 12}年{month % 12 + 1}月"


def printed_age(age: int) -> str:
    return f"{age // 12}岁{age % 12}个月" if age % 12 else f"{age // 12}岁"


def _spoken(born: str) -> str:
    year, _, month = born.partition("-")
    return f"{year}年{int(month)}月" if month else f"{year}年"
