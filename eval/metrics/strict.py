"""The run by the strict verdict: what is right without the second answer (the rule stands in `eval.score`)."""

from __future__ import annotations

from collections.abc import Sequence

from eval.tallies import Groups, Tally, grouped, strictly
from eval.types import Case


class StrictFigures(Tally, Groups):
    """Over all questions, beside the mild figures of the report."""

    partly: int
    """Questions right only thanks to the second answer: by as many the mild figure is higher."""


def measure(cases: Sequence[Case]) -> StrictFigures | None:
    """None where a case was judged before there was a strict verdict."""
    if any(case.strict is None for case in cases):
        return None
    return StrictFigures(
        **strictly(cases).model_dump(),
        **grouped(cases, strictly).model_dump(),
        partly=sum(case.strict == "partly" for case in cases),
    )
