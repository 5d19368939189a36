"""Whether the right thing was decided: answer, ask back, say it is not known, refuse, hand over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from pydantic import BaseModel

from eval.types import Case

BINS = 10
"""Bins of the calibration error, as in Guo et al. 2017 (they use 15 on larger sets)."""


class Point(BaseModel):
    """One point of the risk–coverage curve."""

    confidence: float
    """The threshold: answers with at least this confidence are given."""
    coverage: float
    risk: float


class Bin(BaseModel):
    """Answers of similar confidence."""

    low: float
    high: float
    answers: int
    confidence: float
    """Mean confidence."""
    right: float
    """Share that is right."""


class Decisions(BaseModel):
    """What was decided over all questions."""

    confusion: dict[str, dict[str, int]]
    """Expected to outcome to number of questions."""
    over_abstention: float
    """Share of the questions to be answered that were not, where nothing else is accepted."""
    under_abstention: float
    """Share of the questions not to be answered that were answered all the same."""
    wrong_answers: float
    """Share of all questions that got an answer that is wrong: what misleads a citizen."""
    curve: list[Point]
    aurc: float
    """Area under the risk–coverage curve; 0 is best."""
    calibration_error: float
    bins: list[Bin]


def measure(cases: Sequence[Case]) -> Decisions:
    answerable = [case for case in cases if case.golden.expect == "answer"]
    others = [case for case in cases if case.golden.expect != "answer" and not _may_answer(case)]
    curve = risk_coverage(cases)
    bins = calibration(cases)
    return Decisions(
        confusion=confusion(cases),
        over_abstention=_share(sum(not case.answered and not case.fits for case in answerable), answerable),
        under_abstention=_share(sum(case.answered for case in others), others),
        wrong_answers=_share(sum(case.answered and not case.right for case in cases), cases),
        curve=curve,
        aurc=_area(curve),
        calibration_error=expected_calibration_error(bins),
        bins=bins,
    )


def confusion(cases: Sequence[Case]) -> dict[str, dict[str, int]]:
    """Expected class by outcome; rows without questions are left out."""
    counts = Counter((case.golden.expect, case.outcome) for case in cases)
    table: dict[str, dict[str, int]] = {}
    for (expected, outcome), number in sorted(counts.items()):
        table.setdefault(expected, {})[outcome] = number
    return table


def risk_coverage(cases: Sequence[Case]) -> list[Point]:
    """Error among the answers given, were only the most confident given; a point for each confidence.

    Coverage is over all questions asked. El-Yaniv and Wiener, JMLR 11 (2010); Geifman and El-Yaniv,
    NeurIPS 2017.
    """
    given = sorted((case for case in cases if case.answered), key=lambda case: -case.confidence)
    points: list[Point] = []
    wrong = 0
    for number, case in enumerate(given, start=1):
        wrong += not case.right
        if number == len(given) or given[number].confidence < case.confidence:
            points.append(
                Point(confidence=case.confidence, coverage=number / len(cases), risk=wrong / number)
            )
    return points


def calibration(cases: Sequence[Case]) -> list[Bin]:
    """Answers in bins of equal width by confidence; empty bins are left out."""
    held: dict[int, list[Case]] = {}
    for case in cases:
        if case.answered:
            held.setdefault(min(int(case.confidence * BINS), BINS - 1), []).append(case)
    return [
        Bin(
            low=number / BINS,
            high=(number + 1) / BINS,
            answers=len(inside),
            confidence=sum(case.confidence for case in inside) / len(inside),
            right=sum(case.right for case in inside) / len(inside),
        )
        for number, inside in sorted(held.items())
    ]


def expected_calibration_error(bins: Sequence[Bin]) -> float:
    """Mean distance of confidence and share right, weighted by bin: Naeini et al., AAAI 2015; Guo et al.,
    ICML 2017."""
    answers = sum(b.answers for b in bins)
    return sum(b.answers * abs(b.confidence - b.right) for b in bins) / answers if answers else 0.0


def _may_answer(case: Case) -> bool:
    return any(outcome in ("answer", "partial") for outcome in case.golden.also_accept)


def _area(curve: Sequence[Point]) -> float:
    """Mean risk over the coverage reached."""
    area = before = 0.0
    for point in curve:
        area += point.risk * (point.coverage - before)
        before = point.coverage
    return area / before if before else 0.0


def _share(number: int, of: Sequence[Case]) -> float:
    return number / len(of) if of else 0.0
