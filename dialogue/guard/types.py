"""What a check of one text returns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypedDict

Action = Literal["pass", "mask", "refuse", "escalate"]
"""What the turn must do with the text, from nothing to alerting staff."""

Level = Literal["watch", "serious"]
"""How pressing an unstable factor (不稳定因素) is; CONTRACTS.md says what belongs to which."""

ALARMS = frozenset({"unstable", "crisis", "medical_emergency"})
"""Categories that mean somebody needs a person."""

IN_DANGER = frozenset({"crisis", "medical_emergency"})
"""Those of them that mean somebody's life."""

AMBIGUOUS = frozenset({"wish_unsaid"})
"""Rules whose words are as often of money as of life: "家里就指着那点退休金，实在撑不住了"."""

FAINTLY = ", faintly"
"""Added to the name of what was so faintly heard that only a note to staff follows from it."""

HALF_HEARD = ", half heard"
"""Added to the name of a rule where the trained ear hears so little that it may have misheard: no more than a guess."""

Severity = Literal["high", "medium", "low", "alert"]
"""high refuses by itself, medium only beside an intent to do it, low is only held for staff to see, alert calls a person."""


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of the original text, and why it was noticed."""

    start: int
    """0-based offset of the first character in the ORIGINAL text."""
    end: int
    """Offset after the last character in the ORIGINAL text."""
    category: str
    """The risk, e.g. "unstable", "pii", "drugs"."""
    word: str
    """What was recognised: the listed word, the rule's id or the kind of personal data ("id_number")."""


class SpanJson(TypedDict):
    start: int
    end: int
    category: str


class _RequiredJson(TypedDict):
    action: Action
    categories: list[str]
    spans: list[SpanJson]


class GuardJson(_RequiredJson, total=False):
    """The shape CONTRACTS.md promises to `jxb guard check` and /api/guard/check."""

    level: Level


@dataclass(frozen=True, slots=True)
class GuardResult:
    """The verdict on one text: what to do, why, where, and the text as logs may hold it."""

    action: Action
    categories: tuple[str, ...]
    """Everything found, the gravest first; not only what decided the action."""
    spans: tuple[Span, ...]
    level: Level | None
    """Only with the category "unstable"."""
    masked_text: str
    """The text with personal data replaced; safe for logs, storage and models."""
    suspicion: float = 0.0
    """Probability of harm in a request that is not refused: from some of it on only sure evidence may answer."""

    @property
    def only_sensed(self) -> bool:
        """An alarm that no rule or word, only the trained ear heard.

        Staff are alerted; whoever asks something is answered all the same.
        """
        return bool(self._alarms) and all(
            span.word.startswith("classifier") or span.word.endswith(FAINTLY) for span in self._alarms
        )

    @property
    def faint(self) -> bool:
        """An alarm so uncertain that the turn goes on: staff are told, and where a life might be at stake
        the numbers to call come before the answer."""
        return bool(self._alarms) and all(span.word.endswith(FAINTLY) for span in self._alarms)

    @property
    def only_guessed(self) -> bool:
        """Harm or danger to life that no rule or word names for sure, only a trained classifier supposes or words hint at.

        What is surely held on the question may still answer it (`nodes/retrieve.py`).
        """
        grave = self._alarms or [span for span in self.spans if span.category != "pii"]
        return self.action in ("refuse", "escalate") and all(
            span.word.startswith("classifier") or span.word in AMBIGUOUS or span.word.endswith(HALF_HEARD)
            for span in grave
        )

    @property
    def only_noted(self) -> bool:
        """A faint unstable factor: it is recorded, and hands over, hurries or interrupts nothing."""
        return self.faint and {span.category for span in self._alarms} == {"unstable"}

    @property
    def on_record(self) -> list[str]:
        """The categories as an answer record keeps them: an unstable factor that is only noted says so."""
        faint = "unstable" + FAINTLY
        return [faint if one == "unstable" and self.only_noted else one for one in self.categories]

    @property
    def _alarms(self) -> list[Span]:
        return [span for span in self.spans if span.category in ALARMS]

    def to_json(self) -> GuardJson:
        result: GuardJson = {
            "action": self.action,
            "categories": list(self.categories),
            "spans": [{"start": s.start, "end": s.end, "category": s.category} for s in self.spans],
        }
        if self.level is not None:
            result["level"] = self.level
        return result
