"""Golden questions whose answer is worked out from facts: sums, and figures of a year, done with the facts as they
are and as they would be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from dialogue import calculators, dated_figures
from eval.golden import Golden
from kb import regions
from kb.fact import FactTable
from kb.impact import Resting

_SHOWN = 60
"""Characters of a result that are shown."""


def touched(questions: Iterable[Golden], before: FactTable, after: FactTable, on: date) -> Iterator[Resting]:
    """Questions that are worked out differently; `on` is the day for those that name none."""
    for question in questions:
        day = question.scope.today or on
        one, other = _result(question, before, day), _result(question, after, day)
        if one != other:
            because = f"算出的结果从「{_differing(one, other)}」变为「{_differing(other, one)}」"
            yield Resting(question.id, question.question, because)


def _result(question: Golden, facts: FactTable, on: date) -> str | None:
    """What the dialogue works out for the last turn; None where nothing is to be worked out."""
    said, region = question.turns[:-1], question.scope.region
    pending = calculators.replayed(
        said, facts=facts, today=on, region=region, insured_type=question.scope.insured_type
    )
    found = calculators.compute(
        question.question, said, facts=facts, today=on, region=region,
        insured_type=question.scope.insured_type, pending=pending,
    )  # fmt: skip
    if found is not None:
        return found.text
    told = dated_figures.step(question.question, facts, region or regions.BEIJING, on)
    return told.text if told else None


def _differing(one: str | None, other: str | None) -> str:
    """The first line of a result that the other result does not have."""
    lines = (other or "").splitlines()
    return next((line for line in (one or "").splitlines() if line not in lines), "没有结果")[:_SHOWN]
