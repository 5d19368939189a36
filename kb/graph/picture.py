"""A neighbourhood as a drawing that stands alone: SVG without scripts, fonts or anything fetched."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

from kb.graph.around import Group
from kb.graph.types import NODES, kind_of, name_of

_MOST = 8
"""Nodes drawn of a group; the others are counted."""
_WIDTH, _COLUMN, _ROW, _TOP = 1080, 300, 26, 96
_LETTERS = 18
_COLOURS = {
    "matter": "#0b5cad", "insurance": "#5b4b8a", "material": "#8a5a00", "channel": "#00707a", "office": "#1d6b3a",
    "document": "#8c2f2f", "title": "#8c2f2f", "entry": "#444444", "drug": "#9b2b6b", "group": "#5b4b8a",
    "alias": "#666666", "fact": "#444444",
}  # fmt: skip


def svg(node: str, groups: Sequence[Group], shown: Callable[[str], str] = name_of) -> str:
    """The node in the middle, its groups in two columns; `shown` says what stands for a node."""
    left, right = groups[::2], groups[1::2]
    height = max(_height(left), _height(right)) + _TOP + 24
    middle = height / 2
    name = escape(shown(node))
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" height="{height}" '
        f'role="img" aria-label="{name}的关系图" font-family="sans-serif" font-size="13">',
        f"<title>{name}的关系图</title>",
        f'<rect width="{_WIDTH}" height="{height}" fill="#ffffff"/>',
    ]
    for side, column in ((0, left), (1, right)):
        parts += _column(column, side, middle, shown)
    parts += [
        f'<rect x="{_WIDTH / 2 - 120}" y="{middle - 28}" width="240" height="56" rx="10" fill="{_colour(node)}"/>',
        f'<text x="{_WIDTH / 2}" y="{middle - 4}" text-anchor="middle" fill="#ffffff" font-size="16">{_short(name, 14)}</text>',
        f'<text x="{_WIDTH / 2}" y="{middle + 16}" text-anchor="middle" fill="#ffffff">{NODES[kind_of(node)]}</text>',
        "</svg>",
    ]
    return "\n".join(parts)


def html(node: str, groups: Sequence[Group], shown: Callable[[str], str] = name_of) -> str:
    """The drawing in a page of its own."""
    name = escape(shown(node))
    return (
        f'<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>{name}</title></head>'
        f'<body style="margin:0">{svg(node, groups, shown)}</body></html>'
    )


def _height(groups: Sequence[Group]) -> float:
    return sum(_ROW * (2 + min(len(group.nodes), _MOST) + (len(group.nodes) > _MOST)) for group in groups)


def _column(groups: Sequence[Group], side: int, middle: float, shown: Callable[[str], str]) -> list[str]:
    x = 24 if side == 0 else _WIDTH - 24 - _COLUMN
    edge = x + _COLUMN if side == 0 else x
    centre = _WIDTH / 2 + (-120 if side == 0 else 120)
    y, parts = float(_TOP) - 40, []
    for group in groups:
        rows = min(len(group.nodes), _MOST)
        at = y + _ROW * (1 + rows / 2)
        bend = (edge + centre) / 2
        parts.append(
            f'<path d="M{centre} {middle:.0f} C{bend} {middle:.0f} {bend} {at:.0f} {edge} {at:.0f}" fill="none" stroke="#b9c4cf"/>'
        )
        parts.append(
            f'<text x="{x}" y="{y + 18:.0f}" fill="#333333" font-weight="bold">{escape(group.label)}</text>'
        )
        for number, (node, times) in enumerate(group.nodes[:_MOST], start=1):
            said = f" ×{times}" if times > 1 else ""
            full = escape(shown(node))
            parts.append(
                f'<text x="{x + 12}" y="{y + 18 + _ROW * number:.0f}" fill="{_colour(node)}"><title>{full}</title>'
                f"{_short(full, _LETTERS)}{said}</text>"
            )
        if len(group.nodes) > _MOST:
            rest = len(group.nodes) - _MOST
            parts.append(
                f'<text x="{x + 12}" y="{y + 18 + _ROW * (rows + 1):.0f}" fill="#666666">另有 {rest} 个</text>'
            )
        y += _height([group])
    return parts


def _short(text: str, letters: int) -> str:
    return text if len(text) <= letters else f"{text[: letters - 1]}…"


def _colour(node: str) -> str:
    return _COLOURS.get(kind_of(node), "#444444")
