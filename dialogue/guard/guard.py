"""One check of one text: every part asked, the gravest answer wins."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from dialogue.guard.alarms import UNSTABLE, Alarm, Alarms
from dialogue.guard.classifier import Classifier
from dialogue.guard.concepts import Concepts, Hit
from dialogue.guard.everyday import everyday
from dialogue.guard.harm import Harm
from dialogue.guard.meaning import CALM, CALM_RULE, Meaning
from dialogue.guard.normalise import Views, views
from dialogue.guard.pii import find_pii, masked
from dialogue.guard.plain import asks_consequence, says_hardly_anything
from dialogue.guard.rules import RuleSet
from dialogue.guard.staff_words import StaffWords
from dialogue.guard.types import Action, GuardResult, Level, Span
from dialogue.guard.words import WordLibrary

LEXICON = Path(__file__).with_name("lexicon")
_RULE_FILES = ("crisis", "unstable", "harmful", "deceit", "speech")
_MAY_BE_ASKED = frozenset(
    {
        "insurance_fraud",
        "crime",
        "privacy",
        "forgery",
        "commercial",
        "piracy",
        "trade_secret",
        "gambling",
    }
)
"""Harm whose consequences people ask about."""


class Guard:
    """Checks what comes in and what goes out. Build with `load`; safe to share between threads."""

    def __init__(self, harm: Harm, rules: tuple[RuleSet, ...], alarms: Alarms) -> None:
        self._harm = harm
        self._rules = rules
        self._alarms = alarms

    @classmethod
    def load(
        cls,
        words_dir: Path | None = None,
        staff: StaffWords | None = None,
        meaning: Meaning | None = None,
    ) -> Guard:
        """The shipped material, the lists in `words_dir` and the words of staff if given; with `meaning` what was noticed
        is heard a second time.

        Raises LexiconError or ClassifierError where a file cannot be used.
        """
        concepts = shipped_concepts()
        rules = tuple(RuleSet.read(LEXICON / f"{name}.yaml", concepts.names) for name in _RULE_FILES)
        library = WordLibrary.load(words_dir, staff)
        return cls(Harm(library, concepts, Classifier.load(), meaning), rules, Alarms.load())

    def with_words(self, words: WordLibrary) -> Guard:
        """The same guard with another library, to try words on."""
        held = self._harm
        return Guard(Harm(words, held.concepts, held.classifier, held.meaning), self._rules, self._alarms)

    def __len__(self) -> int:
        return len(self.words)

    @property
    def words(self) -> WordLibrary:
        return self._harm.words

    def check(self, text: str) -> GuardResult:
        """The verdict on `text`; spans are offsets in it."""
        self.words.refresh()
        seen = views(text)
        hits = self._harm.concepts.find(seen.clean)
        matches = [match for rules in self._rules for match in rules.matches(hits)]
        found = self._harm.found(seen, hits, matches)
        plain = says_hardly_anything(seen.clean)
        alarm = self._believed(
            self._alarms.weigh(seen, hits, matches), seen, asks_harm=bool(found), plain=plain
        )
        personal = find_pii(text)
        if alarm is None and not found and not plain:
            alarm = self._meant(seen, hits, masked(text, personal))
        alarms = list(alarm.spans) if alarm else []
        listed = [span for span in found if span.category == UNSTABLE]
        harm = [span for span in found if span.category != UNSTABLE]
        level: Level | None = alarm.level if alarm else "watch" if listed else None
        if any(map(self._harm.grave, listed)):
            level = "serious"
        suspicion = 0.0
        if not harm and not plain:
            harm, suspicion = self._harm.guessed(seen, hits)
        if asks_consequence(seen.clean):
            harm = [span for span in harm if span.category not in _MAY_BE_ASKED]
            suspicion = 0.0
        if harm:
            suspicion = 1.0  # heard where a faint alarm lets the turn go on
        return _verdict(text, [*alarms, *listed], harm, personal, level, suspicion)

    def _believed(self, alarm: Alarm | None, seen: Views, *, asks_harm: bool, plain: bool) -> Alarm | None:
        """The alarm, unless only the ear heard it in a text that asks for something harmful and sounds like it, or says
        hardly anything; or the text means nothing of what was heard. A body in distress is not a matter of meaning."""
        if alarm is None or (not alarm.sure and (asks_harm or plain)):
            return None
        meaning = self._harm.meaning
        if meaning is None or any(span.category == "medical_emergency" for span in alarm.spans):
            return alarm
        means = max(meaning.alarm(seen.original, span.start, span.end) for span in alarm.spans)
        return None if means < (CALM_RULE if alarm.sure else CALM) else alarm

    def _meant(self, seen: Views, hits: Sequence[Hit], masked_text: str) -> Alarm | None:
        """What no word shows and the text means all the same, for staff to look at: "以后这个号码不用回访了"."""
        meaning = self._harm.meaning
        return self._alarms.hinted(seen, hits) if meaning and meaning.hints(masked_text) else None


def shipped_concepts() -> Concepts:
    """All concepts of the lexicon; training asks for them too."""
    files = [LEXICON / f"{name}.yaml" for name in ("common", *_RULE_FILES)]
    return Concepts.read(*files, innocent=everyday())


def _verdict(
    text: str,
    alerts: Sequence[Span],
    harm: Sequence[Span],
    personal: list[Span],
    level: Level | None,
    suspicion: float,
) -> GuardResult:
    action: Action = "escalate" if alerts else "refuse" if harm else "mask" if personal else "pass"
    spans = (*alerts, *harm, *personal)
    categories = tuple(dict.fromkeys(span.category for span in spans))
    return GuardResult(action, categories, spans, level, masked(text, personal), suspicion)
