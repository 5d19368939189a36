"""One question to what is said about it: an answer from evidence, close questions, or who to ask."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from dialogue import (
    asked,
    calculators,
    channels,
    dated_figures,
    document_numbers,
    drugs,
    ended,
    grounds,
    readings,
)
from dialogue.decide import ANSWER, OFFERED, Decision, decide
from dialogue.grounds import Ground
from dialogue.relations import basis, next_step, validity
from dialogue.state import Ask, Step, Turn
from dialogue.types import Memory
from dialogue.understand import families, scope, split, vague
from dialogue.wording import say
from kb import regions
from kb.types import Authority, ItemKind
from retrieval.search import Ranking

_SURE = 0.7
"""Confidence from which a word of another office's matter does not count against the evidence."""
_CLOSE = 0.5
"""Share of the best score from which other evidence counts as close."""
_GOES = re.compile(r"去|到|回")
"""A follow-up on where somebody goes: "那去上海呢" after a question on treatment elsewhere."""
_LOOKED_AT, _NEAR = 5, 0.3
"""Hits among which one is looked for that says what is asked, and its least share of the best score."""
_CERTAIN, _AS_NEAR, _EVEN = 0.93, 0.6, 0.75
"""Share of the best score from which other evidence is said with it, below that confidence and above it: one
answer in eight of the development questions, and a tenth of the wrong ones then right (`docs/results.md`)."""
_OTHER_BUREAUS = "其他部门"
"""The area of entries on other bureaus' matters."""
_PLAUSIBLE = 0.1
"""Confidence from which close questions are offered; below it what was found is chance."""


def resolve(ask: Ask, turn: Turn, memory: Memory) -> tuple[Ask, Step]:
    """The question in the reading chosen, and its step."""
    if step := _computed(ask, turn, memory) or _of_catalogue(ask, turn) or _outside(ask, memory):
        return ask, step
    if step := validity.step(ask, turn, memory) or next_step.step(ask, turn):
        return ask, step
    if basis.asks(ask):
        return _with_basis(ask, turn)
    if step := _of_period(ask, turn):
        return ask, step
    return _answered(ask, turn)


def _with_basis(ask: Ask, turn: Turn) -> tuple[Ask, Step]:
    """What a rule rests on: of the rule found without the words that ask for its basis, else with them."""
    bare, step = _answered(basis.bare(ask), turn)
    if step.outcome != "answer":
        bare, step = _answered(ask, turn)
    if step.outcome != "answer":
        return bare, step
    if basis.elsewhere(bare, step, turn):
        return bare, Step("unknown", _not_known(bare), bare.text, (), step.confidence)
    return bare, basis.told(step, turn)


def _answered(ask: Ask, turn: Turn) -> tuple[Ask, Step]:
    """The question in the reading chosen, with what the evidence says."""
    ask, ranking = readings.best(ask, turn)
    if step := _without_value(ask, ranking, turn):
        return ask, step
    found = _telling_first(ask, _citable(_grounds(ranking, ask, turn)))
    if number := document_numbers.unheld(ask.said, found, turn.documents):
        return ask, Step("unknown", say("no_such_number", number=number, hotline=_line(ask)), ask.text)
    decision = _decision(ranking, found, ask)
    if decision != "answer" and (older := _superseded(ask, turn)):
        return ask, older
    if decision == "answer" and ranking.confidence < ANSWER and (over := _superseded(ask, turn, "entry")):
        return ask, over
    if decision == "answer":
        related = tuple(g.item.title for g in found[1:] if g.item.kind == "entry")[:OFFERED]
        return ask, Step(
            "answer",
            question=ask.text,
            grounds=found,
            close=_as_near(found, ranking.confidence),
            confidence=ranking.confidence,
            related=related,
        )
    if decision == "clarify":
        return ask, _asked_back(ask, ranking, found)
    return ask, Step("unknown", _not_known(ask), ask.text, (), ranking.confidence, related=_choices(found))


def _asked_back(ask: Ask, ranking: Ranking, found: Sequence[Ground]) -> Step:
    """Close questions to choose from; where nothing is close, what one may ask about."""
    choices = _of_each_area(found) if _names_nothing(ask) else _choices(found)
    if choices and (ranking.confidence >= _PLAUSIBLE or _ours(ask.text)):
        return Step("clarify", _offer(choices), ask.text, (), ranking.confidence, choices)
    choices = tuple(say("vague_choices").split("|"))
    return Step("clarify", say("vague"), ask.text, (), ranking.confidence, choices)


def _computed(ask: Ask, turn: Turn, memory: Memory) -> Step | None:
    """The citizen's own sum, or the next input it needs."""
    tapped = ask.text in memory.choices
    found = calculators.compute(
        ask.text if tapped else ask.whole,
        [*memory.questions, *ask.before],
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


def _of_catalogue(ask: Ask, turn: Turn) -> Step | None:
    """What the drug catalogue says, in the first reading that names a drug."""
    assert ask.scope.on is not None
    catalogue = turn.drugs()
    texts = dict.fromkeys((ask.said, ask.text, *ask.otherwise))
    steps = (drugs.step(text, catalogue, ask.scope.on) for text in texts)
    return next(filter(None, steps), None)


def _of_period(ask: Ask, turn: Turn) -> Step | None:
    """What a figure was or will be in the period named, in the first reading that asks for one."""
    region = ask.scope.region or regions.BEIJING
    texts = dict.fromkeys((ask.text, *ask.otherwise))
    steps = (dated_figures.step(text, turn.facts, region, ask.today, ask.said) for text in texts)
    return next(filter(None, steps), None)


def _decision(ranking: Ranking, found: Sequence[Ground], ask: Ask) -> Decision:
    if not found:
        return "clarify" if vague.wanders(ask.said) else "unknown"
    decision = decide(ranking.confidence, pointed=vague.pointed(ask.text) and _ours(ask.text))
    if decision == "answer" and _differs_by_person(ask, found):
        return "clarify"
    if _names_nothing(ask) and ranking.confidence < vague.SURE:
        return "clarify"
    other = channels.other_matter(_asking(ask.text), f"{found[0].item.title}{found[0].text}")
    if ranking.confidence < _SURE and other:
        return "unknown"
    if vague.opens(ask.said) and ask.said == ask.text and ranking.confidence < vague.SURE:
        return "clarify"
    if decision == "answer" and not asked.answers(ask.text, found[0].text, ask.today):
        return "unknown"
    if channels.bureau(_asking(ask.text)):
        theirs = found[0].item.area != _OTHER_BUREAUS
        return "unknown" if decision == "clarify" and theirs else decision
    if decision == "unknown" and (
        vague.bare(ask.said) or vague.wanders(ask.said) or (vague.short(ask.text) and _ours(ask.text))
    ):
        return "clarify"
    if decision == "clarify" and not _ours(ask.text) and not vague.bare(ask.said):
        return "unknown"
    return decision


def _asking(question: str) -> str:
    """What a question of ours asks, without the story, which may name other offices' matters: "公司报个税按真工资"."""
    return (channels.hotline(question) and split.question_of(question)) or question


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


def _names_nothing(ask: Ask) -> bool:
    """Whether neither the message nor what went before it says what the matter is."""
    return ask.said == ask.text and vague.names_nothing(ask.said) and not channels.hotline(ask.said)


def _ours(question: str) -> bool:
    return bool(channels.hotline(question)) and not channels.bureau(question)


def _grounds(ranking: Ranking, ask: Ask, turn: Turn) -> tuple[Ground, ...]:
    assert ask.scope.on is not None
    return tuple(grounds.prepare(ranking.hits, turn.facts, turn.documents, ask.scope.on))


def _citable(found: Sequence[Ground]) -> tuple[Ground, ...]:
    """Text nobody official issued may help to find a rule, and is never cited as one."""
    return tuple(g for g in found if g.item.authority > Authority.UNOFFICIAL)


def _telling_first(ask: Ask, found: tuple[Ground, ...]) -> tuple[Ground, ...]:
    """Before close evidence that does not say what is asked comes evidence that does."""
    if not found or asked.told(ask.said, found[0].text):
        return found
    for place, ground in enumerate(found[1:_LOOKED_AT], start=1):
        if ground.score >= _NEAR * found[0].score and asked.told(ask.said, ground.text):
            return (ground, *found[:place], *found[place + 1 :])
    return found


def _as_near(found: Sequence[Ground], confidence: float) -> Ground | None:
    """The other entry that may be meant, where the first is not certain."""
    if len(found) < 2 or any(g.item.kind != "entry" for g in found[:2]):
        return None
    least = _AS_NEAR if confidence < _CERTAIN else _EVEN
    return found[1] if found[1].score >= least * found[0].score else None


def _choices(found: Sequence[Ground]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(g.item.title for g in found if g.item.kind == "entry"))[:OFFERED]


def _of_each_area(found: Sequence[Ground]) -> tuple[str, ...]:
    """Choices that lie apart: the first question of each area, for whoever may mean any of them."""
    first: dict[str, Ground] = {}
    for ground in found:
        first.setdefault(ground.item.area, ground)
    return _choices(tuple(first.values()))


def _offer(choices: Sequence[str]) -> str:
    return "\n".join((say("clarify"), *(f"{n}. {choice}" for n, choice in enumerate(choices, start=1))))


def _outside(ask: Ask, memory: Memory) -> Step | None:
    """Questions that no evidence of ours can answer."""
    elsewhere = scope.places(ask.said).elsewhere
    if elsewhere and not _gone_to(ask, elsewhere, memory):
        place = regions.name_of(elsewhere)
        line = channels.hotline(ask.text) or "12345"
        return Step("unknown", say("other_region", place=place, hotline=line), ask.text, confidence=1.0)
    if channels.medical_advice(ask.said):
        return Step("unknown", say("medical_advice"), ask.text, confidence=1.0)
    opens = vague.opens(ask.said) or _names_nothing(ask)
    if not opens and (channel := channels.own_case(ask.said)):
        return Step("unknown", say("own_case", channel=channel), ask.text, confidence=1.0)
    return None


def _gone_to(ask: Ask, place: str, memory: Memory) -> bool:
    """Whether the conversation has the place as one that the person goes to: "得先把成都那个撤了不"."""
    if _GOES.search(ask.said) and any(map(scope.travels, (ask.text, *ask.otherwise))):
        return True
    return any(
        scope.travels(question) and place in {mention.code for mention in regions.mentions(question)}
        for question in memory.questions
    )


def _without_value(ask: Ask, ranking: Ranking, turn: Turn) -> Step | None:
    """The evidence that fits best states a figure that has ended: what was next best would answer another
    question, so the turn goes as it would have gone on the figure's last day, and says that it is over."""
    assert ask.scope.on is not None
    first = ranking.hits[0].item if ranking.hits else None
    last = ended.last_day(first, turn.facts, ask.scope.on) if first else None
    if first is None or last is None:
        return None
    then = replace(ask, scope=replace(ask.scope, on=last))
    found = _telling_first(ask, _citable(_grounds(ranking, then, turn)))
    if not found or found[0].item.id != first.id:
        return None
    match _decision(ranking, found, ask):
        case "answer":
            return ended.step(ask, last, ranking.confidence)
        case "clarify":
            return _asked_back(ask, ranking, found)
    return None


def _superseded(ask: Ask, turn: Turn, kind: ItemKind | None = None) -> Step | None:
    """The newest held edition of what has ended, always with its period and what followed; of an entry only that
    it has ended. `kind`: of what kind it must be."""
    ranking = readings.search(replace(ask, scope=replace(ask.scope, on=None)), turn)
    if ranking.confidence < ANSWER:
        return None
    found = _citable(_grounds(ranking, ask, turn))
    if (over := ended.entry_over(ranking, ask.scope.on)) and _decision(ranking, found, ask) == "answer":  # type: ignore[arg-type]
        return ended.step(ask, over.period.end, ranking.confidence)  # type: ignore[arg-type]
    if kind == "entry":
        return None
    if not found or found[0].item.in_force(ask.scope.on) or found[0].item.kind == "entry":  # type: ignore[arg-type]
        return None
    if found[0].ended is None or not _newest_held(found[0], turn):
        return None
    return Step("answer", question=ask.text, grounds=found[:1], confidence=ranking.confidence)


def _newest_held(ground: Ground, turn: Turn) -> bool:
    assert ground.ended is not None
    same = [d for d in turn.documents.values() if d.title == ground.ended.title]
    return max(same, key=lambda d: str(d.period.start or "")).name == ground.ended.name


def _line(ask: Ask) -> str:
    return channels.hotline(ask.text) or "12345"


def _not_known(ask: Ask) -> str:
    if found := channels.bureau(ask.text):
        return say("other_bureau", bureau=found[0], hotline=found[1])
    line = channels.hotline(ask.text)
    return say("unknown", hotline=line, after="") if line else say("unknown_both")
