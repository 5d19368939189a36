"""The questions of a message, each with its step: those that it is, each matter answered once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from dialogue import calculators, letter_steps, readings, resolve
from dialogue.state import Ask, Step, Turn
from dialogue.types import Memory
from dialogue.understand import split

Resolved = tuple[list[Step], list[Ask]]

_BESIDE = 0.7
"""Confidence from which an answer is given beside a sum."""
_FIGURE = re.compile(r"\d+(?:\.\d+)?(?:元|天|个月)")
"""What a sum comes to."""
_SURE = 0.6
"""Confidence from which a part is a question of its own, whatever became of the others."""


def of_message(asks: Sequence[Ask], turn: Turn, memory: Memory) -> Resolved:
    """Every question with its step, each matter once."""
    if of_drugs := resolve.of_drugs(asks, turn):
        ask, step = of_drugs
        return [step], [ask]
    steps, resolved = _without_tellings(*without_repeats(*_in_turn(asks, turn, memory)))
    if len(steps) > 1 and asks[0].of_letter:
        steps, resolved = letter_steps.main_matters(steps, resolved)
    if len(asks) > 1:
        words = "，".join(ask.whole for ask in asks)
        whole = replace(asks[-1], text=words, said=words, whole=words, before=())
        if (sum_of_all := resolve.computed(whole, turn, memory)) and says_more(sum_of_all, steps):
            return _beside(sum_of_all, whole, steps, resolved)
    return steps, resolved


def _beside(given: Step, whole: Ask, steps: Sequence[Step], asks: Sequence[Ask]) -> Resolved:
    """The sum that all parts of a message are told for, and what is surely held on the parts that ask for more."""
    others = [
        (step, ask)
        for step, ask in zip(steps, asks, strict=True)
        if step.grounds and step.confidence >= _BESIDE and not _of_a_sum(ask)
    ]
    return [given, *(step for step, _ in others)], [whole, *(ask for _, ask in others)]


def _of_a_sum(ask: Ask) -> bool:
    return any(calculator.about.search(ask.said) for calculator in calculators.CALCULATORS)


def _in_turn(
    asks: Sequence[Ask], turn: Turn, memory: Memory, given: frozenset[str] = frozenset()
) -> Resolved:
    """Later questions of a message seldom ask for what the earlier ones were answered with."""
    steps: list[Step] = []
    resolved: list[Ask] = []
    for ask in asks:
        answered = given  # two sentences of a letter often ask the same
        if not ask.of_letter:
            answered = given.union(ground.item.id for step in steps for ground in step.grounds[:1])
        ask = replace(readings.after(ask, answered), one_of_several=len(asks) > 1 or ask.one_of_several)
        found = _one_or_several(ask, turn, memory)
        steps += found[0]
        resolved += found[1]
    return steps, resolved


def _one_or_several(ask: Ask, turn: Turn, memory: Memory) -> Resolved:
    """A question, or the questions it is instead: several where each of two or more finds something else."""
    if not ask.apart and not ask.names:
        asked, step = resolve.resolve(ask, turn, memory)
        return [step], [asked]
    steps, asks = _in_turn(_apart(ask, turn), turn, memory, ask.given)
    given = resolve.computed(ask, turn, memory)
    if given and says_more(given, steps):
        return [given], [ask]  # no part holds all that the sum needs
    if (
        given
        and not given.hesitant
        and all(step.calculation or not split.asks(part.said) for part, step in zip(asks, steps, strict=True))
    ):
        return [given], [ask]  # what the sum asks for is all that is asked
    apart = _worth_saying(*without_repeats(steps, asks))
    if _several(apart[0], steps):
        return apart
    whole, step = resolve.resolve(ask, turn, memory)
    if step.outcome != "answer" and any(_sure(part) for part in apart[0]):
        return apart
    return [step], [whole]


def _apart(ask: Ask, turn: Turn) -> tuple[Ask, ...]:
    """The questions of a message; a mere name is one where something is surely held on just that."""
    names = [part for part in ask.names if part.named]
    if names and all(readings.search(part, turn).confidence >= _SURE for part in names):
        return ask.names
    return ask.apart


def _several(kept: Sequence[Step], steps: Sequence[Step]) -> bool:
    """Whether two questions have answers of their own; one sum may answer several."""
    answered = [step for step in kept if step.outcome == "answer"]
    if all(step.outcome == "answer" for step in steps):
        return len(answered) > 1 or any(step.calculation for step in steps)
    return sum(map(_sure, answered)) > 1


def _sum_given(step: Step) -> bool:
    return step.outcome == "answer" and bool(step.calculation)


def says_more(whole: Step, steps: Sequence[Step]) -> bool:
    """Whether the sum of the whole message is given, and holds what the sums of its parts gave and more."""
    if not _sum_given(whole):
        return False
    result = whole.text.partition("\n")[0]
    parts = [step.text.partition("\n")[0].rstrip("。") for step in steps if _sum_given(step)]
    figures = [figure for part in parts for figure in _FIGURE.findall(part)[-1:]]
    return not parts or (
        all(figure in result for figure in figures) and len(_FIGURE.findall(result)) > len(figures)
    )


def _sure(step: Step) -> bool:
    return step.outcome == "answer" and step.confidence >= _SURE


def _worth_saying(steps: Sequence[Step], asks: Sequence[Ask]) -> Resolved:
    """Without what found nothing and may be no question of its own, but a few words on the others."""
    kept = [
        (step, ask)
        for step, ask in zip(steps, asks, strict=True)
        if step.outcome == "answer" or not split.leans_on_earlier(ask.said)
    ]
    return [step for step, _ in kept], [ask for _, ask in kept]


def _without_tellings(steps: Sequence[Step], asks: Sequence[Ask]) -> Resolved:
    """Without what only tells and found nothing, beside what asks: "我爸开了十几年出租，上月病没了"."""
    kept = [
        (step, ask)
        for step, ask in zip(steps, asks, strict=True)
        if step.outcome == "answer" or step.calculation or split.interrogative(ask.said)
    ]
    if not kept:
        return list(steps), list(asks)
    return [step for step, _ in kept], [ask for _, ask in kept]


def without_repeats(steps: Sequence[Step], asks: Sequence[Ask]) -> Resolved:
    """Two questions that one item answers, or the same words, are answered once."""
    kept: dict[str, tuple[Step, Ask]] = {}
    for number, (step, ask) in enumerate(zip(steps, asks, strict=True)):
        said = step.text or f"#{number}"
        kept.setdefault(step.grounds[0].item.id if step.grounds else said, (step, ask))
    return [step for step, _ in kept.values()], [ask for _, ask in kept.values()]
