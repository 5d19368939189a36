"""The report as one self-contained page that an official can read and print: the verdict first."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from eval.blame import STAGES
from eval.compare import Comparison
from eval.golden import KINDS
from eval.report import charts
from eval.report.excel import citation_line
from eval.score import EXPECT_NAMES, OUTCOME_NAMES, STRICT_NAMES
from eval.stats import sample_size
from eval.summary import Report
from eval.tallies import NO_AREA, Tally
from eval.types import SHOWN_HITS, Case, Strict

CLAIM = 0.90
"""The share of right answers that the contract asks for."""
FEW = 30
"""Questions below which a share of a group is marked as resting on few."""
_WORST = 5
SHOWN = 100
"""Questions wrong, or right in part, that stand on the page from the start; the rest wait in it as data, drawn when asked for."""
_KINDS_HELD = {"entry": "条目", "passage": "条文", "table": "目录"}
_STATES_HELD = {"draft": "草稿", "in_review": "待审", "published": "发布", "retired": "停用"}
_NAMES = {
    "kind": KINDS,
    "outcome": OUTCOME_NAMES,
    "expect": EXPECT_NAMES,
    "stage": STAGES,
    "strict": STRICT_NAMES,
    "held": _KINDS_HELD,
    "state": _STATES_HELD,
}


def write(report: Report, path: Path, comparison: Comparison | None, today: date) -> None:
    path.write_text(render(report, comparison, today), encoding="utf-8")


def render(report: Report, comparison: Comparison | None, today: date) -> str:
    areas = sorted(report.by_area.items(), key=lambda item: (item[0] == NO_AREA, item[1].accuracy))
    places = {one.id: number for number, one in enumerate(report.held, start=1)}
    cards = [(case, _card(case, places)) for case in (*report.wrong, *report.partly)]
    return (
        _environment()
        .get_template("report.html")
        .render(
            report=report,
            summary=report.summary,
            verdict=verdict(report.summary),
            strict_verdict=verdict(report.strict) if report.strict else None,
            comparison=comparison,
            today=today,
            claim=CLAIM,
            few=FEW,
            kinds=sorted(report.by_kind.items(), key=lambda item: item[1].accuracy),
            areas=areas,
            worst=worst(areas),
            outcomes=_outcomes(report),
            stages=[(STAGES[name], report.stages[name]) for name in STAGES if name in report.stages],
            names=_NAMES,
            charts=charts,
            cards=[card for _, card in cards[:SHOWN]],
            pages=[_page(cards[at : at + SHOWN]) for at in range(SHOWN, len(cards), SHOWN)],
            cases={case.id: case for case in report.cases},
        )
    )


def verdict(tally: Tally) -> tuple[str, str]:
    """("good" | "unsure" | "bad", one sentence): the claim is made only when the lower bound makes it."""
    if tally.wilson_low >= CLAIM:
        return "good", f"达到：就这套题而言，可以认定正确率不低于 {CLAIM:.0%}。"
    if tally.accuracy > CLAIM:
        needed = sample_size(tally.accuracy, CLAIM)
        return "unsure", (
            f"尚不能认定：这套题上的正确率超过 {CLAIM:.0%}，但题数不足以排除偶然。"
            f"若正确率不变，需要约 {needed} 题才能认定。"
        )
    if tally.wilson_high >= CLAIM:
        return "bad", f"未达到：这套题上的正确率没有超过 {CLAIM:.0%}，题数也不足以断定真实水平。"
    return "bad", f"未达到：可以认定正确率低于 {CLAIM:.0%}。"


def worst(areas: Sequence[tuple[str, Tally]]) -> list[tuple[str, Tally]]:
    """Areas under the claim, by how many questions are wrong in them."""
    under = [(name, tally) for name, tally in areas if tally.accuracy < CLAIM]
    return sorted(under, key=lambda item: item[1].right - item[1].questions)[:_WORST]


def _card(case: Case, places: Mapping[str, int]) -> Markup:
    """`places`: id of what is held to its number in the appendix."""
    card = _environment().get_template("case.html")
    hits = case.hits[:SHOWN_HITS]
    shown = {"case": case, "judged": _judged(case), "hits": hits, "places": places}
    return Markup(card.render(**shown, names=_NAMES, citation_line=citation_line))


def _judged(case: Case) -> Strict:
    """What a card is filtered by; a report of before there was a strict verdict has only wrong ones."""
    return case.strict or "wrong"


def _page(cards: Sequence[tuple[Case, Markup]]) -> Markup:
    """Cards as data inside a script element: JSON in which nothing ends the element or opens a comment."""
    rows = [
        [_judged(case), case.stage or "", case.golden.kind, case.golden.area, str(card)]
        for case, card in cards
    ]
    text = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("</", "<\\/").replace("<!--", "\\u003c!--"))


def _outcomes(report: Report) -> list[str]:
    seen = {outcome for row in report.decisions.confusion.values() for outcome in row}
    return [outcome for outcome in OUTCOME_NAMES if outcome in seen]


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("eval.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["percent"] = lambda share: f"{share:.1%}"
    return environment
