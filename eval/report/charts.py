"""Pictures of a report as inline SVG: no script, no network, readable when printed in grey."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup, escape

from eval.metrics.decisions import Bin, Point
from eval.tallies import Tally

_LEFT, _TOP, _RIGHT, _BOTTOM = 62, 14, 16, 40
_WIDTH, _HEIGHT = 460, 280
_BAR = 420
_STEADY = 0.02
"""Share of the questions answered from which the risk–coverage curve is drawn."""
_STEPS = (0.04, 0.08, 0.2, 0.4, 0.6, 0.8, 1.0)
"""Upper ends of its vertical axis."""
_PLOT_WIDTH = _WIDTH - _LEFT - _RIGHT
_PLOT_HEIGHT = _HEIGHT - _TOP - _BOTTOM


def bar(tally: Tally, target: float) -> Markup:
    """A share as a bar, its Wilson interval as a whisker, the target as a line."""

    def x(share: float) -> str:
        return f"{share * _BAR + 2:.1f}"

    low, high = x(tally.wilson_low), x(tally.wilson_high)
    tone = "good" if tally.accuracy >= target else "bad"
    said = f"正确率 {tally.accuracy:.0%}，95% 区间 {tally.wilson_low:.0%} 至 {tally.wilson_high:.0%}"
    return Markup(
        f'<svg class="bar" viewBox="0 0 {_BAR + 4} 20" preserveAspectRatio="xMinYMid" '
        f'role="img" aria-label="{said}">'
        f'<rect class="track" x="2" y="5" width="{_BAR}" height="10"/>'
        f'<rect class="{tone}" x="2" y="5" width="{tally.accuracy * _BAR:.1f}" height="10"/>'
        f'<path class="target" d="M{x(target)} 1V19"/>'
        f'<path class="whisker" d="M{low} 10H{high}M{low} 7V13M{high} 7V13"/></svg>'
    )


def risk_coverage(curve: Sequence[Point]) -> Markup:
    """Error among the answers given, against the share of questions answered."""
    # The first few answers swing the share from one end to the other: they say nothing, and are left out.
    curve = [point for point in curve if point.coverage >= _STEADY] or curve
    highest = max((point.risk for point in curve), default=0.0)
    top = next(step for step in _STEPS if step >= min(highest, 1.0))
    steps = " ".join(f"{_x(p.coverage):.1f},{_y(p.risk / top):.1f}" for p in curve)
    end = curve[-1] if curve else None
    dot = (
        f'<circle class="now" cx="{_x(end.coverage):.1f}" cy="{_y(end.risk / top):.1f}" r="4"/>'
        if end
        else ""
    )
    label = f"现在：作答 {end.coverage:.0%}，其中答错 {end.risk:.1%}" if end else "没有作答的题"
    return _frame(
        f'<polyline class="line" points="{steps}"/>{dot}',
        "作答的题占全部题目的比例",
        "其中答错的比例",
        top,
        label,
    )


def reliability(bins: Sequence[Bin]) -> Markup:
    """Share right against stated confidence; on the diagonal the confidence can be taken at its word."""
    columns = "".join(
        f'<rect class="column" x="{_x(b.low) + 2:.1f}" y="{_y(b.right):.1f}" '
        f'width="{_PLOT_WIDTH / 10 - 4:.1f}" height="{_y(0) - _y(b.right):.1f}">'
        f"<title>{b.answers} 题，把握 {b.confidence:.0%}，实际答对 {b.right:.0%}</title></rect>"
        for b in bins
    )
    diagonal = f'<path class="target" d="M{_x(0)} {_y(0)}L{_x(1)} {_y(1)}"/>'
    return _frame(
        columns + diagonal, "系统自报的把握", "实际答对的比例", 1.0, "把握与实际答对的比例；虚线上最理想"
    )


def _x(share: float) -> float:
    return _LEFT + share * _PLOT_WIDTH


def _y(share: float) -> float:
    return _TOP + (1 - share) * _PLOT_HEIGHT


def _frame(inside: str, across: str, up: str, top: float, label: str) -> Markup:
    ticks = (0, 0.25, 0.5, 0.75, 1)
    lines = "".join(f'<path class="grid" d="M{_LEFT} {_y(t):.1f}H{_WIDTH - _RIGHT}"/>' for t in ticks)
    across_ticks = "".join(
        f'<text x="{_x(t):.1f}" y="{_HEIGHT - _BOTTOM + 15}" text-anchor="middle">{t:.0%}</text>'
        for t in ticks
    )
    up_ticks = "".join(
        f'<text x="{_LEFT - 6}" y="{_y(t) + 4:.1f}" text-anchor="end">{_tick(t * top)}</text>' for t in ticks
    )
    middle_x, middle_y = _LEFT + _PLOT_WIDTH / 2, _TOP + _PLOT_HEIGHT / 2
    titles = (
        f'<text x="{middle_x}" y="{_HEIGHT - 6}" text-anchor="middle">{escape(across)}</text>'
        f'<text transform="translate(12 {middle_y}) rotate(-90)" text-anchor="middle">{escape(up)}</text>'
    )
    return Markup(
        f'<svg class="plot" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{escape(label)}">'
        f"{lines}{across_ticks}{up_ticks}{titles}{inside}</svg>"
    )


def _tick(share: float) -> str:
    return f"{share * 100:.3g}%"
