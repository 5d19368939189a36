"""Questions that no evidence of ours can answer: another place's rules, a doctor's advice, one's own record."""

from __future__ import annotations

import re

from dialogue import asked, channels
from dialogue.state import Ask, Step
from dialogue.types import Memory
from dialogue.understand import scope, split, theirs, vague
from dialogue.wording import say
from kb import drug_questions, regions
from retrieval import Searcher

_GOES = re.compile(r"去|到|回")
"""A follow-up on where somebody goes: "那去上海呢" after a question on treatment elsewhere."""
_OWN = re.compile(r"我|俺|咱")
_OFTEN = 1 / 15
"""Share of an entry's wordings that name another place, from which the entry is on what is done there."""
_SURE, _LIKELY = 0.7, 0.5
"""Confidence from which such an entry, and a rule of the whole country, answers where another place is named."""
_LOCAL = re.compile(
    r"报(?:销)?(?:百分之几|几成|多少)|百分之几|几成|(?:一个?月|每月)[^，。？]{0,8}(?:多少|几[百千块])|起付|封顶|最低[^，。？]{0,4}档|"
    r"(?:平均工资|最低工资|社平|基数|低保|上限|下限)[^，。？]{0,6}(?:多少|几[百千块])"
)
"""Shares and sums that every place sets itself."""
_THEIRS, _OURS = 0.6, 0.15
"""How likely another place's rules must be asked for against what the words of place and way say, and how unlikely."""


def left_to_others(ask: Ask) -> Step | None:
    """What is said to a question that a doctor or another profession must answer."""
    kind = channels.left_to_others(ask.said)
    return Step("unknown", say(kind), ask.text, confidence=1.0) if kind else None


def left_to_doctors(ask: Ask) -> Step | None:
    """What is said to a question on how to be treated, whatever it names besides; a drug's class is no such question."""
    if channels.left_to_others(ask.said) != "medical_advice":
        return None
    clauses = re.split(r"[，。？！,?!]", ask.said)
    of_rows = any(split.interrogative(one) and drug_questions.of_rows(one) for one in clauses)
    return None if of_rows else left_to_others(ask)


def own_case(ask: Ask) -> Step | None:
    """What is said to words of one's own record, with the channel that holds it."""
    opens = vague.opens(ask.said) or vague.no_matter(ask)
    if not opens and (channel := channels.own_case(ask.said)):
        return Step("unknown", say("own_case", channel=channel), ask.text, confidence=1.0)
    return None


def elsewhere(ask: Ask, memory: Memory, searcher: Searcher) -> str | None:
    """The other place whose rules are asked for."""
    told = ask.said if regions.mentions(ask.said) else ask.whole or ask.said
    place = _named(told, searcher) or _still_there(ask)
    return None if place is None or _gone_to(ask, place, memory) else place


def _named(told: str, searcher: Searcher) -> str | None:
    """The other place named whose rules are asked for: by words of place and way, and by how it is said."""
    place, others = scope.places(told).elsewhere, scope.others(told)
    if not others or (chance := theirs.chance(told, searcher)) is None:
        return place
    if place:
        return None if chance < _OURS else place
    asked = split.question_of(told) or told
    if chance < _THEIRS or scope.places(asked).beijing:
        return None
    return others[0].code if scope.others(asked) or not scope.travels(told) else None


def _still_there(ask: Ask) -> str | None:
    """The other place that a question before it in the message asks about, where this one names nobody and no place."""
    if not ask.before or _OWN.search(ask.said) or regions.mentions(ask.said):
        return None
    return next(filter(None, (scope.places(question).elsewhere for question in reversed(ask.before))), None)


def _gone_to(ask: Ask, place: str, memory: Memory) -> bool:
    """Whether the conversation has the place as one that the person goes to: "得先把成都那个撤了不"."""
    if _GOES.search(ask.said) and any(map(scope.travels, (ask.text, *ask.otherwise))):
        return True
    return any(
        scope.travels(question) and place in {mention.code for mention in regions.mentions(question)}
        for question in memory.questions
    )


def own_figure(ask: Ask) -> bool:
    """Whether a share or sum of the other place is asked for, which it sets itself: "上海那边门诊给报百分之几"."""
    return bool(_LOCAL.search(ask.said)) and scope.called_its_own(ask.said)


def between(step: Step) -> bool:
    """Whether the answer is surely on what is done between Beijing and other places, which its wordings then name."""
    if step.outcome != "answer" or step.confidence < _SURE or not step.of_entry:
        return False
    wordings = step.grounds[0].item.entry.wordings
    return sum(map(bool, map(regions.elsewhere, wordings))) >= _OFTEN * len(wordings)


def nationwide(step: Step) -> bool:
    """Whether the answer is a rule of the whole country, alike everywhere: one that says nothing of Beijing, and has
    the figure that is asked for."""
    if step.outcome != "answer" or step.confidence < _LIKELY:
        return False
    ground = step.grounds[0]
    if _LOCAL.search(step.question) or not asked.told(step.question, ground.text):
        return False
    return not ground.item.region and not scope.places(ground.text).beijing
