"""Right or wrong, by the rule of CONTRACTS, and why in words that staff can act on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from eval import matching
from eval.citing import comes_from, same_place
from eval.golden import Expect, Golden

OUTCOME_NAMES: dict[str, str] = {
    "answer": "回答",
    "partial": "部分回答",
    "clarify": "追问",
    "unknown": "告知不知道",
    "refuse": "拒绝",
    "handoff": "转人工",
    "chitchat": "寒暄",
    "error": "出错",
}

EXPECT_NAMES: dict[Expect, str] = {
    "answer": "回答",
    "abstain": "不答并说明渠道",
    "clarify": "追问",
    "refuse": "拒绝",
    "handoff": "转人工",
}

_ANSWERED = ("answer", "partial")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one reply is worth."""

    right: bool
    why: str
    """Why it is wrong, in Chinese; empty when it is right."""
    fits: bool
    """Whether the outcome is one that was expected."""
    missing: tuple[tuple[str, ...], ...]
    """Groups of `must` of which the answer holds none."""
    forbidden: tuple[str, ...]
    """Phrases of `must_not` that it holds."""
    cited: bool | None
    located: bool | None


def score(question: Golden, text: str, outcome: str, citations: Sequence[Mapping[str, Any]] = ()) -> Verdict:
    """Judge the reply to the last turn of a golden question."""
    lacking = matching.missing(text, question.must)
    banned = matching.forbidden(text, question.must_not)
    fits = outcome_fits(question, outcome, whole=not lacking)
    reasons = []
    if not fits:
        reasons.append(_misfit(question, outcome, whole=not lacking))
    reasons += [f"缺少「{' / '.join(group)}」" for group in lacking]
    reasons += [f"出现了不该有的「{phrase}」" for phrase in banned]
    cited, located = _cited(question, citations)
    return Verdict(not reasons, "；".join(reasons), fits, lacking, banned, cited, located)


def outcome_fits(question: Golden, outcome: str, *, whole: bool) -> bool:
    """Whether the outcome is accepted; `whole`: every group of `must` is in the answer."""
    if outcome in question.also_accept:
        return True
    abstained = outcome not in _ANSWERED and outcome != "error"
    if question.expect == "abstain" or "abstain" in question.also_accept:
        if abstained:
            return True
        if question.expect == "abstain":
            return False
    if question.expect == "answer":
        return outcome == "answer" or (outcome == "partial" and whole)
    return outcome == question.expect


def _misfit(question: Golden, outcome: str, *, whole: bool) -> str:
    if outcome == "partial" and question.expect == "answer" and not whole:
        return "只答了一部分"
    wanted = EXPECT_NAMES[question.expect]
    also = "".join(f"或{OUTCOME_NAMES.get(other, '不答')}" for other in question.also_accept)
    return f"应当{wanted}{also}，实际是{OUTCOME_NAMES.get(outcome, outcome)}"


def _cited(question: Golden, citations: Sequence[Mapping[str, Any]]) -> tuple[bool | None, bool | None]:
    source = question.source
    if source is None:
        return None, None
    of_source = [
        c for c in citations if comes_from(source.file, c.get("document"), c.get("title"), c.get("kind"))
    ]
    if not source.locator:
        return bool(of_source), None
    return bool(of_source), any(same_place(source.locator, c.get("locator")) for c in of_source)
