"""What calls of this kind were about before: linear classifiers of request type and area.

Trained by `python -m bench.train_tickets` on conversations and sentences we wrote ourselves; the rules of
`intent` and `area` add to them, and their certain finds win.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import Literal

import numpy as np
import numpy.typing as npt

from desk.extract.transcript import Statement
from dialogue.understand import linear
from models import Embedder, open_embedder

Target = Literal["request_type", "area"]

_MOST = 600
"""Characters that are counted: what one calls about is said early."""
_VECTOR_MOST = 300
_LEAST_OPENING = 8
"""Characters besides digits below which words only greet or dictate."""

_IDENTITY = re.compile(
    r"贵姓|称呼|姓名|名字|叫什么|电话|手机|联系方式|身份证|哪个区|哪里|地址|全称|单位|公司|怎么联系"
)
_MATTER_ASKED = re.compile(r"怎么了|什么(?:问题|事|情况)|诉求|希望|想要|反映|投诉什么|咨询什么")
_SHORT = 24
"""An answer to who and where; a longer one goes on to the matter."""
_COMPANY = re.compile(r"[一-龥()·]{2,24}?(?:有限责任公司|股份有限公司|有限公司)")
_WORDS = re.compile(r"(?![零幺一二三四五六七八九])[一-龥]")
_NUMBER = re.compile(r"[\d零幺一二三四五六七八九x][\d零幺一二三四五六七八九x\-, ]{6,}")


def matter(statements: Sequence[Statement]) -> str:
    """What the call is about: the caller's words without who they are, where they work and their numbers."""
    told = [
        s.text
        for s in statements
        if len(s.text) >= _SHORT or not _IDENTITY.search(s.asked) or _MATTER_ASKED.search(s.asked)
    ]
    text = " ".join(told or [s.text for s in statements])
    return _NUMBER.sub(" ", _COMPANY.sub("公司", text))


def chances_told(target: Target, told: Sequence[Statement]) -> dict[str, float]:
    """How likely each label is by the whole telling and by its first words, half each.

    What one calls about is said first; a long call goes on to circumstances that sound like other matters.
    """
    whole = chances(target, matter(told))
    opened = opening(told)
    if opened is None:
        return whole
    first = chances(target, opened)
    return {label: (share + first[label]) / 2 for label, share in whole.items()}


def opening(told: Sequence[Statement]) -> str | None:
    """The first words of substance; None where all are greetings and numbers."""
    texts = (matter([statement]) for statement in told)
    return next((text for text in texts if len(_WORDS.findall(text)) >= _LEAST_OPENING), None)


def runs(text: str) -> Iterator[str]:
    """Runs of one to three characters, blanks left out."""
    return linear.runs("".join(text[:_MOST].split()))


def vectors(texts: Sequence[str]) -> npt.NDArray[np.float32]:
    """Shape (len(texts), dim), as training and use both see them."""
    return embedder().encode([text[:_VECTOR_MOST] for text in texts], "query")


def chances(target: Target, text: str) -> dict[str, float]:
    """How likely each label is by what was said; they add up to 1."""
    return shipped(target).chances(runs(text), _vector(text))


@cache
def shipped(target: Target) -> linear.Linear:
    return linear.load(files("desk.extract").joinpath(f"data/{target}.npz"))


@cache
def embedder() -> Embedder:
    """The one that answers are searched with: loaded once a process, when first needed."""
    return open_embedder()


@lru_cache(maxsize=256)
def _vector(text: str) -> npt.NDArray[np.float32]:
    """Both targets ask for the same text one after the other: it is computed once."""
    vector: npt.NDArray[np.float32] = vectors([text])[0]
    return vector
