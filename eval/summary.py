"""All figures of one run: what the report shows and the gate looks at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from eval.fingerprint import Fingerprint
from eval.leakage import Leak
from eval.metrics import citations, cost, decisions, dialogues, faithfulness, latency, retrieval, strict
from eval.metrics.cost import Cost, Prices
from eval.metrics.dialogues import Dialogues
from eval.metrics.faithfulness import Faithfulness
from eval.metrics.strict import StrictFigures
from eval.stats import percentile
from eval.tallies import Groups, Tally, grouped, tally
from eval.types import Case, Held


class Summary(Tally):
    """The figures of the first page."""

    cited: float | None
    """Share of the questions to be answered, gold naming a source, that cite this source; None where none does."""
    length_p50: float
    """Characters of the answers given."""
    length_p95: float
    failed: int
    """Questions that could not be asked at all; they count as wrong."""


class Report(Groups):
    """One finished run; the groups are by the mild verdict."""

    summary: Summary
    strict: StrictFigures | None = None
    """None in a report of before there was a strict verdict."""
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

    @property
    def partly(self) -> list[Case]:
        """Right only thanks to the second answer."""
        return [case for case in self.cases if case.strict == "partly"]


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
        strict=strict.measure(cases),
        **grouped(cases).model_dump(),
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
