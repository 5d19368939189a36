"""Writes knowledge: one transaction an edit, with its version and its line in the change log."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Row, delete, func, insert, select, update

from kb import article_questions
from kb import tables as t
from kb.database import iso, now
from kb.entry import Entry
from kb.errors import StoreError
from kb.fact import Fact, with_value
from kb.flagged import flag_near
from kb.item import from_entry, from_passages, from_row
from kb.near import Near
from kb.rows import CHUNK, ItemRows, Outcome, chunks
from kb.snapshot import RETIRES, document_of, document_payload, fact_id, fact_payload, row_payload
from kb.types import Document, ItemKind, Passage, TableRow

__all__ = ["CHUNK", "Outcome", "Writer", "chunks"]


class Writer(ItemRows):
    """Writes within one transaction; nothing is visible before it ends."""

    def put_entry(self, entry: Entry, *, document: str | None = None) -> Outcome:
        """Add or update by id; the same content again is "unchanged".

        An entry that is a draft or in review is kept beside what is published, which stays in force.
        """
        return self.put_entries([entry], document=document)[0]

    def put_entries(self, entries: Sequence[Entry], *, document: str | None = None) -> list[Outcome]:
        """As `put_entry`, many at once; the outcomes in the order of the entries."""
        settled = [entry for entry in entries if entry.review.state in ("published", "retired")]
        outcomes = dict(
            zip(
                (entry.id for entry in settled),
                self._put([from_entry(entry, document) for entry in settled]),
                strict=True,
            )
        )
        for entry in entries:
            if entry.review.state in ("draft", "in_review"):
                outcomes[entry.id] = self.propose(entry, document=document)
        return [outcomes[entry.id] for entry in entries]

    def propose(self, entry: Entry, *, document: str | None = None) -> Outcome:
        """Keep a draft (or one that waits for review) beside the published entry of that id."""
        held = self.connection.execute(
            select(t.items.c.version, t.items.c.state, t.items.c.payload).where(t.items.c.id == entry.id)
        ).one_or_none()
        stands = held is not None and held.state == "published"
        return self._propose(
            entry.id,
            from_entry(entry, document).payload,
            entry.review.state,
            held.payload if held and stands else None,
            base=held.version if held and stands else 0,
            known=held is not None,
            document=document,
        )

    def propose_facts(self, facts: Sequence[Fact], state: str = "in_review") -> list[Outcome]:
        """As `amend_facts`, but kept beside the facts in force until somebody else approves; one proposal a name."""
        by_name: dict[str, list[Fact]] = {}
        for fact in facts:
            by_name.setdefault(fact.name, []).append(fact)
        outcomes = {name: self._propose_fact(name, values, state) for name, values in by_name.items()}
        return [outcomes[fact.name] for fact in facts]

    def _propose_fact(self, name: str, values: Sequence[Fact], state: str) -> Outcome:
        held = self._fact(name).values()
        history = [Fact.model_validate(value) for value in held]
        for value in values:
            history = with_value(history, value)
        return self._propose(
            fact_id(name),
            fact_payload(one.model_dump(mode="json", exclude_none=True) for one in history),
            state,
            fact_payload(held) if held else None,
            base=self.settled_version(fact_id(name)),
            known=bool(held),
        )

    def propose_retirement(self, item_id: str, title: str, payload: Mapping[str, Any]) -> None:
        """Ask for something to be retired; unless a change of it waits already."""
        if self.proposal(item_id) is None:
            wanted = {**payload, RETIRES: title}
            self._propose(item_id, wanted, "in_review", None, self.settled_version(item_id), known=True)

    def ask_to_retire(self, item_id: str) -> None:
        """As `propose_retirement`, of an entry as it stands."""
        held = self.connection.execute(
            select(t.items.c.title, t.items.c.payload).where(t.items.c.id == item_id)
        ).one_or_none()
        if held is not None:
            self.propose_retirement(item_id, held.title, held.payload)

    def flag_near(self, pairs: Iterable[Near]) -> None:
        """Put near duplicates on the list of what is to be looked at."""
        flag_near(self.connection, pairs)

    def proposal(self, item_id: str) -> Row[Any] | None:
        return self.connection.execute(
            select(t.proposals).where(t.proposals.c.item_id == item_id)
        ).one_or_none()

    def settled_version(self, item_id: str) -> int:
        """Number of the version in force or retired last; 0 where there is none."""
        query = select(func.max(t.versions.c.version)).where(
            t.versions.c.item_id == item_id, t.versions.c.state.in_(("published", "retired"))
        )
        return self.connection.execute(query).scalar() or 0

    def _propose(
        self,
        item_id: str,
        payload: dict[str, Any],
        state: str,
        held: Mapping[str, Any] | None,
        base: int,
        *,
        known: bool,
        document: str | None = None,
    ) -> Outcome:
        open_one = self.proposal(item_id)
        same = open_one is not None and open_one.state == state and _same(open_one.payload, payload)
        if same or (held is not None and _same(held, payload)):
            return "unchanged"
        self.drop_proposal(item_id)
        self.connection.execute(
            insert(t.proposals).values(
                item_id=item_id,
                version=self._new_version(item_id, state, payload),
                base=base,
                state=state,
                author=self.who,
                at=now(),
                why=self.why,
                note=None,
                document=document,
                payload=payload,
            )
        )
        return "updated" if known or open_one is not None else "added"

    def restate(self, item_id: str, payload: dict[str, Any], state: str, note: str | None) -> None:
        """Move a proposal on or back; author, reason and what it was written against stay."""
        version = self._new_version(item_id, state, payload)
        values = {"version": version, "payload": payload, "state": state, "note": note, "at": now()}
        self.connection.execute(update(t.proposals).where(t.proposals.c.item_id == item_id).values(values))

    def publish(self, entry: Entry, *, document: str | None = None) -> int:
        """Publish a reviewed entry, also where only the reviewer is new; returns its version."""
        self.connection.execute(update(t.items).where(t.items.c.id == entry.id).values(hash=""))
        self._put([from_entry(entry, document)])
        query = select(t.items.c.version).where(t.items.c.id == entry.id)
        return int(self.connection.execute(query).scalar_one())

    def drop_proposal(self, item_id: str) -> None:
        self.connection.execute(delete(t.proposals).where(t.proposals.c.item_id == item_id))

    def put_document(self, document: Document, passages: Sequence[Passage], content_hash: str) -> Outcome:
        """Add a document or replace it whole, passages included."""
        held = self.connection.execute(
            select(t.documents.c.hash).where(t.documents.c.name == document.name)
        ).scalar()
        if held == content_hash:
            return "unchanged"
        self._save_document(document, content_hash, passages)
        return "added" if held is None else "updated"

    def put_rows(self, document: Document, rows: Iterable[TableRow]) -> Counter[Outcome]:
        """Add or update rows of a table; its document is recorded beside it."""
        rows = list(rows)
        self._save_document(document, "", ())
        payloads = {str(row.id): row_payload(row) for row in rows}
        return Counter(self._put([from_row(document, row) for row in rows], payloads))

    def update_documents(self, documents: Iterable[Document]) -> None:
        """Record new periods of documents; their passages and rows follow."""
        for document in documents:
            held = self.connection.execute(
                select(t.documents.c.hash).where(t.documents.c.name == document.name)
            ).scalar()
            if held is None:
                continue
            self._save_document(document, held, self.passages(document.name))
            self._rows_follow(document)

    def put_back(self, document: Document, passages: Sequence[Passage], content_hash: str) -> None:
        """Make a document what it was, its period and successor included."""
        self._save_document(document, content_hash, passages)
        self._rows_follow(document)

    def ask_articles(self) -> None:
        """Give the passages held the questions that are shipped for them now (`kb.article_questions`)."""
        published = (t.items.c.kind == "passage") & (t.items.c.state == "published")
        query = select(t.items.c.document, t.items.c.version, t.items.c.body, t.items.c.payload).where(
            published
        )
        changed: dict[tuple[str, int], list[Passage]] = {}
        for row in self.connection.execute(query):
            if list(article_questions.of(row.body)) != row.payload.get("asked", []):
                changed.setdefault((row.document, row.version), []).append(
                    _passage(row.document, row.body, row.payload)
                )
        for (name, version), passages in changed.items():  # each keeps the version that its text is of
            self._put(from_passages(self.document(name), passages), version=version)

    def document(self, name: str) -> Document:
        """A document as the history has it last, also where it is held no more; raises StoreError."""
        payload = self._last_payload(f"document:{name}")
        if payload is None:
            raise StoreError(f"没有文件「{name}」的记录：请重新导入这份文件")
        return document_of(payload)[0]

    def first_version(self, item_id: str, payload: dict[str, Any]) -> None:
        """For what was held before everything had versions."""
        self._new_version(item_id, "published", payload)

    def remove_document(self, name: str) -> None:
        """Take a document with its passages out of what is held; its history stays."""
        payload = self._last_payload(f"document:{name}")
        self._drop_passages(name, keep=0)
        self.connection.execute(delete(t.documents).where(t.documents.c.name == name))
        self._new_version(f"document:{name}", "retired", payload)

    def retire(self, item_id: str) -> bool:
        """Take an item out of what is answered from; False when there is none."""
        item = self.connection.execute(select(t.items).where(t.items.c.id == item_id)).one_or_none()
        if item is None:
            return False
        payload = item.payload if item.kind == "entry" else self._last_payload(item_id) or item.payload
        version = self._next_versions([item_id])[item_id]
        self.connection.execute(
            update(t.items)
            .where(t.items.c.row == item.row)
            .values(state="retired", version=version, hash="")  # the same content may be published again
        )
        self._versions([(item.id, version, "retired", payload)])
        self.log([item.row])
        return True

    def put_facts(self, facts: Iterable[Fact]) -> list[str]:
        """Replace every value of the named facts; returns the names of those that changed.

        Of two values with one name and start the later counts.
        """
        wanted: dict[str, dict[str | None, dict[str, Any]]] = {}
        for fact in facts:
            value = fact.model_dump(mode="json", exclude_none=True)
            wanted.setdefault(fact.name, {})[iso(fact.valid_from)] = value
        changed = {name: rows for name, rows in wanted.items() if rows != self._fact(name)}
        for chunk in chunks(list(changed)):
            self.connection.execute(delete(t.facts).where(t.facts.c.name.in_(chunk)))
        rows = [
            {"name": name, "valid_from": start, "payload": value}
            for name, values in changed.items()
            for start, value in values.items()
        ]
        if rows:
            self.connection.execute(insert(t.facts), rows)
            numbers = self._next_versions([fact_id(name) for name in changed])
            self._versions(
                [
                    (fact_id(name), numbers[fact_id(name)], "published", fact_payload(values.values()))
                    for name, values in changed.items()
                ]
            )
            self.log([0])  # no item, but readers of the log must read the facts again
        return list(changed)

    def amend_facts(self, facts: Iterable[Fact]) -> list[Outcome]:
        """Add values to facts, or change the value of a start; what held before ends the day before."""
        outcomes: list[Outcome] = []
        histories: dict[str, list[Fact]] = {}
        for fact in facts:
            if fact.name not in histories:
                held = self._fact(fact.name).values()
                histories[fact.name] = [Fact.model_validate(value) for value in held]
            history = histories[fact.name]
            amended = with_value(history, fact)
            known = any(held.valid_from == fact.valid_from for held in history)
            outcomes.append("unchanged" if amended == history else "updated" if known else "added")
            histories[fact.name] = amended
        self.put_facts(fact for history in histories.values() for fact in history)
        return outcomes

    def remove_fact(self, name: str) -> None:
        payload = fact_payload(self._fact(name).values())
        self.connection.execute(delete(t.facts).where(t.facts.c.name == name))
        self._new_version(fact_id(name), "retired", payload)
        self.log([0])

    def holds_fact(self, name: str) -> bool:
        query = select(t.facts.c.name).where(t.facts.c.name == name)
        return self.connection.execute(query).first() is not None

    # Documents.

    def _save_document(self, document: Document, content_hash: str, passages: Sequence[Passage]) -> None:
        """Record a document with its passages; a new version where anything of it is new."""
        payload = document_payload(document, passages, content_hash)
        item_id = f"document:{document.name}"
        if self._last_payload(item_id) == payload and self._holds_document(document.name):
            return
        version = self._new_version(item_id, "published", payload)
        self.connection.execute(delete(t.documents).where(t.documents.c.name == document.name))
        self.connection.execute(insert(t.documents).values(_document_columns(document, content_hash)))
        self._put(from_passages(document, passages), version=version)
        if content_hash:
            self._drop_passages(document.name, keep=len(passages))

    def _rows_follow(self, document: Document) -> None:
        """Rows of a table hold as long as their document does."""
        period = {"valid_from": iso(document.period.start), "valid_to": iso(document.period.end)}
        rows = (t.items.c.document == document.name) & (t.items.c.kind == "table")
        self.connection.execute(update(t.items).where(rows).values(period))
        self.log(self.connection.scalars(select(t.items.c.row).where(rows)).all())

    def _holds_document(self, name: str) -> bool:
        query = select(t.documents.c.name).where(t.documents.c.name == name)
        return self.connection.execute(query).first() is not None

    def passages(self, name: str) -> list[Passage]:
        of_document = (t.items.c.document == name) & (t.items.c.kind == "passage")
        query = select(t.items.c.body, t.items.c.payload).where(of_document).order_by(t.items.c.row)
        found = [_passage(name, row.body, row.payload) for row in self.connection.execute(query)]
        return sorted(found, key=lambda passage: passage.position)

    def _drop_passages(self, document: str, keep: int) -> None:
        """Delete the passages of a document from a position on."""
        kind: ItemKind = "passage"
        of_document = (t.items.c.document == document) & (t.items.c.kind == kind)
        query = select(t.items.c.row, t.items.c.payload).where(of_document)
        rows = [row.row for row in self.connection.execute(query) if row.payload["position"] >= keep]
        for chunk in chunks(rows):
            self.connection.execute(delete(t.texts).where(t.texts.c.item.in_(chunk)))
            self.connection.execute(delete(t.items).where(t.items.c.row.in_(chunk)))
        self.log(rows)

    def _fact(self, name: str) -> dict[str | None, dict[str, Any]]:
        query = select(t.facts.c.valid_from, t.facts.c.payload).where(t.facts.c.name == name)
        return {row.valid_from: row.payload for row in self.connection.execute(query)}


def _passage(document: str, body: str, payload: Mapping[str, Any]) -> Passage:
    """As it was cut, of an item."""
    heading, locator = tuple(payload["heading"]), payload["locator"]
    return Passage(document, payload["position"], heading, body, locator, payload["table"])


def _same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two entries say the same, whoever reviewed them."""
    return {**one, "review": None} == {**other, "review": None}


def _document_columns(document: Document, content_hash: str) -> dict[str, Any]:
    return {
        "name": document.name,
        "title": document.title,
        "number": document.number,
        "issuer": document.issuer,
        "issued": iso(document.issued),
        "region": document.region,
        "authority": int(document.authority),
        "valid_from": iso(document.period.start),
        "valid_to": iso(document.period.end),
        "superseded_by": document.superseded_by,
        "repeals": list(document.repeals),
        "url": document.url,
        "note": document.note,
        "hash": content_hash,
    }
