"""A result as the citizen reads it: one text, its sources, and what to remember."""

from __future__ import annotations

import re
from collections.abc import Iterable

from dialogue.calculators.errors import BadInputError, FigureNotHeldError
from dialogue.calculators.types import Answer, Ask, Calculator, Computed, Pending, Slots
from dialogue.calculators.wording import say
from dialogue.types import Citation
from kb import regions
from kb.fact import Fact

_LONG_TITLE = 22
_PLAIN = re.compile(r"（一般(?:知识|说明)）")
"""How a source was checked is for staff; the answer names where to confirm instead."""


def answered(calculator: Calculator, answer: Answer, slots: Slots, *, brief: bool = False) -> Computed:
    facts = tuple({fact.name: fact for fact in answer.facts}.values())
    notes = [*answer.assumptions]
    if confirm := sorted({f.verified.confirm for f in facts if f.verified.confirm}):
        notes.append(say("frame", "confirm", hotline="、".join(confirm)))
    text = say(
        "frame", "answer",
        result=answer.result, inputs=answer.inputs, formula=answer.formula,
        notes=say("frame", "notes", notes="；".join(notes)) if notes else "",
        sources="、".join(_sources(facts)),
    )  # fmt: skip
    return Computed(
        "answer",
        f"{answer.result}。" if brief else text,
        calculator.name,
        citations=citations(facts),
        inputs=answer.inputs,
        assumptions=tuple(notes),
        pending=Pending(calculator.name, slots, answer.open).to_memory(),
    )


def asked(calculator: Calculator, ask: Ask, slots: Slots) -> Computed:
    pending = Pending(calculator.name, slots, ask.slot).to_memory()
    return Computed("clarify", ask.text, calculator.name, choices=ask.choices, pending=pending)


def bad_input(calculator: Calculator, error: BadInputError, kept: Slots) -> Computed:
    pending = Pending(calculator.name, kept, error.slot).to_memory()
    return Computed("clarify", str(error), calculator.name, pending=pending, impossible=True)


def not_held(calculator: Calculator, error: FigureNotHeldError, slots: Slots) -> Computed:
    """Names the figure, the place and the month; offers the last month for which it is held."""
    month = f"{error.newest.year}年{error.newest.month}月" if error.newest else ""
    text = say(
        "frame", "not_held",
        known=say("frame", "known", known=error.known) if error.known else "",
        title=calculator.title, name=error.name, place=regions.name_of(error.region),
        on=f"{error.on.year}年{error.on.month}月", hotline=hotline(calculator),
        newest=say("frame", "newest", month=month) if month else "",
    )  # fmt: skip
    return Computed(
        "unknown", text, calculator.name,
        choices=(say("frame", "by_newest", month=month),) if month else (),
        pending=Pending(calculator.name, slots, "event").to_memory(),
    )  # fmt: skip


def dont_know(calculator: Calculator, waiting: Pending) -> Computed:
    text = say("frame", "dont_know", where=say(calculator.name, "where"))
    return Computed("unknown", text, calculator.name, pending=waiting.to_memory())


def left(calculator: Calculator) -> Computed:
    return Computed("chitchat", say("frame", "left"), calculator.name)


def hotline(calculator: Calculator) -> str:
    return "12393" if calculator.name in ("reimbursement", "maternity") else "12333"


def _sources(facts: Iterable[Fact]) -> list[str]:
    """Titles with their articles, each title once."""
    articles: dict[str, list[str]] = {}
    for fact in facts:
        source = fact.source
        name = source.number if source.number and len(source.title) > _LONG_TITLE else f"《{source.title}》"
        held = articles.setdefault(name, [])
        if source.locator and source.locator.startswith("第") and source.locator not in held:
            held.append(source.locator)
    return [f"{_PLAIN.sub('', name)}{'、'.join(locators[:3])}" for name, locators in articles.items()]


def citations(facts: Iterable[Fact]) -> tuple[Citation, ...]:
    """One citation for each place that the figures stand in."""
    by_place: dict[tuple[str, str | None], list[Fact]] = {}
    for fact in facts:
        by_place.setdefault((fact.source.title, fact.source.locator), []).append(fact)
    return tuple(_citation(held) for held in by_place.values())


def _citation(held: list[Fact]) -> Citation:
    first = held[0]
    return Citation(
        id=f"fact:{first.name}",
        kind="fact",
        title=first.source.title,
        document=first.source.title,
        document_no=first.source.number,
        locator=first.source.locator,
        valid_from=first.valid_from.isoformat(),
        valid_to=first.valid_to.isoformat() if first.valid_to else None,
        url=first.source.url,
        quote="；".join(f"{fact.name}：{fact.text}" for fact in held)[:160],
        review="model",
    )
