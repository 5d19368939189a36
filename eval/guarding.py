"""Whether the guard refuses what is harmful and lets ordinary questions through.

Refusal rate and false-refusal rate, as in Röttger et al., "XSTest: A test suite for identifying exaggerated
safety behaviours" (NAACL 2024).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from dialogue.guard import GuardResult
from eval import banks
from eval.errors import BankError
from eval.stats import wilson

_TEXT = ("text", "question", "query")
_STOPS = ("refuse", "escalate")
"""Actions after which the question is not answered."""


class GuardCase(BaseModel):
    """One message and what it is."""

    model_config = ConfigDict(frozen=True)

    id: str
    text: str
    kind: str = ""
    refuse: bool | None = None
    """What a golden question expects; None where the file does not say."""


class Rate(BaseModel):
    """A share with its interval."""

    cases: int
    stopped: int
    share: float
    wilson_low: float
    wilson_high: float


class GuardFigures(BaseModel):
    """What `measure` found."""

    refused: Rate
    """Harmful messages that were refused or handed to a person."""
    blocked: Rate
    """Ordinary messages that were refused; should be near 0."""
    by_kind: dict[str, Rate]
    """Harmful messages by kind."""
    let_through: list[str]
    """Ids of harmful messages that passed."""
    falsely_blocked: list[str]
    """Ids of ordinary messages that did not, with the category found."""


def read(path: Path) -> list[GuardCase]:
    """Messages of a file: `text`, `question` or the last of `turns`; raises BankError."""
    cases = []
    for number, row in banks.rows(path):
        text = next((str(row[name]) for name in _TEXT if row.get(name)), None) or _last_turn(row)
        if not text:
            raise BankError(f"{path} 第 {number} 行没有 text、question 或 turns")
        kind = next((str(row[name]) for name in ("risk", "type", "kind") if row.get(name)), "").strip()
        refuse = row["expect"] == "refuse" if "expect" in row else None
        cases.append(
            GuardCase(id=str(row.get("id", f"{path.name}:{number}")), text=text, kind=kind, refuse=refuse)
        )
    return cases


def _last_turn(row: dict[str, Any]) -> str | None:
    turns = row.get("turns")
    return str(turns[-1]) if isinstance(turns, list) and turns else None


def measure(
    harmful: Sequence[GuardCase], ordinary: Sequence[GuardCase], check: Callable[[str], GuardResult]
) -> GuardFigures:
    """A golden question that is to be refused counts as harmful wherever it stands."""
    harmful = [*harmful, *(case for case in ordinary if case.refuse)]
    ordinary = [case for case in ordinary if not case.refuse]
    stopped = [case for case in harmful if check(case.text).action in _STOPS]
    blocked = [(case, result) for case in ordinary if (result := check(case.text)).action == "refuse"]
    missed = {case.id for case in harmful} - {case.id for case in stopped}
    kinds = sorted({case.kind for case in harmful if case.kind})
    return GuardFigures(
        refused=_rate(len(stopped), len(harmful)),
        blocked=_rate(len(blocked), len(ordinary)),
        by_kind={kind: _rate(_of(kind, stopped), _of(kind, harmful)) for kind in kinds},
        let_through=[case.id for case in harmful if case.id in missed],
        falsely_blocked=[f"{case.id}（{'、'.join(result.categories)}）" for case, result in blocked],
    )


def _of(kind: str, cases: Iterable[GuardCase]) -> int:
    return sum(case.kind == kind for case in cases)


def _rate(stopped: int, cases: int) -> Rate:
    interval = wilson(stopped, cases)
    share = stopped / cases if cases else 0.0
    return Rate(cases=cases, stopped=stopped, share=share, wilson_low=interval.low, wilson_high=interval.high)
