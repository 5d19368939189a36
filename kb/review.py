"""The way of an entry: draft → in review → published → retired, author and reviewer never one account."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select, update

from kb import differences
from kb import tables as t
from kb.database import now
from kb.entry import Entry
from kb.entry import Review as ReviewMark
from kb.errors import KnowledgeError, NotWaitingError, OutdatedProposalError, ReviewError, SameAccountError
from kb.fact import references
from kb.store import Store, Writer


@dataclass(frozen=True, slots=True)
class Proposal:
    """An entry as somebody wants it, not in force yet."""

    entry: Entry
    version: int
    base: int
    """Version of the published entry it was written against; 0 for a new one."""
    state: str
    """"draft": the author is still at it, or has it back; "in_review": it waits for somebody else."""
    author: str
    at: datetime
    why: str
    note: str | None
    """Why a reviewer sent it back."""
    document: str | None


class Reviews:
    """What waits for review in a store, and what reviewers decide."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def waiting(self, state: str | None = "in_review") -> list[Proposal]:
        """Proposals in a state, or all of them, the oldest first."""
        query = select(t.proposals).order_by(t.proposals.c.at, t.proposals.c.item_id)
        if state:
            query = query.where(t.proposals.c.state == state)
        with self._store.engine.connect() as connection:
            return [_proposal(row) for row in connection.execute(query)]

    def get(self, item_id: str) -> Proposal:
        """Raises NotWaitingError."""
        with self._store.engine.connect() as connection:
            return _require(connection, item_id)

    def changes(self, proposal: Proposal) -> list[str]:
        """What would change, in words; everything for a new entry."""
        held = self._store.item(proposal.entry.id)
        before = held.payload if held and held.state == "published" else None
        return differences.lines(before, proposal.entry.model_dump(mode="json", exclude_none=True))

    def submit(self, item_id: str, who: str) -> None:
        """Send a draft to review; the clock of the reviewer starts."""
        with self._store.writing(who, "送审") as writer:
            proposal = _require(writer.connection, item_id)
            if proposal.state == "in_review":
                raise ReviewError(f"「{item_id}」已经在等审核，不用再送")
            entry = _marked(proposal.entry, "in_review", proposal.entry.review.checked_by)
            writer.propose(entry, document=proposal.document)
            writer.connection.execute(
                update(t.proposals)
                .where(t.proposals.c.item_id == item_id)
                .values(author=proposal.author, why=proposal.why)
            )

    def approve(self, item_id: str, reviewer: str, why: str = "") -> int:
        """Publish it; returns its version.

        Raises SameAccountError, NotWaitingError, OutdatedProposalError, or ReviewError where it refers
        to a fact nobody recorded.
        """
        with self._store.writing(reviewer, why or "审核通过") as writer:
            proposal = self._decided(writer, item_id, reviewer)
            held = self._store.item(item_id)
            if held and held.version > proposal.base and held.state == "published":
                raise OutdatedProposalError(item_id)
            self._require_facts(proposal.entry)
            entry = _marked(proposal.entry, "published", reviewer)
            writer.drop_proposal(item_id)
            return writer.publish(entry, document=proposal.document or (held.document if held else None))

    def send_back(self, item_id: str, reviewer: str, reason: str) -> None:
        """Return it to its author, who sees the reason; what is published stays as it is."""
        if not reason.strip():
            raise ReviewError("退回要写明理由，作者才知道改哪里")
        with self._store.writing(reviewer, f"退回：{reason}") as writer:
            proposal = self._decided(writer, item_id, reviewer)
            entry = _marked(proposal.entry, "draft", proposal.entry.review.checked_by)
            writer.propose(entry, document=proposal.document, note=reason)
            writer.connection.execute(
                update(t.proposals)
                .where(t.proposals.c.item_id == item_id)
                .values(author=proposal.author, why=proposal.why, base=proposal.base, at=now())
            )

    def retire(self, item_id: str, who: str, why: str) -> None:
        """Stop answering from an entry at once; also drops what waits for review of it."""
        if not why.strip():
            raise ReviewError("停用要写明理由，以后才查得到为什么")
        with self._store.writing(who, why) as writer:
            held = self._store.item(item_id)
            if held is None or held.kind != "entry":
                raise ReviewError(f"没有编号为「{item_id}」的条目：请检查编号")
            if held.state == "retired":
                raise ReviewError(f"「{item_id}」已经停用了")
            writer.retire(item_id)
            writer.drop_proposal(item_id)

    def _decided(self, writer: Writer, item_id: str, reviewer: str) -> Proposal:
        proposal = _require(writer.connection, item_id)
        if proposal.state != "in_review":
            raise NotWaitingError(item_id)
        if proposal.author == reviewer:
            raise SameAccountError(item_id, reviewer)
        return proposal

    def _require_facts(self, entry: Entry) -> None:
        facts = self._store.facts()
        for name in references(entry.answer):
            try:
                facts.history(name)
            except KnowledgeError as error:
                raise ReviewError(str(error)) from error


def _require(connection: Connection, item_id: str) -> Proposal:
    row = connection.execute(select(t.proposals).where(t.proposals.c.item_id == item_id)).one_or_none()
    if row is None:
        raise NotWaitingError(item_id)
    return _proposal(row)


def _marked(entry: Entry, state: Any, checked_by: str) -> Entry:
    return entry.model_copy(update={"review": ReviewMark(state=state, checked_by=checked_by)})


def _proposal(row: Row[Any]) -> Proposal:
    return Proposal(
        entry=Entry.model_validate(row.payload),
        version=row.version,
        base=row.base,
        state=row.state,
        author=row.author,
        at=row.at,
        why=row.why,
        note=row.note,
        document=row.document,
    )


def overview(proposals: Sequence[Proposal]) -> list[dict[str, object]]:
    """Proposals as JSON for pages and the command line."""
    return [
        {
            "id": p.entry.id, "question": p.entry.question, "state": p.state, "author": p.author,
            "at": p.at.isoformat(timespec="seconds"), "why": p.why, "note": p.note, "new": p.base == 0,
        }
        for p in proposals
    ]  # fmt: skip
