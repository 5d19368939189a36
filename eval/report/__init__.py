"""A finished run as files: JSON for machines, a page to read and print, a workbook to work through."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

from eval.compare import compare
from eval.errors import ReportError
from eval.report import excel, html, json
from eval.summary import Report

REPORT = "report.json"
PREVIOUS = "report-previous.json"

__all__ = ["PREVIOUS", "REPORT", "read", "write"]


def write(report: Report, folder: Path, today: date) -> list[Path]:
    """Write every form; an older report of another run is kept beside it, and compared with."""
    folder.mkdir(parents=True, exist_ok=True)
    _keep_previous(report, folder)
    before = folder / PREVIOUS
    comparison = None
    if before.exists():
        try:
            comparison = compare(json.read(before), report)
        except ReportError:
            comparison = None  # other questions, or a file of an old form: nothing to compare with
    paths = [folder / REPORT, folder / "report.html", folder / "report.xlsx"]
    json.write(report, paths[0])
    html.write(report, paths[1], comparison, today)
    excel.write(report, paths[2])
    return paths


def read(path: Path) -> Report:
    """Read a report by its file or folder; raises ReportError."""
    return json.read(path / REPORT if path.is_dir() else path)


def _keep_previous(report: Report, folder: Path) -> None:
    path = folder / REPORT
    if not path.exists():
        return
    try:
        held = json.read(path)
    except ReportError:
        return
    if held.fingerprint != report.fingerprint:
        shutil.copyfile(path, folder / PREVIOUS)
