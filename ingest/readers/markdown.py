"""Markdown as blocks: headings, one paragraph a line, pipe tables; the markup itself is dropped."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import yaml

from ingest.decoding import clean, decode
from ingest.readers.text import file_bytes
from ingest.types import Block, RawDocument

_HEAD_END = re.compile(r"<!--\s*INFO END\s*-->")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_FRONT = re.compile(r"---\n(.*?)\n(?:---|\.\.\.)\n", re.DOTALL)
_HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*")
_BOLD_LINE = re.compile(r"\*\*(.+?)\*\*|__(.+?)__")
_CELL_END = re.compile(r"(?<!\\)\|")
_RULE = re.compile(r"[-*_=\s]{3,}")
BOLD_LEVEL = 4


def read(path: Path) -> RawDocument:
    return parse(clean(decode(file_bytes(path))))


def parse(text: str) -> RawDocument:
    meta: Mapping[str, str] = {}
    if front := _FRONT.match(text):
        meta, text = _front(front[1]), text[front.end() :]
    mark = _HEAD_END.search(text)
    head_text, body = (text[: mark.start()], text[mark.end() :]) if mark else ("", text)
    head = _blocks(_COMMENT.sub("", head_text))
    return RawDocument((*head, *_blocks(_COMMENT.sub("", body))), len(head), meta)


def _front(text: str) -> dict[str, str]:
    try:
        found = yaml.safe_load(text)
    except yaml.YAMLError:
        return {}
    return {str(key): str(value) for key, value in found.items()} if isinstance(found, dict) else {}


def _blocks(text: str) -> list[Block]:
    blocks: list[Block] = []
    table: list[str] = []
    for line in [*text.split("\n"), ""]:
        stripped = line.strip(" \t\u3000")
        if stripped.startswith("|") and stripped.count("|") > 1:
            table.append(stripped)
            continue
        if table:
            blocks.append(_table(table))
            table = []
        if stripped and not _RULE.fullmatch(stripped):
            blocks.append(_line(stripped))
    return [block for block in blocks if block.text or block.rows]


def _line(line: str) -> Block:
    if heading := _HEADING.fullmatch(line):
        return Block(inline(heading[2]), len(heading[1]))
    if bold := _BOLD_LINE.fullmatch(line):
        return Block(inline(bold[1] or bold[2]), BOLD_LEVEL)
    return Block(inline(line.lstrip("> ")))


def _table(lines: list[str]) -> Block:
    rows = [
        tuple(inline(cell.strip()) for cell in _CELL_END.split(line.strip().strip("|"))) for line in lines
    ]
    return Block(
        "", rows=tuple(row for row in rows if not all(re.fullmatch(r":?-+:?|", cell) for cell in row))
    )


def inline(text: str) -> str:
    """Without emphasis, links and images; an address stays."""
    text = re.sub(r"!\[[^\]]*\]\([^)]*\)", "", text)
    text = re.sub(r"\[([^\]]+)\]\(([^)]*)\)", r"\1", text)
    text = re.sub(r"\*\*(.+?)\*\*|__(.+?)__", lambda match: match[1] or match[2], text)
    text = re.sub(r"<br\s*/?>", " ", text)
    return text.replace("\\|", "|").replace("`", "").strip(" \t\u3000")
