"""Requests for something harmful: what rules, listed words and markup find, and what the classifier guesses.

Each is believed only as far as the others bear it out: a rule that the classifier does not hear at all has misheard,
and neither holds where the text means nothing of the kind.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from dialogue.guard.alarms import UNSTABLE
from dialogue.guard.classifier import Classifier
from dialogue.guard.concepts import Concepts, Hit
from dialogue.guard.everyday import everyday_places
from dialogue.guard.markup import find_markup
from dialogue.guard.meaning import HARMFUL, HARMLESS, SUSPICIOUS, Meaning
from dialogue.guard.normalise import Views, maybe_latin, views
from dialogue.guard.pii import EMAIL
from dialogue.guard.rules import Match
from dialogue.guard.types import ALARMS, Span
from dialogue.guard.words import WordHit, WordLibrary

_INTENT = frozenset(
    {"how", "seek", "write", "weapon_do", "drug_do", "evade_law", "sex_do", "gamble_do", "trade"}
)
_CLEARING = frozenset({"prevent", "policy", "victim"})
_SPEAKING_UP = frozenset({"prevent", "victim"})
"""What clears a word of cheating the funds: there the names of benefits are the loot, not an excuse."""
_LETTER = 70
"""Characters from which a text with a complaint in it is a letter: it tells of harm, it does not ask for it."""
_EVEN_IN_LETTERS = frozenset({"markup", "injection_ignore", "injection_leak", "insurance_cheating"})
_VICTIM_SURE = 0.75
"""How sure the classifier must be of somebody who speaks as a victim or asks what the law says."""
_CHINESE = re.compile(r"[一-龥]")
_NEAR = 10
"""Characters between a medium word and the intent beside it; also how far a policy word protects it."""
_DEAF = 0.01
"""Probability of harm below which a rule has misheard: of 162 lines that must be refused, and that were kept from the
classifier, none is below it."""
_RULES_KNOW_BETTER = frozenset({"injection", "insurance_fraud"})
"""Harm that sounds as everyday business does: there the rules alone decide."""


@dataclass(frozen=True, slots=True)
class Harm:
    """Hears harm in texts; safe to share between threads."""

    words: WordLibrary
    concepts: Concepts
    classifier: Classifier
    meaning: Meaning | None = None

    def found(self, seen: Views, hits: Sequence[Hit], matches: Sequence[Match]) -> list[Span]:
        """What rules, listed words and markup find; staff's own words that call a person are `UNSTABLE`."""
        spans = [
            _span_of(seen, match)
            for match in matches
            if match.rule.risk not in ALARMS and not self._misheard(seen, hits, match)
        ]
        for hit in self._acting_words(seen, hits):
            category = UNSTABLE if hit.severity == "alert" else hit.word.category
            spans.append(Span(hit.start, hit.end, category, hit.word.text))
        spans += find_markup(seen.original)
        return [span for span in spans if self._told_of(span)] if _is_letter(seen.clean, hits) else spans

    def guessed(self, seen: Views, hits: Sequence[Hit]) -> tuple[list[Span], float]:
        """What the classifier hears where nothing else spoke, unless the text means nothing of it, or what only its meaning
        tells; and the classifier's suspicion of one request in Chinese."""
        found, suspicion = self._judged(*self._without_addresses(seen, hits))
        suspects = found is not None or suspicion >= SUSPICIOUS
        means = self.meaning.harm(seen.original) if self.meaning and suspects else None
        if means is None:
            return ([found] if found else []), suspicion
        if found:
            return ([] if means < HARMLESS else [found]), suspicion
        if means < HARMFUL:
            return [], suspicion
        risk = self.classifier.risk(seen.clean, [hit.concept for hit in hits])
        return [Span(0, len(seen.original), risk, "classifier")], suspicion

    def grave(self, span: Span) -> bool:
        """Whether staff said that no context excuses the word."""
        return any(word.grave for word in self.words.listed([span.word]).values())

    def _told_of(self, span: Span) -> bool:
        """Whether it counts in a letter too."""
        return span.word in _EVEN_IN_LETTERS or span.category == UNSTABLE or self.grave(span)

    def _misheard(self, seen: Views, hits: Sequence[Hit], match: Match) -> bool:
        """Whether the classifier hears nothing of what a rule found, in a kind of harm that it learned well, or the text
        means nothing of the kind."""
        if match.rule.risk in _RULES_KNOW_BETTER:
            return False
        if self.classifier.loudest(seen.clean, hits, match.start, match.end) < _DEAF:
            return True
        means = self.meaning.harm(seen.original) if self.meaning else None
        return means is not None and means < HARMLESS

    def _without_addresses(self, seen: Views, hits: Sequence[Hit]) -> tuple[Views, Sequence[Hit]]:
        """The text as the classifier should hear it: the letters of an e-mail address say nothing."""
        spoken = EMAIL.sub(lambda match: " " * len(match[0]), seen.original)
        if spoken == seen.original:
            return seen, hits
        quiet = views(spoken)
        return quiet, self.concepts.find(quiet.clean)

    def _judged(self, seen: Views, hits: Sequence[Hit]) -> tuple[Span | None, float]:
        """What the classifier hears, and its suspicion."""
        letter = _is_letter(seen.clean, hits)
        speaks = any(hit.concept == "victim" for hit in hits)
        # pinyin is the word library's to read, other tongues the rules': the classifier learned Chinese
        foreign = maybe_latin(seen.original) and (seen.spelled is not None or not _CHINESE.search(seen.clean))
        sure = self.classifier.long_threshold if letter or foreign else _VICTIM_SURE if speaks else 0.0
        found, heard = self.classifier.judge(seen.clean, hits, sure)
        span = Span(*seen.at(found.start, found.end), found.risk, "classifier") if found else None
        return span, 0.0 if letter or foreign or speaks else heard

    def _acting_words(self, seen: Views, hits: Sequence[Hit]) -> list[WordHit]:
        """Listed words that count where they stand."""
        found = self.words.find(seen)
        if not found:
            return []
        swallowed = everyday_places(seen.original)
        found = [h for h in found if not any(s <= h.start and h.end <= e for s, e in swallowed)]
        intent, clearing, speaking_up = (
            [seen.at(h.start, h.end) for h in hits if h.concept in kind]
            for kind in (_INTENT, _CLEARING, _SPEAKING_UP)
        )

        def acts(hit: WordHit) -> bool:
            excused = speaking_up if hit.word.category == "insurance_fraud" else clearing
            loud = hit.severity in ("high", "alert") or hit.disguised or _beside(hit, intent)
            return loud and (hit.word.grave or not _beside(hit, excused))

        return list(filter(acts, found))


def _span_of(seen: Views, match: Match) -> Span:
    """Where in the original text a rule matched."""
    start, end = seen.at(match.start, match.end)
    return Span(start, end, match.rule.risk, match.rule.id)


def _is_letter(clean: str, hits: Sequence[Hit]) -> bool:
    complaints = sum(hit.concept == "complaint" for hit in hits)
    return (len(clean) > _LETTER and complaints >= 2) or (len(clean) > 2 * _LETTER and complaints >= 1)


def _beside(hit: WordHit, places: Sequence[tuple[int, int]]) -> bool:
    return any(start < hit.end + _NEAR and end > hit.start - _NEAR for start, end in places)
