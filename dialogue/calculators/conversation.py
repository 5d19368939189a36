"""A calculation as part of a conversation: begun, completed, corrected, repeated, left."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from dialogue.calculators import heard, labels, reading
from dialogue.calculators.annual_leave import AnnualLeaveCalculator
from dialogue.calculators.contribution import ContributionCalculator
from dialogue.calculators.deadlines import DeadlineCalculator, NoticeCalculator
from dialogue.calculators.disability import DisabilityGrantCalculator
from dialogue.calculators.errors import BadInputError, FigureNotHeldError
from dialogue.calculators.figures import Figures
from dialogue.calculators.late_fee import LateFeeCalculator
from dialogue.calculators.maternity import MaternityCalculator
from dialogue.calculators.medical_period import MedicalPeriodCalculator
from dialogue.calculators.minimum_years import MinimumYearsCalculator
from dialogue.calculators.no_contract import NoContractCalculator
from dialogue.calculators.overtime import OvertimeCalculator
from dialogue.calculators.present import answered, asked, bad_input, dont_know, left, not_held
from dialogue.calculators.probation import ProbationCalculator
from dialogue.calculators.products import PRODUCTS, ProductCalculator
from dialogue.calculators.reimbursement import ReimbursementCalculator
from dialogue.calculators.retirement import RetirementCalculator
from dialogue.calculators.severance import SeveranceCalculator
from dialogue.calculators.survivors import SurvivorsCalculator
from dialogue.calculators.training import TrainingCalculator
from dialogue.calculators.types import ANY, Answer, Ask, Calculator, Case, Computed, Pending, Slots
from dialogue.calculators.unemployment import UnemploymentCalculator
from dialogue.calculators.wage_floor import WageFloorCalculator
from dialogue.calculators.wording import say
from dialogue.calculators.words import Words
from dialogue.understand import repair
from kb import regions
from kb.fact import FactTable
from kb.text import fold
from kb.types import InsuredType

CALCULATORS: tuple[Calculator, ...] = (
    SurvivorsCalculator(),
    MinimumYearsCalculator(),
    RetirementCalculator(),
    UnemploymentCalculator(),
    OvertimeCalculator(),
    DisabilityGrantCalculator(),
    SeveranceCalculator(),
    AnnualLeaveCalculator(),
    MaternityCalculator(),
    LateFeeCalculator(),
    NoContractCalculator(),
    WageFloorCalculator(),
    ContributionCalculator(),
    ReimbursementCalculator(),
    ProbationCalculator(),
    MedicalPeriodCalculator(),
    TrainingCalculator(),
    *map(ProductCalculator, PRODUCTS),
    DeadlineCalculator(),
    NoticeCalculator(),
)

_UNSURE = re.compile(
    r"^(?:我)?(?:也|真)?(?:不知道|不清楚|不晓得|记不[清得]|忘了?|不记得|不太?确定|没印象|说不好|不太?清楚)"
)
_DENIED = re.compile(
    r"[，,]?(?:你|您)?别按[^，。,；;？?]*|[，,]?(?<!是)(?:我?不是|我?不(?:算|属于)(?=特殊工种|干部|工人))[^，。,；;？?]+(?=[，,。])"
)
"""What the citizen says does not hold: "我不是交三年，我一共交了十一年"."""
_CORRECTS = re.compile(
    r"^(?:哎呀?|诶|哦|啊|等等|等1?下|嗨)?[，, ]*(?:(?:前头|前面|刚才|刚刚|上面)?(?:我)?(?:说错|记错|打错)|不是|不对|错了|我?说错|我?记错|更正|纠正|应该是|改成|改为|哦?不|搞错|打错)"
)
_SUPPOSES = re.compile(r"^(?:那|那么|要是|如果|假如|换成|换|万一|若)")
_OTHER_QUESTION = re.compile(
    r"怎么(?!算)|如何|材料|流程|哪里|哪儿|条件|申请|办理|为什么|为啥|是不是|可不可以|可以吗|能不能|吗[？?]?$|区别|什么意思|几倍|几成|百分之几|比例|吗[,，]"
)
_RULE_ITSELF = re.compile(r"几倍|能不能[领拿]|能[领拿][不没吗]|[领拿]得[到着][不吗]|给不给")
"""Asks for the rule itself, which an entry may tell without a single input."""
_FILLER = re.compile(
    r"给个准?(?:日子|数)|准日子|几几年|几月|哪年|哪月|份|不是|不对|错了|说错|记错|更正|应该|改成|改为|打错|那么|要是|如果|假如|换成|大概|大约|差不多|左右|一共|总共|今年|"
    r"每个?月|个月|工资|月薪|缴费|社保|基数|平均|单位|公司|出生|生日|告诉|就是|已经|我们|医院|岁数|退休|费用|花了|工作|"
    r"零头|按|来算|标准|怎么算|多少|呢|我|你|您|是|的|了|吧|啊|呀|哦|嗯|那|在|给|有|干|交|缴|用|个|也|就|才|都|月|年|岁|这|人|家|算|选|生|她|他|元|块"
)
_LITTLE = 5
"""Characters nobody has read, up to which a message is an answer to us and not a question of its own."""

_PERSON = re.compile(
    rf"(?:^|(?<=[，,。；; ]))(?P<who>{reading.SOMEBODY.pattern}|[老小](?![板师人家区孩时伙])[^\W\d]|我(?![们俩])|[他她](?!们|俩))"
)
_EACH = re.compile(r"各自?|分别|两个人|[我他她咱]们?俩|都")
_AMOUNT = re.compile(r"多少|几(?!乎)|多久|多大|(?:什么|啥)时候|哪年|何时|算一?[下算]|差多|够不够")
_CLAUSE = re.compile(r"[，,。；;？?！!]")
_HOW_MUCH = re.compile(
    r"那?(?:一共|总共|合计|每个?月)?(?:能|要|得)?(?:领|拿|赔|报|有|是)?多少(?:钱|元)?[？?。呢啊]*"
)
"""Leans wholly on the clause before it: "…能领几个月，一共多少钱"."""
_BARE = 12
_LENGTH = re.compile(r"满?\d+(?:\.\d+)?年半?(?:零?\d+个月)?|\d+个月")
_STORY = 200
"""Characters above which a message is a story; the figures in it are not inputs."""
_RULE = re.compile(r"最[多长高少低](?!得?(?:能)?[给发补][我咱])|一般|标准是")
"""Asks for a rule's bounds, whatever was told before: "最多能领多少个月"."""
_SHORT = 14
"""Characters up to which a question leans on what was said before."""
_TOLD = 3
"""Earlier turns that may belong to the telling that ends in a question."""


def compute(
    question: str,
    said: Sequence[str] = (),
    *,
    facts: FactTable,
    today: date,
    region: str | None = None,
    insured_type: InsuredType | None = None,
    pending: dict[str, object] | None = None,
    known: Mapping[str, str | int] | None = None,
) -> Computed | None:
    """The citizen's own sum, the next input it needs, or which figure is not held; None where no sum is asked.

    `said` are earlier turns of the conversation, newest last; `pending` is what the turn before left;
    `known` is what the session remembers of whom the talk is about, by the name of the input ("born", "age").
    """
    question = _DENIED.sub("", question) or question
    words, waiting = Words(question), Pending.from_memory(pending)
    case = Case(Figures(facts, region or regions.BEIJING), today, insured_type, question)
    if waiting and (small := _small_flow(words, waiting, case)):
        return small
    if waiting is None and (several := _of_each(words.text, case)):
        return several
    if fresh := _fresh(words, said, waiting, today):
        begun = _begun(*fresh, question, said, waiting, case, known or {})
        if begun.outcome == "clarify" and _RULE_ITSELF.search(words.text):
            return None
        goes_on = waiting and waiting.calculator == fresh[0].name and not _AMOUNT.search(words.text)
        wanted = goes_on or fresh[0].wants(words)
        unsure = begun.outcome != "answer" and not begun.impossible and not wanted
        return replace(begun, hesitant=unsure)
    if waiting and (slots := _continued(words, waiting, case.today)):
        return _worked(_by_name(waiting.calculator), slots, case)
    return None


def goes_on(message: str, pending: dict[str, object], today: date) -> bool:
    """Whether the message gives or puts right an input of the sum that an earlier turn left."""
    waiting = Pending.from_memory(pending)
    return waiting is not None and _continued(Words(message), waiting, today) is not None


def replayed(
    turns: Sequence[str],
    *,
    facts: FactTable,
    today: date,
    region: str | None = None,
    insured_type: InsuredType | None = None,
) -> dict[str, object]:
    """What is pending after earlier turns that another system kept for us."""
    pending: dict[str, object] = {}
    for number, turn in enumerate(turns):
        found = compute(
            turn, turns[:number], facts=facts, today=today,
            region=region, insured_type=insured_type, pending=pending,
        )  # fmt: skip
        pending = found.pending if found else {}
    return pending


def _by_name(name: str) -> Calculator:
    return next(calculator for calculator in CALCULATORS if calculator.name == name)


def _small_flow(words: Words, waiting: Pending, case: Case) -> Computed | None:
    """Leave, repeat, simpler, from the start, one step back, which input is wrong, "I don't know"."""
    calculator = _by_name(waiting.calculator)
    word = repair.said(case.question)
    if word == "cancel":
        return left(calculator)
    if word == "restart":
        return _worked(calculator, {}, case)
    if word == "back":
        return _stepped_back(calculator, waiting, case)
    if word == "correct":
        return _which(calculator, waiting, case)
    if word:
        return _again(calculator, waiting, case, brief=word == "simpler")
    if name := labels.meant(calculator.name, case.question, waiting.slots):
        return _asked_anew(calculator, waiting, name, case)
    if waiting.asked and _UNSURE.match(text := fold(words.text)) and len(text) <= 12:
        return dont_know(calculator, waiting)
    return None


def _again(calculator: Calculator, waiting: Pending, case: Case, *, brief: bool) -> Computed:
    """The same once more; in simpler words a question tells what is meant by it, a sum its result alone."""
    same = _worked(calculator, waiting.slots, case, brief=brief)
    if brief and same.outcome == "clarify":
        return replace(same, text=say("frame", "plainly", plain=labels.plainly(same), question=same.text))
    return same


def _which(calculator: Calculator, waiting: Pending, case: Case) -> Computed:
    """Asks which input is wrong; those that were given are kept until it is put right."""
    given = labels.given(calculator.name, waiting.slots)
    if not given:
        same = _worked(calculator, waiting.slots, case)
        return replace(same, text=say("frame", "nothing_given", question=same.text))
    pending = replace(waiting, asked=ANY).to_memory()
    text = say("frame", "which", title=calculator.title, labels="、".join(given))
    return Computed("clarify", text, calculator.name, choices=given, pending=pending)


def _asked_anew(calculator: Calculator, waiting: Pending, name: str, case: Case) -> Computed:
    """The input that is to be put right, asked for as it was the first time where the sum needs it."""
    slots = {slot: value for slot, value in waiting.slots.items() if slot != name}
    before = _worked(calculator, slots, case)
    if before.pending.get("asked") == name:
        return before
    text = say("frame", "say_anew", label=labels.label(calculator.name, name))
    pending = replace(waiting, asked=name).to_memory()
    return Computed("clarify", text, calculator.name, pending=pending)


def _stepped_back(calculator: Calculator, waiting: Pending, case: Case) -> Computed:
    """Without the inputs of the last answer: one answer may have given several."""
    slots = dict(waiting.slots)
    if not slots:
        first = _worked(calculator, {}, case)
        return replace(first, text=say("frame", "nothing_before", question=first.text))
    while True:
        slots.popitem()
        before = _worked(calculator, slots, case)
        if not slots or before.pending.get("asked") != waiting.asked:
            return before


def _fresh(
    words: Words, said: Sequence[str], waiting: Pending | None, today: date
) -> tuple[Calculator, str] | None:
    """The sum this message asks for and what was told for it: here, in the turns before, or in the question before."""
    if len(fold(words.text)) > _STORY:
        return None
    told = _told(said)
    if (found := _wanted(words, today)) and not _is_of_another(words, found, said):
        return found, told if waiting is None or waiting.calculator == found.name else ""
    if said and _HOW_MUCH.fullmatch(words.text):
        found = _wanted(Words(f"{said[-1]}，{words.text}"), today)
        return (found, said[-1]) if found else None
    if (
        waiting is None
        and told
        and _AMOUNT.search(words.text)
        and not _RULE.search(words.text)
        and (found := _wanted(Words(f"{told}，{words.text}"), today))
    ):
        return found, told
    if waiting is None and (found := _only_inputs(words, said, today)):
        return found, said[-1]
    corrects = waiting is None and _CORRECTS.match(words.text)
    leans = re.search(r"呢[？?]?$|^那|领几|几个月", words.text)
    if not said or not (leans or corrects or _only_input(words.text)) or _OTHER_QUESTION.search(words.text):
        return None
    found = _wanted(Words(f"{said[-1]}，{words.text}"), today)
    # The inputs must be in the new words: the question before was answered as it stood.
    return (found, "") if found and found.read(Words(words.text), date(2100, 1, 1), "") else None


def _only_inputs(words: Words, said: Sequence[str], today: date) -> Calculator | None:
    """The sum of the question before, where this message is nothing but its inputs: "月薪8700", "灵活就业，按最低基数"."""
    if not said or _asks(words) or not (found := _wanted(Words(f"{said[-1]}，{words.text}"), today)):
        return None
    told = Words(words.text)
    return found if found.read(told, today, "") and len(_FILLER.sub("", told.rest)) <= _LITTLE else None


def _wanted(words: Words, today: date) -> Calculator | None:
    """The sum that a calculator plainly hears, else the one that the story speaks for."""
    wanting = [calculator for calculator in CALCULATORS if calculator.wants(words)]
    if wanting:
        return heard.best_of(words, wanting)
    return heard.wanted(words, CALCULATORS, today)


def _is_of_another(words: Words, calculator: Calculator, said: Sequence[str]) -> bool:
    """Whether a short question leans on a turn that makes it another matter."""
    leans = len(words.text) <= _SHORT and not calculator.wants(words)
    return leans and any(calculator.hears.never.search(Words(turn).text) for turn in said[-_TOLD:])


def _told(said: Sequence[str]) -> str:
    """What was told in the turns right before, as far back as nothing was asked."""
    told: list[str] = []
    for turn in reversed(said[-_TOLD:]):
        if _asks(Words(turn)):
            break
        # A follow-up may be remembered with what it leans on: that was told once.
        if not any(turn in later for later in told):
            told.insert(0, turn)
    return "，".join(told)


def _of_each(text: str, case: Case) -> Computed | None:
    """The sum of each of several people that a message tells about one after the other; None unless all are given."""
    people = list(_PERSON.finditer(text))
    if len({match["who"] for match in people}) < 2 or not _EACH.search(text):
        return None
    ends = [*(match.start() for match in people[1:]), len(text)]
    asking = "，".join(clause for clause in _CLAUSE.split(text) if _AMOUNT.search(clause))
    told = [f"{text[match.start() : end]}，{asking}" for match, end in zip(people, ends, strict=True)]
    heard_each = [_wanted(Words(part), case.today) for part in told]
    calculator = heard_each[0] or _wanted(Words(text), case.today)
    if calculator is None or any(found not in (calculator, None) for found in heard_each):
        return None
    inputs = [calculator.read(Words(part), case.today, "") for part in told]
    if any(not slots or slots.keys() - {"job"} != inputs[0].keys() - {"job"} for slots in inputs):
        return None
    lead = text[: people[0].start()]
    sums = [_worked(calculator, calculator.read(Words(lead + part), case.today, ""), case) for part in told]
    if any(found.outcome != "answer" for found in sums):
        return None
    return replace(
        sums[0],
        text="\n".join(
            say("frame", "of_each", who=m["who"], text=s.text) for m, s in zip(people, sums, strict=True)
        ),
        citations=tuple(dict.fromkeys(citation for found in sums for citation in found.citations)),
        inputs="；".join(found.inputs for found in sums),
        pending={},
    )


def _only_input(text: str) -> bool:
    """Whether the message is a figure and nothing else: "8年", "交了6年零3个月"."""
    return (
        len(text) <= _BARE and bool(_LENGTH.search(text)) and not fold(_FILLER.sub("", _LENGTH.sub("", text)))
    )


def _begun(
    calculator: Calculator,
    told: str,
    question: str,
    said: Sequence[str],
    waiting: Pending | None,
    case: Case,
    known: Mapping[str, str | int],
) -> Computed:
    """A sum asked for: with what the message says, and what is known of the same person."""
    who = reading.somebody(question)
    slots: Slots = {}
    for earlier in said:
        if reading.somebody(earlier) == who and calculator.about.search(earlier):
            found = calculator.read(Words(earlier), case.today, "")
            slots |= {name: value for name, value in found.items() if name in calculator.personal}
    slots |= {name: value for name, value in known.items() if name in calculator.personal}
    if waiting and waiting.calculator == calculator.name and waiting.asked:
        slots |= waiting.slots
    # Where what was told before makes an input of the question unclear, the question alone has it.
    slots |= calculator.read(Words(question), case.today, "")
    if told:
        slots |= calculator.read(Words(f"{told}，{question}"), case.today, "")
    return _worked(calculator, slots, case)


def _continued(words: Words, waiting: Pending, today: date) -> Slots | None:
    """The inputs with what a short message adds or corrects; None where it is a question of its own."""
    calculator = _by_name(waiting.calculator)
    corrects, supposes = _CORRECTS.match(words.text), _SUPPOSES.match(words.text)
    # Once the sum is given a bare figure is only taken for an input where the message says it mends or varies it.
    found = calculator.read(words, today, waiting.asked or (ANY if corrects or supposes else ""))
    if not found:
        return None
    if _OTHER_QUESTION.search(words.text) and not corrects:
        return None
    if len(_FILLER.sub("", words.rest)) > _LITTLE and not (waiting.asked in found and not _asks(words)):
        return None
    return waiting.slots | found


def _asks(words: Words) -> bool:
    return bool(
        re.search(r"[？?]|多少|多久|多长|几(?!乎)|什么|啥|吗|么|怎|咋|能不能|是不是|算一?[下算]", words.text)
    )


def _worked(calculator: Calculator, slots: Slots, case: Case, *, brief: bool = False) -> Computed:
    try:
        result = calculator.work(slots, case)
    except BadInputError as error:
        kept = {name: value for name, value in slots.items() if name != error.slot}
        return bad_input(calculator, error, kept)
    except FigureNotHeldError as error:
        return not_held(calculator, error, slots)
    if isinstance(result, Ask):
        return asked(calculator, result, slots)
    assert isinstance(result, Answer)
    return answered(calculator, result, slots, brief=brief)
