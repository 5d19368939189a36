"""Small talk in words that no list has: "喂，您好您好，听得见我说话不".

`small_talk.py` knows the usual words. A linear classifier over the vector of a message and the runs of its characters,
learned from lines of a stranger (`bench/train_chat.py`), hears the rest, and yields to whatever evidence is found.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Literal, get_args

from dialogue.understand import linear
from dialogue.understand.linear import Linear
from kb.text import fold
from retrieval import Searcher

Kind = Literal["greeting", "thanks", "farewell", "identity", "joke", "distress"]
KINDS = get_args(Kind)
SURE = 0.7
"""Probability from which a message that finds nothing is small talk."""
_MOST = 45
"""Characters up to which a message may be that."""


@cache
def shipped() -> Linear:
    return linear.load(files("dialogue").joinpath("understand/chat.npz"))


def heard(message: str, searcher: Searcher) -> Kind | None:
    """The kind of small talk that a message is; None for anything else, and where another embedder or space is in use."""
    model = shipped()
    if searcher.space != model.space or len(fold(message)) > _MOST:
        return None
    chances = model.chances(linear.runs(fold(message)), searcher.embed(message))
    talk = {kind: chances[kind] for kind in KINDS}
    return max(KINDS, key=talk.__getitem__) if sum(talk.values()) >= SURE else None
