"""How sure it is that what was found answers the question: what the ranking shows, and how the question is asked.

A close fit alone does not tell "我失业金咋还没到账，您给查查" from "失业金没到账怎么办". Small trees as those of
`retrieval/confidence.py`, over its features and over how likely the message asks beyond general rules or asks nothing
yet; learned by `bench/train_confidence.py` from questions of strangers (decision 0017).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from dialogue.state import Ask
from dialogue.understand import beyond, openings
from retrieval import Searcher, confidence
from retrieval.arrays import Floats
from retrieval.confidence import Trees
from retrieval.search import Ranking

NAMES = (*confidence.NAMES, "beyond", "opens")
"""The last two, of which more never makes surer: the probability that general rules do not answer the message, and the
logit of its asking nothing yet."""

_COMPLETED, _LOGIT = NAMES.index("completed"), NAMES.index("logit")
_NOTHING = -4.0
"""Logit of a first hit that fits so little that how the question is asked cannot make up for it; in a knowledge base of
a few entries it has no rival, which the trees would take for a good sign."""
_ASKS = -3.0
"""Logit of a message that surely asks something."""


@dataclass(frozen=True)
class Learned:
    """The trees, and the space in which what they learned from was told."""

    space: str
    trees: Trees

    @classmethod
    def read(cls, name: str) -> Learned:
        """Those of `dialogue/understand` that ship."""
        data = json.loads(files("dialogue").joinpath("understand", name).read_text(encoding="utf-8"))
        return cls(data["space"], Trees.read(data))


@cache
def shipped() -> Learned:
    return Learned.read("sureness.json")


def asked_how(said: str, searcher: Searcher) -> tuple[float, float]:
    """The two signs of how something is asked."""
    heard = beyond.heard(said, searcher)
    return heard.chance if heard else 0.0, openings.shipped().logit(searcher.embed(said))


def of(ask: Ask, ranking: Ranking, searcher: Searcher) -> float:
    """Probability that the first hit answers what is asked; the ranking's own where nothing had to be guessed, and where
    another embedder or space is in use."""
    model = shipped()
    if ranking.shows is None or searcher.space != model.space or ask.one_of_several:
        return ranking.confidence
    sure = model.trees.probability(features(ranking.shows, asked_how(ask.said, searcher)))
    return min(sure, ranking.confidence) if ranking.shows[_LOGIT] < _NOTHING else sure


def features(shows: Floats, how: tuple[float, float]) -> Floats:
    """Shape (len(NAMES),)."""
    likely, opens = how
    if shows[_COMPLETED]:
        opens = _ASKS  # alone it may say little: what went before says the rest
    return np.append(shows, (likely, opens))
