"""A change of a fact, from whichever door it comes: what it would do, and sent to review or written at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from pydantic import ValidationError

from eval.golden import Golden
from kb import effects, regions, starter
from kb.entry import Source, Verified
from kb.errors import UnknownRegionError
from kb.fact import Fact, FactTable
from kb.rows import Outcome
from kb.snapshot import fact_id
from kb.store import Store
from serve import change_impact
from serve.change_impact import ChangeImpact
from serve.errors import ServeError


def new_value(
    facts: FactTable,
    name: str,
    *,
    value: str,
    start: date,
    source: Source,
    end: date | None = None,
    unit: str | None = None,
    region: str | None = None,
) -> Fact:
    """A value of a fact; unit, region and insured types are those it had, where none are given.

    Raises ServeError in words of the field that is wrong.
    """
    history = facts.history(name) if any(fact.name == name for fact in facts) else []
    last = history[-1] if history else None
    against = " ".join(filter(None, (source.title, source.number, source.locator)))
    try:
        return Fact(
            name=name,
            value=value.replace(",", "").replace("，", ""),
            unit=unit if unit is not None else (last.unit if last else ""),
            region=regions.parse(region) if region is not None else (last.region if last else ""),
            insured_types=last.insured_types if last else (),
            valid_from=start,
            valid_to=end,
            source=source,
            verified=Verified(against=against),
        )
    except UnknownRegionError as error:
        raise ServeError(str(error)) from error
    except ValidationError as error:
        raise ServeError(f"这个数值写得不对：{starter.reasons(error)}") from error


def impact(store: Store, new: Sequence[Fact], questions: Sequence[Golden]) -> ChangeImpact:
    """What new values would do, if they were in force."""
    before = store.facts()
    return change_impact.of_facts(before, effects.amended(before, *new), store.entries(), questions)


def publish(store: Store, fact: Fact, who: str, why: str) -> Outcome:
    """Write a value at once; for operators."""
    with store.writing(who, why or f"{fact.name} 改为 {fact.text}") as writer:
        return writer.amend_facts([fact])[0]


def send_to_review(store: Store, fact: Fact, who: str, why: str) -> Outcome:
    """Keep a value beside the facts in force until somebody else approves it as `fact_id(fact.name)`."""
    with store.writing(who, why or f"{fact.name} 改为 {fact.text}") as writer:
        return writer.propose_facts([fact])[0]


__all__ = ["fact_id", "impact", "new_value", "publish", "send_to_review"]
