"""Unstable factors (不稳定因素): what the rules say and what a trained ear hears, weighed together.

A rule knows a phrase, the ear knows how people who threaten sound. The ear alone may raise an alarm, and
silences a rule where it hears nothing at all: "群里转发说月底前要认证" is no stirring up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from dialogue.guard.classifier import SHORT_TEXT, Classifier, windows
from dialogue.guard.concepts import Hit
from dialogue.guard.normalise import Views
from dialogue.guard.rules import Match
from dialogue.guard.types import Level, Span

EAR = Path(__file__).with_name("unstable.npz")
RISK = "unstable"
_DEAF: dict[Level, float] = {"watch": 0.08, "serious": 0.03}
"""Probability below which a rule of that level has misheard."""
_CALM_BAR = 0.5
"""How sure the ear must be beside a word that shows a question, a report or ordinary business."""
_CALMING = frozenset({"rules_question", "negated", "told", "hurt_by_others", "only_asking", "polite_end", "official",
                      "visit", "no_answer", "asks_money", "plain_request"})  # fmt: skip
"""Concepts of unstable.yaml and crisis.yaml that show one."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """What was heard, where, and how pressing."""

    spans: tuple[Span, ...]
    level: Level
    sure: bool
    """Whether a rule or a listed word says so; False where only the ear does."""


class Unrest:
    """Weighs one text; safe to share between threads."""

    def __init__(self, ear: Classifier) -> None:
        self._ear = ear

    @classmethod
    def load(cls) -> Unrest:
        """Raises ClassifierError where the ear cannot be used."""
        return cls(Classifier.load(EAR))

    def weigh(self, seen: Views, hits: Sequence[Hit], matches: Sequence[Match]) -> Alarm | None:
        """The alarm of the rules that matched, else the ear's own."""
        pieces = [(start, end, self._heard(seen.clean, hits, start, end)) for start, end in windows(seen.clean)]
        believed = [match for match in matches if match.rule.risk == RISK and _believed(match, pieces)]
        if believed:
            level: Level = "serious" if any(m.rule.level == "serious" for m in believed) else "watch"
            spans = tuple(Span(*seen.at(m.start, m.end), RISK, m.rule.id) for m in believed)
            return Alarm(spans, level, sure=True)
        return self._felt(seen, hits, pieces)

    def _felt(
        self, seen: Views, hits: Sequence[Hit], pieces: Sequence[tuple[int, int, float]]
    ) -> Alarm | None:
        start, end, sure = max(pieces, key=lambda piece: piece[2], default=(0, 0, 0.0))
        inside = _inside(hits, start, end)
        bar = self._ear.long_threshold if len(pieces) > SHORT_TEXT else self._ear.threshold
        if sure < (max(bar, _CALM_BAR) if _CALMING.intersection(inside) else bar):
            return None
        level: Level = "serious" if self._ear.risk(seen.clean[start:end], inside) == "serious" else "watch"
        return Alarm((Span(*seen.at(start, end), RISK, "classifier"),), level, sure=False)

    def _heard(self, clean: str, hits: Sequence[Hit], start: int, end: int) -> float:
        return self._ear.probability(clean[start:end], _inside(hits, start, end))


def _inside(hits: Sequence[Hit], start: int, end: int) -> list[str]:
    return [hit.concept for hit in hits if start <= hit.start and hit.end <= end]


def _believed(match: Match, pieces: Sequence[tuple[int, int, float]]) -> bool:
    """Whether the ear hears anything at all in the windows that the rule lies in."""
    heard = max((p for start, end, p in pieces if start < match.end and match.start < end), default=1.0)
    return heard >= _DEAF[match.rule.level or "watch"]
