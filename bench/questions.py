"""Golden questions as the recipes learn from them: those that may be, their entries, and whether a text answers one."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from eval.matching import forbidden, missing

Question = Mapping[str, Any]
"""A row of `golden/`, see golden/README.md."""

GOLDEN = Path("golden")
_SHUT = ("sealed", "held")
"""Parts that nothing is learned from."""
ASIDE = ("chitchat", "refuse", "handoff", "calculator")
"""Kinds that are answered without looking anything up."""
_NOTED = re.compile(r"entry: ([\w-]+)")
"""How older questions name their entry, in their note."""


def learnable(paths: Iterable[Path]) -> Iterator[Question]:
    """Rows of files that may be learned from and read."""
    for path in paths:
        if "sealed" in path.parts:
            continue
        with path.open(encoding="utf-8") as lines:
            for row in map(json.loads, lines):
                if row.get("part") not in _SHUT:
                    yield row


def development(golden: Path = GOLDEN) -> Iterator[Question]:
    """What strangers asked in the development questions, all files."""
    parts = (golden, golden / "opened", golden / "strangers")
    return learnable(path for part in parts for path in sorted(part.glob("*.jsonl")))


def single(expected: Iterable[str], golden: Path = GOLDEN) -> Iterator[tuple[str, Question]]:
    """Development questions of one turn that expect one of these, by their words; what is answered without looking anything
    up aside. The files must stand in `golden/taught.yaml`."""
    wanted = frozenset(expected)
    for row in development(golden):
        if len(row.get("turns", ())) == 1 and row.get("expect") in wanted and row["kind"] not in ASIDE:
            yield row["turns"][0], row


def entries(question: Question) -> list[str]:
    """Ids of the entries that it asks for."""
    return question.get("entries") or _NOTED.findall(question.get("note") or "")


def holds(text: str, question: Question) -> bool:
    """Whether a text holds all that an answer must, and nothing that it must not."""
    return not missing(text, question["must"]) and not forbidden(text, question["must_not"])
