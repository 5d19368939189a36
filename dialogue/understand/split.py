"""Several questions in one message, each for itself."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise

from dialogue.understand import families
from kb.text import fold

MOST = 5
"""Questions answered in one turn; beyond it a message is a list, not a question."""

_BREAK = re.compile(
    r"[？?；;\n]+|(?<=[。！!])|"
    r"(?:[，,、。 ]|(?<=[吗呢]))(?=(?:还有(?!没|吗|哪|什么|多|效|用)|另外|以及|顺便|再问|再一个|其次|第二[，,、个]|二是|还想问|还想知道))"
)
_LEADS = re.compile(
    r"^(?:还有一?个?问题|还有一?个?就?是?|另外|以及|顺便(?:再?问一?下?|说一?下?)?|再问一?下?|再一个|其次|然后|那么|还想问一?下?|还想知道|"
    r"第[一二三四五]个?[，,、]?|[一二三四]是|[一二三四五1-5][、.．)）])+[，,：:、 ]*"
)
_ASKS = re.compile(
    r"吗|么|呢|怎|如何|什么|啥|哪|几|多少|多久|多长|多大|能不能|可不可以|能否|是不是|有没有|要不要|用不用|需不需要|"
    r"行不行|会不会|算不算|为什么|为啥|咋|(?P<x>.{1,2})[不没](?P=x)|不$|条件|流程|材料|标准|比例|期限|手续|区别|何时|是否|谁"
)
_ALTERNATIVE = re.compile(
    r"^(?:还是|或者|要么|不然|否则|不(?!小心|知道|.*[怎咋啥几])|是不是就|对吗|对不对|行吗|可以吗|好吗|是吗|怎么办|咋办)"
)
_REFERS = re.compile(r"^(?:那|它|这个|那个|这种|这样|该|这期间|期间)")
_CLAUSE = re.compile(r"[，,。？?！! 　]+")
# Where a message without any mark may go on to the next question.
_RUN_ON = re.compile(
    r"(?<=多少天)|(?<=多少钱)|(?<=几个月)|(?<=多久)|(?<=几天)|(?<=[吗呢])|(?<=怎么算)|(?<=怎么办)|(?<=怎么领)|(?<=怎么弄)|(?<=咋办)|(?<=咋弄)|"
    r"(?<=材料)(?=去哪|在哪|到哪|上哪)|(?<=条件)(?=去哪|在哪|要什么)|(?<=手续)(?=去哪|在哪|到哪)"
)
# Narrower than _ASKS: within one sentence "材料" or "条件" alone asks nothing.
_INTERROGATIVE = re.compile(
    r"吗|(?<!着)(?<!着.)呢|怎|如何|什么|啥(?!都|也)|哪(?!怕)|(?<![零十好过了住这那])几(?!乎)|多少|多久|多长|多大|能不能|可不可以|能否|是不是|有没有|要不要|用不用|"
    r"(?P<x>.{1,2})[不没](?P=x)|[^要是对](?<!用)不$|为啥|咋|何时|是否|谁"
)
_LEAST = 3
"""Characters of the shortest question: "在哪办"."""
_SUBJECT = re.compile(r"^(?:那|那么|要是|如果|还有).{1,12}呢$")
_EACH = re.compile(r"各|都|分别|两个|两样|俩")
_AND = re.compile(r"(?:和|跟|与|、|还有|以及)")


@dataclass(frozen=True, slots=True)
class Part:
    """One question of a message, in the citizen's words."""

    said: str
    story: str = ""
    """What is told right before it."""
    earlier: str = ""
    """The question before it, with its story."""

    @property
    def before(self) -> str:
        """What it leans on: the story, else the question before it."""
        return self.story or self.earlier

    @property
    def whole(self) -> str:
        return f"{self.story}，{self.said}" if self.story else self.said


@dataclass(frozen=True, slots=True)
class Split:
    """A message taken apart."""

    parts: tuple[Part, ...]
    firm: bool
    """Whether the citizen set the questions apart; else only evidence can tell whether they are several."""


def split(message: str) -> Split:
    """The questions of a message in order; a story before a question stays with it."""
    firm = _asked(_pieces(message, _BREAK), _ASKS)
    if len(firm) > 1:
        return Split(firm[:MOST], firm=True)
    loose = _coordinated(message) or _asked(_clauses(message), _INTERROGATIVE)
    if len(loose) > 1:
        return Split(loose[:MOST], firm=False)
    return Split((Part(message.strip()),), firm=True)


def _clauses(message: str) -> list[str]:
    clauses = _pieces(message, _CLAUSE)
    return clauses if len(clauses) > 1 else _pieces(message, _RUN_ON)


def _pieces(text: str, at: re.Pattern[str]) -> list[str]:
    pieces = (_LEADS.sub("", piece.strip(" ，,。、")) for piece in at.split(text))
    return [piece for piece in pieces if fold(piece)]


def _asked(pieces: list[str], asks: re.Pattern[str]) -> tuple[Part, ...]:
    """Pieces that ask, each with what stands before it; the other way of asking the same stays with it."""
    parts: list[Part] = []
    story = ""
    for piece in pieces:
        if parts and _ALTERNATIVE.search(piece):
            parts[-1] = replace(parts[-1], said=f"{parts[-1].said}，{piece}")
        elif (asks.search(piece) and len(fold(piece)) >= _LEAST) and (parts or not _SUBJECT.search(piece)):
            parts.append(Part(piece, story, parts[-1].whole if parts else ""))
            story = ""
        else:
            story = f"{story}，{piece}" if story else piece
    return tuple(parts)


def _coordinated(message: str) -> tuple[Part, ...] | None:
    """ "养老和医保各要几天" is a question on each."""
    if not _EACH.search(message):
        return None
    found = families.mentions(message)
    for one, other in pairwise(found):
        between = message[one.end : other.start]
        if one.family == other.family and one.member != other.member and _AND.fullmatch(between.strip()):
            head, tail = message[: one.start], message[other.end :]
            words = (message[one.start : one.end], message[other.start : other.end])
            return tuple(Part(_EACH.sub("", f"{head}{word}{tail}")) for word in words)
    return None


def leans_on_earlier(question: str) -> bool:
    """Whether a question of several needs the one before it."""
    return bool(_REFERS.search(question)) or len(fold(question)) <= 6


def question_of(message: str) -> str:
    """The last clause that asks, with what follows it; empty where none asks."""
    clauses = _pieces(message, _CLAUSE)
    asking = [number for number, clause in enumerate(clauses) if _INTERROGATIVE.search(clause)]
    return "，".join(clauses[asking[-1] :]) if asking else ""
