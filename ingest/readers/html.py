"""A saved web page as blocks: its main text, without menus and scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag

from ingest.decoding import clean, decode
from ingest.errors import UnreadableFileError
from ingest.readers.text import file_bytes
from ingest.types import Block, RawDocument

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_DROPPED = [
    "script",
    "style",
    "nav",
    "header",
    "footer",
    "aside",
    "form",
    "button",
    "iframe",
    "noscript",
    "template",
]
_MAIN = (
    "article", "main", "[role=main]", "#UCAP-CONTENT", ".TRS_Editor", ".TRS_UEDITOR", "#zoom", "#mainText",
    ".article-content", ".pages_content", ".content-main", "#content", ".content",
)  # fmt: skip
"""Where government sites keep the text, the surest first."""
_BLOCK_TAGS = {
    "p", "div", "li", "section", "article", "main", "td", "blockquote", "dd", "dt",
    "pre", "ul", "ol", "dl", "body", "center", "tr",
}  # fmt: skip
_META = {
    "articletitle": "title", "pubdate": "issued", "publishdate": "issued", "contentsource": "issuer",
    "url": "url",
}  # fmt: skip
ENOUGH = 80
"""Characters that a container must hold to be taken for the main text."""


def read(path: Path) -> RawDocument:
    data = file_bytes(path)
    declared = _CHARSET.search(data[:4096])
    soup = BeautifulSoup(decode(data, declared[1].decode("ascii") if declared else None), "html.parser")
    meta = _meta(soup)
    for tag in soup(_DROPPED):
        tag.decompose()
    try:
        blocks = tuple(_tidy(_blocks(_main(soup))))
    except RecursionError as error:
        raise UnreadableFileError("网页的标签嵌套太深：请把正文复制到 Word 或文本文件再导入") from error
    return RawDocument(blocks, meta=meta)


def _meta(soup: BeautifulSoup) -> dict[str, str]:
    found: dict[str, str] = {}
    for tag in soup.find_all("meta"):
        key = _META.get(str(tag.get("name", "")).lower())
        if key and tag.get("content"):
            found.setdefault(key, clean(str(tag["content"])).strip())
    if soup.title and soup.title.string:
        title = re.split(r"[_|]|\s[-–—]\s|--", clean(soup.title.string).strip())[0].strip()
        found.setdefault("title", title)
    return {key: value for key, value in found.items() if value}


def _main(soup: BeautifulSoup) -> Tag:
    for selector in _MAIN:
        found = soup.select_one(selector)
        if found and len(found.get_text(strip=True)) >= ENOUGH:
            return found
    return soup.body or soup


def _blocks(node: Tag) -> Iterator[Block]:
    line: list[str] = []
    for child in node.children:
        if isinstance(child, NavigableString):
            if type(child) is NavigableString:
                line.append(re.sub(r"\s+", " ", str(child)))
        elif isinstance(child, Tag):
            if child.name == "br":
                yield Block("".join(line))
                line = []
            elif _breaks(child):
                yield Block("".join(line))
                line = []
                yield from _block(child)
            else:
                line.append(child.get_text())
    yield Block("".join(line))


def _breaks(tag: Tag) -> bool:
    if tag.name == "table" or tag.name in _BLOCK_TAGS or re.fullmatch(r"h[1-6]", tag.name):
        return True
    return tag.find(["p", "div", "table", "br", "li", "h1", "h2", "h3", "h4"]) is not None


def _block(tag: Tag) -> Iterator[Block]:
    if re.fullmatch(r"h[1-6]", tag.name):
        yield Block(tag.get_text(" ", strip=True), int(tag.name[1]))
    elif tag.name == "table":
        yield from _table(tag)
    else:
        yield from _blocks(tag)


def _table(table: Tag) -> Iterator[Block]:
    rows = []
    for row in table.find_all("tr"):
        if row.find_parent("table") is table:
            cells = row.find_all(["td", "th"], recursive=False)
            rows.append(tuple(clean(" ".join(cell.get_text(" ").split())) for cell in cells))
    if len(rows) > 1 and max(map(len, rows)) > 1:
        yield Block("", rows=tuple(rows))
    else:  # a table that only arranges the page
        for cell in table.find_all(["td", "th"]):
            if cell.find_parent("table") is table:
                yield from _blocks(cell)


def _tidy(blocks: Iterator[Block]) -> Iterator[Block]:
    for block in blocks:
        text = clean(block.text).strip(" \t\n\u3000")
        if text or block.rows:
            yield Block(re.sub(r"\s*\n\s*", " ", text), block.level, block.rows)
