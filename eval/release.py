"""Whether a change of knowledge may be released: the questions it touches first, then all of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from pydantic import BaseModel

from eval.citing import same_document
from eval.compare import Comparison, compare
from eval.errors import OverrideError
from eval.gate import BROKEN, PASSED, Check, Gate, GateResult, check
from eval.golden import Golden
from eval.summary import Report
from eval.tallies import Tally, tally
from eval.types import Case, System

DEPTH = 5
"""Hits of a question in which a changed item touches it."""
_DOCUMENT = "document:"
_SHOWN = 10
"""Ids that a sentence names."""


@dataclass(frozen=True, slots=True)
class Override:
    """A named person's decision to release all the same; raises OverrideError where either is left empty."""

    who: str
    why: str

    def __post_init__(self) -> None:
        if not self.who.strip() or not self.why.strip():
            raise OverrideError("越过门槛发布要写明是谁、为什么：两项都不能空")


class Decision(BaseModel):
    """What the gate found; kept with the release."""

    allowed: bool
    reason: str
    """In Chinese, for the person who releases."""
    touched: list[str]
    """Ids of the questions that the change touches."""
    touched_tally: Tally
    broken: list[str]
    """Touched questions that were right in the release before and no longer are."""
    elsewhere: list[str] = []
    """Others of which the same is true: told, and held back by the thresholds alone, as the change of knowledge is
    not known to be why."""
    gate: GateResult | None
    """None where the touched questions already broke it, and no override asked to go on."""
    overridden_by: str | None = None
    override_reason: str | None = None


async def touched(
    questions: Sequence[Golden], changed: Collection[str], system: System, before: Report | None = None
) -> list[Golden]:
    """Questions whose gold names something changed, or that find it among their first hits, or that found or
    cited it in the release before: what is retired is found no more.

    `changed`: item ids as the history of knowledge has them; a document is "document:NAME".
    """
    documents = [name.removeprefix(_DOCUMENT) for name in changed if name.startswith(_DOCUMENT)]
    rested = _rested(before, changed, documents)
    return [q for q in questions if q.id in rested or await _touches(q, changed, documents, system)]


def _rested(before: Report | None, changed: Collection[str], documents: Sequence[str]) -> frozenset[str]:
    """Ids of the questions that found or cited something changed in the release before."""
    used = {
        case.id: [
            *((hit.id, hit.document) for hit in case.hits[:DEPTH]),
            *((str(cited.get("id")), cited.get("document")) for cited in case.citations),
        ]
        for case in (before.cases if before else ())
    }
    return frozenset(
        name for name, found in used.items() if any(i in changed or d in documents for i, d in found)
    )


async def _touches(
    question: Golden, changed: Collection[str], documents: Sequence[str], system: System
) -> bool:
    if any(entry in changed for entry in question.entries):
        return True
    source = question.source
    if source is not None and any(same_document(source.file, name) for name in documents):
        return True
    if system.search is None:
        return False
    hits = await system.search(question.question, question.scope, DEPTH)
    return any(hit.id in changed or hit.document in documents for hit in hits)


def first_look(cases: Sequence[Case], before: Report | None) -> list[str]:
    """Ids that were right in the release before and are wrong now, the question being the same."""
    held = {case.id: case for case in before.cases} if before else {}
    return [
        case.id
        for case in cases
        if not case.right and (was := held.get(case.id)) and was.right and was.golden == case.golden
    ]


def stopped(cases: Sequence[Case], broken: Sequence[str]) -> Decision:
    """The decision where the touched questions alone say no."""
    return Decision(
        allowed=False,
        reason=f"这次改动碰到的 {len(cases)} 题里有 {len(broken)} 题由对变错：{listed(broken)}",
        touched=[case.id for case in cases],
        touched_tally=tally(cases),
        broken=list(broken),
        gate=None,
    )


def decide(
    gate: Gate,
    report: Report,
    before: Report | None,
    touched_cases: Sequence[Case],
    override: Override | None = None,
) -> Decision:
    """The decision after all questions."""
    broken = first_look(touched_cases, before)
    elsewhere = [name for name in first_look(report.cases, before) if name not in broken]
    result = check(gate, report, _compared(before, report))
    passed = result.exit_code == PASSED and not broken
    return Decision(
        allowed=passed or override is not None,
        reason=_reason(result, broken, override if not passed else None) + _told(elsewhere),
        touched=[case.id for case in touched_cases],
        touched_tally=tally(touched_cases),
        broken=broken,
        elsewhere=elsewhere,
        gate=result,
        overridden_by=override.who if override and not passed else None,
        override_reason=override.why if override and not passed else None,
    )


def _compared(before: Report | None, report: Report) -> Comparison | None:
    """None where no question stands in both: other files, or sealed ones, of which only totals are kept."""
    held = {case.id for case in before.cases} if before else set()
    both = any(case.id in held for case in report.cases)
    return compare(before, report) if before and both else None


def _reason(result: GateResult, broken: Sequence[str], override: Override | None) -> str:
    bad = [one.name for one in result.checks if one.state in ("broken", "undecided")]
    faults = [f"碰到的题里有 {len(broken)} 题由对变错：{listed(broken)}"] if broken else []
    if bad:
        state = "未通过" if result.exit_code == BROKEN else "无法判定"
        faults.append(f"{state}：{'、'.join(_named(one) for one in result.checks if one.name in bad)}")
    if not faults:
        return "通过门槛"
    said = "；".join(faults)
    return f"{override.who} 决定越过门槛发布（{override.why}）；{said}" if override else said


def _told(elsewhere: Sequence[str]) -> str:
    if not elsewhere:
        return ""
    return f"。另有 {len(elsewhere)} 题由对变错，不像是这次改动碰到的，请看一看：{listed(elsewhere)}"


def listed(ids: Sequence[str]) -> str:
    """The first of them, and that there are more."""
    return "、".join(ids[:_SHOWN]) + (" 等" if len(ids) > _SHOWN else "")


def _named(one: Check) -> str:
    value = "没有这个数" if one.value is None else f"{one.value:.4g}"
    return f"{one.name}（要求{one.wanted}，实际 {value}）"
