"""Which golden questions a change of answers touches, told without asking them: their points are looked for in
the answer as it was and as it would be."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from eval.golden import Golden
from eval.matching import canonical
from kb.impact import Resting

_NOTED = re.compile(r"entry:\s*([\w.\-]+)")

Rendering = Callable[[date | None], tuple[str | None, str | None]]
"""The answer before and after, on a day; None is the day of the change. None for no answer."""


@dataclass(frozen=True, slots=True)
class _Points:
    """A golden question with its points spelt as they are compared."""

    question: Golden
    must: tuple[tuple[str, ...], ...]
    must_not: tuple[tuple[str, str], ...]
    """(as compared, as written)."""

    def met(self, answer: str) -> tuple[bool, ...]:
        return tuple(any(point in answer for point in group) for group in self.must)

    def stated(self, answer: str) -> frozenset[str]:
        return frozenset(written for phrase, written in self.must_not if phrase in answer)


class QuestionFinder:
    """Golden questions, found by the entry they name or by the points their answer must hold."""

    def __init__(self, questions: Sequence[Golden]) -> None:
        self._points = [_points(question) for question in questions]
        self._of_entry: dict[str, list[_Points]] = defaultdict(list)
        for points in self._points:
            for entry in _entries(points.question):
                self._of_entry[entry].append(points)

    def touched(self, entry_id: str, answer: Rendering, *, only_named: bool = False) -> Iterator[Resting]:
        """Questions whose points the answer gains or loses: those that name the entry, and, unless
        `only_named`, those that its answer satisfied whole."""
        naming = self._of_entry.get(entry_id, [])
        named = {id(points) for points in naming}
        ready: dict[date | None, tuple[str, str]] = {}
        for points in naming if only_named else self._points:
            day = points.question.scope.today
            if day not in ready:
                before, after = answer(day)
                ready[day] = (canonical(before or ""), canonical(after or ""))
            before, after = ready[day]
            if before == after or not (points.must or points.must_not):
                continue
            if because := _because(points, before, after, whole=id(points) not in named):
                yield Resting(points.question.id, points.question.question, because)


def _because(points: _Points, before: str, after: str, *, whole: bool) -> str | None:
    """What the change of an answer means for a question; None for nothing.

    `whole`: the question names no entry, so only an answer that was right for it counts.
    """
    met, still = points.met(before), points.met(after)
    if whole and not (points.must and all(met) and not points.stated(before)):
        return None
    lost = [points.question.must[n] for n, (was, now) in enumerate(zip(met, still, strict=True)) if was > now]
    gained = [
        points.question.must[n] for n, (was, now) in enumerate(zip(met, still, strict=True)) if was < now
    ]
    worse = points.stated(after) - points.stated(before)
    parts = [f"答案里不再有要点「{' / '.join(group)}」" for group in lost]
    parts += [f"答案里出现不该有的「{phrase}」" for phrase in sorted(worse)]
    if not whole:
        parts += [f"答案里有了要点「{' / '.join(group)}」" for group in gained]
    return "；".join(parts) or None


def _points(question: Golden) -> _Points:
    groups = tuple(tuple(filter(None, map(canonical, group))) for group in question.must)
    banned = ((canonical(phrase), phrase) for phrase in question.must_not)
    return _Points(question, groups, tuple(pair for pair in banned if pair[0]))


def _entries(question: Golden) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*question.entries, *_NOTED.findall(question.note or ""))))
