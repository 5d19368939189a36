"""The way of an entry or a fact: draft → in review → published → retired, author and reviewer never one account."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, select

from kb import differences
from kb import tables as t
from kb.entry import Review as ReviewMark
from kb.errors import NotWaitingError, OutdatedProposalError, ReviewError, SameAccountError, UnknownFactError
from kb.fact import FactTable, references
from kb.history import kind_of
from kb.proposal import Proposal, proposal_of
from kb.snapshot import fact_payload
from kb.store import Store, Writer

__all__ = ["Proposal", "Reviews", "approved", "overview", "shown"]


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
            return [proposal_of(row) for row in connection.execute(query)]

    def get(self, item_id: str) -> Proposal:
        """Raises NotWaitingError."""
        with self._store.engine.connect() as connection:
            return _require(connection, item_id)

    def changes(self, proposal: Proposal) -> list[str]:
        """What would change, in words; everything for what is new."""
        if proposal.retires:
            return [f"停用：{proposal.why}"]
        return differences.lines(self._held(proposal), proposal.payload)

    def facts_after(self, proposal: Proposal) -> FactTable:
        """All facts as they would stand with the proposal approved."""
        others = [fact for fact in self._store.facts() if fact.name != proposal.fact_name]
        return FactTable([*others, *(() if proposal.retires else proposal.facts)])

    def submit(self, item_id: str, who: str) -> None:
        """Send a draft to review; the clock of the reviewer starts."""
        with self._store.writing(who, "送审") as writer:
            proposal = _require(writer.connection, item_id)
            if proposal.state == "in_review":
                raise ReviewError(f"「{item_id}」已经在等审核，不用再送")
            writer.restate(item_id, _marked(proposal, "in_review"), "in_review", None)

    def approve(self, item_id: str, reviewer: str, why: str = "") -> int:
        """As `approve_all`, of one; returns its version."""
        return self.approve_all([item_id], reviewer, why)[item_id]

    def approve_all(self, item_ids: Sequence[str], reviewer: str, why: str = "") -> dict[str, int]:
        """Publish them, or retire what asks to be retired, all or none; returns their versions.

        Raises SameAccountError, NotWaitingError, OutdatedProposalError, or ReviewError where one refers
        to a fact nobody recorded, or takes away a fact that answers refer to.
        """
        # Facts first: an answer may refer to one that is approved with it.
        ordered = sorted(dict.fromkeys(item_ids), key=lambda item_id: kind_of(item_id) != "fact")
        with self._store.writing(reviewer, why or "审核通过") as writer:
            versions = {item_id: self._approve(writer, item_id, reviewer) for item_id in ordered}
        return {item_id: versions[item_id] for item_id in item_ids}

    def _approve(self, writer: Writer, item_id: str, reviewer: str) -> int:
        proposal = self._decided(writer, item_id, reviewer)
        if self._version_in_force(writer, proposal) > proposal.base:
            raise OutdatedProposalError(item_id)
        writer.drop_proposal(item_id)
        if proposal.retires:
            self._retire(writer, item_id)
        elif proposal.kind == "fact":
            writer.put_facts(proposal.facts)
        else:
            return self._publish(writer, proposal, reviewer)
        return writer.settled_version(item_id)

    def retiring(self, item_ids: Sequence[str]) -> set[str]:
        """Of the given ones, those whose proposal asks for the item to be retired."""
        return {one.item_id for one in self.waiting() if one.retires and one.item_id in item_ids}

    def send_back(self, item_id: str, reviewer: str, reason: str) -> None:
        """Return it to its author, who sees the reason; what is published stays as it is."""
        if not reason.strip():
            raise ReviewError("退回要写明理由，作者才知道改哪里")
        with self._store.writing(reviewer, f"退回：{reason}") as writer:
            proposal = self._decided(writer, item_id, reviewer)
            writer.restate(item_id, _marked(proposal, "draft"), "draft", reason)

    def retire(self, item_id: str, who: str, why: str) -> None:
        """Stop answering from an entry or a fact at once; also drops what waits for review of it."""
        if not why.strip():
            raise ReviewError("停用要写明理由，以后才查得到为什么")
        with self._store.writing(who, why) as writer:
            self._retire(writer, item_id)
            writer.drop_proposal(item_id)

    def _retire(self, writer: Writer, item_id: str) -> None:
        if kind_of(item_id) == "fact":
            self._remove_fact(writer, item_id.removeprefix("fact:"))
            return
        held = self._store.item(item_id)
        if held is None or held.kind != "entry":
            raise ReviewError(f"没有编号为「{item_id}」的条目：请检查编号；事实写 fact:名称")
        if held.state == "retired":
            raise ReviewError(f"「{item_id}」已经停用了")
        writer.retire(item_id)

    def _remove_fact(self, writer: Writer, name: str) -> None:
        if all(fact.name != name for fact in self._store.facts()):
            raise ReviewError(f"没有名为「{name}」的事实：请检查名称")
        uses = [entry.id for entry in self._store.entries() if name in references(entry.answer)]
        if uses:
            listed = "、".join(uses[:5]) + ("等" if len(uses) > 5 else "")
            raise ReviewError(
                f"事实「{name}」还有 {len(uses)} 个答案引用（{listed}）：先改这些答案，再停用它"
            )
        writer.remove_fact(name)

    def _publish(self, writer: Writer, proposal: Proposal, reviewer: str) -> int:
        entry = proposal.entry
        for name in references(entry.answer):
            if not writer.holds_fact(name):
                raise ReviewError(str(UnknownFactError(name)))
        mark = ReviewMark(state="published", checked_by=reviewer)
        held = self._store.item(entry.id)
        # A change made in another file leaves the entry where it belongs.
        document = held.document if held else proposal.document
        return writer.publish(entry.model_copy(update={"review": mark}), document=document)

    def _held(self, proposal: Proposal) -> dict[str, Any] | None:
        """The payload in force."""
        if proposal.kind == "fact":
            facts = [fact for fact in self._store.facts() if fact.name == proposal.fact_name]
            dumped = [fact.model_dump(mode="json", exclude_none=True) for fact in facts]
            return fact_payload(dumped) if dumped else None
        held = self._store.item(proposal.item_id)
        return held.payload if held and held.state == "published" else None

    def _version_in_force(self, writer: Writer, proposal: Proposal) -> int:
        if proposal.kind == "fact":
            return writer.settled_version(proposal.item_id)
        held = self._store.item(proposal.item_id)
        return held.version if held and held.state == "published" else 0

    def _decided(self, writer: Writer, item_id: str, reviewer: str) -> Proposal:
        proposal = _require(writer.connection, item_id)
        if proposal.state != "in_review":
            raise NotWaitingError(item_id)
        if proposal.author == reviewer:
            raise SameAccountError(item_id, reviewer)
        return proposal


def _require(connection: Connection, item_id: str) -> Proposal:
    row = connection.execute(select(t.proposals).where(t.proposals.c.item_id == item_id)).one_or_none()
    if row is None:
        raise NotWaitingError(item_id)
    return proposal_of(row)


def _marked(proposal: Proposal, state: Any) -> dict[str, Any]:
    """The payload with the state in it, where an entry keeps it."""
    if proposal.kind == "fact" or proposal.retires:
        return dict(proposal.payload)
    review = {**proposal.payload.get("review", {}), "state": state}
    return {**proposal.payload, "review": review}


def overview(proposals: Sequence[Proposal]) -> list[dict[str, object]]:
    """Proposals as JSON for pages and the command line."""
    return [
        {
            "id": p.item_id, "kind": p.kind, "question": p.title, "state": p.state, "author": p.author,
            "at": p.at.isoformat(timespec="seconds"), "why": p.why, "note": p.note, "new": p.base == 0,
            "retires": p.retires,
        }
        for p in proposals
    ]  # fmt: skip


def approved(versions: Mapping[str, int], retired: Collection[str]) -> dict[str, object]:
    """What an approval did, as JSON."""
    published = [{"id": item_id, "version": n} for item_id, n in versions.items() if item_id not in retired]
    return {"published": published, "retired": [item_id for item_id in versions if item_id in retired]}


def shown(reviews: Reviews, proposal: Proposal) -> dict[str, object]:
    """One proposal whole, as JSON: what it would change, and the entry or the values it proposes."""
    whole: dict[str, object] = {**overview([proposal])[0], "changes": reviews.changes(proposal)}
    if proposal.kind == "fact":
        return whole | {
            "values": [fact.model_dump(mode="json", exclude_none=True) for fact in proposal.facts]
        }
    return whole | {"entry": proposal.entry.model_dump(mode="json")}
