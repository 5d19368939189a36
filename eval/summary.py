"""All figures of one run: what the report shows and the gate looks at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from pydantic import BaseModel

from eval.fingerprint import Fingerprint
from eval.leakage import Leak
from eval.metrics import citations, cost, decisions, dialogues, faithfulness, latency, retrieval
from eval.metrics.cost import Cost, Prices
from eval.metrics.dialogues import Dialogues
from eval.metrics.faithfulness import Faithfulness
from eval.stats import percentile, wilson
from eval.types import Case, Held

NO_AREA = "未分业务"


class Tally(BaseModel):
    """How many questions are right, and how sure that share is."""

    questions: int
    right: int
    accuracy: float
    wilson_low: float
    """Lower end of the 95% Wilson interval."""
    wilson_high: float


class Summary(Tally):
    """The figures of the first page."""

    cited: float
    """Share of the questions to be answered, gold naming a source, that cite this source."""
    length_p50: float
    """Characters of the answers given."""
    length_p95: float
    failed: int
    """Questions that could not be asked at all; they count as wrong."""


class Report(BaseModel):
    """One finished run."""

    summary: Summary
    by_kind: dict[str, Tally]
    by_area: dict[str, Tally]
    by_difficulty: dict[str, Tally]
    retrieval: dict[str, retrieval.Retrieval]
    decisions: decisions.Decisions
    citations: citations.Citations
    faithfulness: Faithfulness | None = None
    dialogues: Dialogues | None = None
    """None where every question is of one turn."""
    cost: Cost | None = None
    taken_over: int = 0
    """Answers of a run with a model that are the reviewed text: what the model wrote did not hold, or came late."""
    latency: dict[str, latency.Latency]
    stages: dict[str, int]
    """Stage to blame to number of wrong questions."""
    fingerprint: Fingerprint
    finished_at: datetime
    seconds: float
    """Time this run took; what a former run had finished is not in it."""
    warnings: tuple[str, ...] = ()
    excluded: tuple[Leak, ...] = ()
    """Questions left out because the answer could have been learned by heart."""
    doubtful: tuple[str, ...] = ()
    """Gold that the knowledge of the day cannot hold, in Chinese; such questions are counted all the same."""
    sealed: int = 0
    """Sealed questions: they are in every total, and none of them is in `cases`."""
    held: tuple[Held, ...] = ()
    """What the wrong answers cite and found, as the knowledge held it."""
    cases: tuple[Case, ...]

    @property
    def wrong(self) -> list[Case]:
        return [case for case in self.cases if not case.right]


def tally(cases: Sequence[Case]) -> Tally:
    return _tally(sum(case.right for case in cases), len(cases))


def added(tallies: Sequence[Tally]) -> Tally:
    """One tally over the questions of several."""
    return _tally(sum(one.right for one in tallies), sum(one.questions for one in tallies))


def _tally(right: int, questions: int) -> Tally:
    interval = wilson(right, questions)
    return Tally(
        questions=questions,
        right=right,
        accuracy=right / questions if questions else 0.0,
        wilson_low=interval.low,
        wilson_high=interval.high,
    )


def summarise(
    cases: Sequence[Case],
    fingerprint: Fingerprint,
    *,
    finished_at: datetime,
    seconds: float,
    warnings: Iterable[str] = (),
    excluded: Iterable[Leak] = (),
    doubtful: Iterable[str] = (),
    prices: Prices | None = None,
    held: Iterable[Held] = (),
) -> Report:
    """The report of a run's cases."""
    cited = citations.measure(cases, fingerprint.day)
    lengths = [len(case.answer) for case in cases if case.answered]
    return Report(
        summary=Summary(
            **tally(cases).model_dump(),
            cited=cited.recall,
            length_p50=percentile(lengths, 0.5),
            length_p95=percentile(lengths, 0.95),
            failed=sum(case.outcome == "error" for case in cases),
        ),
        by_kind=_grouped(cases, lambda case: case.golden.kind),
        by_area=_grouped(cases, lambda case: case.golden.area or NO_AREA),
        by_difficulty=_grouped(
            [case for case in cases if case.golden.difficulty], lambda case: case.golden.difficulty
        ),
        retrieval=retrieval.measure(cases),
        decisions=decisions.measure(cases),
        citations=cited,
        faithfulness=faithfulness.measure(cases),
        dialogues=dialogues.measure(cases),
        cost=cost.measure(cases, prices),
        taken_over=sum(case.answered and case.answerer not in ("", fingerprint.answerer) for case in cases),
        latency=latency.measure(cases),
        stages=dict(Counter(case.stage for case in cases if case.stage).most_common()),
        fingerprint=fingerprint,
        finished_at=finished_at,
        seconds=seconds,
        warnings=tuple(warnings),
        excluded=tuple(excluded),
        doubtful=tuple(doubtful),
        held=tuple(held),
        cases=tuple(cases),
    )


def _grouped(cases: Sequence[Case], key: Callable[[Case], str]) -> dict[str, Tally]:
    groups: dict[str, list[Case]] = {}
    for case in cases:
        groups.setdefault(key(case), []).append(case)
    return {name: tally(inside) for name, inside in groups.items()}
