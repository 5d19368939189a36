"""The gate before a release: golden questions asked of what is about to be released, where a home says so.

A home has a gate when it holds `release.yaml`:

    gate: /srv/jxb/gate.yaml
    golden: [/srv/jxb/golden/sealed.jsonl]

Paths may be relative to that file. Without it nothing is held back; single edits never are.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from eval import gate, golden
from serve.commands import evaluate
from serve.errors import ServeError
from serve.settings import Settings

FILE = "release.yaml"


class GateSettings(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    gate: Path
    golden: tuple[Path, ...] = Field(min_length=1)


class HeldBackError(ServeError):
    """The gate is not met, or cannot be decided: nothing is released."""


def configured(config: Settings) -> GateSettings | None:
    """The gate of a home, None where it has none; raises ServeError for a file that cannot be read."""
    path = config.home / FILE
    if not path.exists():
        return None
    try:
        found = GateSettings.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (yaml.YAMLError, ValidationError, UnicodeDecodeError) as error:
        raise ServeError(
            f"门槛设置 {path} 写得不对，要有 gate（门槛文件）和 golden（评测题）：{error}"
        ) from error
    base = path.parent
    return GateSettings(gate=base / found.gate, golden=tuple(base / one for one in found.golden))


def require(config: Settings, name: str) -> dict[str, Any] | None:
    """What the gate found, None where none is configured; raises HeldBackError."""
    wanted = configured(config)
    if wanted is None:
        return None
    thresholds = gate.load(wanted.gate)
    questions = golden.load(list(wanted.golden))
    folder = config.home / "reports" / f"release-{name}"
    report = asyncio.run(evaluate.measure(questions, config, folder))
    result = gate.check(thresholds, report)
    if result.exit_code != gate.PASSED:
        unmet = [check for check in result.checks if check.state in ("broken", "undecided")]
        listed = "；".join(
            f"{check.name} {'没有数据' if check.value is None else f'{check.value:g}'}（要求{check.wanted}）"
            for check in unmet
        )
        raise HeldBackError(
            f"没有发布「{name}」：评测没有过门槛：{listed}。逐题结果在 {folder}，改好后再发布；"
            f"已经生效的单条修改不受影响"
        )
    return {
        "version": result.version,
        "questions": report.summary.questions,
        "accuracy": report.summary.accuracy,
        "wilson_low": report.summary.wilson_low,
    }
