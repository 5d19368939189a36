"""For every question: what is held on it for that place, person and day, and whether that is enough."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from langgraph.runtime import Runtime

from dialogue import asked, calculators, channels, grounds
from dialogue.decide import ANSWER, OFFERED, Decision, decide
from dialogue.grounds import Ground
from dialogue.state import Ask, State, Step, Turn, memory_of
from dialogue.types import Memory, Request
from dialogue.understand import scope
from dialogue.wording import say
from kb import regions
from kb.types import Authority
from retrieval.search import Ranking

_HITS = 8
_SURE = 0.75
"""Confidence from which the other reading of a question is not tried."""
_CLEARLY = 0.05
"""How much surer the other reading must be."""


async def retrieve(state: State, runtime: Runtime[Turn]) -> State:
    turn = runtime.context
    memory = _with_sum(memory_of(state), state["request"], turn)
    loop = asyncio.get_running_loop()
    steps = await asyncio.gather(
        *(
            loop.run_in_executor(
                turn.pool, _step, ask, turn, memory, [before.said for before in state["asks"][:number]]
            )
            for number, ask in enumerate(state["asks"])
        )
    )
    steps, asks = _without_repeats(steps, state["asks"])
    if len(steps) > 1:
        steps = [
            replace(step, lead=say("part", question=ask.said.rstrip("？?。 ")))
            for ask, step in zip(asks, steps, strict=True)
        ]
    return {"steps": tuple(steps)}


def _step(ask: Ask, turn: Turn, memory: Memory, before: Sequence[str]) -> Step:
    if step := _computed(ask, turn, memory, before):
        return step
    if step := _outside(ask):
        return step
    ask, ranking = _best_reading(ask, turn)
    found = _citable(_grounds(ranking, ask, turn))
    decision = _decision(ranking, found, ask)
    if decision != "answer" and (older := _superseded(ask, turn)):
        return older
    if decision == "answer":
        related = tuple(g.item.title for g in found[1:] if g.item.kind == "entry")[:OFFERED]
        return Step(
            "answer", question=ask.text, grounds=found, confidence=ranking.confidence, related=related
        )
    if decision == "clarify" and (choices := _choices(found)):
        return Step("clarify", say("clarify"), ask.text, (), ranking.confidence, choices)
    return Step("unknown", _not_known(ask), ask.text, (), ranking.confidence, related=_choices(found))


def _with_sum(memory: Memory, request: Request, turn: Turn) -> Memory:
    """Memory with the sum in progress, where the caller keeps the conversation instead of us."""
    if memory.calculation or not request.history:
        return memory
    pending = calculators.replayed(
        request.history, facts=turn.facts, today=request.today,
        region=memory.region, insured_type=memory.insured_type,
    )  # fmt: skip
    return replace(memory, calculation=pending)


def _computed(ask: Ask, turn: Turn, memory: Memory, before: Sequence[str]) -> Step | None:
    """The citizen's own sum, or the next input it needs."""
    tapped = ask.text in memory.choices
    found = calculators.compute(
        ask.text if tapped else ask.said,
        [*memory.questions, *before],
        facts=turn.facts,
        today=ask.today,
        region=scope.places(ask.said).elsewhere or ask.scope.region,
        insured_type=ask.scope.insured_type,
        pending=memory.calculation,
    )
    if found is None:
        return None
    return Step(
        found.outcome, found.text, ask.text, confidence=1.0,
        choices=found.choices, citations=found.citations, calculation=found.pending,
    )  # fmt: skip


def _without_repeats(steps: Sequence[Step], asks: Sequence[Ask]) -> tuple[list[Step], list[Ask]]:
    """Two questions that one entry answers are answered once."""
    kept: dict[str, tuple[Step, Ask]] = {}
    for number, (step, ask) in enumerate(zip(steps, asks, strict=True)):
        sum_text = step.text if step.calculation else f"#{number}"
        kept.setdefault(step.grounds[0].item.id if step.grounds else sum_text, (step, ask))
    return [step for step, _ in kept.values()], [ask for _, ask in kept.values()]


def _best_reading(ask: Ask, turn: Turn) -> tuple[Ask, Ranking]:
    """The likelier reading, unless the other one is found and it is not."""
    ranking = _search(ask, turn)
    if ask.otherwise == ask.text or ranking.confidence >= _SURE:
        return ask, ranking
    other = replace(ask, text=ask.otherwise, otherwise=ask.text)
    second = _search(other, turn)
    return (other, second) if second.confidence > ranking.confidence + _CLEARLY else (ask, ranking)


def _search(ask: Ask, turn: Turn) -> Ranking:
    ranking = turn.searcher.search(ask.text, ask.scope, k=_HITS)
    turn.times["embed"] = turn.times.get("embed", 0) + ranking.embed_ms
    turn.times["search"] = turn.times.get("search", 0) + ranking.search_ms
    return ranking


def _decision(ranking: Ranking, found: Sequence[Ground], ask: Ask) -> Decision:
    if not found:
        return "unknown"
    assert ask.scope.on is not None
    decision = decide(ranking.confidence)
    if decision == "answer" and not asked.answers(ask.text, found[0].text, ask.today):
        return "unknown"
    if decision == "clarify" and (channels.hotline(ask.text) is None or channels.bureau(ask.text)):
        return "unknown"
    return decision


def _grounds(ranking: Ranking, ask: Ask, turn: Turn) -> tuple[Ground, ...]:
    assert ask.scope.on is not None
    return tuple(grounds.prepare(ranking.hits, turn.facts, turn.documents, ask.scope.on))


def _citable(found: Sequence[Ground]) -> tuple[Ground, ...]:
    """Text nobody official issued may help to find a rule, and is never cited as one."""
    return tuple(g for g in found if g.item.authority > Authority.UNOFFICIAL)


def _choices(found: Sequence[Ground]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(g.item.title for g in found if g.item.kind == "entry"))[:OFFERED]


def _outside(ask: Ask) -> Step | None:
    """Questions that no evidence of ours can answer."""
    elsewhere = scope.places(ask.said).elsewhere
    if elsewhere:
        place = regions.name_of(elsewhere)
        line = channels.hotline(ask.text) or "12345"
        return Step("unknown", say("other_region", place=place, hotline=line), ask.text, confidence=1.0)
    if channels.medical_advice(ask.said):
        return Step("unknown", say("medical_advice"), ask.text, confidence=1.0)
    if channel := channels.own_case(ask.said):
        return Step("unknown", say("own_case", channel=channel), ask.text, confidence=1.0)
    return None


def _superseded(ask: Ask, turn: Turn) -> Step | None:
    """The newest held edition of what has ended, always with its period and what followed."""
    anywhen = replace(ask.scope, on=None)
    ranking = turn.searcher.search(ask.text, anywhen, k=_HITS)
    if ranking.confidence < ANSWER:
        return None
    found = _citable(_grounds(ranking, ask, turn))
    if not found or found[0].item.in_force(ask.scope.on) or found[0].item.kind == "entry":  # type: ignore[arg-type]
        return None
    if found[0].ended is None or not _newest_held(found[0], turn):
        return None
    return Step("answer", question=ask.text, grounds=found[:1], confidence=ranking.confidence)


def _newest_held(ground: Ground, turn: Turn) -> bool:
    assert ground.ended is not None
    same = [d for d in turn.documents.values() if d.title == ground.ended.title]
    return max(same, key=lambda d: str(d.period.start or "")).name == ground.ended.name


def _not_known(ask: Ask) -> str:
    if found := channels.bureau(ask.text):
        return say("other_bureau", bureau=found[0], hotline=found[1])
    line = channels.hotline(ask.text)
    return say("unknown", hotline=line, after="") if line else say("unknown_both")
