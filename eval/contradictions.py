"""Gold that contradicts itself: no answer could ever be right; beside it, gold that is merely odd."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, get_args

from dialogue.types import Outcome
from eval.matching import canonical

if TYPE_CHECKING:
    from eval.golden import Golden

_CHANNEL = re.compile(
    r"\d{3,12}$|热线|电话|窗口|官网|网站|公众号|小程序|[Aa][Pp][Pp]|大厅|经办|中心|局|医院|急救|人工"
)

_REFUSES = re.compile(rf"不|无法|拒|违|{_CHANNEL.pattern}")
"""What a reply that refuses may well say; of several alternatives one is enough to show that it is meant."""
_NOT_ANSWERS = tuple(outcome for outcome in get_args(Outcome) if outcome not in ("answer", "partial"))
_PLAIN: dict[str, tuple[str, ...]] = {
    "answerable": ("answer",),
    "unanswerable": ("abstain", "handoff", "clarify", "refuse"),
    "refuse": ("refuse", "abstain"),
    "handoff": ("handoff", "abstain"),
}
"""Kinds that say by themselves what is to be expected."""


def found(question: Golden) -> Iterator[str]:
    """Every contradiction of one question, in Chinese: as it stands, no reply can be right."""
    yield from _without_content(question)
    banned = _banned(question)
    for group in question.must:
        if all(any(c in canonical(a) for c in banned) for a in group):
            yield f"{_shown([group])}既在 must 里，又被 must_not 禁止，怎么答都不对"


def odd(question: Golden) -> Iterator[str]:
    """What looks like a slip of the author and can still be scored by the rule, in Chinese."""
    banned = _banned(question)
    for group in question.must:
        hit = [a for a in group if any(c in canonical(a) for c in banned)]
        if hit and len(hit) < len(group):
            yield f"备选{_shown([hit])}又被 must_not 禁止，写了等于没写"
    if question.kind in _PLAIN and question.expect not in _PLAIN[question.kind]:
        yield f"类型是 {question.kind}，期望却是 {question.expect}，请核对"
    if question.expect == "refuse" and (
        facts := [g for g in question.must if not any(map(_REFUSES.search, g))]
    ):
        yield f"期望拒绝（refuse），却要求回复里有{_shown(facts)}，请核对"
    if question.expect == "abstain":
        if any(outcome in ("answer", "partial") for outcome in question.also_accept):
            yield "期望不答（abstain），also_accept 却接受回答，请核对"
        # A reply that does not know should name whom to ask.
        if facts := [g for g in question.must if not all(map(_CHANNEL.search, g))]:
            yield f"期望不答（abstain），却要求回复里有{_shown(facts)}；一般只要求写明渠道（如 12333）"


def between(one: Golden, other: Golden) -> str:
    """Two questions that ask the same of the same citizen: what is to be said of it, in Chinese."""
    if one.expect != other.expect and not _accepted(one) & _accepted(other):
        return f"问的相同，标准却相反（{one.expect} 与 {other.expect}），总有一题判错，请核对"
    if _forbids(one, other) or _forbids(other, one):
        return "问的相同，一题必含的另一题不得含，总有一题判错，请核对"
    return "问的相同，各计一次分；不是有意的请删掉一题"


def _accepted(question: Golden) -> frozenset[str]:
    """Outcomes that are right."""
    meant = {"answer": ("answer", "partial"), "abstain": _NOT_ANSWERS}
    named = (question.expect, *question.also_accept)
    return frozenset(outcome for name in named for outcome in meant.get(name, (name,)))


def _forbids(one: Golden, other: Golden) -> bool:
    banned = _banned(one)
    return any(all(any(c in canonical(a) for c in banned) for a in group) for group in other.must)


def _banned(question: Golden) -> list[str]:
    return [c for phrase in question.must_not if (c := canonical(phrase))]


def _without_content(question: Golden) -> Iterator[str]:
    for phrase in (*(a for group in question.must for a in group), *question.must_not):
        if not canonical(phrase):
            yield "must 或 must_not 里有看不见内容的文字"
    if not any(canonical(turn) for turn in question.turns[-1:]):
        yield "最后一轮没有内容"


def _shown(groups: Sequence[Sequence[str]]) -> str:
    return "、".join(f"「{'/'.join(group)}」" for group in groups)
