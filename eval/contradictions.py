"""Gold that contradicts itself: no answer could ever be right, or nothing is being asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from eval.matching import canonical

if TYPE_CHECKING:
    from eval.golden import Golden

_CHANNEL = re.compile(
    r"\d{3,12}$|热线|电话|窗口|官网|网站|公众号|小程序|[Aa][Pp][Pp]|大厅|经办|中心|局|医院|急救|人工"
)


def found(question: Golden) -> Iterator[str]:
    """Every contradiction of one question, in Chinese."""
    yield from _without_content(question)
    yield from _wanted_and_forbidden(question)
    if question.expect == "abstain":
        if any(outcome in ("answer", "partial") for outcome in question.also_accept):
            yield "期望不答（abstain），also_accept 却接受回答，请改其中一处"
        if facts := [group for group in question.must if not _channel(group)]:
            yield f"期望不答（abstain），却要求答案里有{_shown(facts)}；只能要求写明渠道（如 12333）"


def _without_content(question: Golden) -> Iterator[str]:
    for phrase in (*(a for group in question.must for a in group), *question.must_not):
        if not canonical(phrase):
            yield "must 或 must_not 里有看不见内容的文字"
    if not any(canonical(turn) for turn in question.turns[-1:]):
        yield "最后一轮没有内容"


def _wanted_and_forbidden(question: Golden) -> Iterator[str]:
    banned = [c for phrase in question.must_not if (c := canonical(phrase))]
    for group in question.must:
        hit = [a for a in group if any(c in canonical(a) for c in banned)]
        if len(hit) == len(group):
            yield f"{_shown([group])}既在 must 里，又被 must_not 禁止，怎么答都不对"
        elif same := [a for a in hit if canonical(a) in banned]:
            yield f"{_shown([same])}同时写在 must 和 must_not 里，请删去一处"


def _channel(group: Sequence[str]) -> bool:
    """Whether the alternatives only name whom to ask, which a reply that does not know should do."""
    return all(_CHANNEL.search(alternative) for alternative in group)


def _shown(groups: Sequence[Sequence[str]]) -> str:
    return "、".join(f"「{'/'.join(group)}」" for group in groups)
