"""What general rules cannot answer: one's own record, what is not decided yet, a verdict on one's case, prices and rankings
of one house, advice, other offices' matters.

People ask these in the words of questions that rules do answer ("失业金没到账怎么办", "我失业金咋还没到账，您给查查"). A linear
classifier over the question's own vector (what it is about) and over runs of its characters (how it is asked) tells them
apart, learned from both sides (`bench/train_beyond.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal, cast, get_args

from dialogue.understand import linear
from dialogue.understand.linear import Floats, Linear
from kb.text import fold
from retrieval import Searcher

Beyond = Literal["record", "future", "verdict", "price", "advice", "elsewhere"]
KINDS = get_args(Beyond)
SURE, AGAINST = 0.5, 0.4
"""Probability from which a question is beyond us where nothing was found, and how much more it takes against evidence that is
certain."""

_MOST = 200
"""Characters that are read: what is asked stands within them, mostly at the end."""


@dataclass(frozen=True)
class Heard:
    """The likeliest kind, and how likely it is that the question is of any of them."""

    kind: Beyond
    chance: float

    def outweighs(self, sure: float) -> bool:
        """Whether it is likelier than that what was found, this surely, answers."""
        return self.chance >= SURE + AGAINST * sure


@dataclass(frozen=True)
class Model:
    linear: Linear

    @property
    def space(self) -> str:
        return self.linear.space

    def heard(self, message: str, vector: Floats) -> Heard:
        """`vector` as questions are compared."""
        shares = self.linear.chances(runs(message), vector)
        beyond = {kind: shares[kind] for kind in KINDS if kind in shares}
        return Heard(cast(Beyond, max(beyond, key=lambda kind: beyond[kind])), sum(beyond.values()))


def runs(message: str) -> Iterator[str]:
    """Runs of one to three characters of the end of a message, punctuation left out."""
    return linear.runs(fold(message)[-_MOST:])


@cache
def shipped() -> Model:
    return Model(linear.load(files("dialogue").joinpath("understand/beyond.npz")))


def heard(message: str, searcher: Searcher) -> Heard | None:
    """What the message may ask beyond general rules; None where another embedder or space is in use."""
    model = shipped()
    return model.heard(message, searcher.embed(message)) if searcher.space == model.space else None
