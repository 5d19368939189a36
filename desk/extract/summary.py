"""One sentence of the caller's own that says most of what the matter is."""

from __future__ import annotations

import re

from desk.extract.area import words_in
from desk.extract.transcript import Conversation
from desk.extract.types import Found

_SENTENCE = re.compile(r"[^。!?！？\n]+[。!?]?")
_LEAD = re.compile(
    r"^(?:你好|您好|喂|哎|诶|嗯|哦|啊|那个|就是|对|是的|好的?|不是|麻烦|同志|请问(?=[一-龥]{6})|是这样的?|我说一下|别挂|[,。\s])+"
)
_STORY = re.compile(
    r"拖欠|不给|没给|没交|没发|辞退|受伤|工伤|投诉|举报|怎么|多少|能不能|吗|想问|咨询|要求|扣|垫|报销|申请|办理|态度|建议|表扬|补缴|丢|停|查"
)
_NUMBERS = re.compile(r"[\dx零幺一二三四五六七八九洞]{5,}")
_NO_MATTER = re.compile(
    r"^(?:喂|听得见|您好|你好|在吗|有人吗|谢谢|再见|好的|嗯|对|是|没了|没有了|[,。?!吗呢啊\s])+$"
)
_MOST = 80
_LEAST = 4


def find(talk: Conversation) -> Found | None:
    best: tuple[float, Found] | None = None
    for order, statement in enumerate(talk.own):
        for sentence in _SENTENCE.finditer(statement.text):
            lead = _LEAD.match(sentence[0])
            start = sentence.start() + (lead.end() if lead else 0)
            end = _cut(statement.text, start, sentence.end())
            words = statement.text[start:end]
            if len(words) < _LEAST or _NO_MATTER.match(words):
                continue
            score = _score(words) - 0.15 * order
            if score > 0 and (best is None or score > best[0]):
                text = _without_numbers(statement.raw[start:end]).rstrip("，,。 ")
                best = (
                    score,
                    Found(text, round(min(0.9, 0.4 + score / 20), 2), statement.evidence(start, end)),
                )
    return best and best[1]


def _score(words: str) -> float:
    named = sum(min(points, 4.0) for points in words_in(words))
    return (
        named
        + 1.5 * len(set(_STORY.findall(words)))
        + min(len(words), 40) / 20
        - 2.0 * bool(_NUMBERS.search(words))
    )


def _cut(text: str, start: int, end: int) -> int:
    """A sentence that never ends is cut at a comma."""
    if end - start <= _MOST:
        return end
    comma = max(text.rfind(mark, start, start + _MOST) for mark in ",;、 ")
    return comma if comma > start + 10 else start + _MOST


def _without_numbers(text: str) -> str:
    """Summaries are shown in lists: numbers of persons have their own fields."""
    return re.sub(r"(?<!\d)[\dXx][\dXx \-]{9,}(?!\d)", "[号码]", text)
