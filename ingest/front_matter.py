"""The head of a document: its title, and what is listed above its text."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ingest import structure
from ingest.types import Block, RawDocument

KEYS = {
    "标题": "title", "名称": "title", "文件名称": "title", "title": "title",
    "发布机关": "issuer", "发文机关": "issuer", "发布单位": "issuer", "发文单位": "issuer",
    "制定机关": "issuer", "印发机关": "issuer", "发布机构": "issuer", "issuer": "issuer",
    "文号": "number", "发文字号": "number", "发文文号": "number", "文件编号": "number", "number": "number",
    "发布日期": "issued", "公布日期": "issued", "印发日期": "issued", "成文日期": "issued",
    "发文日期": "issued",
    "date": "issued", "issued": "issued",
    "施行日期": "valid_from", "实施日期": "valid_from", "生效日期": "valid_from", "执行日期": "valid_from",
    "valid_from": "valid_from",
    "失效日期": "valid_to", "废止日期": "valid_to", "有效期至": "valid_to", "valid_to": "valid_to",
    "来源": "url", "网址": "url", "原文链接": "url", "链接": "url", "url": "url",
    "地区": "region", "适用地区": "region", "region": "region",
}  # fmt: skip
"""Labels of a listed head, and the field each names."""

_LISTED = re.compile(r"[-*·•]?\s*[\[【]?\s*([一-龥A-Za-z_]{2,12})\s*[\]】]?\s*[：:]\s*(\S.*)")
_SEARCHED = 20
"""Blocks from the top in which a head may stand."""
NUMBER = re.compile(
    r"[一-龥]{1,14}[〔\[［【（(]\s*\d{4}\s*[〕\]］】）)]\s*第?\s*\d+\s*号"
    r"|[一-龥]{2,20}令\s*第?\s*\d+\s*号"
)
KINDS = "条例|规定|办法|法|决定|通知|通告|公告|意见|细则|解释|规则|批复|标准|方案|函|令|规程|目录|答复|解读|问答|指南"
"""What Chinese official documents call themselves, at the end of their titles."""
_TITLE_END = re.compile(rf"(?:{KINDS})(?:[（(][^（）()]{{1,40}}[）)])?$")
_EXCERPT = re.compile(r"[（(](节选|摘录|摘要)[：:]?([^（）()]*)[）)]$")
_EDITION_IN_NAME = re.compile(r"[（(]\d{4}-\d{2}-\d{2}[）)]|^\d{4}[-.]?\d{2}[-.]?\d{2}[-_ ]+")
_LETTERHEAD = re.compile(r".{2,40}(?:文件|公报)$")


@dataclass(frozen=True)
class Head:
    title: str
    note: str | None
    listed: Mapping[str, str]
    """Field (a value of KEYS) to what is written."""
    history: str
    """The promulgation history as one text."""
    body: tuple[Block, ...]


@dataclass
class _Reading:
    listed: dict[str, str]
    rest: list[Block] = field(default_factory=list)


def read(raw: RawDocument, stem: str) -> Head:
    """Take the head off a document; `stem` names it where nothing inside does."""
    meta = {KEYS.get(key, key): value for key, value in raw.meta.items()}
    reading = _Reading(dict(meta))
    _take_listed(raw.blocks[raw.head :], reading)
    own_head = list(raw.blocks[: raw.head])
    title = _title(own_head, reading, meta, stem)
    history = "\n".join(block.text for block in own_head)
    body = reading.rest
    if not own_head:
        history, body = _history(reading.rest)
    body = [block for index, block in enumerate(body) if index > _SEARCHED or _spaced(block.text) != title]
    title, note = _without_excerpt(title)
    return Head(title, note, reading.listed, history, tuple(body))


def _take_listed(blocks: Sequence[Block], reading: _Reading) -> None:
    open_head = True
    for index, block in enumerate(blocks):
        match = _LISTED.fullmatch(block.text) if open_head and not block.level and not block.rows else None
        key = KEYS.get(match[1].lower()) if match else None
        if match and key:
            reading.listed.setdefault(key, match[2].strip())
            continue
        if index > _SEARCHED or structure.article(block.text) or len(block.text) > 120:
            open_head = False
        reading.rest.append(block)


def _title(own_head: list[Block], reading: _Reading, meta: Mapping[str, str], stem: str) -> str:
    for blocks in (own_head, reading.rest[:3]):
        for index, block in enumerate(blocks):
            if block.level == 1:
                del blocks[index]
                if blocks is not own_head:
                    reading.rest.pop(index)
                return _spaced(block.text)
    if "title" in reading.listed:
        title = reading.listed["title"]
        reading.rest = [block for block in reading.rest if block.text != title]
        return _spaced(title)
    return _found_title(reading.rest, stem)


def _found_title(rest: list[Block], stem: str) -> str:
    """The first lines of a plain text, where they look like a title; it may run over two lines."""
    for index, block in enumerate(rest[:8]):
        if block.rows or len(block.text) > 90 or structure.article(block.text):
            break
        text = block.text
        if _LETTERHEAD.fullmatch(text) or NUMBER.fullmatch(text) or text.endswith(("：", ":", "。", "；")):
            continue
        if _TITLE_END.search(text):
            del rest[index]
            return _spaced(text)
        following = rest[index + 1].text if index + 1 < len(rest) else ""
        if "关于" in text and len(following) <= 60 and _TITLE_END.search(following):
            del rest[index : index + 2]
            return _spaced(text + following)
    return _EDITION_IN_NAME.sub("", stem).strip() or stem


def _spaced(title: str) -> str:
    return re.sub(r"(?<=[一-龥]) +(?=[一-龥])", "", " ".join(title.split()))


def _without_excerpt(title: str) -> tuple[str, str | None]:
    match = _EXCERPT.search(title)
    if not match:
        return title, None
    return title[: match.start()], (f"{match[1]}：{match[2]}" if match[2] else match[1])


def _history(blocks: Sequence[Block]) -> tuple[str, list[Block]]:
    """（2010年10月28日…通过 根据2018年…修正）under the title, which may run over several lines."""
    for start, block in enumerate(blocks[:5]):
        if not block.text.startswith(("（", "(")) or not re.search(r"\d{4}年\d{1,2}月\d{1,2}日", block.text):
            continue
        for end in range(start, min(start + 12, len(blocks))):
            if blocks[end].text.endswith(("）", ")")):
                history = "\n".join(part.text for part in blocks[start : end + 1])
                if re.search("通过|公布|发布|修正|修订|施行", history):
                    return history, [*blocks[:start], *blocks[end + 1 :]]
                break
    return "", list(blocks)
