"""Whether answers rest on the right source: one in force, of the right place, and the one gold names.

Precision and recall of citations after Liu, Zhang and Liang, "Evaluating verifiability in generative search
engines" (EMNLP 2023), with the gold document in the place of a human judge.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from pydantic import BaseModel

from eval.types import Case
from kb import regions

_SAYS_ENDED = re.compile(
    r"失效|废止|停止执行|不再执行|不再有效|已被|替代|取代|截至|有效期至|旧版|当时的规定|不再适用|执行到"
)


class Citations(BaseModel):
    """Shares over answers, None where gold names no source; the three counts should be 0."""

    answers: int
    precision: float | None
    """Share of the citations, over answers whose gold names a source, that are of this source."""
    recall: float | None
    """Share of the questions to be answered whose gold names a source, that cite it."""
    located: float | None
    """Of the same with an article named in gold, the share that cites this article."""
    uncited: int
    """Answers without any citation."""
    expired: int
    """Answers that cite what was no longer in force on the day, without saying so."""
    foreign: int
    """Answers that cite a rule of another place."""


def measure(cases: Sequence[Case], day: date) -> Citations:
    answers = [case for case in cases if case.answered]
    sourced = [case for case in cases if case.golden.source and case.golden.expect == "answer"]
    located = [case.located for case in sourced if case.located is not None]
    given = [case for case in sourced if case.answered]
    total = sum(len(case.citations) for case in given)
    good = sum(bool(citation.get("from_source")) for case in given for citation in case.citations)
    return Citations(
        answers=len(answers),
        precision=good / total if total else None,
        recall=sum(bool(case.cited) for case in sourced) / len(sourced) if sourced else None,
        located=sum(located) / len(located) if located else None,
        uncited=sum(not case.citations for case in answers),
        expired=sum(cites_expired(case, day) for case in answers),
        foreign=sum(cites_foreign(case) for case in answers),
    )


def cites_expired(case: Case, day: date) -> bool:
    """Whether something cited had ended by the day of the question and the answer keeps quiet about it.

    A figure of an earlier time says so by naming the years in which it held.
    """
    on = (case.golden.scope.today or day).isoformat()
    ended = [c for c in case.citations if c.get("valid_to") and str(c["valid_to"]) < on]
    silent = [c for c in ended if c.get("kind") != "fact" or f"{str(c['valid_to'])[:4]}年" not in case.answer]
    return bool(silent) and not _SAYS_ENDED.search(case.answer)


def cites_foreign(case: Case) -> bool:
    """Whether something cited holds in another place only than where the citizen is (Beijing unless said)."""
    place = case.golden.scope.region or regions.BEIJING
    return any(not regions.comparable(region, place) for region in case.cited_regions.values())
