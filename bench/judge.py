"""Whether what was found answers a development question, as the recipes judge it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bench.material import DAY, SCOPE
from bench.questions import Question, holds
from dialogue import grounds
from kb.fact import FactTable
from kb.item import Item
from kb.store import Store
from kb.types import Document, Scope
from retrieval.search import Evidence

ELSEWHERE = ("multi_intent", "drug", "table", "calculator", "computed", "region_trap")
"""Kinds that are not answered by the first hit for the message as it stands."""


def scope(question: Question) -> Scope:
    """Where and for whom it is asked, on the day of all recipes."""
    said = question.get("scope") or {}
    return Scope(said.get("region") or SCOPE.region, said.get("insured_type"), DAY)


@dataclass(frozen=True)
class Judge:
    """Knows the facts and documents of a home."""

    facts: FactTable
    documents: Mapping[str, Document]

    @classmethod
    def of(cls, store: Store) -> Judge:
        return cls(store.facts(), {document.name: document for document in store.documents()})

    def right(self, item: Item, question: Question) -> bool:
        """Whether what would be said of the item holds all that the answer must hold."""
        held = grounds.prepare([Evidence(item, 1.0)], self.facts, self.documents, DAY)
        return bool(held) and holds(held[0].text, question)
