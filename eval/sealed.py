"""Questions that nobody may learn from: a run of them is written down, and gives totals and nothing else.

A question is sealed by its own `part`, or by lying in a folder or a file named "sealed". What was seen of a
single one (its words, its answer, whether it was right) is on no report, in no cache and in no journal.
"""

from __future__ import annotations

import getpass
import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eval.errors import SealedError

if TYPE_CHECKING:
    from eval.golden import Golden, GoldenSet

SEALED = "sealed"
LOG = "runs.log"
"""Beside the sealed files, a JSON object a line: how often they were run travels with them."""
LEAST = 20
"""Sealed questions of a run: the total of a handful would tell which one was wrong."""


def is_sealed(path: Path) -> bool:
    """Whether all questions of the file are sealed, by where it lies."""
    return path.stem == SEALED or SEALED in path.absolute().parts[:-1]


def ids(questions: Iterable[Golden]) -> frozenset[str]:
    return frozenset(question.id for question in questions if question.part == SEALED)


def begin(questions: GoldenSet, conditions: dict[str, Any], at: datetime) -> int:
    """Write down that the sealed questions are run, before any is asked; returns how many runs that makes.

    Raises SealedError where they are too few, or where the run cannot be written down.
    """
    number = len(ids(questions.questions))
    if number < LEAST:
        raise SealedError(
            f"封存题只有 {number} 道，总数就能看出是哪一题错：至少要 {LEAST} 道一起考，不要单挑几道"
        )
    _add(questions, {"at": at.isoformat(), "state": "begun", "by": _who(), "questions": number, **conditions})
    return max(_runs(folder / LOG) for folder in questions.sealed_in)


def finish(questions: GoldenSet, right: int, strictly: int, at: datetime) -> None:
    """`strictly`: how many are right by the strict verdict, too."""
    _add(questions, {"at": at.isoformat(), "state": "finished", "right": right, "strict": strictly})


def _add(questions: GoldenSet, line: dict[str, Any]) -> None:
    for folder in questions.sealed_in:
        row = {**line, "files": dict(questions.files)}
        try:
            with (folder / LOG).open("a", encoding="utf-8") as file:
                file.write(json.dumps(row, ensure_ascii=False) + "\n")
        except OSError as error:
            raise SealedError(
                f"封存题每次运行都要记下来，可是写不了 {folder / LOG}：请换到能写的位置再运行"
            ) from error


def _runs(path: Path) -> int:
    lines: Sequence[str] = path.read_text(encoding="utf-8").split("\n")
    return sum('"state": "begun"' in line for line in lines)


def _who() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return ""  # a container whose user has no name
