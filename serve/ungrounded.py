"""Figures of answers that none of the documents they rest on holds: for `jxb kb check`, where the documents are held."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cached_property

from dialogue.figures import figures as numbers
from kb.basis import Basis
from kb.check import Finding
from kb.entry import Entry
from kb.errors import KnowledgeError
from kb.fact import FactTable
from kb.figures import Figure, figures, measured
from kb.item import Item
from kb.text import folded_title
from kb.types import Document

_ARTICLE = re.compile(r"第[零〇一二三四五六七八九十百千\d]+[章节条款项]|第[（(][^（）()]{1,4}[）)]项")
"""Numbers of articles say nothing about what a rule gives."""
_WORKED_OUT = re.compile(r"[=＝＋+≈－]\s*$")


class Grounds:
    """The texts of the documents that are held."""

    def __init__(self, documents: Iterable[Document], passages: Iterable[Item]) -> None:
        self._names: dict[str, list[str]] = defaultdict(list)
        for document in documents:
            self._names[folded_title(document.title)].append(document.name)
        self._texts: dict[str, list[str]] = defaultdict(list)
        for item in passages:
            self._texts[item.document or ""].append(f"{item.title}\n{item.body}")
        self._numbers: dict[str, frozenset[str]] = {}

    def of(self, basis: Basis) -> frozenset[str] | None:
        """Every number that a document named by it states; None where none of them is held."""
        named = folded_title(basis.named)
        names = [name for title, held in self._names.items() if title and title in named for name in held]
        return frozenset().union(*map(self._stated, names)) if names else None

    def _stated(self, name: str) -> frozenset[str]:
        if name not in self._numbers:
            self._numbers[name] = frozenset(numbers(_ARTICLE.sub("", "\n".join(self._texts[name]))))
        return self._numbers[name]


class UngroundedFigures:
    """Finds them; a figure that a fact has on the day stands on the fact."""

    def __init__(self, grounds: Grounds, facts: FactTable, on: date) -> None:
        self._grounds, self._facts, self._on = grounds, facts, on

    @cached_property
    def _known(self) -> frozenset[tuple[str, str]]:
        return frozenset(
            measured(fact.value, fact.unit) for fact in self._facts if fact.period.contains(self._on)
        )

    def of(self, entry: Entry, answer: str) -> list[Figure]:
        """`answer` with its facts filled in."""
        held = self._grounds.of(Basis.of(entry.source, entry.verified))
        if held is None:
            return []
        return [
            figure
            for figure in figures(answer)
            if figure.states_a_rule
            and not _WORKED_OUT.search(figure.before)
            and (figure.value, figure.unit) not in self._known
            and figure.value not in held
            and not numbers(figure.written) <= held
        ]

    def check(self, entries: Iterable[Entry]) -> Iterator[Finding]:
        for entry in entries:
            try:
                answer = self._facts.render(entry.answer, self._on).text
            except KnowledgeError:
                continue  # a finding of its own
            for figure in self.of(entry, answer):
                words = (
                    f"答案写「{figure.shown}」，所依据的文件里没有这个数：请对原文，或补上这个数出自哪个文件"
                )
                yield Finding("notice", "ungrounded-figure", entry.id, words)
