"""A report of sealed questions: totals, and nothing that speaks of a single one."""

from __future__ import annotations

from collections.abc import Sequence

from eval.metrics.decisions import Point
from eval.summary import Report
from eval.tallies import Groups, Tally, added

FEW = 5
"""Questions of a kind or an area below which its total is not shown by itself."""
OTHERS = "其他（题数少）"
_POINTS = 20
"""Of a curve: a point an answer would say which answers are wrong to who knows how sure each was."""


def withheld(report: Report, hidden: frozenset[str]) -> Report:
    """The report without anything that speaks of a single sealed question."""
    if not hidden:
        return report
    strict = report.strict
    return report.model_copy(
        update={
            **_groups(report),
            "strict": strict and strict.model_copy(update=_groups(strict)),
            "sealed": len(hidden),
            "cases": tuple(case for case in report.cases if case.id not in hidden),
            "excluded": tuple(leak for leak in report.excluded if leak.id not in hidden),
            "decisions": report.decisions.model_copy(update={"curve": _thinned(report.decisions.curve)}),
        }
    )


def _groups(of: Groups) -> dict[str, dict[str, Tally]]:
    return {name: _folded(getattr(of, name)) for name in Groups.model_fields}


def _folded(groups: dict[str, Tally]) -> dict[str, Tally]:
    """Groups of few put together; what is still few is left out."""
    large = {name: one for name, one in groups.items() if one.questions >= FEW}
    small = added([one for one in groups.values() if one.questions < FEW])
    return large | ({OTHERS: small} if small.questions >= FEW else {})


def _thinned(curve: Sequence[Point]) -> list[Point]:
    step = max(1, len(curve) // _POINTS)
    return list(curve[::-1][::step][::-1])
