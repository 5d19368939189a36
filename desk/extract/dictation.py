"""Numbers as people dictate them: digits written, spaced or read aloud, in one turn or over several.

"幺三八" – "嗯" – "零零幺二 五六七八" is one dictation of three groups; so is 一三八，然后零零一二. A
correction ("不对，尾号是5679") changes the number said last.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from desk.extract.transcript import Statement
from desk.extract.types import Evidence

_DIGITS = {"零": "0", "〇": "0", "○": "0", "洞": "0", "幺": "1", "一": "1", "二": "2", "三": "3", "四": "4",
           "五": "5", "六": "6", "七": "7", "八": "8", "九": "9", "拐": "7", "勾": "9", "叉": "X",
           "x": "X", "×": "X", "o": "0"}  # fmt: skip
_TIMES = {"两": 2, "俩": 2, "2": 2, "三": 3, "仨": 3, "3": 3, "四": 4, "4": 4, "五": 5, "六": 6}
_DIGIT = r"[0-9零〇○洞幺一二三四五六七八九拐勾]"
# 三个零 is three digits, but only inside a number: 有两个13… is not
_GROUP = re.compile(rf"(?<![a-z])(?:{_DIGIT}|(?<=[0-9零幺一二三四五六七八九,、 ])[两俩仨三四五六]个{_DIGIT})+"
                    r"(?:(?:大写的?)?[x×叉](?![a-z0-9])|艾克斯)?(?![a-z])|(?<![a-z0-9])(?:[x×叉]|艾克斯)(?![a-z])")  # fmt: skip
_UNIT = re.compile(rf"([两俩仨三四五六])个({_DIGIT})|艾克斯|.")
_FILLER = r"(?:然后|接着|后面|后边|再来|再|完了|下面|中间|最后|就是|那个|还有|[是嗯啊呃哈呢吧哦对,。.、\s\-—–·()…!])"
_BETWEEN = re.compile(rf"{_FILLER}{{0,8}}$")
_LEAD = re.compile(rf"(?:{_FILLER}|好|继续|您记){{0,8}}$")
_TRAIL = re.compile(rf"(?:{_FILLER}|您记(?:一下)?){{0,6}}$")
_BACKCHANNEL = re.compile(
    rf"^(?:嗯|好的?|您说|请说|请讲|您讲|请?继续|对|哦|行|是|然后呢?|后面呢?|还有呢?|接着说?|您请说|请|记下了|收到|[,。?!\s\-]|{_DIGIT}|[x叉])*$"
)
_CORRECTING = re.compile(r"不对|不是|错|应该|改|哦|更正|重新")
_ABOUT_CHECKING = re.compile(r"核对|不对|错误|有误|对吗|对吧|是吗|确认|正确|少了|多了")
_NOT_THIS_NUMBER = re.compile(r"(?:卡|账户?|账号|存折|车牌|工单|编号)[^,。]{0,4}$")
_COUNT = {**{c: n for n, c in enumerate("一二三四五六七八九", start=1)}, "两": 2, "十": 10, "十一": 11}


@dataclass(frozen=True, slots=True)
class Group:
    """Digits said without a break."""

    digits: str
    statement: Statement
    start: int
    end: int


@dataclass(slots=True)
class Dictation:
    groups: list[Group] = field(default_factory=list)

    def joined(self) -> Iterator[tuple[int, int, str]]:
        """(first group, after the last, digits) of every run of groups, longest first at each start."""
        for first in range(len(self.groups)):
            for last in range(len(self.groups), first, -1):
                yield first, last, "".join(g.digits for g in self.groups[first:last])

    def evidence(self, first: int, last: int) -> Evidence:
        """The turn where the number begins, as far as it goes there."""
        head = self.groups[first]
        same = [g for g in self.groups[first:last] if g.statement.turn == head.statement.turn]
        return Evidence(head.statement.turn, head.start, same[-1].end)

    def before(self, first: int) -> str:
        """The words just before a group, in its turn."""
        head = self.groups[first]
        return head.statement.text[max(0, head.start - 16) : head.start]


@dataclass(frozen=True, slots=True)
class Number:
    """A complete number of one kind."""

    kind: str
    value: str
    evidence: Evidence
    before: str
    """The words just before it."""
    asked: str
    sure: bool = True
    """False where its own check digit does not hold."""


Classify = Callable[[str, str, str], tuple[str, bool] | None]
"""(digits, words before, agent's question) to (kind, sure), or None where they are no number of ours."""


def numbers(statements: Sequence[Statement], classify: Classify) -> list[Number]:
    """Complete numbers in the order said, corrections applied, each as a new number."""
    events: list[tuple[tuple[int, int], Number | tuple[Statement, re.Match[str]]]] = []
    for dictation in dictations(statements):
        first = 0
        for start, last, digits in dictation.joined():
            if start < first:
                continue
            head = dictation.groups[start]
            kind = classify(digits, dictation.before(start), head.statement.asked)
            if kind:
                found = Number(kind[0], digits, dictation.evidence(start, last), dictation.before(start),
                               head.statement.asked, kind[1])  # fmt: skip
                events.append(((head.statement.turn, head.start), found))
                first = last
    for statement in statements:
        events += [
            ((statement.turn, m.start()), (statement, m)) for m in _CORRECTION.finditer(statement.text)
        ]
    said: list[Number] = []
    for _, event in sorted(events, key=lambda e: e[0]):
        if isinstance(event, Number):
            said.append(event)
        elif said and (mended := _mend(said, *event, classify)):
            said.append(mended)
    return said


def dictations(statements: Sequence[Statement]) -> list[Dictation]:
    found: list[Dictation] = []
    open_end: Statement | None = None
    for statement in statements:
        groups = _groups(statement)
        if not groups:
            continue
        continues = (
            open_end is not None
            and not statement.confirmed
            and bool(_BACKCHANNEL.match(statement.asked))
            and bool(_LEAD.match(statement.text[: groups[0].start]))
        )
        current = found[-1] if continues else Dictation()
        if not continues:
            found.append(current)
        for index, group in enumerate(groups):
            if index and not _BETWEEN.match(statement.text[groups[index - 1].end : group.start]):
                current = Dictation()
                found.append(current)
            current.groups.append(group)
        ends_with_digits = _TRAIL.match(statement.text[groups[-1].end :])
        open_end = statement if ends_with_digits and not statement.confirmed else None
    return found


def _groups(statement: Statement) -> list[Group]:
    return [Group(_digits(m[0]), statement, m.start(), m.end()) for m in _GROUP.finditer(statement.text)]


def _digits(spoken: str) -> str:
    parts = []
    for unit in _UNIT.finditer(re.sub("大写的?", "", spoken)):
        if unit[1]:
            parts.append(_DIGITS.get(unit[2], unit[2]) * _TIMES[unit[1]])
        else:
            parts.append("X" if unit[0] == "艾克斯" else _DIGITS.get(unit[0], unit[0]))
    return "".join(parts)


_D = rf"(?:{_DIGIT}|[x叉])"
_CORRECTION = re.compile(
    rf"(?:尾号|尾数|末尾|最后|后面)(?P<tail_count>[一两二三四五六])?(?:个|位)?(?:数字?|号)?(?:应该)?(?:是|:)?\s*(?P<tail>{_D}{{1,8}})(?!\d|位|个|[年月号天元块万千百])"
    rf"|中间(?:四位|4位)?(?:应该)?是\s*(?P<middle>{_D}{{4}})(?!\d)"
    rf"|(?:开头|前面|前)(?:三位|3位)?(?:应该)?是\s*(?P<head>{_D}{{3}})(?!\d)"
    rf"|(?P<back>倒数)?第(?P<place>十一|十|[一二三四五六七八九]|\d{{1,2}})(?:位|个(?:数字?)?)(?:数字?)?(?:应该)?是\s*(?P<digit>{_D})(?!\d)"
    rf"|不是\s*(?P<wrong>{_D}{{1,8}})\s*[,。]?\s*(?:而?是|应该是)\s*(?P<right>{_D}{{1,8}})(?!\d)"
    rf"|(?<!不)是\s*(?P<right2>{_D}{{1,8}})\s*[,。]?\s*不是\s*(?P<wrong2>{_D}{{1,8}})(?!\d)"
)


def _mend(
    said: list[Number], statement: Statement, match: re.Match[str], classify: Classify
) -> Number | None:
    """The number said last, changed as the citizen says; None where this corrects nothing."""
    before = statement.text[: match.start()]
    echoed = re.sub(r"\D", "", statement.asked)
    cued = (
        _CORRECTING.search(before[-12:] + match[0])
        or _ABOUT_CHECKING.search(statement.asked)
        or (echoed and any(echoed.endswith(number.value) for number in said))
    )
    if not cued or _NOT_THIS_NUMBER.search(before[-8:]):
        return None
    target = next((n for n in reversed(said) if n.kind in _kinds(match, statement)), None)
    if target is None:
        return None
    value = _changed(target.value, match)
    if value is None or value == target.value:
        return None
    kind = classify(value, target.before, target.asked)
    if kind is None or kind[0] != target.kind:
        return None
    evidence = statement.evidence(match.start(), match.end())
    return Number(target.kind, value, evidence, target.before, target.asked, kind[1])


def _kinds(match: re.Match[str], statement: Statement) -> tuple[str, ...]:
    around = statement.asked[-40:] + statement.text[: match.start()][-14:]
    if "身份证" in around and not re.search(r"手机|电话", around):
        return ("id_number",)
    if re.search(r"手机|电话", around) and "身份证" not in around:
        return ("phone",)
    return ("id_number", "phone")


def _changed(value: str, match: re.Match[str]) -> str | None:
    part = {
        name: _digits(text)
        for name, text in match.groupdict().items()
        if text and name not in ("back", "place", "tail_count")
    }
    if tail := part.get("tail"):
        return value[: -len(tail)] + tail
    if middle := part.get("middle"):
        return value[:3] + middle + value[7:] if len(value) == 11 else None
    if head := part.get("head"):
        return head + value[3:]
    if digit := part.get("digit"):
        place = match["place"]
        index = int(place) if place.isdigit() else _COUNT[place]
        index = len(value) - index if match["back"] else index - 1
        return value[:index] + digit + value[index + 1 :] if 0 <= index < len(value) else None
    wrong, right = part.get("wrong") or part.get("wrong2"), part.get("right") or part.get("right2")
    if not wrong or not right or len(wrong) != len(right) or wrong not in value:
        return None
    at = value.rfind(wrong)
    return value[:at] + right + value[at + len(wrong) :]
