"""Whether every sentence of an answer rests on what the answer cites.

Faithfulness as the share of supported statements: Es et al., "RAGAS: Automated evaluation of retrieval
augmented generation" (EACL 2024), by sentence and without a judge: the check that guards live answers
(`dialogue.verify`: documents, articles, addresses, figures, shared wording) in the place of a model.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

import yaml
from pydantic import BaseModel

from dialogue import sentences
from dialogue.types import Reply
from dialogue.verify import unsupported
from eval.types import Case

_STATES = re.compile(r"[\w]{2}")

_COMPUTED = "已知："
"""Stands in every answer a calculator gave: its figures follow from the citizen's and have tests of their own."""
_CHOICE = re.compile(r"\d+\. ?[^。]*[？?]?")
"""A question offered to choose from."""
_LEADS = ("part", "close")
"""Wordings that say which question is answered; they quote it, and state nothing of the rules."""

_REASONS = {
    "document": "出处里没有这份文件",
    "article": "出处里没有这一条",
    "address": "出处里没有这个网址",
    "figure": "出处里没有这个数字",
    "support": "措辞与出处相差太远",
    "who": "出处里没有这类人",
    "denial": "与出处说法相反",
}


@cache
def _wording() -> dict[str, str]:
    held: dict[str, str] = yaml.safe_load(
        files("dialogue").joinpath("wording.yaml").read_text(encoding="utf-8")
    )
    return held


@cache
def _lead() -> re.Pattern[str]:
    quoted = (re.escape(_wording()[name]).replace(r"\{question\}", "[^」”]*") for name in _LEADS)
    return re.compile(f"^(?:{'|'.join(quoted)})\\s*")


def without_lead(sentence: str) -> str:
    """The sentence without the words that say which question it answers."""
    return _lead().sub("", sentence)


@cache
def _fixed() -> re.Pattern[str]:
    """Sentences the assistant says of itself ("没有查到…"): they state nothing of the rules."""
    lead = "(?:「[^」]*」：)?"
    parts = {
        re.sub(r"\\\{\w+\\\}", "[^。；]{0,60}", re.escape(sentence.strip()))
        for name, text in _wording().items()
        if name not in ("passage_lead", "superseded") and isinstance(text, str)
        for sentence in sentences.split(text)
        if _STATES.search(sentence)
    }
    return re.compile(lead + "(?:" + "|".join(sorted(parts)) + ")")


class Faithfulness(BaseModel):
    """Over the answers given."""

    answers: int
    sentences: int
    supported: float
    """Share of the sentences that are supported."""
    faithful: float
    """Share of the answers of which every sentence is supported."""
    figures: int
    """Sentences with a figure that nothing cited holds; should be 0."""


def unsupported_sentences(reply: Reply, evidence: Sequence[str]) -> tuple[int, tuple[str, ...]]:
    """(number of sentences that state something, those unsupported with the reason in Chinese).

    The citizen's own words are no evidence, but for the lead that quotes a question of several. A reply that
    answers nothing, or that a calculator gave, has no sentences.
    """
    if reply.outcome not in ("answer", "partial") or _COMPUTED in reply.text:
        return 0, ()
    said = (without_lead(s.strip()) for s in sentences.split(reply.text))
    stated = [
        s
        for s in said
        if _STATES.search(s)
        and not _fixed().fullmatch(s)
        and not (s.endswith(("？", "?")) and _CHOICE.fullmatch(s))
    ]
    found = []
    for sentence in stated:
        if any(sentence in text for text in evidence):
            continue  # word for word
        if fault := unsupported(sentence, evidence):
            found.append(f"{sentence}（{_REASONS.get(fault.reason, fault.reason)}：{fault.detail}）")
    return len(stated), tuple(found)


def measure(cases: Sequence[Case]) -> Faithfulness:
    answers = [case for case in cases if case.answered]
    stated = sum(case.sentences for case in answers)
    bad = sum(len(case.unsupported) for case in answers)
    return Faithfulness(
        answers=len(answers),
        sentences=stated,
        supported=1 - bad / stated if stated else 1.0,
        faithful=sum(not case.unsupported for case in answers) / len(answers) if answers else 1.0,
        figures=sum(_REASONS["figure"] in one for case in answers for one in case.unsupported),
    )
