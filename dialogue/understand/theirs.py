"""Whether a message that names another place asks for that place's own rules, or for ours with the place in it.

"深圳最低按多少基数交，我下月过去" wants Shenzhen's rules, "把养老转深圳去，交得少的那几年还算不" wants ours. A linear classifier over
the message with its places masked tells them apart, learned from pairs of both (`bench/train_places.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from dialogue.understand import linear
from dialogue.understand.linear import Linear
from kb import regions
from kb.text import fold
from retrieval import Searcher

THEIRS = "theirs"
_HERE, _THERE = "京", "某"
"""What stands for Beijing and its districts, and for any other place."""
_MOST = 120
"""Characters that are read: what is asked stands within them, mostly at the end."""


def masked(message: str) -> str:
    """The message with every place as one of two words: which place it is says nothing of what is asked."""
    parts, at = [], 0
    for place in sorted(regions.mentions(message), key=lambda mention: mention.start):
        if place.start >= at:
            parts += [message[at : place.start], _HERE if place.code.startswith("11") else _THERE]
            at = place.end
    return "".join((*parts, message[at:]))


def runs(message: str) -> Iterator[str]:
    """Runs of one to three characters of the end of a masked message."""
    return linear.runs(fold(message)[-_MOST:])


@cache
def shipped() -> Linear:
    return linear.load(files("dialogue").joinpath("understand/theirs.npz"))


def chance(message: str, searcher: Searcher) -> float | None:
    """How likely another place's own rules are asked for; None where another embedder or space is in use."""
    model = shipped()
    if searcher.space != model.space:
        return None
    read = masked(message)
    return model.chances(runs(read), searcher.embed(read))[THEIRS]
