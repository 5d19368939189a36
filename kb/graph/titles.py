"""Which document a question names: by its title, a short form of it, or nearly so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from kb.graph.graph import Graph
from kb.graph.types import name_of
from kb.text import fold, folded_title

_SHORT = 3
"""Characters of a title from which it is looked for."""
_LIKE = 0.85
"""Share of a title's characters that a question must have, in their order and close together."""
_SPREAD = 1.5
"""How much longer than the title the place in the question may be."""
_PLACE = re.compile(r"^(?:北京市?|本市)")
_ISSUER = re.compile(r"^.{2,10}?关于(?:审理)?")
_SAID = (("国企", "国有企业"), ("残联", "残疾人联合会"), ("司法解释三", "司法解释(三)"))
_NUMERAL = re.compile(r"司法解释([一二三四五])")


@dataclass(frozen=True, slots=True)
class Named:
    """A document that a question names."""

    node: str
    length: int
    """Characters of the question that name it."""


def named(question: str, graph: Graph) -> Named | None:
    """The document of the longest title that the question has, else the one most like what it has."""
    text = _NUMERAL.sub(r"司法解释(\1)", folded_title(question))
    for said, written in _SAID:
        text = text.replace(said, written)
    text = fold(text)
    best: tuple[float, int, str] | None = None
    for title, node in _names(graph):
        share = 1.0 if title in text else _likeness(title, text)
        if share >= _LIKE and (best is None or (share, len(title)) > best[:2]):
            best = (share, len(title), node)
    return Named(best[2], best[1]) if best else None


def _names(graph: Graph) -> Iterator[tuple[str, str]]:
    for name, node in graph.document_names().items():
        plain = fold(name)
        if len(plain) >= _SHORT:
            yield plain, node
        for without in {_PLACE.sub("", plain), _ISSUER.sub("", plain)} - {plain}:
            if len(without) > _SHORT + 1:
                yield without, node


def _likeness(title: str, text: str) -> float:
    """Share of the title that stands in one place of the text, in order; pieces of one character count nothing."""
    if not _pairs(title) & _pairs(text):
        return 0.0
    blocks = [
        b for b in SequenceMatcher(None, title, text, autojunk=False).get_matching_blocks() if b.size > 1
    ]
    if not blocks:
        return 0.0
    spread = blocks[-1].b + blocks[-1].size - blocks[0].b
    share = sum(block.size for block in blocks) / len(title)
    return share if spread <= _SPREAD * len(title) else 0.0


def _pairs(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(len(text) - 1)}


def title_of(node: str, graph: Graph) -> str:
    """The title to show of a node."""
    document = graph.edition(node)
    return document.title if document else name_of(node)
