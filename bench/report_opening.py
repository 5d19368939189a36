"""How long a report of many cases takes to open in Chromium: `python -m bench.report_opening FOLDER [--cases N]`.

FOLDER is a run of `jxb eval run`; its cases are repeated until there are N, right and wrong as they were, or
with `--all-wrong` every one of them wrong, the longest list there can be.
"""

from __future__ import annotations

import argparse
import time
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from eval.journal import read_cases
from eval.report.html import render
from eval.report.json import read
from eval.summary import Report, summarise

_DRAWN = "()=>new Promise(done=>requestAnimationFrame(()=>requestAnimationFrame(done)))"


def repeated(folder: Path, number: int, all_wrong: bool) -> Report:
    held = read(folder / "report.json")
    cases = read_cases(folder)
    wrong = {"right": False, "why": "按答错计", "stage": "ranked_low"} if all_wrong else {}
    many = [
        case.model_copy(update={"golden": case.golden.model_copy(update={"id": f"{case.id}-{n}"}), **wrong})
        for n in range(number)
        for case in [cases[n % len(cases)]]
    ]
    return summarise(many, held.fingerprint, finished_at=datetime.now(), seconds=held.seconds, held=held.held)


def opening_times(page: Path, times: int = 5) -> list[float]:
    """Seconds until the page is loaded and drawn."""
    from playwright.sync_api import sync_playwright

    found = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        for _ in range(times):
            tab = browser.new_page()
            started = time.perf_counter()
            tab.goto(page.resolve().as_uri(), wait_until="load")
            tab.evaluate(_DRAWN)
            found.append(time.perf_counter() - started)
            tab.close()
        browser.close()
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description="报告在 Chromium 里打开要多久")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--cases", type=int, default=5000)
    parser.add_argument("--all-wrong", action="store_true", help="全部按答错计")
    chosen = parser.parse_args()
    report = repeated(chosen.folder, chosen.cases, chosen.all_wrong)
    with TemporaryDirectory() as folder:
        page = Path(folder) / "report.html"
        page.write_text(render(report, None, report.fingerprint.day), encoding="utf-8")
        seconds = opening_times(page)
        size = page.stat().st_size / 1e6
    print(f"{len(report.cases)} cases, {len(report.wrong)} wrong, {size:.1f} MB")
    print("opened in " + ", ".join(f"{one:.2f}" for one in seconds) + " s")


if __name__ == "__main__":
    main()
