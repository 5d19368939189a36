"""Answer, offer close questions, or say that it is not known: by calibrated confidence and by what is asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from dialogue import asked, channels
from dialogue.grounds import Ground
from dialogue.state import Ask
from dialogue.understand import families, split, vague
from retrieval.search import Ranking

Decision = Literal["answer", "clarify", "unknown"]

ANSWER = 0.4
"""Probability of being right from which an answer is given, chosen on the development questions: above it
more right answers would be lost than wrong ones avoided (`python -m bench.train_ranker`)."""
POINTED = 0.3
"""The same for a short question that says what it wants: short ones find less to match, and a wrong guess is
seen at once."""
OPENING = 0.5
"""The same for a message that probably asks nothing yet: between the two lay 17 of the development questions that must be
asked back and 4 that can be answered, out of the fold of what tells openings."""
LIKELY = 0.22
"""Confidence from which other questions are offered whatever is asked about, and from which the closest entry is said
where we may not ask again."""
CLARIFY = 0.1
"""Probability from which close questions are worth offering."""

_SURE = 0.7
"""Confidence from which a word of another office's matter does not count against the evidence."""
_CLOSE = 0.5
"""Share of the best score from which other evidence counts as close."""
_OTHER_BUREAUS = "其他部门"
"""The area of entries on other bureaus' matters."""


def decide(ranking: Ranking, found: Sequence[Ground], ask: Ask) -> Decision:
    """`found`: the grounds that may be cited, the one to answer from first."""
    if not found:
        return "clarify" if ask.opens or vague.wanders(ask.said) else "unknown"
    of_others = found[0].item.area == _OTHER_BUREAUS
    pointed = vague.pointed(ask.text) and (of_others or not channels.bureau(ask.text))
    decision = _by_confidence(ranking.confidence, pointed=pointed)
    if decision == "answer" and _differs_by_person(ask, found):
        return "clarify"
    if ranking.confidence < _least(ask):
        return "clarify"
    if decision == "answer" and ranking.confidence < _SURE and _only_tells(ask, found[0]):
        return "unknown"
    other = channels.other_matter(_asking(ask.text), f"{found[0].item.title}{found[0].text}")
    if ranking.confidence < _SURE and other and not of_others:
        return "unknown"
    if vague.opens(ask.said) and ask.said == ask.text and ranking.confidence < vague.SURE:
        return "clarify"
    if decision == "answer" and not asked.answers(ask.text, found[0].text, ask.today):
        return "unknown"
    if channels.bureau(_asking(ask.text)):
        return "unknown" if decision == "clarify" and not of_others else decision
    if decision == "unknown" and (
        vague.bare(ask.said) or vague.wanders(ask.said) or (vague.short(ask.text) and ours(ask.text))
    ):
        return "clarify"
    likely = ranking.confidence >= LIKELY or ours(ask.text)
    if decision == "clarify" and not likely and not vague.bare(ask.said):
        return "unknown"
    return decision


def _least(ask: Ask) -> float:
    """Confidence below which a message that asks nothing yet is asked back; how likely that is, sureness has weighed in
    already where the message is one question of some length."""
    if vague.no_matter(ask) or (ask.opens and (ask.one_of_several or vague.short(ask.said))):
        return vague.SURE
    return OPENING if ask.opens else 0.0


def _only_tells(ask: Ask, first: Ground) -> bool:
    """Whether a longer message that asks nothing and names no matter of ours would be answered with a document's words."""
    tells = not vague.short(ask.said) and not split.asks(ask.text)
    return tells and first.item.kind != "entry" and not ours(ask.text)


def ours(question: str) -> bool:
    """Whether the question names a matter of ours and none of another bureau."""
    return bool(channels.hotline(question)) and not channels.bureau(question)


def _by_confidence(confidence: float, *, pointed: bool) -> Decision:
    """`pointed`: a short question that says what it wants to know."""
    if confidence >= (POINTED if pointed else ANSWER):
        return "answer"
    return "clarify" if confidence >= CLARIFY else "unknown"


def _differs_by_person(ask: Ask, found: Sequence[Ground]) -> bool:
    """Whether close evidence says different things for different insured people, and we do not know who asks."""
    first = found[0]
    known = ask.one_of_several or ask.scope.insured_type is not None or _names_person(ask.text)
    if known or not first.item.insured or not vague.short(ask.said):
        return False
    return any(
        other.item.insured
        and not other.item.insured & first.item.insured
        and other.score >= _CLOSE * first.score
        and other.item.area == first.item.area
        for other in found[1:4]
    )


def _names_person(question: str) -> bool:
    return any(mention.family == "insured" for mention in families.mentions(question))


def _asking(question: str) -> str:
    """What a question of ours asks, without the story, which may name other offices' matters: "公司报个税按真工资"."""
    return (channels.hotline(question) and split.question_of(question)) or question
