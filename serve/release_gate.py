"""The gate before a release of knowledge: golden questions asked of what is about to be released.

A home has a gate when it holds `release.yaml`; paths may be relative to that file:

    gate: /srv/jxb/gate.yaml
    golden: [/srv/jxb/golden/sealed.jsonl]   # not needed where the file of thresholds names its own

Without it nothing is held back; single edits never are.
"""

from __future__ import annotations

import asyncio
import fcntl
import json
import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from eval import gate as gates
from eval import golden, report, yaml_faults
from eval.errors import GateFileError, ReleaseBlockedError, ReportError
from eval.golden import GoldenSet
from eval.release import Decision, Override, decide, first_look, stopped, touched
from eval.sealed import SEALED
from eval.summary import Report
from kb.releases import Release, Releases
from kb.store import Store
from serve.errors import ServeError
from serve.evaluating import Leaks, Plan, evaluate_subject
from serve.settings import BEIJING_TIME, Settings
from serve.subject import opened

FILE = "release.yaml"

FOLDER = "release-gate"
"""Where in the home the report of the last released knowledge lies."""
_AUDIT = "overrides.jsonl"
_LOCK = "lock"
_RELEASED = "released"


class GateSettings(BaseModel):
    """Where the gate of a home lies."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    gate: Path
    golden: tuple[Path, ...] = ()


def configured(config: Settings) -> GateSettings | None:
    """The gate of a home, None where it has none; raises ServeError for a file that cannot be read."""
    path = config.home / FILE
    if not path.exists():
        return None
    try:
        found = GateSettings.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (yaml.YAMLError, ValidationError, UnicodeDecodeError) as error:
        raise ServeError(
            f"门槛设置 {path} 写得不对，要有 gate（门槛文件），可以有 golden（评测题）：{yaml_faults.said(error)}"
        ) from error
    base = path.parent
    return GateSettings(gate=base / found.gate, golden=tuple(base / one for one in found.golden))


def release(
    config: Settings, store: Store, name: str, who: str, why: str = "", override: Override | None = None
) -> Release:
    """Name what is published now, if the gate lets it; with a gate this takes minutes and must not run on a loop.

    Raises ReleaseError, also where something was changed while questions were asked, and ReleaseBlockedError.
    """
    releases = Releases(store)
    releases.check_name(name)
    wanted = configured(config)
    if wanted is None:
        return releases.make(name, who, why)
    with _alone(config.home / FOLDER):
        position = releases.position()
        changed = {change.item_id for change in releases.diff(releases.current())}
        decision = asyncio.run(examine(config, changed, wanted.gate, override, wanted.golden))
        made = releases.make(name, who, why, decision.model_dump(mode="json"), examined=position)
        keep_report(config.home / FOLDER, name)
        return made


def report_of(folder: Path, name: str) -> Path:
    """Where the report lies that a release passed its gate with."""
    return folder / _RELEASED / f"{name}.json"


def keep_report(folder: Path, name: str) -> None:
    """Keep the report of what was just released under the name of the release: one may want to go back to it."""
    report_of(folder, name).parent.mkdir(exist_ok=True)
    shutil.copyfile(folder / report.REPORT, report_of(folder, name))


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Two examinations at once, of whichever processes, would write over each other's reports."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / _LOCK).open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise ReleaseBlockedError("另一次发布正在考评测题：请等它结束再发布") from error
        yield


async def examine(
    config: Settings,
    changed: Collection[str],
    thresholds: Path,
    override: Override | None = None,
    golden_files: Collection[Path] = (),
) -> Decision:
    """Ask the questions a change touches, then all; raises ReleaseBlockedError where it may not be released.

    `changed`: item ids, documents as "document:NAME"; `thresholds`: the gate file, which names its golden files
    unless `golden_files` does.
    The decision's `model_dump(mode="json")` is what to keep with the release. An override is written to
    `overrides.jsonl` in the home's gate folder before this returns.
    """
    gate = gates.load(thresholds)
    files = list(golden_files) or [thresholds.parent / name for name in gate.golden]
    if not files:
        raise GateFileError(f"门槛文件 {thresholds} 没有写 golden：请列出发布前要考的评测题文件")
    questions = golden.load(files, allow_sealed=True)
    folder = config.home / FOLDER
    decision, now = await _decided(config, questions, set(changed), gate, folder, override)
    if not decision.allowed:
        raise ReleaseBlockedError(
            f"不能发布：{decision.reason}。报告在 {folder / 'candidate'}；"
            "修好后再试，或由负责人写明姓名和理由越过门槛"
        )
    if decision.overridden_by:
        _audit(folder / _AUDIT, decision)
    if now is not None:
        shutil.copyfile(folder / "candidate" / report.REPORT, folder / report.REPORT)
    return decision


async def _decided(
    config: Settings,
    questions: GoldenSet,
    changed: Collection[str],
    gate: gates.Gate,
    folder: Path,
    override: Override | None,
) -> tuple[Decision, Report | None]:
    before = _before(folder)
    async with opened(config) as subject:
        open_to_see = [
            q for q in questions.questions if q.part != SEALED
        ]  # of the others only totals are told
        near = await touched(open_to_see, changed, subject.system(), before)
        ids = {question.id for question in near}
        first = await evaluate_subject(
            questions.without({q.id for q in questions.questions} - ids),
            subject,
            Plan(folder / "touched", leaks=Leaks.OFF),
        )
        broken = first_look(first.cases, before)
        if broken and override is None:
            report.write(first, folder / "candidate", config.day())
            return stopped(first.cases, broken), None
        whole = await evaluate_subject(questions, subject, Plan(folder / "candidate"))
    report.write(whole, folder / "candidate", config.day())
    return decide(gate, whole, before, first.cases, override), whole


def _before(folder: Path) -> Report | None:
    try:
        return report.read(folder)
    except ReportError:
        return None  # the first release, or a report of an older version


def _audit(path: Path, decision: Decision) -> None:
    row: dict[str, Any] = {
        "at": datetime.now(BEIJING_TIME).isoformat(timespec="seconds"),
        "who": decision.overridden_by,
        "why": decision.override_reason,
        "found": decision.reason,
    }
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(row, ensure_ascii=False) + "\n")
