"""Answers already given under the very same conditions, so that only new questions are asked.

A file a set of conditions (code, knowledge, settings, model, prompts, seed, day), a line a case. What failed
to run is never kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from pydantic import ValidationError

from eval.fingerprint import Fingerprint
from eval.golden import Golden
from eval.types import Case


class Cache:
    """Finished cases by question, in a folder shared by all runs of a home."""

    def __init__(self, folder: Path, fingerprint: Fingerprint) -> None:
        self._path = folder / f"{fingerprint.conditions[:24]}.jsonl"

    def get(self, questions: Iterable[Golden]) -> dict[str, Case]:
        """Cases of these very questions by id; whatever was edited since is asked again."""
        wanted = {question.id: question for question in questions}
        return {case.id: case for case in self._read() if wanted.get(case.id) == case.golden}

    def put(self, cases: Sequence[Case]) -> None:
        """Add what is not held yet."""
        held = {(case.id, case.golden.model_dump_json()) for case in self._read()}
        new = [
            case
            for case in cases
            if case.outcome != "error" and (case.id, case.golden.model_dump_json()) not in held
        ]
        if not new:
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.open("a", encoding="utf-8") as file:
            file.writelines(f"{case.model_dump_json(exclude_defaults=True)}\n" for case in new)

    def _read(self) -> Iterable[Case]:
        if not self._path.exists():
            return
        for line in self._path.read_bytes().split(b"\n"):
            try:
                if line.strip():
                    yield Case.model_validate_json(line)
            except ValidationError:
                continue  # torn by a crash: the question is asked again
