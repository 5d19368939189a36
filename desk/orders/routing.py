"""Who handles an order: the definition's rules, else what the words of the conversation suggest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from desk.extract.types import Value
from desk.orders.definition import Definition, Level
from kb import regions

_BY_RULE = 0.9
_BY_NOTHING = 0.2


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Where an order should go; a person decides when they dispatch it."""

    department: str
    level: Level
    priority: str
    confidence: float
    """0 to 1."""


def suggest(
    definition: Definition,
    fields: Mapping[str, Value],
    department: str = "",
    confidence: float = 0.0,
) -> Suggestion:
    """By rule; without one that holds, the department given with its confidence; else the fallback."""
    urgent = "urgent" if fields.get("urgent") is True else "normal"
    route = definition.route_for(fields)
    if route is not None:
        place = str(fields.get("district", ""))
        name = route.department.replace("{district}", regions.name_of(place) if place else "")
        priority = "urgent" if "urgent" in (urgent, route.priority) else "normal"
        sure = _BY_RULE if place or "{district}" not in route.department else _BY_RULE - 0.2
        return Suggestion(name.strip(), route.level, priority, sure)
    if department:
        return Suggestion(department, "district", urgent, round(confidence, 2))
    return Suggestion(definition.fallback.department, definition.fallback.level, urgent, _BY_NOTHING)
