"""A model as a judge of answers, itself measured before anything rests on it.

The judge's faithfulness counts as "right" from HALF on, and is held against marks people gave the same answers
(Cohen's κ). κ of 0.6 and more over at least 50 answers is asked for: "substantial" in Landis and Koch (1977).
"""

from __future__ import annotations

import asyncio
import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Protocol

from pydantic import BaseModel, ConfigDict

from eval.errors import JudgeError
from eval.marking import UNSURE, Mark, Marked, blind, kappa
from eval.types import Case

METRICS: dict[str, str] = {
    "faithfulness": "忠于出处",
    "answer_relevancy": "切题",
    "context_precision": "检索精确",
    "context_recall": "检索完整",
}
HALF = 0.5
LEAST_KAPPA = 0.6
LEAST_MARKS = 50
STOP_AFTER = 10
"""Answers in a row without a usable verdict after which a judge is given up."""

_DETAIL = "｜"
_KINDS_OF_FAILURE = (
    ("Timeout", "等不到回复"),
    ("Connect", "连不上裁判的端点"),
    ("Parser", "没有按要求的格式回答"),
    ("Validation", "没有按要求的格式回答"),
    ("Retry", "没有按要求的格式回答"),
    ("JSON", "没有按要求的格式回答"),
    ("Authentication", "端点不认密钥"),
    ("NotFound", "端点上没有这个模型或地址"),
)
"""What stands in the name of an error, and what it means; the first that fits."""


class Asked(BaseModel):
    """What a judge is shown of one case."""

    model_config = ConfigDict(frozen=True)

    id: str
    question: str
    answer: str
    contexts: tuple[str, ...]
    reference: str
    """What a right answer holds; empty where gold says nothing."""


class Judged(BaseModel):
    """What a judge said of one case."""

    id: str
    scores: dict[str, float] = {}
    """By name of METRICS, between 0 and 1; what could not be judged is left out."""
    errors: dict[str, str] = {}
    """Why, by metric: nonsense is never counted as a score."""


class Judge(Protocol):
    """Scores one case by one metric; raises anything where it cannot."""

    name: str

    async def score(self, metric: str, asked: Asked) -> float: ...


class Trust(BaseModel):
    """How far the judge agrees with marked answers."""

    marker: str
    """Who marked, with kind: "甲（人）"."""
    answers: int
    kappa: float | None
    by_people: bool

    @property
    def enough(self) -> bool:
        return (
            self.by_people
            and self.kappa is not None
            and self.kappa >= LEAST_KAPPA
            and self.answers >= LEAST_MARKS
        )


class Judgement(BaseModel):
    """All a judge said of a run."""

    judge: str
    cases: list[Judged]
    means: dict[str, float]
    """Over the answers that could be judged."""
    counted: dict[str, int]
    failed: int
    """Verdicts that were nonsense or did not come."""
    trust: Trust | None = None
    """None: the judge has not been measured, and no gate may rest on it."""

    @property
    def failures(self) -> dict[str, int]:
        """What the judge said or did instead of a verdict, the most frequent first."""
        return dict(
            Counter(in_short(why) for case in self.cases for why in case.errors.values()).most_common()
        )

    @property
    def usable(self) -> bool:
        return self.trust is not None and self.trust.enough

    @property
    def said(self) -> str:
        """Whether a gate may rest on it, in Chinese."""
        if self.trust is None:
            return "裁判没有与标注核对过一致性，不能用于门槛"
        if self.trust.enough:
            return f"裁判与{self.trust.marker}的一致性 κ={self.trust.kappa:.2f}（{self.trust.answers} 条），可以用于门槛"
        value = "无法计算" if self.trust.kappa is None else f"{self.trust.kappa:.2f}"
        why = "" if self.trust.by_people else "，而且不是人标的"
        return (
            f"裁判与{self.trust.marker}的一致性 κ={value}（{self.trust.answers} 条）{why}，"
            f"不能用于门槛：要由人标注至少 {LEAST_MARKS} 条，κ 不低于 {LEAST_KAPPA}"
        )


def to_ask(cases: Sequence[Case]) -> list[Asked]:
    """The answers a judge can say something of: given, with what they cite."""
    return [
        Asked(
            id=case.id,
            question=case.questions[-1] if case.questions else case.golden.question,
            answer=case.answer,
            contexts=case.cited_texts,
            reference="；".join(group[0] for group in case.golden.must),
        )
        for case in cases
        if case.answered and case.cited_texts
    ]


async def judge_all(
    asked: Sequence[Asked],
    judge: Judge,
    *,
    metrics: Sequence[str] = tuple(METRICS),
    parallel: int = 4,
    known: Mapping[str, Judged] = MappingProxyType({}),
    keep: Callable[[Judged], None] = lambda _: None,
    on_progress: Callable[[str, int, int], None] = lambda *_: None,
) -> Judgement:
    """Every case by the metrics named; raises JudgeError when STOP_AFTER cases in a row give nothing usable.

    `known`: what a run that was cut off was told, by case; only what it was not told is asked. `keep` is
    called with each case as it is judged.
    """
    nothing = Judged(id="")
    left = {one.id: _left(one, metrics, known.get(one.id, nothing)) for one in asked}
    done = {one.id: known[one.id] for one in asked if one.id in known and not left[one.id]}
    waiting = iter([one for one in asked if one.id not in done])
    silent = 0

    async def work() -> None:
        nonlocal silent
        for one in waiting:
            done[one.id] = await _one(one, judge, left[one.id], known.get(one.id, nothing))
            keep(done[one.id])
            silent = 0 if done[one.id].scores else silent + 1
            on_progress("裁判", len(done), len(asked))
            if silent >= STOP_AFTER:
                why = in_short(next(iter(done[one.id].errors.values()), ""))
                raise JudgeError(
                    f"裁判连续 {silent} 条没有给出可用的结果，已停下：{why}。"
                    "请检查模型端点和型号；已评的都留着，排除故障后重跑同一命令会接着评"
                )

    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(max(1, parallel)):
                group.create_task(work())
    except* JudgeError as stopped:
        said = str(stopped.exceptions[0])
        raise JudgeError(said, _whole(judge, [done[one.id] for one in asked if one.id in done])) from None
    return _whole(judge, [done[one.id] for one in asked])


def _whole(judge: Judge, cases: list[Judged]) -> Judgement:
    scores = {m: [case.scores[m] for case in cases if m in case.scores] for m in METRICS}
    return Judgement(
        judge=judge.name,
        cases=cases,
        means={metric: sum(held) / len(held) for metric, held in scores.items() if held},
        counted={metric: len(held) for metric, held in scores.items()},
        failed=sum(len(case.errors) for case in cases),
    )


def _left(asked: Asked, metrics: Sequence[str], told: Judged) -> list[str]:
    """What the judge has still to say of a case."""
    compared = ("context_precision", "context_recall")  # with what a right answer holds
    wanted = [metric for metric in metrics if asked.reference or metric not in compared]
    return [metric for metric in wanted if metric not in told.scores]


async def _one(asked: Asked, judge: Judge, metrics: Sequence[str], told: Judged) -> Judged:
    scores, errors = dict(told.scores), {}
    for metric in metrics:
        try:
            value = float(await judge.score(metric, asked))
        except Exception as error:  # a judge fails in any way a model and its client can
            errors[metric] = _why(error)
            continue
        if math.isnan(value) or not -1e-6 <= value <= 1 + 1e-6:
            errors[metric] = f"分数 {value} 不在 0 到 1 之间"
        else:
            scores[metric] = min(1.0, max(0.0, value))
    return Judged(id=asked.id, scores=scores, errors=errors)


def _why(error: Exception) -> str:
    """In Chinese, with what the judge's client said behind it for who has to look closer."""
    kind = type(error).__name__
    said = next((said for mark, said in _KINDS_OF_FAILURE if mark in kind), "没有评出来")
    return f"{said}{_DETAIL}{kind}：{str(error)[:200]}"


def in_short(why: str) -> str:
    """A reason without what the judge's client said."""
    return why.partition(_DETAIL)[0]


def measured(judgement: Judgement, sheet: Marked) -> Judgement:
    """The judgement with the judge's agreement; raises JudgeError when no answer was both judged and marked."""
    said = {case.id: case.scores["faithfulness"] for case in judgement.cases if "faithfulness" in case.scores}
    said = {blind(name) if blind(name) in sheet.marks else name: score for name, score in said.items()}
    both = [name for name in said if name in sheet.marks and sheet.marks[name].mark != UNSURE]
    if not both:
        raise JudgeError("没有一条答案既有裁判分数又有标注：请确认标注表是这次评测的")
    marks: Mapping[str, Mark] = sheet.marks
    first = ["对" if said[name] >= HALF else "错" for name in both]
    second = ["对" if marks[name].mark == "对" else "错" for name in both]
    trust = Trust(
        marker=f"{sheet.marker}（{sheet.kind}）",
        answers=len(both),
        kappa=kappa(first, second),
        by_people=sheet.kind == "人",
    )
    return judgement.model_copy(update={"trust": trust})
