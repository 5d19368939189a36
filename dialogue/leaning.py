"""Whether a message goes on with the question before it or is one of its own: each reading is judged by what it finds.

Joined with the question before it any message finds something: "护照到期了去哪换" after a question on social insurance
found that one's entry again, and surely. So a reading's first hit is also looked up among those of the message alone:
an entry that only the earlier words find answers the earlier words. And a linear classifier tells by its words whether
a message goes on ("这么给对吗"). Small trees as those of `dialogue/sureness.py` weigh it all; learned by
`bench/train_leaning.py` from conversations, and from messages put behind questions that they have nothing to do with
(decision 0018).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Protocol

import numpy as np

from dialogue import sureness
from dialogue.state import Ask
from dialogue.sureness import Learned
from dialogue.understand import follow_up, linear, split, vague
from dialogue.understand.linear import Linear
from kb.text import fold
from retrieval import Searcher, confidence
from retrieval.arrays import Floats
from retrieval.search import Ranking


class Search(Protocol):
    def __call__(self, ask: Ask, *, k: int = ...) -> Ranking:
        """At most so many hits for a question as its text stands."""


NAMES = (
    *sureness.NAMES, "confidence", "alone.confidence", "alone.logit", "alone.margin", "alone.cosine", "alone.common",
    "alone.answer", "alone.opens", "place", "behind", "fits", "leads", "answered", "leans", "corrects", "asks",
    "opens_matter", "said", "as_said", "order", "near_earlier", "goes_on", "earlier.place", "earlier.behind",
    "earlier.fits", "earlier.leads",
)  # fmt: skip
"""What the reading shows; what the message alone does, and how likely it asks nothing yet; where the reading's first hit
stands among those of the message alone (its place, logits behind their first, its own logit, whether it is the first); whether it was just answered; how
the message is worded, the logarithm of its length; whether this reading is the message alone and how likely a one
it is by its words; the cosine of the message with the question before, and the logit of going on by its words; where the
first hit stands among those of the question before."""

_SEEN = 20
"""Hits of the message alone among which a reading's first is looked for."""
_UNSEEN = 12.0
"""Logits that one further down is behind, and as little as it fits."""
_SURE = 0.8
"""Probability from which no later reading is tried."""
_LIKELY = 0.4
"""Probability from which a reading is taken for what it finds."""
_ALONE = -3.0
"""Logit of going on below which a message stands alone by its words."""
_GOES_ON, _AS_SAID, _PLACE = (NAMES.index(name) for name in ("goes_on", "as_said", "place"))
_SHOWN = [confidence.NAMES.index(name) for name in ("logit", "margin", "cosine", "common", "answer.cosine")]


@dataclass(frozen=True)
class Judged:
    """One reading of a message, what it finds, and the probability that its first hit is what was asked."""

    ask: Ask
    ranking: Ranking
    shows: Floats
    """Shape (len(NAMES),): what was judged."""
    right: float

    @property
    def as_said(self) -> bool:
        """Whether it is the message alone."""
        return bool(self.shows[_AS_SAID])

    @property
    def goes_on(self) -> bool:
        """Whether it takes the question before with a message that goes on by its words."""
        return bool(self.shows[_GOES_ON] > 0) and not self.as_said

    @property
    def strays(self) -> bool:
        """Whether it takes the question before with a message that stands alone by its words, and finds what nothing
        in that message points to."""
        return bool(self.shows[_GOES_ON] < _ALONE and self.shows[_PLACE] == _SEEN) and not self.as_said


@cache
def shipped() -> Learned:
    return Learned.read("leaning.json")


@cache
def wording() -> Linear:
    """Tells messages that go on with an earlier one ("on") from those that stand alone."""
    return linear.load(files("dialogue").joinpath("understand/leaning.npz"))


def judges(ask: Ask, searcher: Searcher) -> bool:
    """Whether there is an earlier question that this may go on with, and the space is the one that was learned in."""
    return bool(ask.previous) and searcher.space == shipped().space


def best(ask: Ask, search: Search, searcher: Searcher) -> Judged | None:
    """The reading that most probably finds what is asked; None where none finds anything.

    Where none is likely to, a message that goes on by its words is taken with the question before it: it may be a
    piece of a story, whose question comes later.
    """
    chosen: Judged | None = None
    on: Judged | None = None
    for read in judged(ask, search, searcher):
        if read.strays:
            continue
        if chosen is None or read.right > chosen.right:
            chosen = read
        if on is None and read.goes_on:
            on = read
        if chosen.right >= _SURE:
            break
    return on if chosen and on and chosen.right < _LIKELY else chosen


def judged(
    ask: Ask, search: Search, searcher: Searcher, how: tuple[float, float] | None = None
) -> Iterator[Judged]:
    """Each reading that finds anything, the likeliest by its words first. `how`: the signs of how it is asked, where
    models tell them that the message did not teach."""
    said = follow_up.bare(ask.said)
    alone = search(replace(ask, text=said), k=_SEEN)
    how = how or sureness.asked_how(ask.said, searcher)
    earlier = search(replace(ask, text=ask.previous, said=ask.previous), k=_SEEN)
    near = float(searcher.embed(said) @ searcher.embed(ask.previous))
    goes_on = _logit(wording().chances(linear.runs(ask.said), searcher.embed(ask.said))["on"])
    worded = (
        follow_up.leans_back(ask.said), ask.corrects, split.interrogative(ask.said), bool(vague.opens(ask.said)),
        np.log(max(len(fold(said)), 1)),
    )  # fmt: skip
    for order, text in enumerate((ask.text, *ask.otherwise)):
        read = replace(ask, text=text)
        ranking = alone if text == said else search(read)
        if not ranking.hits:
            continue
        answered = ranking.hits[0].item.id in ask.answered
        shows = np.array([
            *sureness.features(_shown(ranking), how), ranking.confidence, alone.confidence,
            *_shown(alone)[_SHOWN], how[1], *_among(alone, ranking), answered, *worded,
            text == said, order, near, goes_on, *_among(earlier, ranking),
        ], dtype=np.float32)  # fmt: skip
        yield Judged(read, ranking, shows, _right(ranking, shows))


def _right(ranking: Ranking, shows: Floats) -> float:
    if ranking.shows is None:  # an entry's own question
        return ranking.confidence
    return shipped().trees.probability(shows)


def _among(others: Ranking, ranking: Ranking) -> tuple[float, float, float, float]:
    """Where a reading's first hit stands among those of the message alone, or of the question before."""
    first = ranking.hits[0].item.id
    place = next((n for n, hit in enumerate(others.hits) if hit.item.id == first), None)
    if place is None:
        return _SEEN, _UNSEEN, -_UNSEEN, 0.0
    fits, best = _logit(others.hits[place].score), _logit(others.hits[0].score)
    return place, best - fits, fits, place == 0


def _logit(probability: float) -> float:
    least = 1e-5
    return float(np.log(max(probability, least) / max(1 - probability, least)))


def _shown(ranking: Ranking) -> Floats:
    """What a ranking was told from; as sure as can be where nothing had to be guessed, nothing where nothing is found."""
    if ranking.shows is not None:
        return ranking.shows
    return np.full(len(confidence.NAMES), 6.0 if ranking.hits else -6.0)
