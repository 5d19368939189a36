"""One question to what is said about it: an answer from evidence, close questions, or who to ask."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from dialogue import (
    articles,
    asking_back,
    calculators,
    channels,
    dated_figures,
    document_numbers,
    drugs,
    found,
    outside,
    over,
    readings,
    remembered,
    sureness,
)
from dialogue.decide import CLARIFY, decide
from dialogue.grounds import Ground
from dialogue.relations import basis, next_step, validity
from dialogue.state import Ask, Step, Turn
from dialogue.types import Memory, Request
from dialogue.understand import beyond, follow_up, openings, scope
from dialogue.wording import say
from kb import drug_questions, regions

_WELL_FOUND = 0.7
"""Confidence from which an entry goes before a sum that may not be wanted or whose figure is not held."""
_HELD = 0.65
"""Confidence from which what is held of another office's matter is said, however the question sounds."""
_BEYOND_DOUBT = 0.85
"""Confidence from which an entry answers although words of one's own case are said."""
_DRUGS = "药品目录"
"""The area of entries on drugs."""
_NO_DRUG = 0.6
"""Confidence from which an entry on anything else answers, where words that name no drug held sound like one."""
_ADVICE = 0.7
"""Probability of asking beyond rules from which a drug that is named is not looked up."""
_WEIGHS = re.compile(
    r"区别|不同|必要|值不?值|值得|划算|合算|[哪那][个种样]更?好|好还是|还是.{1,10}好|要不要都?买?|怎么选|该不该"
)
"""Asks which of two is better, or whether something is worth it; an entry may be on just that."""
_CERTAIN, AS_NEAR, _EVEN = 0.93, 0.6, 0.75
"""Share of the best score from which other evidence is said with it, below that confidence and above it: one
answer in eight of the development questions, and a tenth of the wrong ones then right (`docs/results.md`)."""


def resolve(ask: Ask, turn: Turn, memory: Memory) -> tuple[Ask, Step]:
    """The question in the reading chosen, and its step."""
    if step := articles.step(ask, turn, memory):
        return ask, step
    first = not memory.questions and ask.said == ask.text
    ask = replace(
        ask,
        opens=first and openings.likely(ask.said, turn.searcher),
        enough_asked=memory.offered >= asking_back.MOST,
    )
    if step := outside.left_to_doctors(ask):
        return ask, step
    place = outside.elsewhere(ask, memory, turn.searcher)
    if not place and dated_figures.asks_only(ask.said) and (figure := _of_period(ask, turn)):
        return ask, figure
    given = _computed(ask, turn, memory, place)
    if given and not given.hesitant:
        return ask, given
    read, step = _without_sum(ask, turn, memory, place)
    sure = step.outcome == "answer" and step.confidence >= _WELL_FOUND
    return (read, step) if sure or given is None else (ask, given)


def _without_sum(ask: Ask, turn: Turn, memory: Memory, place: str | None) -> tuple[Ask, Step]:
    """`place`: the other one whose rules are asked for."""
    if (step := _of_catalogue(ask, turn, memory)) and not _advice(ask, turn):
        read, found = (ask, None) if step.outcome == "answer" else _answered(ask, turn)
        return (
            (read, found) if found and _of_a_rule(found, turn) else (replace(ask, text=step.question), step)
        )
    if place:
        return _of_place(place, ask, turn)
    if step := outside.left_to_others(ask):
        return ask, step
    if title := articles.unheld(ask, turn, memory):
        line = channels.line(ask.text)
        return ask, Step("unknown", say("no_such_document", title=title, hotline=line), ask.text)
    if step := outside.own_case(ask):
        if channels.own_value(ask.said):
            return ask, step
        read, found = _answered(ask, turn)
        return (read, found) if _surely(found) else (ask, step)
    if step := validity.step(ask, turn, memory) or next_step.step(ask, turn):
        return ask, step
    if basis.asks(ask):
        return _with_basis(ask, turn)
    if step := _of_period(ask, turn):
        return ask, step
    return _answered(ask, turn)


def _of_a_rule(found: Step, turn: Turn) -> bool:
    """Whether an entry well found answers a question in which no drug held is named: on another matter, whose words only
    sound like a drug's; or on drugs, where no catalogue is held and a rule is all that can be told."""
    if found.outcome != "answer" or not found.of_entry:
        return False
    if found.grounds[0].item.area == _DRUGS:
        return found.confidence >= _WELL_FOUND and not turn.drugs().editions
    return found.confidence >= _NO_DRUG


def _with_basis(ask: Ask, turn: Turn) -> tuple[Ask, Step]:
    """What a rule rests on: of the rule found without the words that ask for its basis, else with them."""
    bare, step = _answered(basis.bare(ask), turn)
    if step.outcome != "answer":
        bare, step = _answered(ask, turn)
    if step.outcome != "answer":
        return bare, step
    if basis.elsewhere(bare, step, turn):
        return bare, Step("unknown", not_known(bare.text), bare.text, (), step.confidence)
    return bare, basis.told(step, turn)


def _answered(ask: Ask, turn: Turn) -> tuple[Ask, Step]:
    """The question in the reading chosen, with what the evidence says."""
    ask, ranking, judged = readings.best(ask, turn)
    if not judged:
        ranking = replace(ranking, confidence=sureness.of(ask, ranking, turn.searcher))
    if step := over.without_value(ask, ranking, turn):
        return ask, step
    grounds = found.told(ranking, ask, turn)
    if number := document_numbers.unheld(ask.said, grounds, turn.documents):
        line = channels.line(ask.text)
        return ask, Step("unknown", say("no_such_number", number=number, hotline=line), ask.text)
    decision = decide(ranking, grounds, ask)
    may_be = decision == "unknown" or (decision == "clarify" and not ask.opens)
    if heard := _beyond(ask, ranking.confidence, turn, may_be):
        if heard.kind == "advice" and (weighed := _weighed(ask, ranking.confidence, grounds)):
            return ask, weighed
        close = asking_back.choices(grounds)
        return ask, Step(
            "unknown", _said_of(heard, ask), ask.text, confidence=ranking.confidence, related=close
        )
    if older := over.superseded(ask, ranking, decision, turn):
        return ask, older
    if decision == "clarify" and not ask.opens and (period := dated_figures.asked_of(ask)):
        line = channels.line(ask.text)
        return ask, Step("unknown", say("period_not_held", period=period, hotline=line), ask.text)
    if decision == "clarify":
        amid = ask.one_of_several and not ask.opens  # a list to choose from is lost amid other answers
        near = asking_back.closest(ask, ranking.confidence, grounds) if amid else None
        said = asking_back.no_more if ask.enough_asked else asking_back.step
        return ask, near or said(ask, ranking.confidence, grounds)
    if decision == "unknown":
        close = asking_back.choices(grounds)
        return ask, Step("unknown", not_known(ask.text), ask.text, (), ranking.confidence, related=close)
    return ask, Step(
        "answer",
        question=ask.text,
        lead=dated_figures.partly_held(ask, grounds[0].facts, turn.facts),
        grounds=grounds,
        close=_as_near(grounds, ranking.confidence),
        confidence=ranking.confidence,
        related=asking_back.choices(grounds[1:]),
    )


def _advice(ask: Ask, turn: Turn) -> bool:
    """Whether a question that names a drug surely asks for what no catalogue holds: advice, a price, what is in stock."""
    told = ask.message or ask.said
    of_rows = drug_questions.of_class(told) or turn.drugs().is_name(told)
    heard = None if of_rows else beyond.heard(told, turn.searcher)
    return heard is not None and heard.chance >= _ADVICE


def _surely(step: Step) -> bool:
    """Whether a reviewed entry answers beyond doubt, also where words sound like one's own case."""
    return step.outcome == "answer" and step.confidence >= _BEYOND_DOUBT and step.of_entry


def _of_place(place: str, ask: Ask, turn: Turn) -> tuple[Ask, Step]:
    """Of another place's rules: whom to ask there, unless what is held is on both places or on the whole country."""
    name, line = regions.name_of(place), channels.line(ask.text)
    unknown = Step("unknown", say("other_region", place=name, hotline=line), ask.text, confidence=1.0)
    if outside.own_figure(ask):
        return ask, unknown
    read, step = _answered(replace(ask, previous=""), turn)  # a place that is named is a matter of its own
    if outside.between(step) and step.grounds[0].item.id not in ask.answered:
        return read, step
    if outside.nationwide(step) and regions.mentions(ask.said) and not scope.names_rules(ask.said):
        lead = say("nationwide", place=name, hotline=line)
        return read, replace(step, lead=f"{lead}\n", close=None)
    return ask, unknown


def _beyond(ask: Ask, sure: float, turn: Turn, may_be: bool) -> beyond.Heard | None:
    """What a question asks that general rules do not answer; None for one that they may.

    `may_be`: whether what was found does not surely answer it. A part of a message says less than the whole, which
    may tell that all of it is beyond us.
    """
    against = 0.0 if may_be else sure
    told = (ask.said, ask.message) if may_be else (ask.message,)
    all_heard = (beyond.heard(text, turn.searcher) for text in told if text)
    heard = next((one for one in all_heard if one and one.outweighs(against)), None)
    if heard and heard.kind == "elsewhere" and sure >= _HELD:
        return None  # what is held of other offices is answered
    return heard


def _said_of(heard: beyond.Heard, ask: Ask) -> str:
    if heard.kind == "elsewhere":
        return not_known(ask.text)
    if heard.kind == "record":
        return say("own_case", channel=channels.own_record(ask.text))
    bureau = channels.bureau(ask.text)
    return say(f"beyond_{heard.kind}", hotline=bureau[1] if bureau else channels.line(ask.text))


def _weighed(ask: Ask, sure: float, grounds: Sequence[Ground]) -> Step | None:
    """To what is better or worth it: that nobody decides that for the citizen, and what an entry holds that weighs just that."""
    first = grounds[0].item if grounds else None
    if first is None or first.kind != "entry" or sure < CLARIFY:
        return None
    if not _WEIGHS.search(ask.said) or not _WEIGHS.search(first.title):
        return None
    lead = say("weighed") + "\n"
    return Step("answer", question=ask.text, lead=lead, grounds=tuple(grounds[:1]), confidence=sure)


def with_sum(memory: Memory, request: Request, turn: Turn) -> Memory:
    """Memory with the sum in progress, where the caller keeps the conversation instead of us."""
    if memory.calculation or not request.history:
        return memory
    pending = calculators.replayed(
        request.history, facts=turn.facts, today=request.today,
        region=memory.region, insured_type=remembered.insured_type(memory),
    )  # fmt: skip
    return replace(memory, calculation=pending)


def computed(ask: Ask, turn: Turn, memory: Memory) -> Step | None:
    """The citizen's own sum, or the next input it needs."""
    if outside.left_to_doctors(ask):
        return None
    return _computed(ask, turn, memory, outside.elsewhere(ask, memory, turn.searcher))


def _computed(ask: Ask, turn: Turn, memory: Memory, place: str | None) -> Step | None:
    if place and outside.own_figure(ask):
        return None
    tapped = ask.text in memory.choices
    summed = calculators.compute(
        ask.text if tapped else ask.whole,
        [*memory.questions, *ask.before],
        facts=turn.facts,
        today=ask.today,
        region=place or ask.scope.region,
        insured_type=ask.scope.insured_type,
        pending=memory.calculation,
        known=remembered.inputs(memory, ask.today),
    )
    if summed is None:
        return None
    return Step(
        summed.outcome, summed.text, ask.text, confidence=1.0,
        choices=summed.choices, citations=summed.citations, calculation=summed.pending,
        hesitant=summed.hesitant,
    )  # fmt: skip


def of_drugs(asks: Sequence[Ask], turn: Turn) -> tuple[Ask, Step] | None:
    """A message whose clauses all ask about the drugs it names, answered as one question."""
    clauses = [part for ask in asks for part in (ask.apart or (ask,))]
    if len(clauses) < 2:
        return None
    assert asks[0].scope.on is not None
    message = "，".join(ask.whole for ask in asks)
    parts = [part.whole for part in clauses]
    step = drugs.of_whole(message, parts, turn.drugs(), asks[0].scope.on)
    whole = replace(asks[0], text=message, said=message, whole=message, apart=(), names=(), otherwise=())
    return (whole, step) if step else None


def _of_catalogue(ask: Ask, turn: Turn, memory: Memory) -> Step | None:
    """What the drug catalogue says, in the first reading that names a drug."""
    assert ask.scope.on is not None
    catalogue = turn.drugs()
    earlier = memory.questions[-1] if memory.questions else ""
    if earlier and (step := drugs.follow_up(ask.said, earlier, catalogue, ask.scope.on)):
        return step
    if not memory.questions and (step := drugs.of_name(ask.said, catalogue, ask.scope.on)):
        return step
    step = drugs.step(ask.said, catalogue, ask.scope.on)
    if step and (step.outcome == "answer" or not ask.of_letter):
        return step  # of a letter words that name no drug held are mostly the story's
    # With what went before a question may name a drug that is held; that one is not held would be a guess.
    steps = (drugs.step(text, catalogue, ask.scope.on) for text in dict.fromkeys((ask.text, *ask.otherwise)))
    return next((step for step in steps if step and step.outcome == "answer"), None)


def _of_period(ask: Ask, turn: Turn) -> Step | None:
    """What a figure was or will be in the period named, in the first reading that asks for one."""
    region = ask.scope.region or regions.BEIJING
    texts = dict.fromkeys((ask.text, *(() if follow_up.turned(ask.said) else ask.otherwise)))
    steps = (dated_figures.step(text, turn.facts, region, ask.today, ask.said) for text in texts)
    if step := next(filter(None, steps), None):
        return step
    if not ask.happened:
        return None
    then = dated_figures.step(
        f"{scope.spoken(ask.happened)}{ask.text}", turn.facts, region, ask.today, ask.said
    )
    # Nobody named that month here: where its figure is not held, what else is held may answer.
    return then if then and then.outcome == "answer" else None


def _as_near(grounds: Sequence[Ground], confidence: float) -> Ground | None:
    """The other entry or article that may be meant, where the first is not certain; an entry's own question is."""
    if confidence == 1.0 or len(grounds) < 2 or any(ground.item.kind == "table" for ground in grounds[:2]):
        return None
    least = AS_NEAR if confidence < _CERTAIN else _EVEN
    return grounds[1] if grounds[1].score >= least * grounds[0].score else None


def not_known(question: str) -> str:
    """What is said where nothing is held on a question: whose matter it is, and whom to ask."""
    if bureau := channels.bureau(question):
        name = "other_bureau" if bureau[1] != "12345" else "other_bureau_12345"
        return say(name, bureau=bureau[0], hotline=bureau[1])
    line = channels.hotline(question)
    return say("unknown", hotline=line, after="") if line else say("unknown_both")
