"""Golden questions that the system has seen: they prove memory, not understanding, and are left out.

Near equality is the share of characters that match in order (Ratcliff and Obershelp, "Pattern matching: the
gestalt approach", 1988), with the same figures on both sides: "交6年" and "交10年" are two questions.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from pydantic import BaseModel, ConfigDict, computed_field

from dialogue.figures import figures
from dialogue.understand.split import leans_on_earlier
from eval.golden import Golden
from kb.text import fold

NEAR = 0.92
"""Match from which two questions are one: an added particle in a question of 6 characters reaches it, a changed
character only in one of 13. Of the 36,279 pairs of wordings inside the starter's entries none does."""
_SHARED = 0.5
"""Share of character pairs below which two texts are not compared closer."""
_SHORTEST = 6
"""Characters below which only equal questions count: "怎么补办" says too little."""

Seen = Literal["similar", "question", "asked", "training"]

_NAMES: dict[Seen, str] = {
    "similar": "条目的相似问",
    "question": "条目的标准问",
    "asked": "法规条文的问法",
    "training": "训练样本",
}


@dataclass(frozen=True, slots=True)
class Known:
    """A text the system was given before the evaluation."""

    text: str
    where: str
    """Id of the entry, or name of the training file."""
    seen: Seen = "similar"


class Leak(BaseModel):
    """One golden question left out, and why."""

    model_config = ConfigDict(frozen=True)

    id: str
    question: str
    like: str
    """The text it is like."""
    where: str
    seen: Seen
    overlap: float
    """1 is equal."""

    @computed_field  # type: ignore[prop-decorator]
    @property
    def reason(self) -> str:
        """In Chinese, for the report."""
        how = "相同" if self.overlap == 1 else f"几乎相同（重合 {self.overlap:.0%}）"
        return f"与{_NAMES[self.seen]}「{self.like}」（{self.where}）{how}"


class Index:
    """Known texts, to be looked up by what they share with a question."""

    def __init__(self, known: Iterable[Known]) -> None:
        self._known = list(known)
        self._pairs = [_pairs(fold(one.text)) for one in self._known]
        self._equal: dict[str, int] = {}
        self._holding: dict[str, list[int]] = defaultdict(list)
        for number, one in enumerate(self._known):
            self._equal.setdefault(fold(one.text), number)
            for pair in self._pairs[number]:
                self._holding[pair].append(number)

    def like(self, text: str) -> tuple[Known, float] | None:
        """The known text that is equal or nearly equal, and how much of it is."""
        folded = fold(text)
        if folded in self._equal:
            return self._known[self._equal[folded]], 1.0
        if len(folded) < _SHORTEST:
            return None
        pairs = _pairs(folded)
        shared = Counter(number for pair in pairs for number in self._holding.get(pair, ()))
        best: tuple[Known, float] | None = None
        for number, common in shared.items():
            if common < _SHARED * max(len(pairs), len(self._pairs[number])):
                continue
            match = SequenceMatcher(None, folded, fold(self._known[number].text), autojunk=False).ratio()
            if match >= NEAR and (best is None or match > best[1]) and self._same_figures(text, number):
                best = self._known[number], round(match, 3)
        return best

    def _same_figures(self, text: str, number: int) -> bool:
        return figures(text) == figures(self._known[number].text)


def find(questions: Sequence[Golden], index: Index) -> list[Leak]:
    """Questions whose last turn, the one that is scored, is known; behind others only where it stands alone: a
    follow-up such as "那要多少钱" proves nothing by itself."""
    leaks = []
    for question in questions:
        if len(question.turns) > 1 and leans_on_earlier(question.question):
            continue
        if found := index.like(question.question):
            known, overlap = found
            leaks.append(
                Leak(
                    id=question.id,
                    question=question.question,
                    like=known.text,
                    where=known.where,
                    seen=known.seen,
                    overlap=overlap,
                )
            )
    return leaks


def _pairs(folded: str) -> frozenset[str]:
    return frozenset(folded[i : i + 2] for i in range(len(folded) - 1))
