"""For every question: what is held on it, and what follows from that for the turn."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from dataclasses import replace

from langgraph.runtime import Runtime

from dialogue import calculators, cautions, channels, readings, resolve
from dialogue.decide import ours
from dialogue.state import Ask, State, Step, Turn, memory_of
from dialogue.types import Memory
from dialogue.understand import grief, letters, split
from dialogue.wording import say

Resolved = tuple[list[Step], list[Ask]]

_FIGURE = re.compile(r"\d+(?:\.\d+)?(?:元|天|个月)")
"""What a sum comes to."""
_SURE = 0.6
"""Confidence from which a part is a question of its own, whatever became of the others."""
_HEADING = 60
"""Characters of the longest question that is quoted over its answer."""
_BESIDE = 0.75
"""Confidence from which a question of a letter is answered beside its matter."""
_SUSPECT = 0.3
"""Suspicion of the guard from which only sure evidence answers; of 800 questions of ours one in 200 sounds so."""
_CLEARS = 0.7
"""Confidence from which an answer is given although the guard's classifier alone supposes harm, or beside a sum."""


async def retrieve(state: State, runtime: Runtime[Turn]) -> State:
    turn = runtime.context
    memory = resolve.with_sum(memory_of(state), state["request"], turn)
    loop = asyncio.get_running_loop()
    steps, asks = await loop.run_in_executor(turn.pool, _resolved, state["asks"], turn, memory)
    if "held" in state:
        steps, asks = _cleared(steps, asks, state["held"])
        if not steps:
            return {"steps": (state["held"],), "asks": ()}
    elif state["guard"].suspicion >= _SUSPECT:
        steps = [_if_sure(step) for step in steps]
    if len(steps) == 1:
        steps = _with_close(steps[0])
    else:
        steps = [replace(step, lead=_heading(ask) + step.lead) for ask, step in zip(asks, steps, strict=True)]
    steps = await loop.run_in_executor(turn.pool, cautions.warned, steps, asks, turn)
    if letters.of_a_case(state["guard"].masked_text):
        steps = _of_a_case(steps)
    if kind := grief.told(state["guard"].masked_text, memory_of(state).questions):
        steps[0] = replace(steps[0], lead=f"{say(kind)}\n{steps[0].lead}")
    return {"steps": tuple(steps), "asks": tuple(asks)}


def _heading(ask: Ask) -> str:
    """Which of several questions is answered, in the citizen's words, the story left out."""
    said = ask.said if len(ask.said) <= _HEADING else split.question_of(ask.said) or ask.said
    said = said.rstrip("？?。！! ")
    return say("part", question=said if len(said) <= _HEADING else f"…{said[-_HEADING:]}")


def _if_sure(step: Step) -> Step:
    """An answer from evidence that is not sure is not given to what may be meant to harm."""
    if step.outcome != "answer" or step.calculation or step.confidence >= _CLEARS:
        return step
    return Step("unknown", resolve.not_known(step.question), step.question, confidence=step.confidence)


def _with_close(step: Step) -> list[Step]:
    """Of a question that two entries fit: the second answer too, under the question that it answers."""
    if step.close is None:
        return [step]
    lead = say("close", question=step.close.item.title.rstrip("？?"))
    return [step, replace(step, grounds=(step.close,), close=None, second=True, lead=lead, related=())]


def _resolved(asks: Sequence[Ask], turn: Turn, memory: Memory) -> Resolved:
    """Every question with its step, each matter once."""
    if of_drugs := resolve.of_drugs(asks, turn):
        ask, step = of_drugs
        return [step], [ask]
    steps, resolved = _without_tellings(*_without_repeats(*_in_turn(asks, turn, memory)))
    if len(steps) > 1 and asks[0].of_letter:
        steps, resolved = _main_matters(steps, resolved)
    if len(asks) > 1:
        words = "，".join(ask.whole for ask in asks)
        whole = replace(asks[-1], text=words, said=words, whole=words, before=())
        if (sum_of_all := resolve.computed(whole, turn, memory)) and _says_more(sum_of_all, steps):
            return _beside(sum_of_all, whole, steps, resolved)
    return steps, resolved


def _main_matters(steps: Sequence[Step], asks: Sequence[Ask]) -> Resolved:
    """Of a letter the matter as a whole, and what is surely held on its questions; the rest was told in passing."""
    pairs = list(zip(steps, asks, strict=True))
    matter, *questions = pairs
    beside = [pair for pair in questions if _stands_beside(pair[0])]
    if matter[0].outcome == "answer" or not questions:
        kept = [matter, *beside]
    else:
        answered = [pair for pair in questions if pair[0].outcome == "answer"]
        kept = beside or [max(answered, key=lambda pair: pair[0].confidence, default=matter)]
    return [step for step, _ in kept], [ask for _, ask in kept]


def _stands_beside(step: Step) -> bool:
    return (
        step.outcome == "answer" and step.confidence >= _BESIDE and (step.of_entry or bool(step.calculation))
    )


def _of_a_case(steps: Sequence[Step]) -> list[Step]:
    """What is said to who wants a case looked into: that staff can take it up, before any rule; and no list to choose from."""
    first, *rest = steps
    if first.outcome == "answer":
        return [replace(first, lead=f"{say('case')}\n{first.lead}", offers=("handoff",)), *rest]
    if all(step.outcome in ("clarify", "unknown") and not step.calculation for step in steps):
        text = say("case_alone", hotline=channels.line(first.question))
        return [Step("unknown", text, first.question, confidence=first.confidence, offers=("handoff",))]
    return list(steps)


def _beside(given: Step, whole: Ask, steps: Sequence[Step], asks: Sequence[Ask]) -> Resolved:
    """The sum that all parts of a message are told for, and what is surely held on the parts that ask for more."""
    others = [
        (step, ask)
        for step, ask in zip(steps, asks, strict=True)
        if step.grounds and step.confidence >= _CLEARS and not _of_a_sum(ask)
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
    if given and _says_more(given, steps):
        return [given], [ask]  # no part holds all that the sum needs
    if (
        given
        and not given.hesitant
        and all(step.calculation or not split.asks(part.said) for part, step in zip(asks, steps, strict=True))
    ):
        return [given], [ask]  # what the sum asks for is all that is asked
    apart = _worth_saying(*_without_repeats(steps, asks))
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


def _says_more(whole: Step, steps: Sequence[Step]) -> bool:
    """Whether the sum of the whole message is given, and holds what the sums of its parts gave and more."""
    if not _sum_given(whole):
        return False
    result = whole.text.partition("\n")[0]
    parts = [step.text.partition("\n")[0].rstrip("。") for step in steps if _sum_given(step)]
    figures = [figure for part in parts for figure in _FIGURE.findall(part)[-1:]]
    return not parts or (
        all(figure in result for figure in figures) and len(_FIGURE.findall(result)) > len(figures)
    )


def _cleared(steps: Sequence[Step], asks: Sequence[Ask], held: Step) -> Resolved:
    """The questions of a message that may be answered although the guard's classifier supposes harm in it."""
    kept = [(step, ask) for step, ask in zip(steps, asks, strict=True) if _clears(ask, step, held)]
    return [step for step, _ in kept], [ask for _, ask in kept]


def _clears(ask: Ask, step: Step, held: Step) -> bool:
    """Whether the question is surely one of ours, whatever the guard's classifier supposes in it.

    Where it supposes danger to somebody, staff are told and the numbers to call come first all the same: then any answer
    from a reviewed entry does.
    """
    if step.outcome != "answer" or not step.of_entry:
        return False
    return held.outcome == "handoff" or (step.confidence >= _CLEARS and ours(ask.whole or ask.said))


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


def _without_repeats(steps: Sequence[Step], asks: Sequence[Ask]) -> Resolved:
    """Two questions that one item answers, or the same words, are answered once."""
    kept: dict[str, tuple[Step, Ask]] = {}
    for number, (step, ask) in enumerate(zip(steps, asks, strict=True)):
        said = step.text or f"#{number}"
        kept.setdefault(step.grounds[0].item.id if step.grounds else said, (step, ask))
    return [step for step, _ in kept.values()], [ask for _, ask in kept.values()]
