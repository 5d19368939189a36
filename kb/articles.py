"""The article that a question asks for by document and number: 工伤保险条例第十七条, 社保法46条怎么规定的.

What is named is looked up: to a search by words or vectors 第六十七条 is as good as 第十七条. A question that mentions an
article and asks something else ("按劳动合同法第四十七条我能拿多少钱") asks for none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from kb.graph.read import short_titles
from kb.item import Item
from kb.spoken_years import in_digits
from kb.text import fold, folded_title, normalise
from kb.types import Document

_DIGITS = {word: digit for digit, word in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
_WORDS = "零一二三四五六七八九"

_N = r"(?:\d{1,4}|[零〇一二两三四五六七八九十百千]{1,9})"
_ARTICLE = rf"第?{_N}条(?:之[一二三四五六七八九十])?"
_WITHIN = rf"(?:的?第?(?P<paragraph>{_N})款)?(?:的?第?\(?{_N}\)?项)?"
_YEAR = r"(?:19|20)\d{2}年?(?:修订版?|修正版?|版)?的?"
_BEFORE = (
    r"(?:请问|麻烦|劳驾|您?你?好|帮我|帮忙|给我|我想|我要|想|要|看一?下|看|查一?下|查|问一?下|问|知道|了解|"
    rf"那|关于|(?:现行|现在|最新|旧版|新版)的?|{_YEAR}|[,，、:：])*"
)
_AFTER = (
    r"(?:请|帮我|帮忙|给|我|告诉|想|知道|了解|看|查|念|一下|里|中|上|的|是|都|到底|具体|主要|究竟|说|讲|写|规定|"
    r"列|包括|有|内容|原文|全文|条文|原话|条款|解释|怎么回事|了|着|些|点|啥|什么|怎么|怎样|咋|如何|哪些|意思|样|吗|呢|呀|啊|吧|"
    r"[,，。.?？!！~、])*"
)
_ASKED = re.compile(
    rf"{_BEFORE}(?P<title>[^,，。?？!！;；]{{2,60}}?)(?:里面|里头|里边|里|中|上|的)*"
    rf"(?P<articles>{_ARTICLE}(?:[、和与跟及]{_ARTICLE})*){_WITHIN}{_AFTER}"
)
_NEXT = re.compile(rf"(?:那|那么|还有)?[,，]?(?P<articles>{_ARTICLE}){_WITHIN}{_AFTER}")
"""Another article of the document before: 那第十八条呢."""
_ONE = re.compile(rf"({_N})条(?:之([一二三四五六七八九十]))?")
_NAMED_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}")
_KIND = re.compile(
    r"(?:法典|条例|办法|规定|细则|规则|规章|通知|通告|公告|决定|意见|方案|解释[一二三四五]?|法)$"
)
_LAW = re.compile(
    r"^(?!.*(?:公司|单位|厂|店|学校)).*(?:法典|条例|办法|细则|(?<![说做方办])法)$|^北京市.{2,}规定$"
)
"""A name that nobody gives to anything but a law or a regulation."""
_TRIAL = re.compile(r"(?:试行|暂行|修订|修正)$")
_PLACE = re.compile(r"^(?:北京市?|本市)")
_ISSUER = re.compile(r"^.{2,10}?关于(?:审理)?")
_SHORT, _SHORT_WITHIN = 3, 4
"""Characters of a short name that begins as the title does; and of one that leaves the beginning out: 仲裁法 and 保险法
are laws of their own."""
_ITEM = re.compile(r"[（(][一二三四五六七八九十\d]{1,3}[）)]")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for."""

    title: str
    """The document as the citizen calls it, e.g. "社保法"."""
    articles: tuple[tuple[int, int], ...]
    """Number and 之 number, e.g. ((17, 0),)."""
    paragraph: int | None = None
    """第X款, where one is named."""
    year: int | None = None
    """Of the edition named."""
    quoted: bool = False
    """Whether the name stands in 《》."""

    @property
    def names_a_law(self) -> bool:
        """Whether the name is surely a document's, held or not."""
        return self.quoted or bool(_LAW.search(fold(self.title)))


def asked(question: str, before: str = "") -> Asked | None:
    """The article that is all a question asks for; `before`: the question that this one may go on with."""
    text = _plain(question)
    if "条" not in text:
        return None
    if match := _ASKED.fullmatch(text):
        title, numbers = match["title"], _numbers(match["articles"])
        year = _NAMED_YEAR.search(text)
        if numbers and (_KIND.search(_TRIAL.sub("", fold(title))) or "《" in title):
            return Asked(
                title, numbers, _number(match["paragraph"]), int(year[0]) if year else None, "《" in title
            )
    if before and (match := _NEXT.fullmatch(text)) and (earlier := asked(before)):
        return replace(earlier, articles=_numbers(match["articles"]), paragraph=_number(match["paragraph"]))
    return None


def called(name: str, documents: Iterable[Document]) -> list[list[Document]]:
    """The documents that go by a name, the editions of one title together: those of that very title, else those it is
    short for — its characters in their order, from the first on; else such as leave the beginning out."""
    said = _named(name)
    ranked: dict[str, tuple[int, list[Document]]] = {}
    for document in documents:
        rank = min((_rank(said, own) for own in _names(document.title)), default=3)
        if rank < 3:
            ranked.setdefault(folded_title(document.title), (rank, []))[1].append(document)
    best = min((rank for rank, _ in ranked.values()), default=3)
    return [editions for rank, editions in ranked.values() if rank == best]


def edition(editions: Sequence[Document], year: int | None, on: date) -> Document:
    """The one of the year named, else the one in force on the day, else the newest."""
    by_age = sorted(editions, key=lambda one: str(one.issued or one.period.start or ""))
    of_year = [d for d in by_age if year in {day.year for day in (d.issued, d.period.start) if day}]
    in_force = [d for d in by_age if d.period.contains(on)]
    return (of_year or in_force or by_age)[-1]


def passages(held: Iterable[Item], article: tuple[int, int]) -> list[Item]:
    """Of a document's passages those that the article is; a long one is several."""
    return [one for one in held if _of(one) == article]


def last(held: Iterable[Item]) -> str | None:
    """The last article of a document, as its text calls it."""
    numbers = [number for one in held if (number := _of(one))]
    return locator(max(numbers)) if numbers else None


def locator(article: tuple[int, int]) -> str:
    """第十七条, 第十条之一."""
    number, further = article
    return f"第{in_words(number)}条" + (f"之{in_words(further)}" if further else "")


def locators(asked: Asked) -> str:
    return "、".join(map(locator, asked.articles))


def text(found: Sequence[Item]) -> str:
    """The article without its number; what each part of a long one begins with is said once."""
    lines = dict.fromkeys(line.strip() for one in found for line in one.body.strip().splitlines())
    name = str(found[0].payload.get("locator") or "")
    return "\n".join(filter(None, lines)).removeprefix(name).strip()


def paragraphs(article: str) -> list[str]:
    """The paragraphs (款) of an article; items belong to what they are listed under."""
    found: list[str] = []
    for line in article.splitlines():
        if found and _ITEM.match(line):
            found[-1] += f"\n{line}"
        else:
            found.append(line)
    return found


def _plain(question: str) -> str:
    return re.sub(r"\s+", "", in_digits(normalise(question)))


def _numbers(said: str) -> tuple[tuple[int, int], ...]:
    found = ((_number(match[1]), _number(match[2]) or 0) for match in _ONE.finditer(said))
    return tuple(dict.fromkeys((number, further) for number, further in found if number))


def _number(said: str | None) -> int | None:
    """The number in digits or words; 0 for words that are none."""
    if said is None or said.isdigit():
        return int(said) if said else None
    total, digit = 0, 0
    for word in said:
        if word in _TENS:
            total, digit = total + (digit or 1) * _TENS[word], 0
        else:
            digit = digit * 10 + _DIGITS[word]
    return total + digit


def in_words(number: int) -> str:
    """十七, 一百零二: as laws number their articles."""
    words = ""
    for unit, word in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, unit)
        if digit:
            words += f"{_WORDS[digit]}{word}"
        elif words and number and not words.endswith("零"):
            words += "零"
    return words.removeprefix("一") if words.startswith("一十") else words


def _of(passage: Item) -> tuple[int, int] | None:
    match = _ONE.search(str(passage.payload.get("locator") or ""))
    number = _number(match[1]) if match else None
    return (number, _number(match[2]) or 0) if match and number else None


def _named(title: str) -> str:
    return _TRIAL.sub("", fold(folded_title(title)))


def _names(title: str) -> set[str]:
    names = {_named(one) for one in (title, *short_titles(title))}
    return names | {_PLACE.sub("", one) for one in names} | {_ISSUER.sub("", one) for one in names}


def _rank(said: str, title: str) -> int:
    """0: the same; 1 and 2: short for it, with its beginning and without; 3: another."""
    if said == title:
        return 0
    kind, of_title = _KIND.search(said), _KIND.search(title)
    if kind is None or of_title is None or kind[0] != of_title[0] or len(said) < _SHORT:
        return 3
    rest = iter(title)
    if not all(character in rest for character in said):
        return 3
    if said[0] == title[0]:
        return 1
    return 2 if len(said) >= _SHORT_WITHIN else 3
