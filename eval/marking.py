"""Two people mark the same answers without seeing each other or the system's own verdict.

Agreement: Cohen, "A coefficient of agreement for nominal scales" (Educational and Psychological Measurement
20, 1960). The words for its size: Landis and Koch, Biometrics 33 (1977).
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Literal

from pydantic import BaseModel, ConfigDict

from eval.errors import MarkingError

RIGHT, UNSURE = "对", "说不清"
MARKS: tuple[str, ...] = (RIGHT, "错", "部分对", UNSURE)
"""What a marker may choose."""
Kind = Literal["人", "模型"]
"""Who marked; a model's marks are never reported as a person's."""

_LEVELS = ((0.8, "几乎完全一致"), (0.6, "高度一致"), (0.4, "中等一致"), (0.2, "较低"), (0.0, "很低"))


class ToMark(BaseModel):
    """One answer to be marked; what a marker sees and nothing else."""

    model_config = ConfigDict(frozen=True)

    id: str
    turns: tuple[str, ...]
    answer: str
    sources: tuple[str, ...] = ()
    given: str = ""
    """What the page knew besides: place, insured type, the day of the question."""
    evidence: tuple[str, ...] = ()
    """Whole texts of what is cited, where they are at hand."""
    stratum: str = ""
    """Why it was drawn, e.g. "answer/web"; not shown to markers."""


class Mark(BaseModel):
    """What one marker said of one answer."""

    model_config = ConfigDict(frozen=True)

    id: str
    mark: str
    reason: str = ""


class Marked(BaseModel):
    """A sheet that came back."""

    marker: str
    kind: Kind
    marks: dict[str, Mark]
    unmarked: tuple[str, ...] = ()
    """Ids left empty."""


class Dispute(BaseModel):
    """An answer the two see differently."""

    id: str
    first: Mark
    second: Mark


class WithScore(BaseModel):
    """How far a marker agrees with the automatic score: right or not right."""

    marker: str
    marked: int
    """Answers that were both marked and scored, but for those the marker could not decide."""
    undecided: int
    agreed: float
    kappa: float | None
    too_strict: list[str]
    """Ids marked right and scored wrong."""
    too_mild: list[str]
    """Ids scored right and not marked right: what the automatic score lets through."""


class Agreement(BaseModel):
    """How far two markers agree over the answers both marked."""

    markers: tuple[str, str]
    """Names with their kind: "甲（人）"."""
    marked: int
    agreed: float
    """Share of equal marks."""
    kappa: float | None
    """None where every mark is the same and chance agreement is certain."""
    disputes: list[Dispute]
    unmarked: list[str]
    right: dict[str, float]
    """By marker, the share marked right."""
    by_people: bool
    """Whether both markers are people: only then may it be reported as human marking."""

    @property
    def level(self) -> str:
        if self.kappa is None:
            return "无法计算"
        return next((name for least, name in _LEVELS if self.kappa >= least), "低于偶然")


def kappa(first: Sequence[str], second: Sequence[str]) -> float | None:
    """Cohen's κ of two markers over the same things; None where chance agreement is 1."""
    if len(first) != len(second) or not first:
        raise ValueError(f"two markers need the same things: {len(first)} and {len(second)}")
    n = len(first)
    observed = sum(a == b for a, b in zip(first, second, strict=True)) / n
    one, two = Counter(first), Counter(second)
    chance = sum(one[mark] * two[mark] for mark in one) / (n * n)
    return None if chance >= 1 else (observed - chance) / (1 - chance)


def agree(first: Marked, second: Marked) -> Agreement:
    """Compare two sheets; raises MarkingError where both are of one marker, who agrees with themselves, and
    ValueError when no answer was marked by both."""
    if first.marker == second.marker:
        raise MarkingError(
            f"两张表的标注人都是「{first.marker}」：一致率要由两个人分别标，请核对文件，或在“说明”页写明标注人"
        )
    both = [name for name in first.marks if name in second.marks]
    a, b = ([sheet.marks[name].mark for name in both] for sheet in (first, second))
    disputes = [
        Dispute(id=name, first=first.marks[name], second=second.marks[name])
        for name in both
        if first.marks[name].mark != second.marks[name].mark
    ]
    return Agreement(
        markers=(_named(first), _named(second)),
        marked=len(both),
        agreed=1 - len(disputes) / len(both) if both else 0.0,
        kappa=kappa(a, b),
        disputes=disputes,
        unmarked=sorted({*first.unmarked, *second.unmarked}),
        right={_named(sheet): _right(sheet.marks, both) for sheet in (first, second)},
        by_people=first.kind == second.kind == "人",
    )


def blind(name: str) -> str:
    """What a sheet calls an answer of an evaluation: the id of a golden question says what is expected of it."""
    return "m" + hashlib.blake2b(name.encode(), digest_size=5).hexdigest()


def with_score(sheet: Marked, right: Mapping[str, bool]) -> WithScore:
    """`right`: id of each answer as on the sheet to whether it was scored right."""
    both = [name for name in sheet.marks if name in right]
    sure = [name for name in both if sheet.marks[name].mark != UNSURE]
    marks = {name: sheet.marks[name].mark == RIGHT for name in sure}
    strict = [name for name in sure if marks[name] and not right[name]]
    mild = [name for name in sure if right[name] and not marks[name]]
    first, second = [str(marks[name]) for name in sure], [str(right[name]) for name in sure]
    return WithScore(
        marker=_named(sheet),
        marked=len(sure),
        undecided=len(both) - len(sure),
        agreed=1 - (len(strict) + len(mild)) / len(sure) if sure else 0.0,
        kappa=kappa(first, second) if sure else None,
        too_strict=strict,
        too_mild=mild,
    )


def _named(sheet: Marked) -> str:
    return f"{sheet.marker}（{sheet.kind}）"


def _right(marks: Mapping[str, Mark], names: Sequence[str]) -> float:
    return sum(marks[name].mark == RIGHT for name in names) / len(names) if names else 0.0
