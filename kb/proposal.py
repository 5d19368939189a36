"""A proposal: an entry or a fact as somebody wants it, not in force yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from kb.entry import Entry
from kb.fact import Fact
from kb.history import Kind, kind_of, title_of
from kb.snapshot import RETIRES


@dataclass(frozen=True, slots=True)
class Proposal:
    """A change, or a retirement, that waits for somebody else than its author."""

    item_id: str
    """Id of an entry, or "fact:NAME"."""
    payload: Mapping[str, Any]
    version: int
    base: int
    """Version in force that it was written against; 0 for what is new."""
    state: str
    """"draft": the author is still at it, or has it back; "in_review": it waits for somebody else."""
    author: str
    at: datetime
    why: str
    note: str | None
    """Why a reviewer sent it back."""
    document: str | None

    @property
    def kind(self) -> Kind:
        return kind_of(self.item_id)

    @property
    def title(self) -> str:
        return str(self.payload.get(RETIRES) or title_of(self.item_id, dict(self.payload)))

    @property
    def retires(self) -> bool:
        """Whether it asks for the item to be retired."""
        return RETIRES in self.payload

    @property
    def entry(self) -> Entry:
        """Only of an entry."""
        return Entry.model_validate({name: value for name, value in self.payload.items() if name != RETIRES})

    @property
    def fact_name(self) -> str:
        """Only of a fact."""
        return self.item_id.removeprefix("fact:")

    @property
    def facts(self) -> tuple[Fact, ...]:
        """Every value the fact would have; only of a fact."""
        return tuple(Fact.model_validate(value) for value in self.payload.get("values", ()))


def proposal_of(row: Row[Any]) -> Proposal:
    return Proposal(
        item_id=row.item_id,
        payload=row.payload,
        version=row.version,
        base=row.base,
        state=row.state,
        author=row.author,
        at=row.at,
        why=row.why,
        note=row.note,
        document=row.document,
    )
