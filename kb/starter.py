"""Reads the knowledge we ship: `starter/entries/*.yaml` and `starter/facts/*.yaml`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from kb import faults
from kb.entry import StarterEntry
from kb.errors import StarterFileError
from kb.fact import Fact, FactTable

STARTER = Path(__file__).parent / "starter"

# libyaml reads our two megabytes in a second, the pure Python loader in fifteen.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Problem:
    """One record that could not be read."""

    file: str
    record: str
    reason: str

    def __str__(self) -> str:
        return f"{self.file} {self.record}：{self.reason}"


@dataclass
class Starter:
    """What was read, and what could not be."""

    entries: list[StarterEntry] = field(default_factory=list)
    facts: FactTable = field(default_factory=FactTable)
    problems: list[Problem] = field(default_factory=list)


def read(folder: Path = STARTER) -> Starter:
    """Read every file; a broken record is listed in `problems`, the rest goes in."""
    starter = Starter()
    facts: list[Fact] = []
    for file, row in _rows(folder / "facts", starter.problems):
        _keep(Fact, file, row, facts, starter.problems)
    for file, row in _rows(folder / "entries", starter.problems):
        _keep(StarterEntry, file, row, starter.entries, starter.problems)
    starter.facts = FactTable(facts)
    return starter


def load(folder: Path = STARTER) -> Starter:
    """Read every file; raises StarterFileError when a record is broken."""
    starter = read(folder)
    if starter.problems:
        listed = "\n".join(map(str, starter.problems[:20]))
        raise StarterFileError(f"初始知识有 {len(starter.problems)} 处错误：\n{listed}")
    return starter


def _rows(folder: Path, problems: list[Problem]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path in sorted(folder.glob("*.yaml")):
        try:
            rows = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader) or []
        except yaml.YAMLError as error:
            problems.append(Problem(path.name, "", f"不是合法的 YAML：{error}"))
            continue
        for number, row in enumerate(rows, start=1):
            if isinstance(row, dict):
                yield path.name, row
            else:
                problems.append(Problem(path.name, f"第{number}条", "不是「字段: 值」的形式"))


def _keep(model: Any, file: str, row: dict[str, Any], kept: list[Any], problems: list[Problem]) -> None:
    try:
        kept.append(model.model_validate(row))
    except ValidationError as error:
        name = str(row.get("id") or row.get("name") or row.get("question") or "（无编号）")
        problems.append(Problem(file, name, reasons(error)))


def reasons(error: ValidationError) -> str:
    """A validation error in words that staff understand."""
    return "；".join(
        f"{faults.place(one)}：{faults.reason(one)}" if one["loc"] else faults.reason(one)
        for one in error.errors()
    )
