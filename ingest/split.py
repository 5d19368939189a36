"""A document's blocks become passages: one an article, else one a section, each readable alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from ingest import structure
from ingest.types import Block
from kb.types import Passage

LONG = 600
"""Characters above which a passage is split: about what an embedder's window of 512 tokens holds."""
SHORT = 40
"""Characters below which a section is joined to its neighbour."""
LEAD = 200
"""A lead-in ("有下列情形之一的：") longer than this is not repeated."""
_CAPTION_LEVEL = 6
_SENTENCE = re.compile(r"[^。！？；]*[。！？；]+[”』」）)]*|[^。！？；]+$")


@dataclass
class _Piece:
    heading: tuple[str, ...]
    locator: str | None = None
    lines: list[str] = field(default_factory=list)
    rows: tuple[tuple[str, ...], ...] = ()


def split(name: str, blocks: Iterable[Block]) -> tuple[Passage, ...]:
    """Passages of the document `name`, in order, positions counted from 0."""
    texts = (
        (piece, text)
        for piece in _joined(list(_pieces(blocks)))
        for text in (_table_texts(piece.rows) if piece.rows else _texts(piece.lines))
    )
    return tuple(
        Passage(name, position, piece.heading, text, piece.locator, bool(piece.rows))
        for position, (piece, text) in enumerate(texts)
    )


def _pieces(blocks: Iterable[Block]) -> Iterator[_Piece]:
    path: list[tuple[int, str]] = []
    piece = _Piece(())
    for raw in blocks:
        block = structure.promoted(raw, in_article=_in_article(piece))
        if block.level:
            yield piece
            path = [*(part for part in path if part[0] < block.level), (block.level, _tidy(block.text))]
            piece = _Piece(tuple(text for _, text in path))
            continue
        if block.rows:
            yield piece
            yield _Piece(piece.heading, piece.locator, rows=block.rows)
            piece = _Piece(piece.heading, piece.locator)
            continue
        if structure.is_notice_of_circulation(block.text):
            continue
        locator = structure.article(block.text)
        if locator is None and not _in_article(piece):
            locator = structure.numbered(block.text)
        if locator:
            if _is_caption(piece):
                path.append((_CAPTION_LEVEL, piece.lines[0]))
                piece = _Piece((*piece.heading, piece.lines[0]))
            yield piece
            piece = _Piece(piece.heading, locator)
        piece.lines.append(block.text)
    yield piece


def _is_caption(piece: _Piece) -> bool:
    """A short line alone between a heading and numbered paragraphs: the name of an annex."""
    if piece.locator or piece.rows or len(piece.lines) != 1 or not piece.heading:
        return False
    return len(piece.lines[0]) < SHORT and not re.search("[。；，：:;！？]", piece.lines[0])


def _in_article(piece: _Piece) -> bool:
    return piece.locator is not None and piece.locator.startswith("第")


def _tidy(heading: str) -> str:
    """第一章　总　　则 is 第一章 总则."""
    heading = re.sub(r"[\s\u3000]+", " ", heading).strip()
    return re.sub(r"(?<=\s)([一-龥]) ([一-龥])$", r"\1\2", heading)


def _joined(pieces: list[_Piece]) -> Iterator[_Piece]:
    """Without empty pieces; very short sections go together with the next one under the same parent."""
    held: _Piece | None = None
    for piece in pieces:
        if not piece.lines and not piece.rows:
            continue
        if held is not None and _fits(held, piece):
            held = _together(held, piece)
            continue
        if held is not None:
            yield held
        held = piece
    if held is not None:
        yield held


def _fits(first: _Piece, second: _Piece) -> bool:
    if first.rows or second.rows or first.locator or second.locator:
        return False
    if any(heading.endswith(("？", "?")) for heading in (*first.heading[-1:], *second.heading[-1:])):
        return False  # a question keeps its own answer
    sizes = _size(first), _size(second)
    siblings = first.heading[:-1] == second.heading[:-1] or first.heading == second.heading
    return siblings and min(sizes) < SHORT and sum(sizes) < LONG


def _size(piece: _Piece) -> int:
    return sum(map(len, piece.lines))


def _together(first: _Piece, second: _Piece) -> _Piece:
    if first.heading == second.heading:
        return replace(first, lines=[*first.lines, *second.lines])
    common = [a for a, b in zip(first.heading, second.heading, strict=False) if a == b]
    own = [[*piece.heading[len(common) :], *piece.lines] for piece in (first, second)]
    return _Piece(tuple(common), None, [*own[0], *own[1]])


def _texts(lines: Sequence[str]) -> Iterator[str]:
    """The lines in chunks of at most LONG; a chunk that starts at an item repeats the item's lead-in."""
    lead, chunk = "", list[str]()
    for line in lines:
        for part in _parts(line):
            if chunk and sum(map(len, chunk)) + len(part) > LONG:
                yield "\n".join(chunk)
                chunk = [lead] if lead and structure.is_item(part) else []
            chunk.append(part)
        if line.endswith(("：", ":")) and not structure.is_item(line):
            lead = line if len(line) <= LEAD else ""
        elif not structure.is_item(line):
            lead = ""
    if chunk:
        yield "\n".join(chunk)


def _parts(line: str) -> Iterator[str]:
    if len(line) <= LONG:
        yield line
        return
    part = ""
    for sentence in _SENTENCE.findall(line):
        for piece in (sentence[at : at + LONG] for at in range(0, len(sentence), LONG)):
            if part and len(part) + len(piece) > LONG:
                yield part
                part = ""
            part += piece
    if part:
        yield part


def _table_texts(rows: tuple[tuple[str, ...], ...]) -> Iterator[str]:
    """Rows as pipe lines, the header row first in every piece."""
    header, *body = (f"| {' | '.join(row)} |" for row in rows)
    chunk: list[str] = []
    for line in body:
        if chunk and len(header) + sum(map(len, chunk)) + len(line) > LONG:
            yield "\n".join([header, *chunk])
            chunk = []
        chunk.append(line)
    yield "\n".join([header, *chunk])
