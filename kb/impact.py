"""What a document that amends or replaces others puts in doubt: entries, facts, and questions that rest on them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Literal

from kb.entry import Entry, Source, Verified
from kb.fact import Fact, references
from kb.text import folded_title
from kb.types import Document

How = Literal["newer", "repealed", "amended"]
HOW: dict[How, str] = {"newer": "新版代替旧版", "repealed": "废止", "amended": "修改"}

_AMENDS = re.compile(
    r"(?:关于|的)?修[改订正](?:〈|《)(.+?)(?:〉|》)|关于修[改订正](?P<plain>[^《〈》〉]{4,40}?)的(?:决定|通知)"
)
_PARTS = re.compile(r"[、，,；;/]")
_LOCATOR = re.compile(r"\s.*$|第[一二三四五六七八九十百零〇\d]+[条章节款项].*$")


@dataclass(frozen=True, slots=True)
class Affected:
    """A document that another one amends or replaces."""

    title: str
    name: str | None
    """File it is held as; None where only the other document names it."""
    number: str | None
    how: How
    since: date | None


@dataclass(frozen=True, slots=True)
class Resting:
    """Something that rests on an affected document."""

    id: str
    title: str
    because: str

    def to_json(self) -> dict[str, str]:
        return {"id": self.id, "title": self.title, "because": self.because}


@dataclass
class Impact:
    """One document, what it affects, and what is to be reviewed for it."""

    document: Document
    affected: Sequence[Affected]
    entries: list[Resting] = field(default_factory=list)
    facts: list[Resting] = field(default_factory=list)
    golden: list[Resting] = field(default_factory=list)

    @property
    def rests(self) -> bool:
        """Whether anything that is held has to be looked at."""
        return bool(self.entries or self.facts or self.golden)

    def to_json(self) -> dict[str, object]:
        return {
            "document": self.document.name,
            "title": self.document.title,
            "since": self.document.period.start.isoformat() if self.document.period.start else None,
            "affected": [
                {
                    "title": one.title, "document": one.name, "number": one.number, "how": one.how,
                    "since": one.since.isoformat() if one.since else None,
                }
                for one in self.affected
            ],
            "entries": [one.to_json() for one in self.entries],
            "facts": [one.to_json() for one in self.facts],
            "golden": [one.to_json() for one in self.golden],
        }  # fmt: skip


def affected(document: Document, held: Iterable[Document]) -> list[Affected]:
    """What a document amends, repeals, or is a newer edition of, over all documents held."""
    since = document.period.start or document.issued
    title = folded_title(document.title)
    repealed = {folded_title(one): one for one in document.repeals}
    amended = {folded_title(one): one for one in amends(document.title)}
    found: list[Affected] = []
    for other in held:
        if other.name == document.name:
            continue
        key = folded_title(other.title)
        if key in amended:
            found.append(Affected(other.title, other.name, other.number, "amended", since))
        elif other.superseded_by and folded_title(other.superseded_by) == title and _later(document, other):
            how: How = "newer" if key == title else "repealed"
            found.append(Affected(other.title, other.name, other.number, how, since))
    known = {folded_title(one.title) for one in found}
    for key, named in {**repealed, **amended}.items():
        if key not in known and key != title:
            found.append(Affected(named, None, None, "amended" if key in amended else "repealed", since))
    return found


def amends(title: str) -> tuple[str, ...]:
    """Titles that a title says it amends: 关于修改《X》的决定."""
    found = [match[1] or match["plain"] for match in _AMENDS.finditer(title)]
    return tuple(dict.fromkeys(named.strip() for named in found if named and not named.startswith("部分")))


def assess(
    document: Document, held: Iterable[Document], entries: Iterable[Entry], facts: Iterable[Fact]
) -> Impact:
    """What rests on what a document amends or replaces; entries also through the facts they refer to."""
    impact = Impact(document, affected(document, held))
    if not impact.affected:
        return impact
    grounds = _Grounds(document, impact.affected)
    shaken: dict[str, str] = {}
    for fact in facts:
        if because := grounds.of(fact.source, fact.verified):
            shaken[fact.name] = because
            impact.facts.append(Resting(fact.name, f"{fact.text}（{fact.valid_from} 起）", because))
    for entry in entries:
        because = grounds.of(entry.source, entry.verified)
        uses = [name for name in references(entry.answer) if name in shaken]
        if because is None and uses:
            because = f"引用事实「{uses[0]}」"
        if because:
            impact.entries.append(Resting(entry.id, entry.question, because))
    return impact


def resting_on(document: Document, entries: Iterable[Entry]) -> list[Entry]:
    """Entries whose source, or what they were checked against, is a document."""
    grounds = _Grounds(document, [Affected(document.title, document.name, document.number, "amended", None)])
    return [entry for entry in entries if grounds.of(entry.source, entry.verified)]


class _Grounds:
    """Whether a source is one of the affected documents, and which."""

    def __init__(self, document: Document, affected: Sequence[Affected]) -> None:
        self._issued, self._title = document.issued, folded_title(document.title)
        self._titles = {folded_title(one.title): one for one in affected}
        self._numbers = {one.number: one for one in affected if one.number}

    def of(self, source: Source | None, verified: Verified | None) -> str | None:
        if source is not None:
            found = self._numbers.get(source.number or "") or self._titles.get(bare_title(source.title))
            if found and not self._read_already(source, found):
                return f"依据《{found.title}》{source.locator or ''}"
            if found:
                return None
        for title in titles_named(verified.against if verified else None):
            if title in self._titles:
                return f"核对时对照《{self._titles[title].title}》"
        return None

    def _read_already(self, source: Source, found: Affected) -> bool:
        """Whether the source is the new document itself."""
        if found.how == "amended":
            return False
        same = folded_title(source.title) == self._title != folded_title(found.title)
        return same or bool(source.date and self._issued and source.date >= self._issued)


def _later(document: Document, other: Document) -> bool:
    day, others = document.issued or document.period.start, other.issued or other.period.start
    return day is None or others is None or day > others


@lru_cache(4096)
def bare_title(text: str) -> str:
    """A title as it is compared, without the edition in brackets after it: X（2018年修正） is X."""
    return folded_title(
        re.sub(r"[（(](?:\d{4}年?)?(?:修正|修订|节选|摘录|全文)[^（）()]*[）)]$", "", text.strip())
    )


def titles_named(against: str | None) -> Iterator[str]:
    """Titles in 社会保险法 第四十六条、工伤保险条例 第三条."""
    for part in _PARTS.split(against or ""):
        if title := _LOCATOR.sub("", part.strip().strip("《")).strip("》 "):
            yield bare_title(title)
