"""What a statement rests on: documents and their articles, in whichever of its fields they are written."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kb.entry import Source, Verified

_STATE = re.compile(r"^中华人民共和国")
_ARTICLE = re.compile(r"第[零〇一二三四五六七八九十百\d]+条")


@dataclass(frozen=True, slots=True)
class Basis:
    """Documents are compared by their titles, articles by their numbers."""

    named: str = ""
    """What names documents: the title of the source, and what the statement was read against."""
    title: str = ""
    articles: frozenset[str] = frozenset()

    @classmethod
    def of(cls, source: Source | None, verified: Verified | None) -> Basis:
        title = _STATE.sub("", source.title) if source else ""
        against = (verified.against if verified else None) or ""
        locator = (source.locator if source else None) or ""
        return cls(f"{title}\n{against}", title, frozenset(_ARTICLE.findall(f"{locator} {against}")))

    @classmethod
    def of_passage(cls, title: str) -> Basis:
        """`title`: of the document, with the article after it."""
        return cls(title, title, frozenset(_ARTICLE.findall(title)))

    def same_document(self, other: Basis) -> bool:
        """Whether this names the document that the other's source is."""
        return bool(other.title) and other.title in self.named

    def same_article(self, other: Basis) -> bool:
        return self.same_document(other) and bool(self.articles & other.articles)


NOTHING = Basis()
