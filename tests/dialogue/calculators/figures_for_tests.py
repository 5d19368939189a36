"""Facts for tests: the ones we ship, and an EXAMPLE set for figures that are not at hand.

The example figures are invented, for a place of tests only; no answer of the service may ever rest on them.
"""

from datetime import date
from functools import cache

from dialogue.calculators import Computed, compute
from dialogue.calculators.figures import Figures
from kb import regions, starter
from kb.entry import Source, Verified
from kb.fact import Fact, FactTable

TODAY = date(2026, 11, 24)


@cache
def shipped() -> FactTable:
    return starter.load().facts


def example(name: str, value: str, unit: str = "元", valid_from: date = date(2020, 1, 1)) -> Fact:
    return Fact(
        name=name, value=value, unit=unit, region=regions.BEIJING, valid_from=valid_from,
        source=Source(title="示例数据（仅供测试）"), verified=Verified(against="示例，不是官方数字"),
    )  # fmt: skip


def with_examples(*facts: Fact) -> FactTable:
    """The shipped facts without the names given, and the examples in their place."""
    names = {fact.name for fact in facts}
    return FactTable([*(fact for fact in shipped() if fact.name not in names), *facts])


def figures(facts: FactTable | None = None, region: str = regions.BEIJING) -> Figures:
    return Figures(facts or shipped(), region)


def talk(
    *turns: str, facts: FactTable | None = None, today: date = TODAY, **about: object
) -> Computed | None:
    """What is said to the last of several turns."""
    pending: dict[str, object] = {}
    found: Computed | None = None
    for number, turn in enumerate(turns):
        found = compute(turn, turns[:number], facts=facts or shipped(), today=today, pending=pending, **about)
        pending = found.pending if found else {}
    return found
