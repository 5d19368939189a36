"""A small linear classifier for harm that no word or rule names.

Logistic regression over hashed character n-grams and the concepts found, trained offline by
bench.train_guard.py on sentences we wrote ourselves; here only a sum of coefficients.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from dialogue.guard.concepts import Hit
from dialogue.guard.errors import ClassifierError

COEFFICIENTS = Path(__file__).with_name("classifier.npz")
BUCKETS = 1 << 16
RISK_BUCKETS = 1 << 12
LAYOUT = 4
"""Raise when `features` changes: coefficients of another layout are meaningless."""

HARM = frozenset(
    [
        "crime_act",
        "evade_law",
        "weapon_noun",
        "drug_noun",
        "consentless",
        "slur",
        "hurt_someone",
        "biz_harm",
        "insurance_cheat",
        "politics_do",
        "sex_noun",
        "gamble_noun",
        "terror_noun",
        "rumor_noun",
        "illegal_help",
        "want_crime",
        "benefit_crime",
        "threat_data",
        "group_people",
        "invented_person",
        "snoop",
    ]
)
"""Concepts that name harm: where one stands, less certainty is asked."""
_TELLING = HARM | frozenset(
    [
        "how",
        "seek",
        "write",
        "prevent",
        "policy",
        "not_me",
        "person_data",
        "other_person",
        "politics_noun",
        "cheat_gain",
        "asks_money",
        "complaint",
    ]
)
"""Concepts that are features; the others (who, when, plain verbs) say nothing about harm."""
_SIZES = (1, 2, 3, 4)
_SENTENCE = re.compile(r"[^。！？!?;；\n]+[。！？!?;；\n]*")
SENTENCE_ENDS = "。！？!?;；\n"
_WINDOW = 72
"""Characters judged together: about the longest single request; a letter is judged piece by piece."""
SHORT_TEXT = 2
"""Windows up to which a text is a request; beyond it is a letter."""
_DIGIT = re.compile(r"[0-9]+")


@dataclass(frozen=True, slots=True)
class Finding:
    """A piece of the clean view judged harmful."""

    start: int
    end: int
    risk: str
    probability: float


@dataclass(frozen=True)
class Classifier:
    """Coefficients, and how sure it must be."""

    weights: NDArray[np.float32]
    bias: float
    risk_weights: NDArray[np.float32]
    """One row a risk, over the coarser buckets."""
    risks: tuple[str, ...]
    threshold: float
    """Where a concept of harm stands in the window."""
    plain_threshold: float
    """Where none stands."""
    long_threshold: float
    """For a text of several windows: many chances to be wrong ask for more certainty in each."""

    @classmethod
    def load(cls, file: Path = COEFFICIENTS) -> Classifier:
        if not file.exists():
            raise ClassifierError(file, "不存在")
        with np.load(file, allow_pickle=False) as held:
            if int(held["layout"]) != LAYOUT:
                raise ClassifierError(file, "与当前特征不符")
            return cls(
                held["weights"].astype(np.float32), float(held["bias"]), held["risk_weights"].astype(np.float32),
                tuple(str(r) for r in held["risks"]), float(held["threshold"]),
                float(held["plain_threshold"]), float(held["long_threshold"]),
            )  # fmt: skip

    def probability(self, window: str, concepts: Iterable[str]) -> float:
        found = features(window, concepts)
        return float(1 / (1 + np.exp(-(self.weights[found].sum() / np.sqrt(len(found)) + self.bias))))

    def judge(self, clean: str, hits: Sequence[Hit], at_least: float = 0.0) -> tuple[Finding | None, float]:
        """The most harmful window, where it is sure enough, and as sure as `at_least`; and the highest probability of
        any window, sure enough or not."""
        pieces = windows(clean)
        best: Finding | None = None
        highest = 0.0
        for start, end in pieces:
            concepts = inside(hits, start, end)
            sure = self.probability(clean[start:end], concepts)
            highest = max(highest, sure)
            needed = self.threshold if HARM.intersection(concepts) else self.plain_threshold
            if len(pieces) > SHORT_TEXT:
                needed = self.long_threshold
            if sure >= max(needed, at_least) and (best is None or sure > best.probability):
                best = Finding(start, end, self.risk(clean[start:end], concepts), sure)
        return best, highest

    def loudest(self, clean: str, hits: Sequence[Hit], start: int, end: int) -> float:
        """The highest probability of a window that reaches into a stretch of the text."""
        return max(
            (
                self.probability(clean[s:e], inside(hits, s, e))
                for s, e in windows(clean)
                if s < end and start < e
            ),
            default=0.0,
        )

    def risk(self, window: str, concepts: Iterable[str]) -> str:
        """The likeliest kind of harm, given that there is one."""
        found = np.unique(features(window, concepts) % RISK_BUCKETS)
        return self.risks[int(self.risk_weights[:, found].sum(axis=1).argmax())]


def inside(hits: Sequence[Hit], start: int, end: int) -> list[str]:
    """The concepts found within a stretch of the text."""
    return [hit.concept for hit in hits if start <= hit.start and hit.end <= end]


def between(marks: str, text: str, start: int, end: int) -> tuple[int, int]:
    """What a stretch of the text stands in, from one of the marks to the next."""
    first = max(text.rfind(mark, 0, start) for mark in marks) + 1
    return first, min((at for mark in marks if (at := text.find(mark, end)) >= 0), default=len(text))


def windows(clean: str) -> list[tuple[int, int]]:
    """Sentences, short neighbours together, long ones cut; whitespace-only text gives none."""
    found: list[tuple[int, int]] = []
    for sentence in _SENTENCE.finditer(clean):
        start, end = sentence.span()
        if found and end - found[-1][0] <= _WINDOW:
            found[-1] = (found[-1][0], end)
            continue
        while end - start > _WINDOW + 24:
            comma = clean.rfind("，", start + 24, start + _WINDOW)
            cut = comma + 1 if comma > 0 else start + _WINDOW
            found.append((start, cut))
            start = cut
        found.append((start, end))
    return found


def features(window: str, concepts: Iterable[str]) -> NDArray[np.int64]:
    """Distinct buckets of the n-grams of `window` and of its concepts, alone and in pairs."""
    text = "^" + _DIGIT.sub("0", window).strip("。！？!?，,;；\n") + "$"
    raw = {text[i : i + size] for size in _SIZES for i in range(len(text) - size + 1)}
    named = sorted(_TELLING.intersection(concepts))
    raw.update(f"c:{name}" for name in named)
    raw.update(f"c:{a}+{b}" for n, a in enumerate(named) for b in named[n + 1 :])
    return np.fromiter({crc32(item.encode()) % BUCKETS for item in raw}, dtype=np.int64)
