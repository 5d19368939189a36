"""Right or wrong, by the rule of CONTRACTS, and why in words that staff can act on.

Two verdicts, from the same facts. The mild one is that of CONTRACTS: the facts stand anywhere in the reply. The
strict one takes away what the reply adds under "如果您问的是…", where a second entry fits about as well: it was not
asked, and who reads only the answer to their own question must find the facts there. What is right only thanks to
that second answer is "partly" right, and counts as not right. Of a message of several questions every part that
answers one of them counts. A reply that is wrong mildly is wrong strictly, so the strict share is never the higher.

Source of the rule: two markers who saw neither gold nor score called 82% and 84% of 100 replies right, 8 to 10 points
fewer than the mild score; in most that they did not accept the facts stood in the second answer, or after a first half
that missed the point (`docs/results.md`, 2026-11-26; the latter this rule does not see). That a reply with more than
the answer in it is not "right" is usual where people judge: TREC's question answering track keeps such answers apart as
"inexact" and counts the right ones only (E. Voorhees, "Overview of the TREC 2002 Question Answering Track").
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dialogue.types import Part
from eval import matching
from eval.citing import comes_from, same_place
from eval.golden import Expect, Golden
from eval.types import Strict

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

STRICT_NAMES: dict[Strict | None, str] = {"right": "对", "partly": "部分对", "wrong": "错", None: ""}

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
    strict: Strict
    strict_why: str
    """What stands only in the second answer, in Chinese; empty but where it is partly right."""


def score(
    question: Golden,
    text: str,
    outcome: str,
    citations: Sequence[Mapping[str, Any]] = (),
    parts: Sequence[Part] = (),
) -> Verdict:
    """Judge the reply to the last turn of a golden question; without parts all of the text answers it."""
    lacking = matching.missing(text, question.must)
    banned = matching.forbidden(text, question.must_not)
    fits = outcome_fits(question, outcome, whole=not lacking)
    reasons = []
    if not fits:
        reasons.append(_misfit(question, outcome, whole=not lacking))
    reasons += [f"缺少「{' / '.join(group)}」" for group in lacking]
    reasons += [f"出现了不该有的「{phrase}」" for phrase in banned]
    cited, located = _cited(question, citations)
    late = () if reasons else matching.missing(asked_for(text, parts), question.must)
    return Verdict(
        right=not reasons,
        why="；".join(reasons),
        fits=fits,
        missing=lacking,
        forbidden=banned,
        cited=cited,
        located=located,
        strict="wrong" if reasons else "partly" if late else "right",
        strict_why="；".join(f"第二个回答里才有「{' / '.join(group)}」" for group in late),
    )


def asked_for(text: str, parts: Sequence[Part]) -> str:
    """The reply without its second answer."""
    return "".join(part.text for part in parts if not part.second) if parts else text


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
