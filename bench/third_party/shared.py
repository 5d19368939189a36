"""Where the sets lie, how they are read, and what a measured figure looks like."""

from __future__ import annotations

import json
import os
import random
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TypeVar

from eval.stats import wilson

T = TypeVar("T")
_ROOT = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("JXB_SHARED", _ROOT.parent / "shared")) / "data"
SEED = 20261123


class AbsentError(Exception):
    """A set or what it needs is not here; the message says what, in Chinese."""


@dataclass(frozen=True)
class Figure:
    """One measured share."""

    set: str
    task: str
    system: str
    n: int
    right: int
    note: str = ""

    @property
    def share(self) -> float:
        return self.right / self.n if self.n else 0.0

    def to_json(self) -> dict[str, Any]:
        interval = wilson(self.right, self.n)
        return {**asdict(self), "share": self.share, "low": interval.low, "high": interval.high}


def rows(path: str) -> list[dict[str, Any]]:
    """Objects of a JSON Lines file below the data folder; raises AbsentError."""
    file = DATA / path
    if not file.is_file():
        raise AbsentError(f"没有 {file}")
    return list(_lines(file))


def _lines(file: Path) -> Iterator[dict[str, Any]]:
    for line in file.read_text(encoding="utf-8").split("\n"):
        if line.strip():
            yield json.loads(line)


def drawn(population: Sequence[T], size: int) -> list[T]:
    """At most so many, the same every time."""
    if len(population) <= size:
        return list(population)
    return random.Random(SEED).sample(list(population), size)
