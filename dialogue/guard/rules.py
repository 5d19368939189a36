"""Rules over concepts: "somebody asks how (how) to make (make) a weapon (weapon), within 20 characters"."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from dialogue.guard.concepts import Hit
from dialogue.guard.errors import LexiconError
from dialogue.guard.types import Level
from kb import faults


class Rule(BaseModel):
    """One rule as a lexicon file writes it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    risk: str
    all: tuple[str, ...] = Field(min_length=1)
    """Concepts that must all be there; "a|b" is either."""
    span: int = 24
    """Most characters from the first to the last of them."""
    ordered: bool = False
    """Whether they must stand in the order written."""
    unless: tuple[str, ...] = ()
    """Concepts that clear the rule when one stands within `reach` of the match."""
    reach: int = 12
    level: Level | None = None

    @property
    def kind(self) -> str:
        """How pressing what it finds is, of an unstable factor, else the risk."""
        return self.level or self.risk


@dataclass(frozen=True, slots=True)
class Match:
    """A rule that holds, and where in the clean view."""

    rule: Rule
    start: int
    end: int


class RuleSet:
    """Rules ready to be asked, each with its alternatives split once."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._rules = [(rule, tuple(frozenset(part.split("|")) for part in rule.all)) for rule in rules]

    @classmethod
    def read(cls, path: Path, known: frozenset[str]) -> RuleSet:
        """Raises LexiconError where a rule is malformed or names a concept nobody defined."""
        try:
            loaded = yaml.safe_load(path.read_text("utf-8")) or {}
            rules = [Rule.model_validate(item) for item in loaded.get("rules") or ()]
        except (yaml.YAMLError, ValidationError) as error:
            raise LexiconError(path, f"规则写法不对（{faults.told(error)}）") from error
        for rule in rules:
            named = {name for part in (*rule.all, *rule.unless) for name in part.split("|")}
            if missing := named - known:
                raise LexiconError(path, f"规则 {rule.id} 用了没有定义的概念 {'、'.join(sorted(missing))}")
        return cls(rules)

    def matches(self, hits: Sequence[Hit]) -> list[Match]:
        places: dict[str, list[Hit]] = {}
        for hit in hits:
            places.setdefault(hit.concept, []).append(hit)
        present = places.keys()
        found = []
        for rule, groups in self._rules:
            if all(not group.isdisjoint(present) for group in groups):
                match = _match(rule, groups, places)
                if match is not None:
                    found.append(match)
        return found


def _match(rule: Rule, groups: Sequence[frozenset[str]], places: dict[str, list[Hit]]) -> Match | None:
    choices = [[hit for name in group for hit in places.get(name, ())] for group in groups]
    for first in choices[0]:
        start, end, last = first.start, first.end, first
        for hits in choices[1:]:
            nearest = min(
                (h for h in hits if not rule.ordered or h.start >= last.end),
                key=lambda h: abs(h.start - last.start),
                default=None,
            )
            if nearest is None:
                break
            last = nearest
            start, end = min(start, nearest.start), max(end, nearest.end)
        else:
            if end - start <= rule.span and not _cleared(rule, start, end, places):
                return Match(rule, start, end)
    return None


def _cleared(rule: Rule, start: int, end: int, places: dict[str, list[Hit]]) -> bool:
    return any(
        hit.end > start - rule.reach and hit.start < end + rule.reach
        for name in rule.unless
        for hit in places.get(name, ())
    )
