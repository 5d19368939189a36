"""How many questions of a group are right, and how sure that share is."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pydantic import BaseModel

from eval.stats import wilson
from eval.types import Case

NO_AREA = "未分业务"


class Tally(BaseModel):
    """How many questions are right, and how sure that share is."""

    questions: int
    right: int
    accuracy: float
    wilson_low: float
    """Lower end of the 95% Wilson interval."""
    wilson_high: float


def of(right: int, questions: int) -> Tally:
    interval = wilson(right, questions)
    return Tally(
        questions=questions,
        right=right,
        accuracy=right / questions if questions else 0.0,
        wilson_low=interval.low,
        wilson_high=interval.high,
    )


def tally(cases: Sequence[Case]) -> Tally:
    """By the mild verdict."""
    return of(sum(case.right for case in cases), len(cases))


def strictly(cases: Sequence[Case]) -> Tally:
    """By the strict verdict."""
    return of(sum(case.strict == "right" for case in cases), len(cases))


def added(tallies: Sequence[Tally]) -> Tally:
    """One tally over the questions of several."""
    return of(sum(one.right for one in tallies), sum(one.questions for one in tallies))


class Groups(BaseModel):
    """The same by what the questions are of."""

    by_kind: dict[str, Tally]
    by_area: dict[str, Tally]
    by_difficulty: dict[str, Tally]


def grouped(cases: Sequence[Case], by: Callable[[Sequence[Case]], Tally] = tally) -> Groups:
    rated = [case for case in cases if case.golden.difficulty]
    return Groups(
        by_kind=_grouped(cases, lambda case: case.golden.kind, by),
        by_area=_grouped(cases, lambda case: case.golden.area or NO_AREA, by),
        by_difficulty=_grouped(rated, lambda case: case.golden.difficulty, by),
    )


def _grouped(
    cases: Sequence[Case], key: Callable[[Case], str], by: Callable[[Sequence[Case]], Tally]
) -> dict[str, Tally]:
    groups: dict[str, list[Case]] = {}
    for case in cases:
        groups.setdefault(key(case), []).append(case)
    return {name: by(inside) for name, inside in groups.items()}
