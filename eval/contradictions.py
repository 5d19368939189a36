"""Gold that contradicts itself: no answer could ever be right; beside it, gold that is merely odd."""

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
    if question.expect == "abstain":
        if any(outcome in ("answer", "partial") for outcome in question.also_accept):
            yield "期望不答（abstain），also_accept 却接受回答，请核对"
        if facts := [group for group in question.must if not _channel(group)]:
            yield f"期望不答（abstain），却要求回复里有{_shown(facts)}；一般只要求写明渠道（如 12333）"


def _banned(question: Golden) -> list[str]:
    return [c for phrase in question.must_not if (c := canonical(phrase))]


def _without_content(question: Golden) -> Iterator[str]:
    for phrase in (*(a for group in question.must for a in group), *question.must_not):
        if not canonical(phrase):
            yield "must 或 must_not 里有看不见内容的文字"
    if not any(canonical(turn) for turn in question.turns[-1:]):
        yield "最后一轮没有内容"


def _channel(group: Sequence[str]) -> bool:
    """Whether the alternatives only name whom to ask, which a reply that does not know should do."""
    return all(_CHANNEL.search(alternative) for alternative in group)


def _shown(groups: Sequence[Sequence[str]]) -> str:
    return "、".join(f"「{'/'.join(group)}」" for group in groups)
