"""Which articles of the core documents some starter entry points to: `python -m bench.article_coverage [FILES…] [-v]`.

An article counts as covered where an entry's source (title or number, and locator) or what it was verified
against names it. That says that somebody read it for a question, not that all of it is answered. Those that give
and demand nothing of a citizen or an employer are listed with the reason in `data/articles_for_offices.tsv`.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.documents import parse
from ingest.types import ParsedDocument
from kb import starter
from kb.entry import Entry
from kb.text import folded_title

ROOT = Path(__file__).resolve().parents[1]
FOR_OFFICES = Path(__file__).with_name("data") / "articles_for_offices.tsv"

CORE = (
    "社会保险法", "社会保险经办条例", "社会保险费征缴暂行条例", "医疗保障基金使用监督管理条例", "工伤保险条例", "失业保险条例",
    "劳动合同法", "劳动合同法实施条例", "劳动争议调解仲裁法", "职工带薪年休假条例", "企业职工带薪年休假实施办法",
    "女职工劳动保护特别规定", "住房公积金管理条例", "社会救助暂行办法", "军人保险法", "劳动保障监察条例",
    "保障农民工工资支付条例", "北京市接诉即办工作条例", "北京市推进京津冀社会保障卡一卡通规定",
)  # fmt: skip
"""Files of shared/data/laws that issue 3 names, without the date; all of bj-policy comes with them."""

_DIGITS = {digit: value for value, digit in enumerate("〇一二三四五六七八九")}
_NUMERAL = r"[〇零一二三四五六七八九十百\d]+"
_MARK = re.compile(
    rf"第(?P<first>{_NUMERAL})条(?:[^；，、第]*?)(?:至|到|—|-)第?(?P<last>{_NUMERAL})条"
    rf"|第(?P<one>{_NUMERAL})条|(?:^|(?<=[\s、，]))(?P<item>[一二三四五六七八九十]+)(?=、|，|（|\s|$)"
)
"""第三条, 第三条至第五条, and 三 of a notice whose paragraphs are numbered 一、二、."""
_HEAD = re.compile(rf"^(?P<title>.*?)\s*(?=第{_NUMERAL}条|\s[一二三四五六七八九十]+(?:[、，（\s]|$)|$)")
_EDITION = re.compile(r"[（(][^（）()]*(?:试行|暂行|节选|修正|修订)[^（）()]*[）)]")


@dataclass(frozen=True, slots=True)
class Article:
    """One article, or one numbered paragraph of a notice."""

    number: int
    locator: str
    text: str
    entries: tuple[str, ...]
    """Ids of the entries that name it."""
    why_none: str = ""
    """Why it needs none: it gives and demands nothing of a citizen or an employer."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """The articles of one document."""

    name: str
    articles: tuple[Article, ...]

    @property
    def covered(self) -> int:
        return sum(bool(article.entries) for article in self.articles)

    @property
    def missing(self) -> tuple[Article, ...]:
        """Those that concern a citizen or an employer, and that no entry names."""
        return tuple(one for one in self.articles if not one.entries and not one.why_none)


def number(numeral: str) -> int:
    """三十八, 一百零二 or 38."""
    if numeral.isdigit():
        return int(numeral)
    total = digit = 0
    for character in numeral.replace("零", "〇"):
        if character in "十百":
            total += (digit or 1) * {"十": 10, "百": 100}[character]
            digit = 0
        else:
            digit = _DIGITS[character]
    return total + digit


def numbers(locators: str) -> Iterator[int]:
    """Every article in 第十条、第十四条至第十六条第二款."""
    for match in _MARK.finditer(locators):
        if match["first"]:
            yield from range(number(match["first"]), number(match["last"]) + 1)
        else:
            yield number(match["one"] or match["item"])


def key(title: str) -> str:
    """Equal for the spellings of one title: with or without 中华人民共和国, brackets, edition."""
    return folded_title(_EDITION.sub("", title))


def named(entries: Iterable[Entry]) -> dict[tuple[str, int], list[str]]:
    """Entries by what they name: (title or number of a document, article)."""
    found: dict[tuple[str, int], list[str]] = {}
    for entry in entries:
        for title, article in dict.fromkeys(_claims(entry)):
            found.setdefault((title, article), []).append(entry.id)
    return found


def _claims(entry: Entry) -> Iterator[tuple[str, int]]:
    source = entry.source
    if source and source.locator:
        for article in numbers(source.locator.split("；")[0]):
            yield key(source.title), article
            if source.number:
                yield key(source.number), article
    against = entry.verified.against if entry.verified else None
    for part in re.split(r"[；;]", against or ""):
        head = _HEAD.match(part.strip())
        if head and head["title"]:
            yield from ((key(head["title"]), article) for article in numbers(part.strip()[head.end() :]))


def for_offices(path: Path = FOR_OFFICES) -> dict[tuple[str, int], str]:
    """Why an article needs no entry, by document and article; read one by one by a model, each with its reason."""
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if line[:1] != "#"]
    return {(key(title), _article(locator)): why for title, locator, why in rows}


def _article(locator: str) -> int:
    """The number of one article or paragraph: 第三十八条 and 二、."""
    return number(locator.strip("第条、").split("条")[0])


def coverage(
    document: ParsedDocument,
    held: dict[tuple[str, int], list[str]],
    needless: Mapping[tuple[str, int], str] | None = None,
) -> Coverage:
    """The articles of a document in order, each with the entries that name it, or why it needs none."""
    needless = needless or {}
    names = {key(document.document.title), key(document.document.title.split()[0])}
    if document.document.number:
        names |= {key(part) for part in document.document.number.split("，")}
    articles: dict[str, Article] = {}
    lawlike = any((passage.locator or "").startswith("第") for passage in document.passages)
    for passage in document.passages:
        locator = passage.locator
        if not locator or locator in articles or (lawlike and not locator.startswith("第")):
            continue
        at = _article(locator)
        entries = dict.fromkeys(one for name in names for one in held.get((name, at), ()))
        why = next((needless[name, at] for name in sorted(names) if (name, at) in needless), "")
        articles[locator] = Article(at, locator, passage.text, tuple(entries), why)
    return Coverage(document.document.title, tuple(articles.values()))


def core_files(folder: Path) -> Iterator[tuple[str, Path | None]]:
    """The documents of the issue, None where one is not at hand."""
    for name in CORE:
        pattern = re.compile(rf"{name}(?:\(\d{{4}}-\d{{2}}-\d{{2}}\))?")
        held = sorted(path for path in folder.glob("laws/*/*.md") if pattern.fullmatch(path.stem))
        yield name, held[-1] if held else None
    yield from ((path.stem, path) for path in sorted(folder.glob("bj-policy/2*.md")))


def table(results: Sequence[Coverage], *, verbose: bool) -> Iterator[str]:
    yield f"{'条':>4}{'有条目':>6}{'不涉及':>6}{'还缺':>5}  文件"
    for one in results:
        missing = len(one.missing)
        needless = len(one.articles) - one.covered - missing
        yield f"{len(one.articles):>5}{one.covered:>8}{needless:>9}{missing:>7}  {one.name}"
        if verbose:
            for article in one.articles:
                if not article.entries:
                    words = re.sub(r"\s+", "", article.text).removeprefix(article.locator)
                    yield f"{'':>10}{article.locator} {article.why_none or '还缺'}：{words[:40]}"


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="核心文件的每一条有没有初始条目指到")
    parser.add_argument("files", nargs="*", type=Path, help="文件；不写就看议定的核心文件")
    parser.add_argument("-v", "--verbose", action="store_true", help="列出没有条目指到的条")
    chosen = parser.parse_args(arguments)
    folder = Path(os.environ.get("JXB_SHARED") or ROOT.parent / "shared") / "data"
    files = [(path.name, path) for path in chosen.files] or list(core_files(folder))
    held, needless = named(starter.load().entries), for_offices()
    results = []
    for name, path in files:
        if path is None or not path.is_file():
            sys.stdout.write(f"略过 {name}：{path or folder / 'laws'} 里没有这份文件\n")
        else:
            results.append(coverage(parse(path), held, needless))
    sys.stdout.writelines(f"{line}\n" for line in table(results, verbose=chosen.verbose))


if __name__ == "__main__":
    main()
