"""Which stage to blame for a wrong answer, told from the evidence alone."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from eval import matching
from eval.citing import same_document, same_place
from eval.golden import Golden
from eval.types import Hit, Stage

STAGES: dict[Stage, str] = {
    "knowledge_missing": "知识缺失",
    "not_retrieved": "没检索到",
    "ranked_low": "排得太后",
    "abstained_wrongly": "该答没答",
    "generated_wrongly": "答得不对",
    "gold_doubtful": "题目存疑",
    "answered_wrongly": "不该答却答了",
    "decided_wrongly": "处理方式不对",
    "run_failed": "运行出错",
}
"""Stages and their names for staff, in the order a report shows them."""

DEPTH = 50
"""Hits looked through for the evidence of a wrong answer."""
SHALLOW = 10
"""Hits that count as retrieved."""


def blame(
    question: Golden,
    *,
    answer: str,
    outcome: str,
    hits: Sequence[Hit],
    documents: Collection[str] = (),
    asked: int = 1,
) -> tuple[Stage, str]:
    """The stage, and in Chinese what speaks for it.

    `hits`: the first DEPTH hits with their whole texts, those of several questions taken in turn;
    `asked`: how many questions the turn held.
    """
    answered = outcome in ("answer", "partial")
    if outcome == "error":
        return "run_failed", ""
    if question.expect != "answer":
        if answered and "answer" not in question.also_accept:
            return "answered_wrongly", ""
        if outcome == question.expect or (question.expect == "abstain" and not answered):
            return "generated_wrongly", "处理方式对，内容不符"
        return "decided_wrongly", ""
    if outcome in ("refuse", "handoff", "chitchat"):
        return "decided_wrongly", ""
    return _unanswered(question, answer, answered, hits, documents, asked)


def _unanswered(
    question: Golden,
    answer: str,
    answered: bool,
    hits: Sequence[Hit],
    documents: Collection[str],
    asked: int,
) -> tuple[Stage, str]:
    """A question to be answered, whose reply is wrong."""
    doubt = _doubtful(question, hits)
    rank = _rank(question, hits)
    if rank is None:
        if doubt:
            return "gold_doubtful", doubt
        held = _held(question, documents)
        if held:
            return "not_retrieved", f"知识里有《{held}》，前 {len(hits)} 条都不是"
        if not hits:
            return "generated_wrongly" if answered else "abstained_wrongly", "没有检索记录"
        return "knowledge_missing", f"前 {len(hits)} 条里都没有，知识中也没有这份来源"
    hit = hits[rank - 1]
    where = f"第 {rank} 条「{hit.title or hit.id}」含有所需内容"
    if rank > SHALLOW:
        return "not_retrieved", where
    if doubt:
        return "gold_doubtful", doubt
    if not answered:
        return ("abstained_wrongly", where) if rank <= asked else ("ranked_low", where)
    if rank > asked and not _uses(answer, hit):
        return "ranked_low", where
    return "generated_wrongly", where


def _rank(question: Golden, hits: Sequence[Hit]) -> int | None:
    """How deep the facts lie; without facts to look for, the first hit of the gold article."""
    if question.must:
        return fact_rank(question, hits)
    return next((rank for rank, hit in enumerate(hits, start=1) if is_gold(question, hit)), None)


def fact_rank(question: Golden, hits: Sequence[Hit]) -> int | None:
    """How many hits it takes until they hold every group of `must`; None where they never do."""
    open_groups = [[c for a in group if (c := matching.canonical(a))] for group in question.must]
    if not open_groups:
        return None
    for rank, hit in enumerate(hits, start=1):
        text = matching.canonical(f"{hit.title}\n{hit.text}")
        open_groups = [group for group in open_groups if not any(a in text for a in group)]
        if not open_groups:
            return rank
    return None


def is_gold(question: Golden, hit: Hit) -> bool:
    """Whether the hit is of the gold document, and of its article where both name one."""
    source = question.source
    if source is None or not hit.from_source:
        return False
    return not (source.locator and hit.locator) or same_place(source.locator, hit.locator)


def _doubtful(question: Golden, hits: Sequence[Hit]) -> str:
    """The very article that gold names was found, and does not say what gold wants."""
    source = question.source
    if source is None or not source.locator or not question.must:
        return ""
    article = [hit for hit in hits if hit.kind == "passage" and hit.locator and is_gold(question, hit)]
    if not article:
        return ""
    text = "\n".join(hit.text for hit in article)
    if lacking := matching.missing(text, question.must):
        groups = "、".join("/".join(group) for group in lacking)
        return f"出处{source.locator}原文里没有「{groups}」，请核对题目"
    return ""


def _held(question: Golden, documents: Collection[str]) -> str:
    """The name under which the gold document is held; empty where it is not."""
    if question.source is None:
        return ""
    return next((name for name in documents if same_document(question.source.file, name)), "")


def _uses(answer: str, hit: Hit) -> bool:
    """Whether the answer was written from this hit: it repeats a good part of it."""
    text = matching.canonical(hit.text)
    pieces = [text[i : i + 12] for i in range(0, max(len(text) - 11, 1), 12)]
    said = matching.canonical(answer)
    return sum(piece in said for piece in pieces) * 3 >= len(pieces)
