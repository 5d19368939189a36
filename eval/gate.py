"""The gate: thresholds of a versioned file, held against a report."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from eval.compare import Comparison
from eval.errors import GateFileError
from eval.judging import Judgement
from eval.summary import Report
from eval.tallies import NO_AREA
from kb import faults

GATE = Path("golden/gate.yaml")
"""Where the thresholds lie unless told otherwise."""

_SHIPPED = Path(__file__).parents[1] / GATE

PASSED, BROKEN, UNDECIDED = 0, 1, 2
"""Exit codes: every threshold is met; one is not; a figure is missing, so nothing can be said."""


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Threshold(_Strict):
    """One figure of the report, and what it has to be."""

    metric: str
    """Path in report.json, e.g. "summary.wilson_low"."""
    name: str
    """What staff call it."""
    min: float | None = None
    max: float | None = None
    when_missing: Literal["undecided", "skip"] = "undecided"
    """Whether a figure that the questions do not allow leaves the gate undecided."""

    @model_validator(mode="after")
    def _has_a_bound(self) -> Threshold:
        if self.min is None and self.max is None:
            raise ValueError(f"「{self.name}」没有写 min 或 max")
        return self

    def holds(self, value: float) -> bool:
        return (self.min is None or value >= self.min) and (self.max is None or value <= self.max)

    @property
    def wanted(self) -> str:
        bounds = [f"不低于 {self.min:g}"] if self.min is not None else []
        return " 且 ".join([*bounds, *([f"不高于 {self.max:g}"] if self.max is not None else [])])


class AreaRule(_Strict):
    """What every business area has to reach."""

    min_accuracy: float
    min_questions: int = 20
    """Areas with fewer questions are shown and not judged: a handful proves nothing."""


class Gate(_Strict):
    version: int
    thresholds: tuple[Threshold, ...] = Field(min_length=1)
    areas: AreaRule | None = None
    golden: tuple[str, ...] = ()
    """Golden files that a release is held against, beside the file of thresholds."""
    forbid_regression: bool = True
    """Whether a run that is worse than the one compared with, by more than chance, breaks the gate."""


class Check(BaseModel):
    """One threshold held against the report."""

    name: str
    wanted: str
    value: float | None
    """None: the report has no such figure."""
    state: Literal["passed", "broken", "undecided", "skipped"]


class GateResult(BaseModel):
    version: int
    checks: list[Check]

    @property
    def exit_code(self) -> int:
        states = {check.state for check in self.checks}
        return BROKEN if "broken" in states else UNDECIDED if "undecided" in states else PASSED


def load(path: Path) -> Gate:
    """Read the thresholds; raises GateFileError. Those that ship stand in where the default is not at hand."""
    if path == GATE and not path.exists():
        path = _SHIPPED
    try:
        return Gate.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise GateFileError(f"读不了门槛文件 {path}：请检查路径，或用 --gate 指定") from error
    except (yaml.YAMLError, ValidationError, UnicodeDecodeError) as error:
        raise GateFileError(f"门槛文件 {path} 写得不对：{faults.told(error)}") from error


def check(
    gate: Gate,
    report: Report,
    comparison: Comparison | None = None,
    judgement: Judgement | None = None,
) -> GateResult:
    """Hold every threshold against the report, and the comparison with a former run where there is one.

    Figures of a judge ("judge.faithfulness") are there only where the judge itself was measured.
    """
    figures = report.model_dump(mode="json", exclude={"cases"})
    if judgement is not None and judgement.usable:
        figures["judge"] = dict(judgement.means)
    checks = [_checked(threshold, _figure(figures, threshold.metric)) for threshold in gate.thresholds]
    if gate.areas:
        checks += _areas(gate.areas, report)
    if comparison and gate.forbid_regression:
        checks.append(
            Check(
                name="与上次相比没有明显变差",
                wanted="改坏不比改好多到超出偶然",
                value=comparison.difference,
                state="broken" if comparison.worse else "passed",
            )
        )
    return GateResult(version=gate.version, checks=checks)


def _checked(threshold: Threshold, value: float | None) -> Check:
    state: Literal["passed", "broken", "undecided", "skipped"]
    if value is None:
        state = "skipped" if threshold.when_missing == "skip" else "undecided"
    else:
        state = "passed" if threshold.holds(value) else "broken"
    return Check(name=threshold.name, wanted=threshold.wanted, value=value, state=state)


def _areas(rule: AreaRule, report: Report) -> Iterator[Check]:
    for area, tally in report.by_area.items():
        if area == NO_AREA or tally.questions < rule.min_questions:
            continue
        good = tally.accuracy >= rule.min_accuracy
        yield Check(
            name=f"{area}的正确率",
            wanted=f"不低于 {rule.min_accuracy:g}",
            value=tally.accuracy,
            state="passed" if good else "broken",
        )


def _figure(figures: dict[str, Any], path: str) -> float | None:
    value: Any = figures
    for part in path.split("."):
        if not isinstance(value, dict) or part not in value:
            return None
        value = value[part]
    return float(value) if isinstance(value, (int, float)) else None
