"""Of whom a message speaks, and what it says of them: insured type, birth, age, work.

Read clause by clause: who is named holds until somebody else is, "她" and "他" are whoever was named last besides the
citizen. What is asked of a rule says nothing of anybody ("60岁以上的怎么报").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple

from dialogue.calculators import reading
from dialogue.calculators.words import Words
from dialogue.understand import families, scope, split
from kb.types import InsuredType

SELF = ""
"""The citizen."""
Employment = Literal["employed", "unemployed", "flexible", "retired"]

_ALIKE = {
    "妈妈": "妈|母亲|老妈|老母亲|娘亲",
    "爸爸": "爸|父亲|老爸|老父亲|老爷子",
    "父母": "爸妈|爹妈|老两口|我们?家老人|家里老人",
    "爱人": "老伴儿?|老婆|媳妇儿?|妻子|老公|丈夫|对象|先生(?=的|在|是)",
    "孩子": "小孩|娃娃?|宝宝|闺女|女儿|儿子",
    "姐姐": "姐", "妹妹": "妹", "哥哥": "哥", "弟弟": "弟",
    "婆婆": "", "公公": "", "岳母": "丈母娘", "岳父": "老丈人",
    "奶奶": "", "爷爷": "", "姥姥": "外婆", "姥爷": "外公", "朋友": "", "同事": "", "邻居": "",
}  # fmt: skip
"""Plainest name of a person, and what else they are called."""
_NAMED = re.compile(
    r"(?<!生)(?<!生[了完过的个])(?<![带看要养怀有])(?:"
    + "|".join(
        f"(?P<p{number}>{'|'.join(filter(None, (name, others)))})"
        for number, (name, others) in sorted(enumerate(_ALIKE.items()), key=lambda row: row[1][0] != "父母")
    )
    + r")(?!网|[一-龥]?医院|假)"
)
_NAMES = tuple(_ALIKE)
_THEY = re.compile(r"[她他](?!们|俩|人)")
_I = re.compile(
    r"(?:我(?!们|国|市|区|省|[想要来再]?(?:就是|就)?想?(?:问|咨询|了解|打听|知道|请教)|听|看[看到]|查|帮|替|[给跟]你)|俺|本人|咱(?!们))(?:自己|本人)?"
)
_CLAUSE = re.compile(r"[，,。；;？?！!\n\s]+")
_SUPPOSES = re.compile(r"如果|要是|假如|万一|以后|将来|等[我他她]|打算|准备|快要?退|换成")
"""Words that tell of what is not so, or not yet."""
_ASKS_OF_IT = re.compile(r"是不是|能不能|算不算|哪|什么时候|啥时候")

_AGE = re.compile(
    r"(?<![到过超每第~\-\d])(?P<a>\d{1,3})周?岁(?!以[上下前后]|之?[前后]|才|就|[能可]|退|领|的?(?:时候|时)|的人)"
    r"|(?:今年|现年|现在)(?:都|也|已经|刚|就|虚岁|周岁|满)*(?P<b>\d{2})(?![\d年月天日号万千百元块个%级岁次.周])"
)
_BIRTH = re.compile(
    r"出生(?!证)|生(?:日|人|于)|生的|[年月日号]生(?![育孩娃病效])|(?:19|20)?\d{2}年的(?=$|男|女|[，,。])"
)
_WORK: tuple[tuple[Employment, re.Pattern[str]], ...] = (
    ("retired", re.compile(r"退休(?:了|的|人员|职工|好?几年|\d+年)|退了休")),
    ("unemployed", re.compile(
        r"失业(?!金|保险|补|登记|待遇|人员)|(?:没|没有|丢了?)(?:了)?工作(?!经验|日|证)|待业|下岗|(?:被|给|把我)(?:公司|单位)?(?:裁|辞退|开除|优化)|离职了|辞职了|刚(?:离职|辞职)"
    )),
    ("flexible", re.compile(r"灵活就业|自由职业|个体户|打零工|自己交社保|个人交社保|自己缴社保")),
    ("employed", re.compile(r"在职(?!的?和)|上着班|在上班|在[^，,。]{1,10}(?:上班|工作(?!过))|单位给(?:我)?交|公司给(?:我)?交|有(?:正式)?(?:单位|工作)")),
)  # fmt: skip
_DENIED = re.compile(r"(?:不是|还没|没有|没|并非|不算|不属于)[^，。,；;？?]{0,8}")
_OLDEST, _GROWN = 120, 14
"""Years of age: what nobody lives to, and from which somebody speaks for themselves."""


@dataclass(slots=True)
class OfPeople:
    """What a message says, by whom it says it of; what it says of nobody is `asked_of`."""

    of: dict[str, dict[str, str]] = field(default_factory=dict)
    named: frozenset[str] = frozenset()
    """Who is named, the citizen as `SELF`."""
    about: str = SELF
    """Whom it speaks of in the end."""
    asked_of: InsuredType | None = None
    """The insured type whose rules are asked for, without a word on who has it."""


class _Clause(NamedTuple):
    text: str
    who: str
    named: bool


def read(message: str, today: date, about: str = SELF, known: Sequence[str] = ()) -> OfPeople:
    """`about`: whom the talk is about; `known`: the others spoken of before, the last one last."""
    clauses, about = _clauses(message, about, known)
    told = OfPeople(named=frozenset(clause.who for clause in clauses if clause.named), about=about)
    kinds: dict[str, list[str]] = {}
    for clause in clauses:
        if _SUPPOSES.search(clause.text):
            continue
        if clause.named or not split.interrogative(clause.text):
            kinds.setdefault(clause.who, []).append(clause.text)
            told.of.setdefault(clause.who, {}).update(_facts(clause, today))
    for who, texts in kinds.items():
        if kind := scope.insured_type("，".join(texts)):
            told.of[who]["insured_type"] = kind
    if not any("insured_type" in facts for facts in told.of.values()):
        told.asked_of = scope.insured_type(message)
    told.of = {who: facts for who, facts in told.of.items() if facts}
    return told


def _clauses(message: str, about: str, known: Sequence[str]) -> tuple[list[_Clause], str]:
    """Each with whom it speaks of, and whom the talk is about after them."""
    who, last = about, about or (known[-1] if known else SELF)
    clauses = []
    for text in filter(None, _CLAUSE.split(message)):
        named = _who(text, last)
        if named == "孩子" and _BIRTH.search(text):
            clauses.append(_Clause(text, named, True))
            who = SELF  # whose child it is: only when it was born is said of it
            continue
        who = who if named is None else named
        last = who or last
        clauses.append(_Clause(text, who, named is not None))
    return clauses, who


def _who(clause: str, last: str) -> str | None:
    """Whom a clause names; None where it names nobody."""
    if match := _NAMED.search(clause):
        return _NAMES[int(str(match.lastgroup)[1:])]
    if last and _THEY.search(clause):
        return last
    return SELF if _I.search(clause) else None


def _facts(clause: _Clause, today: date) -> dict[str, str]:
    words = Words(clause.text)
    if _ASKS_OF_IT.search(words.text):
        return {}
    found: dict[str, str] = {}
    birth = _BIRTH.search(words.text)
    if birth and (born := reading.born(words, today)) and int(born[:4]) <= today.year - _GROWN:
        found["born"] = born
    if (age := _AGE.search(words.text)) and int(age["a"] or age["b"]) < _OLDEST:
        found["age"] = age["a"] or age["b"]
    if not split.interrogative(clause.text):
        said = _DENIED.sub("", words.text)
        work = next((kind for kind, pattern in _WORK if pattern.search(said)), None)
        found |= {"employment": work} if work else {}
    return found


_TURNS = re.compile(
    rf"^(?:那么?|哦|噢|嗯|好的?|要是|如果|换成|换|[，, ])*(?:是|给)?(?:我|俺|我?家?的?{_NAMED.pattern}|[她他])(?:自己|本人|这种|这样)?(?:的话)?(?:的?呢|怎么样|咋样|怎么算|怎么报|能报多少|报多少|是多少)[？?。吗啊呀]*$"
)
"""A message that only puts another person in the place of the one before: "那我呢"."""
SPOKEN = {"employee": "职工医保", "resident": "居民医保", "flexible": "灵活就业", "retired": "退休人员"}


def asked_again(message: str, previous: str, who: str, insured: InsuredType | None) -> str | None:
    """The question before as it is asked of another person; None where the message asks more than that."""
    if not _TURNS.match(message.strip()):
        return None
    asked = split.question_of(previous)
    for mention in reversed([m for m in families.mentions(asked) if m.family == "insured"]):
        asked = asked[: mention.start] + asked[mention.end :]
    asked = re.sub(rf"(?:我|我们)?家?的?(?:{_NAMED.pattern})|{_THEY.pattern}|{_I.pattern}", "", asked).lstrip(
        "的是"
    )
    if not asked:
        return None
    return f"{SPOKEN[insured]}{asked}" if insured else f"{'我' if who else ''}{who or '我'}{asked}"
