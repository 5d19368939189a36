"""The marks that give a Chinese policy document its structure: 编章节条, 一、, （一）, annexes."""

from __future__ import annotations

import re
from typing import Literal

from ingest.types import Block

NUMERAL = "一二三四五六七八九十百千零〇○两\\d"
Numeral = Literal["编", "章", "节"]

ARTICLE = re.compile(
    rf"(第[{NUMERAL}]+条(?:之[一二三四五六七八九十]+)?)(?=[\s\u3000：:、【（(]|$|(?![第款项规定的之和、，,至到所及或中]))"
)
"""第X条 at the start of a line, not in the middle of a sentence that was wrapped ("第三条的规定…")."""

_PART = re.compile(rf"第[{NUMERAL}]+([编章节])(?:[\s\u3000：:]|$|(?=[一-龥]{{1,30}}$))")
_PART_LEVELS = {"编": 2, "章": 3, "节": 4}
_NUMBERED = re.compile(r"([一二三四五六七八九十]{1,3})、\s*(?=\S)")
_NUMBERED_LEVEL = 5
_ANNEX = re.compile(r"附\s*(?:件|录|表|则图)\s*[一二三四五六七八九十\d]*\s*[：:.、]?(?:[^。；]{0,40})$")
_ANNEX_LEVEL = 2
_ITEM = re.compile(r"[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}[.．、](?!\d)|[①-⑳]")
_HEADING_LENGTH = 60
_QUOTED_TITLE = re.compile(r"《[^》]*》")
_CIRCULATED = re.compile(r"[（(]\s*(?:此件|本件|联系人|联系电话)[^）)]*[）)]")


def article(text: str) -> str | None:
    """The article a paragraph opens, e.g. "第十条之一"."""
    match = ARTICLE.match(text)
    return match[1] if match else None


def is_item(text: str) -> bool:
    """Whether a paragraph is an item: （三）, 3. or ③."""
    return _ITEM.match(text) is not None


def numbered(text: str) -> str | None:
    """The number of a paragraph of a notice: "三、" of "三、本通知自…"."""
    match = _NUMBERED.match(text)
    return f"{match[1]}、" if match else None


def is_notice_of_circulation(text: str) -> bool:
    """（此件公开发布）and the like: not part of the text."""
    return _CIRCULATED.fullmatch(text) is not None


def promoted(block: Block, *, in_article: bool) -> Block:
    """A paragraph that is a heading by its wording, as a heading."""
    if block.level or block.rows or len(block.text) > 2 * _HEADING_LENGTH:
        return block
    text = block.text
    if (part := _PART.match(text)) and len(text) <= _HEADING_LENGTH and not text.endswith(("。", "；", "，")):
        return Block(text, _PART_LEVELS[part[1]])
    if _ANNEX.match(text) and len(text) <= _HEADING_LENGTH:
        return Block(text, _ANNEX_LEVEL)
    bare = _QUOTED_TITLE.sub("", text)
    if (
        not in_article
        and _NUMBERED.match(text)
        and len(bare) <= _HEADING_LENGTH
        and not re.search("[。；，：:;]", bare)
    ):
        return Block(text, _NUMBERED_LEVEL)
    return block
