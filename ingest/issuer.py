"""Who issued a document, and under which number."""

from __future__ import annotations

import re

from ingest import dates
from ingest.front_matter import NUMBER
from ingest.types import Block

_BODIES = (
    (
        re.compile(r"([一-龥]{2,8}?[省市区州县盟])第?[一二三四五六七八九十]*届?人民代表大会(常务委员会)?"),
        None,
    ),
    (re.compile(r"全国人民代表大会常务委员会"), "全国人民代表大会常务委员会"),
    (re.compile(r"全国人民代表大会"), "全国人民代表大会"),
    (re.compile(r"最高人民法院"), "最高人民法院"),
    (re.compile(r"最高人民检察院"), "最高人民检察院"),
    (
        re.compile(r"国务院、中央军事委员会|国务院、中华人民共和国中央军事委员会|国务院、中央军委"),
        "国务院、中央军事委员会",
    ),
    (re.compile(r"国务院(?!关于)"), "国务院"),
    (re.compile(r"政务院"), "政务院"),
    (re.compile(r"海关总署"), "海关总署"),
    (re.compile(r"人力资源(?:和)?社会保障部"), "人力资源和社会保障部"),
)
_DECREE = re.compile(r"((?:中华人民共和国)?[一-龥、]{2,24}?令)\s*第?\s*(\d+)\s*号|海关总署第(\d+)号令")
_OFFICE_WORDS = r"(?:局|委员会|委|部|厅|办公室|政府|法院|检察院|国务院|中心|署|办公厅|党组|总局)"
_TITLE_ISSUER = re.compile(rf"^([一-龥、]{{2,60}}?{_OFFICE_WORDS}(?:\s*[一-龥]{{2,20}}{_OFFICE_WORDS})*)关于")
_OFFICE = re.compile(rf"[一-龥（）]{{3,30}}{_OFFICE_WORDS}")


def issuer_of(listed: str | None, history: str, title: str, body: tuple[Block, ...]) -> str | None:
    """From the listed head, the promulgation history, the title ("…局关于…") or the signature."""
    if listed:
        return listed
    for pattern, name in _BODIES:
        if found := pattern.search(history):
            return name or f"{found[1]}人民代表大会{found[2] or ''}"
    if found := _TITLE_ISSUER.match(title):
        return found[1]
    return _signed_by(body)


def _signed_by(body: tuple[Block, ...]) -> str | None:
    """The offices on the lines right above the date at the end, or above its annexes."""
    for index in range(len(body) - 1, 0, -1):
        if not dates.is_signature(body[index].text):
            continue
        offices: list[str] = []
        for block in reversed(body[max(0, index - 6) : index]):
            text = block.text.replace(" ", "").replace("\u3000", "")
            if not _OFFICE.fullmatch(text):
                break
            offices.insert(0, text)
        if offices:
            return "、".join(offices)
    return None


def number_of(listed: str | None, history: str, body: tuple[Block, ...]) -> str | None:
    """文号 from the listed head, a line of its own near the top, or the last decree of the history."""
    if listed:
        return listed
    for block in body[:8]:
        stripped = block.text.strip()
        if NUMBER.fullmatch(stripped):
            return stripped
    decrees = list(_DECREE.finditer(history))
    if not decrees:
        return None
    last = decrees[-1]
    if last[3]:
        return f"海关总署令第{last[3]}号"
    return f"{last[1].removeprefix('中华人民共和国').replace('、中华人民共和国', '、')}第{last[2]}号"
