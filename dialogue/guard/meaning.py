"""A second hearing by what a text means: what words alone sound like is often not what is said.

Rules, words and the classifiers of this folder hear characters: to them "谢谢，不打扰您了，再见" takes leave of life. The vector that
the text is searched by says what it is about. Two linear classifiers over it and over runs of characters (alarms, harm),
learned by `bench/train_meaning.py`, overrule what was misheard, and hear what the words hid. See docs/decisions/0024.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from dialogue.guard.classifier import SENTENCE_ENDS, between
from dialogue.understand import linear
from dialogue.understand.linear import Linear
from kb.text import fold

Floats = NDArray[np.float32]

HEARD = "heard"
"""The label of what calls a person, or of harm."""
MOST = 120
"""Characters that one vector speaks for."""
_AROUND = 20
"""Characters on each side of what was noticed that are heard with it: in a long complaint one clause is the threat."""
_CLAUSE_ENDS = "，," + SENTENCE_ENDS
_MOST_OF = 0.5
"""Share of its sentence from which a stretch is that sentence."""
_LEAST = 4
"""Characters of a piece that says anything."""
CALM, CALM_RULE = 0.15, 0.05
"""Probability of an alarm below which the trained ear, or a rule, has misheard."""
HINTS = 0.7
"""Probability of an alarm from which staff are told although neither rule nor ear heard anything: of the sealed halves it
finds nine of 24 alarms missed, for some more false notes (docs/decisions/0024)."""
HARMLESS = 0.1
"""Probability of harm below which a rule or the classifier has misheard."""
HARMFUL, SUSPICIOUS = 0.95, 0.05
"""Probability of harm from which a request is refused that only this hears, where the words leave some suspicion."""


@cache
def shipped(name: str) -> Linear:
    """ "alarms" or "harm"."""
    return linear.load(files("dialogue").joinpath(f"guard/meaning-{name}.npz"))


@dataclass(frozen=True, slots=True)
class Meaning:
    """Hears texts through an embedder; safe to share between threads as far as that is."""

    embed: Callable[[str], Floats]
    """A text to its vector, as questions are compared."""
    alarms: Linear
    harms: Linear

    @classmethod
    def of(cls, embed: Callable[[str], Floats], space: str) -> Meaning | None:
        """None where another embedder or space is in use."""
        alarms, harms = shipped("alarms"), shipped("harm")
        return cls(embed, alarms, harms) if space == alarms.space == harms.space else None

    def alarm(self, text: str, start: int, end: int) -> float:
        """How likely it is that a text says what was noticed in a stretch of it: danger to life, or an unstable factor."""
        return max(self._heard(self.alarms, one) for one in _pieces(text, start, end))

    def hints(self, text: str) -> bool:
        """Whether a text means danger to life or an unstable factor although no word of it was noticed."""
        return _LEAST <= len(text) <= MOST and self._heard(self.alarms, text) >= HINTS

    def harm(self, text: str) -> float | None:
        """How likely it is that a text asks for something harmful; None of one too long to say."""
        return self._heard(self.harms, text) if len(text) <= MOST else None

    def _heard(self, model: Linear, text: str) -> float:
        return model.chances(runs(text), self.embed(text))[HEARD]


def _pieces(text: str, start: int, end: int) -> set[str]:
    """Whatever of a text may be what a stretch of it says: all of it, its sentence, and of what is no sentence by itself its
    surroundings and its clause."""
    sentence = text[slice(*between(SENTENCE_ENDS, text, start, end))]
    pieces = {text, sentence}
    if end - start < len(sentence) * _MOST_OF:
        clause = text[slice(*between(_CLAUSE_ENDS, text, start, end))]
        pieces |= {text[max(start - _AROUND, 0) : end + _AROUND], clause}
    return {one for one in pieces if _LEAST <= len(one) <= MOST} or {text[start:end]}


def runs(text: str) -> list[str]:
    """Runs of one to three characters."""
    return list(linear.runs(fold(text)))
