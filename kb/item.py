"""An item: anything that can be found and cited — an entry, a passage, or a row of a table."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from kb import abolished, article_questions
from kb.entry import Entry
from kb.types import INSURED_TYPES, Authority, Document, InsuredType, ItemKind, Passage, Period, TableRow

Field = Literal["question", "similar", "answer", "passage", "asked", "row"]
"""Which part of an item a text is; questions are kept apart from answers. "asked": a question that a passage answers."""

DENSE_FIELDS: frozenset[Field] = frozenset({"question", "similar", "passage", "asked", "answer"})
"""Fields that get a vector; rows of tables are found by their words."""


_ALWAYS = Period()


@dataclass(frozen=True, slots=True)
class ItemDraft:
    """An item ready to be written, with the texts that find it."""

    id: str
    kind: ItemKind
    title: str
    body: str
    texts: tuple[tuple[Field, str], ...]
    document: str | None = None
    area: str = ""
    region: str = ""
    insured: int = 0
    period: Period = _ALWAYS
    authority: Authority = Authority.ENTRY
    state: str = "published"
    payload: dict[str, Any] = field(default_factory=dict)

    @property
    def hash(self) -> str:
        # Who looked at it last is no change of what it says: the same file again must not undo a review.
        payload = {name: value for name, value in self.payload.items() if name != "review"}
        # Nor is the name of the file that an entry comes in again with.
        document = None if self.kind == "entry" else self.document
        content = [
            self.id, self.kind, document, self.state, payload,
            self.region, str(self.period.start), str(self.period.end), int(self.authority), self.body,
        ]  # fmt: skip
        return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Item:
    """An item as it is held."""

    row: int
    id: str
    kind: ItemKind
    document: str | None
    title: str
    body: str
    area: str
    region: str
    insured: int
    """Bit mask over INSURED_TYPES; 0 holds for all."""
    period: Period
    authority: Authority
    state: str
    payload: dict[str, Any]
    version: int

    def in_force(self, on: date) -> bool:
        return self.period.contains(on)

    @property
    def entry(self) -> Entry:
        """The entry it was made from; only for kind "entry"."""
        return Entry.model_validate(self.payload)


def insured_mask(types: Iterable[InsuredType]) -> int:
    """Bits of the insured types; no bit means everyone."""
    return sum(1 << INSURED_TYPES.index(kind) for kind in set(types))


def text_hash(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=12).hexdigest()


def from_entry(entry: Entry, document: str | None = None) -> ItemDraft:
    return ItemDraft(
        id=entry.id,
        kind="entry",
        document=document,
        title=entry.question,
        body=entry.answer,
        texts=(
            ("question", entry.question),
            *(("similar", wording) for wording in entry.wordings[1:]),
            ("answer", entry.answer),
        ),
        area=entry.area,
        region=entry.region,
        insured=insured_mask(entry.insured_types),
        period=entry.period,
        authority=Authority.ENTRY,
        state=entry.review.state,
        payload=entry.model_dump(mode="json", exclude_none=True),
    )


def from_passages(document: Document, passages: Sequence[Passage]) -> list[ItemDraft]:
    return [_from_passage(document, passage, article_questions.of(passage.text)) for passage in passages]


def _from_passage(document: Document, passage: Passage, asked: Sequence[str]) -> ItemDraft:
    payload = {
        "position": passage.position,
        "heading": list(passage.heading),
        "locator": passage.locator,
        "table": passage.table,
    }
    return ItemDraft(
        id=passage.id,
        kind="passage",
        document=document.name,
        title=" ".join((document.title, *passage.heading[1:], passage.locator or "")).strip(),
        body=passage.text,
        texts=(
            ("passage", " ".join((document.title, *passage.heading[1:], passage.text))),
            *(("asked", question) for question in asked),
        ),
        region=document.region,
        period=abolished.within(passage.text, document.period),
        authority=document.authority,
        payload={**payload, "asked": list(asked)} if asked else payload,
    )


def from_row(document: Document, row: TableRow) -> ItemDraft:
    return ItemDraft(
        id=row.id,
        kind="table",
        document=document.name,
        title=row.title,
        body=row.text,
        texts=(("row", row.text),),
        region=document.region,
        period=document.period,
        authority=document.authority,
        payload={"table": row.table, "cells": dict(row.cells)},
    )
