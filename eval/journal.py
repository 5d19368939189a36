"""The cases of a run on disk, a line each as they finish, so that a run that was cut off continues."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType

from pydantic import ValidationError

from eval.errors import ReportError
from eval.fingerprint import Fingerprint
from eval.golden import Golden
from eval.types import Case

CASES = "cases.jsonl"
RUN = "run.json"


class Journal:
    """Holds the finished cases of one run in a folder; a context manager, as it keeps a file open."""

    def __init__(self, folder: Path, fingerprint: Fingerprint, *, fresh: bool = False) -> None:
        """Open the folder; cases of another fingerprint, or any cases where `fresh`, are dropped."""
        folder.mkdir(parents=True, exist_ok=True)
        self._path = folder / CASES
        if fresh or _stored(folder / RUN) != fingerprint:
            self._path.unlink(missing_ok=True)
            _replace(folder / RUN, fingerprint.model_dump_json(indent=2) + "\n")

    def finished(self, questions: Iterable[Golden]) -> dict[str, Case]:
        """Cases of these questions by id; those that failed to run are left out, to be asked again."""
        wanted = {question.id: question for question in questions}
        found = {case.id: case for case in self._read() if wanted.get(case.id) == case.golden}
        return {name: case for name, case in found.items() if case.outcome != "error"}

    def __enter__(self) -> Journal:
        held = self._path.read_bytes() if self._path.exists() else b""
        self._file = self._path.open("a", encoding="utf-8")
        if held and not held.endswith(b"\n"):
            self._file.write("\n")  # a line torn by a crash ends here, and is skipped when read
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self._file.close()

    def add(self, case: Case) -> None:
        self._file.write(case.model_dump_json(exclude_defaults=True) + "\n")
        self._file.flush()

    def _read(self) -> Iterable[Case]:
        return _cases(self._path) if self._path.exists() else ()


def read_cases(folder: Path) -> list[Case]:
    """The cases of a run with all their texts; of a question asked twice the last counts, a torn line is passed over."""
    path = folder / CASES
    cases = {case.id: case for case in _cases(path)} if path.exists() else {}
    if not cases:
        raise ReportError(f"{folder} 里没有可用的 {CASES}：请先运行 jxb eval run --report {folder}")
    return list(cases.values())


def _cases(path: Path) -> Iterable[Case]:
    for line in path.read_bytes().split(b"\n"):
        try:
            if line.strip():
                yield Case.model_validate_json(line)
        except ValidationError:
            continue  # torn by a crash: the question is asked again


def _stored(path: Path) -> Fingerprint | None:
    try:
        return Fingerprint.model_validate(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return None


def _replace(path: Path, text: str) -> None:
    """Write so that a reader sees the old or the new text, never half of it."""
    new = path.with_suffix(path.suffix + ".new")
    new.write_text(text, encoding="utf-8")
    new.replace(path)
