"""Going back to a release: never held back, for it is what one does when something is wrong now; but told of.

Every release that passed a gate leaves its report. What was right in the release in force and wrong in the one gone
back to is read from the two reports, without a question being asked.
"""

from __future__ import annotations

import shutil
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from eval import report
from eval.compare import compare
from eval.errors import ReportError
from eval.release import listed
from kb.releases import Releases
from kb.store import Store
from serve import release_gate
from serve.settings import Settings


@dataclass(frozen=True, slots=True)
class Outlook:
    """What the golden questions said of the release gone back to, against the one in force."""

    said: str
    """In Chinese, for who goes back."""
    broken: tuple[str, ...] = ()
    """Ids right in the release in force and wrong in the one gone back to."""
    mended: tuple[str, ...] = ()


def roll_back(
    config: Settings, store: Store, name: str, who: str, why: str = ""
) -> tuple[Counter[str], Outlook | None]:
    """(what was restored and retired, the outlook; None without a gate); raises ReleaseError."""
    releases = Releases(store)
    releases.get(name)
    gated = release_gate.configured(config) is not None
    outlook = _outlook(config.home / release_gate.FOLDER, name) if gated else None
    counts = releases.rollback(name, who, why)
    folder = config.home / release_gate.FOLDER
    if gated and release_gate.report_of(folder, name).exists():
        # The next release is held against the one in force.
        shutil.copyfile(release_gate.report_of(folder, name), folder / report.REPORT)
    return counts, outlook


def _outlook(folder: Path, name: str) -> Outlook:
    try:
        found = compare(report.read(folder), report.read(release_gate.report_of(folder, name)))
    except ReportError:
        return Outlook(
            f"没有可以比较的评测报告，不知道回到「{name}」会让哪些题答错：请随后用 jxb eval run 考一遍"
        )
    broken, mended = tuple(found.broken), tuple(found.mended)
    if not broken:
        return Outlook(f"按发布时的评测，回到「{name}」没有题由对变错，{len(mended)} 题由错变对", (), mended)
    return Outlook(
        f"按发布时的评测，回到「{name}」有 {len(broken)} 题由对变错：{listed(broken)}；{len(mended)} 题由错变对。"
        "回退不受门槛限制，请随后用 jxb eval run 核对",
        broken,
        mended,
    )
