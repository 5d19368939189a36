"""What calls a person: danger to life and unstable factors (不稳定因素), as rules say and a trained ear hears.

A rule knows a phrase, the ear knows how people sound who threaten or despair. The ear alone may raise an
alarm, and silences a rule where it hears nothing at all: "群里转发说月底前要认证" stirs nobody up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from dialogue.guard.classifier import SHORT_TEXT, Classifier, windows
from dialogue.guard.concepts import Hit
from dialogue.guard.normalise import Views
from dialogue.guard.rules import Match
from dialogue.guard.types import Level, Span

EAR = Path(__file__).with_name("alarms.npz")
UNSTABLE = "unstable"
CRISIS = "crisis"
RISKS = frozenset({UNSTABLE, CRISIS, "medical_emergency"})
BY_EAR = "classifier"
"""What a span of the ear is called."""
_DEAF = {"watch": 0.05, "serious": 0.03, CRISIS: 0.03, "medical_emergency": 0.0}
"""Probability below which a rule of that kind has misheard; danger to life is not the ear's matter."""
_CRISIS_BAR = 0.15
"""How sure the ear must be of danger to life: a caring word too many does less harm than one too few."""
_CALM_BAR = 0.4
"""How sure the ear must be beside a word that shows a question, a report or ordinary business."""
_CALMING = frozenset({"rules_question", "negated", "told", "hurt_by_others", "only_asking", "polite_end", "official",
                      "visit", "no_answer", "plain_request"})  # fmt: skip
"""Concepts of unstable.yaml and crisis.yaml that show one."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """What was heard and where."""

    spans: tuple[Span, ...]
    level: Level | None
    """Of an unstable factor, else None."""
    sure: bool
    """Whether a rule says so; False where only the ear does."""


class Window(NamedTuple):
    """A piece of the clean view, and how alarming the ear finds it."""

    start: int
    end: int
    heard: float


class Alarms:
    """Weighs one text; safe to share between threads."""

    def __init__(self, ear: Classifier) -> None:
        self._ear = ear

    @classmethod
    def load(cls) -> Alarms:
        """Raises ClassifierError where the ear cannot be used."""
        return cls(Classifier.load(EAR))

    def weigh(self, seen: Views, hits: Sequence[Hit], matches: Sequence[Match]) -> Alarm | None:
        """The alarm of the rules that are to be believed, else the ear's own."""
        heard = [
            Window(start, end, self._ear.probability(seen.clean[start:end], _inside(hits, start, end)))
            for start, end in windows(seen.clean)
        ]
        believed = [match for match in matches if match.rule.risk in RISKS and _believed(match, heard)]
        if not believed:
            return self._felt(seen, hits, heard)
        levels = {match.rule.level for match in believed if match.rule.risk == UNSTABLE}
        level: Level | None = "serious" if "serious" in levels else "watch" if levels else None
        spans = (Span(*seen.at(m.start, m.end), m.rule.risk, m.rule.id) for m in believed)
        return Alarm(tuple(spans), level, sure=True)

    def _felt(self, seen: Views, hits: Sequence[Hit], heard: Sequence[Window]) -> Alarm | None:
        loudest = max(heard, key=lambda window: window.heard, default=Window(0, 0, 0.0))
        inside = _inside(hits, loudest.start, loudest.end)
        kind = self._ear.risk(seen.clean[loudest.start : loudest.end], inside)
        bar = _CALM_BAR if _CALMING.intersection(inside) else self._ear.threshold
        if kind == CRISIS:
            bar = _CRISIS_BAR
        if loudest.heard < (self._ear.long_threshold if len(heard) > SHORT_TEXT else bar):
            return None
        level: Level | None = None if kind == CRISIS else "serious" if kind == "serious" else "watch"
        place = seen.at(loudest.start, loudest.end)
        return Alarm((Span(*place, CRISIS if kind == CRISIS else UNSTABLE, BY_EAR),), level, sure=False)


def _inside(hits: Sequence[Hit], start: int, end: int) -> list[str]:
    return [hit.concept for hit in hits if start <= hit.start and hit.end <= end]


def _believed(match: Match, heard: Sequence[Window]) -> bool:
    """Whether the ear hears anything at all in the windows that the rule lies in."""
    loudest = max((w.heard for w in heard if w.start < match.end and match.start < w.end), default=1.0)
    return loudest >= _DEAF[match.rule.level or match.rule.risk]
