"""Planted faults: an evaluation that stays green while the system is broken proves nothing.

Mutation testing after DeMillo, Lipton and Sayward, "Hints on test data selection" (IEEE Computer 11, 1978),
of the evaluation instead of the code: what the system said is replayed with one fault planted in it, and the
gate has to notice.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from pydantic import BaseModel

from dialogue.types import Citation, Reply
from eval.compare import compare
from eval.gate import Check, Gate, check
from eval.golden import GoldenScope
from eval.summary import Report
from eval.types import Answered, Hit, System

_FIGURE = re.compile(r"\d+(?:\.\d+)?|[一二两三四五六七八九十百千万]{1,6}(?=[个年月日天岁元周倍次级档])")
_OTHER_PLACE = "310000"
_LONG_AGO = "2001-01-01"
_EVERY = 5
"""One answer in so many is given a wrong figure: more than a gate of 3% may let pass, less than all."""

Said = Callable[[str, Answered], Answered]


class Recorder:
    """Keeps what a system said and found, so that it is asked once for all the faults."""

    def __init__(self, system: System) -> None:
        self._system = system
        self._said: dict[tuple[tuple[str, ...], str], Answered] = {}
        self._found: dict[tuple[str, str, int], list[Hit]] = {}

    def system(self) -> System:
        return System(self._answer, self._search if self._system.search else None, self._system.documents)

    async def _answer(self, turns: Sequence[str], scope: GoldenScope) -> Answered:
        key = (tuple(turns), scope.model_dump_json())
        if key not in self._said:
            self._said[key] = await self._system.answer(turns, scope)
        return self._said[key]

    async def _search(self, question: str, scope: GoldenScope, k: int) -> Sequence[Hit]:
        assert self._system.search is not None
        key = (question, scope.model_dump_json(), k)
        if key not in self._found:
            self._found[key] = list(await self._system.search(question, scope, k))
        return self._found[key]


@dataclass(frozen=True)
class Fault:
    """One thing that could go wrong, and the figures of the gate that should notice."""

    id: str
    name: str
    """In Chinese."""
    notices: tuple[str, ...]
    """Paths in report.json, one of which has to turn red."""
    said: Said | None = None
    shuffled: bool = False
    """Whether the hits come in another order."""


def planted(fault: Fault, system: System, seed: int = 0) -> System:
    """The system with the fault in it."""
    answer, search = system.answer, system.search

    async def answering(turns: Sequence[str], scope: GoldenScope) -> Answered:
        answered = await answer(turns, scope)
        return fault.said(turns[-1], answered) if fault.said else answered

    async def searching(question: str, scope: GoldenScope, k: int) -> Sequence[Hit]:
        assert search is not None
        hits = list(await search(question, scope, k))
        random.Random(f"{seed}{question}").shuffle(hits)
        return hits

    return System(answering, searching if search and fault.shuffled else search, system.documents)


def _reply(answered: Answered, **changes: object) -> Answered:
    return replace(answered, reply=replace(answered.reply, **changes))  # type: ignore[arg-type]


def _is_answer(answered: Answered) -> bool:
    return answered.reply.outcome in ("answer", "partial")


def _wrong_figure(question: str, answered: Answered) -> Answered:
    if not _is_answer(answered) or sum(map(ord, question)) % _EVERY:
        return answered
    return _reply(answered, text=_FIGURE.sub("97", answered.reply.text))


def _wrong_region(_: str, answered: Answered) -> Answered:
    return replace(answered, cited_regions=dict.fromkeys(answered.cited_regions, _OTHER_PLACE))


def _expired(_: str, answered: Answered) -> Answered:
    ended = tuple(_ended(citation) for citation in answered.reply.citations)
    return _reply(answered, citations=ended)


def _ended(citation: Citation) -> Citation:
    return replace(citation, valid_from=None, valid_to=_LONG_AGO)


def _uncited(_: str, answered: Answered) -> Answered:
    return replace(_reply(answered, citations=()), cited_regions={})


def _abstains(_: str, answered: Answered) -> Answered:
    reply = Reply("没有查到，请拨打12333。", "unknown", 0.1)
    return Answered(reply, questions=answered.questions, times=answered.times)


def _answers(_: str, answered: Answered) -> Answered:
    return answered if _is_answer(answered) else _reply(answered, outcome="answer", confidence=0.99)


FAULTS: tuple[Fault, ...] = (
    Fault("wrong_figure", "答案里的数字错了", ("decisions.wrong_answers",), _wrong_figure),
    Fault("wrong_region", "引用外地规定", ("citations.foreign",), _wrong_region),
    Fault("expired", "引用已失效的规定", ("citations.expired",), _expired),
    Fault("uncited", "答案没有出处", ("citations.uncited",), _uncited),
    Fault(
        "shuffled",
        "检索排序乱了",
        ("retrieval.fact.recall.5", "retrieval.fact.mrr"),
        shuffled=True,
    ),
    Fault("always_abstains", "什么都不答", ("decisions.over_abstention",), _abstains),
    Fault("always_answers", "什么都答", ("decisions.under_abstention",), _answers),
)
"""The seven faults of the mutation check."""


class Noticed(BaseModel):
    """Whether a fault turned the gate red, and by which figures."""

    id: str
    name: str
    red: bool
    """Whether one of the figures meant for it is broken, and was not, or is clearly worse than it was."""
    by: list[str]
    """Names of the figures that are broken with the fault and were not without, or that got worse."""
    accuracy: float
    """With the fault."""


def noticed(fault: Fault, gate: Gate, sound: Report, faulty: Report) -> Noticed:
    """Hold both reports against the gate; a figure that was red already must at least have got worse."""
    before = {one.name: one for one in check(gate, sound).checks}
    after = check(gate, faulty, compare(sound, faulty)).checks
    metrics = {threshold.name: threshold.metric for threshold in gate.thresholds}
    turned = [one for one in after if one.state == "broken" and _new(one, before.get(one.name))]
    return Noticed(
        id=fault.id,
        name=fault.name,
        red=any(metrics.get(one.name) in fault.notices for one in turned),
        by=[one.name for one in turned],
        accuracy=faulty.summary.accuracy,
    )


def _new(now: Check, before: Check | None) -> bool:
    """Whether the figure was met before, or has moved away from what is wanted."""
    if before is None or before.state != "broken":
        return True
    if now.value is None or before.value is None:
        return False
    falls = now.wanted.startswith("不低于")
    return now.value < before.value if falls else now.value > before.value
