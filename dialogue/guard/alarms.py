"""What calls a person: danger to life and unstable factors (不稳定因素), as rules say and a trained ear hears.

A rule knows a phrase, the ear knows how people sound who threaten or despair. The ear alone may raise an
alarm, and silences a rule where it hears nothing at all: "群里转发说月底前要认证" stirs nobody up.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from dialogue.guard.classifier import SENTENCE_ENDS, SHORT_TEXT, Classifier, between, inside, windows
from dialogue.guard.concepts import Hit
from dialogue.guard.normalise import Views
from dialogue.guard.rules import Match
from dialogue.guard.types import ALARMS, FAINTLY, HALF_HEARD, Level, Span

EAR = Path(__file__).with_name("alarms.npz")
UNSTABLE = "unstable"
CRISIS = "crisis"
BY_EAR = "classifier"
"""What a span of the ear is called."""
BY_MEANING = "meaning"
"""What a span is called where only the meaning of the text tells."""
_DEAF = {"watch": 0.06, "serious": 0.15, CRISIS: 0.08, "medical_emergency": 0.0}
"""Probability below which a rule of that kind has misheard; a body in distress is not the ear's matter."""
_CRISIS_BAR = 0.15
"""How sure the ear must be to tell staff of danger to life."""
_DOUBTFUL_BAR = 0.55
"""How sure of one sentence among others, or beside a word that shows a question, a report or business."""
_ASKING_BAR = 0.9
"""How sure where somebody asks whom to turn to or what the rules are: that question wants its answer."""
_SERIOUS_BAR = 0.6
"""How sure the ear alone must be to call an unstable factor serious, and so to call a person at once."""
_HALF_HEARD = {"watch": 0.3, "serious": 0.45, CRISIS: 0.3}
"""Below it a rule may have taken worry, or what befell somebody, for a threat. Of "watch" staff are told and the caller
is answered; graver ones count as a guess, which yields to what is surely held on a question."""
_FAINT_BAR = {CRISIS: 0.5, "serious": 0.6, "watch": 0.9}
"""Below it the ear alone only tells staff: what the citizen says is taken up as usual, after the numbers to call
where a life might be at stake. Violence and danger are taken seriously sooner."""
_CALMING = frozenset({"rules_question", "negated", "told", "hurt_by_others", "only_asking", "polite_end", "official",
                      "visit", "no_answer", "plain_request", "venting"})  # fmt: skip
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
        heard = [self._hear(seen.clean, hits, start, end) for start, end in _pieces(seen.clean)]
        loud = [(m, self._loudest(seen.clean, hits, m, heard)) for m in matches if m.rule.risk in ALARMS]
        believed = [(match, sure) for match, sure in loud if sure >= _DEAF[match.rule.kind]]
        if not believed:
            return self._felt(seen, hits, heard)
        levels = {match.rule.level for match, _ in believed if match.rule.risk == UNSTABLE}
        level: Level | None = "serious" if "serious" in levels else "watch" if levels else None
        doubtful = all(sure < _HALF_HEARD.get(match.rule.kind, 0.0) for match, sure in believed)
        only_watched = all(match.rule.kind == "watch" for match, _ in believed)
        said = "" if not doubtful else FAINTLY if only_watched else HALF_HEARD
        spans = (Span(*seen.at(m.start, m.end), m.rule.risk, m.rule.id + said) for m, _ in believed)
        return Alarm(tuple(spans), level, sure=True)

    def _felt(self, seen: Views, hits: Sequence[Hit], heard: Sequence[Window]) -> Alarm | None:
        """The loudest piece that the ear is sure enough of."""
        whole = windows(seen.clean)
        for window in sorted(heard, key=lambda one: one.heard, reverse=True):
            if window.heard < min(_CRISIS_BAR, self._ear.threshold):
                return None
            concepts = inside(hits, window.start, window.end)
            kind = self._ear.risk(seen.clean[window.start : window.end], concepts)
            bar = _CRISIS_BAR if kind == CRISIS else self._ear.threshold
            if (window.start, window.end) not in whole or (
                kind != CRISIS and _CALMING.intersection(concepts)
            ):
                bar = _ASKING_BAR if "only_asking" in concepts else _DOUBTFUL_BAR
            if window.heard >= (self._ear.long_threshold if len(whole) > SHORT_TEXT else bar):
                place = seen.at(window.start, window.end)
                word = BY_EAR if window.heard >= _FAINT_BAR[kind] else BY_EAR + FAINTLY
                if kind == CRISIS:
                    return Alarm((Span(*place, CRISIS, word),), None, sure=False)
                serious = kind == "serious" and window.heard >= _SERIOUS_BAR
                return Alarm((Span(*place, UNSTABLE, word),), "serious" if serious else "watch", sure=False)
        return None

    def hinted(self, seen: Views, hits: Sequence[Hit]) -> Alarm:
        """A note to staff of a text that only means danger or unrest; the turn goes on."""
        kind = self._ear.risk(seen.clean, inside(hits, 0, len(seen.clean)))
        risk = CRISIS if kind == CRISIS else UNSTABLE
        span = Span(0, len(seen.original), risk, BY_MEANING + FAINTLY)
        return Alarm((span,), None if kind == CRISIS else "watch", sure=False)

    def _hear(self, clean: str, hits: Sequence[Hit], start: int, end: int) -> Window:
        return Window(start, end, self._ear.probability(clean[start:end], inside(hits, start, end)))

    def _loudest(self, clean: str, hits: Sequence[Hit], match: Match, heard: Sequence[Window]) -> float:
        """What the ear hears at most around a match, or in its very sentence."""
        around = [w.heard for w in heard if w.start < match.end and match.start < w.end]
        return max(
            *around,
            self._hear(clean, hits, *between(SENTENCE_ENDS, clean, match.start, match.end)).heard,
            0.0,
        )


def _pieces(clean: str) -> list[tuple[int, int]]:
    """The windows of a text, and the sentences that a window holds together: a threat may follow a question."""
    found = windows(clean)
    sentences = [(m.start(), m.end()) for m in _SENTENCE.finditer(clean) if m.end() - m.start() >= _SAYS]
    return list(dict.fromkeys([*found, *sentences]))


_SENTENCE = re.compile(r"[^。！？!?;；\n]+")
_SAYS = 6
"""Characters a sentence needs to be judged alone."""
