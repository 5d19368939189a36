"""Relations read off an entry, a document, a passage or a row of a table, by rules."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from kb import drug_names
from kb.entry import Entry
from kb.fact import references
from kb.graph import order
from kb.graph.types import Relation
from kb.graph.words import (
    GROUPS,
    INSURANCES,
    found_in_answers,
    matter_names,
    matters,
)
from kb.impact import amends
from kb.item import Item
from kb.text import folded_title
from kb.types import Document

_CITED = re.compile(
    r"《([^《》]{3,60}(?:〈[^〈〉]{2,40}〉[^《》]{0,20})?)》(?:（[^（）]{0,20}）)?(第[一二三四五六七八九十百零〇]+条)?"
)
_COURT = re.compile(
    r"^最高人民法院关于(?:审理)?(?P<matter>.{2,14}?)(?:案件)?适用法律(?:若干)?问题的解释(?:[（(](?P<part>[一二三四五])[）)])?$"
)


def of_words() -> Iterator[Relation]:
    """What the lists of names say: spoken forms, insurances, papers that a matter gives."""
    for name, matter in matters().items():
        node = f"matter:{name}"
        yield Relation(node, "belongs_to", f"insurance:{matter.insurance}")
        for spoken in matter.spoken:
            yield Relation(f"alias:{spoken}", "alias_of", node)
        for paper in matter.gives:
            yield Relation(node, "gives", f"material:{paper}")
    for group, kind in (("materials", "material"), ("channels", "channel"), ("offices", "office")):
        for spelling, name in found_in_answers(group).names.items():
            if spelling != name:
                yield Relation(f"alias:{spelling}", "alias_of", f"{kind}:{name}")


def of_entry(entry: Entry) -> Iterator[Relation]:
    node, source = f"entry:{entry.id}", entry.source
    if source:
        yield Relation(node, "based_on", f"title:{source.title}", source.locator or "")
    for name in references(entry.answer):
        yield Relation(node, "uses", f"fact:{name}")
    for kind in entry.insured_types:
        yield Relation(node, "applies_to", f"group:{GROUPS[kind]}")
    if insurance := INSURANCES.get(entry.area):
        yield Relation(node, "belongs_to", f"insurance:{insurance}")
    needs = found_in_answers("materials").found(entry.answer)
    for name in needs:
        yield Relation(node, "needs", f"material:{name}")
    for group, kind_of_place in (("channels", "channel"), ("offices", "office")):
        for name in found_in_answers(group).found(entry.answer):
            yield Relation(node, "handled_at", f"{kind_of_place}:{name}")
    yield from _of_matter(entry, needs)


def _of_matter(entry: Entry, needs: list[str]) -> Iterator[Relation]:
    """What an entry is on, and what it says of the order of matters."""
    about = matter_of(entry)
    if about:
        yield Relation(f"entry:{entry.id}", "about", f"matter:{about}")
        for name, matter in matters().items():
            if name != about and any(paper in needs for paper in matter.gives if paper in _RESULTS):
                yield Relation(f"matter:{name}", "before", f"matter:{about}", f"entry:{entry.id}")
    for first, then in order.pairs(entry, about):
        yield Relation(f"matter:{first}", "before", f"matter:{then}", f"entry:{entry.id}")


_RESULTS = frozenset({"工伤认定决定书", "劳动能力鉴定结论", "职业病诊断证明书"})
"""Papers that only one matter gives and that nobody holds without it."""


def matter_of(entry: Entry) -> str | None:
    """The matter a question is on: the last that it names, else one that at least three of its wordings name."""
    if found := matter_names().found(entry.question):
        return found[-1]
    named = Counter(name for wording in entry.similar for name in set(matter_names().found(wording)))
    if not named:
        return None
    name, times = named.most_common(1)[0]
    return name if times >= 3 else None


def of_document(document: Document) -> Iterator[Relation]:
    node = f"document:{document.name}"
    if document.superseded_by:
        yield Relation(node, "replaced_by", f"title:{document.superseded_by}", str(document.period.end or ""))
    for title in document.repeals:
        yield Relation(node, "repeals", f"title:{title}", str(document.period.start or ""))
    for title in amends(document.title):
        yield Relation(node, "amends", f"title:{title}")
    for short in short_titles(document.title):
        yield Relation(f"alias:{short}", "alias_of", f"title:{document.title}")


def short_titles(title: str) -> list[str]:
    """How a document is called for short."""
    short = [folded_title(title)] if title.startswith("中华人民共和国") else []
    if court := _COURT.match(title):
        part = f"（{court['part']}）" if court["part"] else ""
        short.append(f"{court['matter']}司法解释{part}")
    return [one for one in short if one != title]


def of_passage(item: Item, own_title: str) -> Iterator[Relation]:
    """Documents that a passage cites, with the article that cites and the article cited."""
    own = folded_title(own_title)
    where = str(item.payload.get("locator") or "")
    for title, article in _CITED.findall(item.body):
        if folded_title(title) != own:
            because = "→".join(filter(None, (where, article)))
            yield Relation(f"document:{item.document}", "cites", f"title:{title}", because)


def of_row(item: Item) -> Iterator[Relation]:
    """A drug, the catalogue it is listed in, and the brand names that mean it."""
    if item.payload.get("table") != "drug-catalogue":
        return
    node = f"drug:{item.title}"
    cells = item.payload["cells"]
    yield Relation(node, "listed_in", f"document:{item.document}", f"{cells.get('cls', '')}类")
    known = set(drug_names.aliases(item.title))
    for brand, generic in drug_names.words().brands.items():
        if generic in known:
            yield Relation(f"alias:{brand}", "alias_of", node)
