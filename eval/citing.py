"""Whether what was found or cited is the gold document, however its name is written."""

from __future__ import annotations

import re
from functools import lru_cache

from eval.matching import canonical
from kb.text import fold

_EXTENSION = re.compile(r"\.(?:md|txt|html?|docx?|pdf|csv|xlsx?|jsonl?|ya?ml)$", re.IGNORECASE)
_FOLDERS = re.compile(r"^.*[/\\]")
_DAY = r"\d{4}[-.年]\d{1,2}(?:[-.月]\d{1,2}日?)?"
_DATE_AFTER = re.compile(rf"[(（\[]\s*({_DAY})[^)）\]]*[)）\]]\s*$")
_DATE_BEFORE = re.compile(rf"^({_DAY})[-_ ]+")
_EDITION = re.compile(r"[(（](?:节选|摘录|摘要|全文|(?:\d{4}年?)?(?:修正|修订|修改)(?:本|版)?)[)）]")
_STATE = "中华人民共和国"


@lru_cache(maxsize=20_000)
def _named(name: str) -> tuple[str, str]:
    """(title as compared, the date in the name or empty)."""
    stem = _EXTENSION.sub("", _FOLDERS.sub("", name.strip().strip("《》")))
    dates = []
    for pattern in (_DATE_AFTER, _DATE_BEFORE):
        if match := pattern.search(stem):
            dates.append("-".join(part.zfill(2) for part in re.findall(r"\d+", match[1])))
            stem = pattern.sub("", stem)
    stem = _EDITION.sub("", stem)
    stem = stem.replace(_STATE, "").replace("〈", "").replace("〉", "")
    return canonical(fold(stem)), dates[0] if dates else ""


def same_document(gold: str, name: str) -> bool:
    """Whether two names are of one document; two editions that both say their date are two documents."""
    (title, day), (other_title, other_day) = _named(gold), _named(name)
    return bool(title) and title == other_title and (not day or not other_day or day == other_day)


def comes_from(gold: str, document: str | None, title: str | None = None, kind: str | None = None) -> bool:
    """Whether a citation or a hit is of the gold document.

    The file's name decides. The title stands in only where the file's name says nothing of its own, never for
    an entry, whose title is its question.
    """
    if document:
        if same_document(gold, document):
            return True
        if _named(document)[1] and _named(gold)[1] and _named(document)[1] != _named(gold)[1]:
            return False
    return bool(title) and kind != "entry" and same_document(gold, str(title))


_ARTICLE = re.compile(r"第[\d零〇一二两三四五六七八九十百千]+[条章节款项]")


def same_place(gold: str | None, locator: str | None) -> bool:
    """Whether two locators share an article: "第46条第2款" and "第四十六条" do."""
    if not gold or not locator:
        return False
    wanted, held = _articles(gold), _articles(locator)
    if wanted and held:
        return bool(wanted & held)
    return canonical(gold) in canonical(locator) or canonical(locator) in canonical(gold)


def articles(locator: str | None) -> dict[str, str]:
    """The articles (条) that a locator names, as compared, to how it writes them; the ends alone of
    "第三十五条至第三十七条"."""
    written = _ARTICLE.findall(re.sub(r"\s", "", locator or ""))
    return {canonical(one): one for one in written if one.endswith("条")}


def _articles(locator: str) -> set[str]:
    return set(articles(locator)) or {canonical(one) for one in _ARTICLE.findall(re.sub(r"\s", "", locator))}
