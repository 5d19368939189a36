"""What we know: entries, facts, documents, where and when they hold, and who reviewed them."""

from kb.entry import Entry, Review, Source, Verified
from kb.fact import Fact, FactTable
from kb.types import Authority, Document, InsuredType, ItemId, ItemKind, Passage, Period, Scope

__all__ = [
    "Authority",
    "Document",
    "Entry",
    "Fact",
    "FactTable",
    "InsuredType",
    "ItemId",
    "ItemKind",
    "Passage",
    "Period",
    "Review",
    "Scope",
    "Source",
    "Verified",
]
