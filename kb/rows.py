"""Items written many at a time: rows, texts, versions and the change log; what they mean is decided by the writer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from kb import tables as t
from kb.database import iso, now
from kb.item import ItemDraft, text_hash
from kb.text import fold

Outcome = Literal["added", "updated", "unchanged"]

CHUNK = 500
"""Rows a statement; SQLite takes 32,766 variables at most."""


@dataclass(frozen=True, slots=True)
class _Held:
    row: int
    hash: str
    state: str


class ItemRows:
    """Statements of one transaction that many items share."""

    def __init__(self, connection: Connection, who: str, why: str) -> None:
        self.connection = connection
        self.who = who
        self.why = why

    def log(self, rows: Sequence[int]) -> None:
        """Lines of the change log; row 0 is for what is no item."""
        if rows:
            at = now()
            self.connection.execute(insert(t.changes), [{"item": row, "at": at} for row in rows])

    # One statement for many items.

    def _put(
        self,
        drafts: Sequence[ItemDraft],
        payloads: Mapping[str, dict[str, Any]] | None = None,
        version: int | None = None,
    ) -> list[Outcome]:
        """Write what is new or different; `payloads` are kept as versions where they are not the items' own.

        With `version` the items carry that number, and no versions of their own are kept.
        """
        if len({draft.id for draft in drafts}) < len(drafts):
            return [self._put([draft], payloads, version)[0] for draft in drafts]
        held = self._held([draft.id for draft in drafts])
        hashes = {draft.id: draft.hash for draft in drafts}
        changed = [
            draft for draft in drafts if draft.id not in held or held[draft.id].hash != hashes[draft.id]
        ]
        for chunk in chunks(changed):
            numbers = self._next_versions([d.id for d in chunk]) if version is None else {}
            columns = {
                d.id: _columns(d, hashes[d.id]) | {"version": numbers.get(d.id, version)} for d in chunk
            }
            rows = self._insert([columns[d.id] for d in chunk if d.id not in held])
            rows |= self._update({held[d.id].row: columns[d.id] for d in chunk if d.id in held})
            self._insert_texts(chunk, rows)
            if version is None:
                kept = payloads or {}
                self._versions([(d.id, numbers[d.id], d.state, kept.get(d.id, d.payload)) for d in chunk])
            self.log(list(rows.values()))
        new = {draft.id for draft in changed if draft.id not in held}
        return [_outcome(draft.id in new, held, hashes, draft.id) for draft in drafts]

    def _held(self, ids: Sequence[str]) -> dict[str, _Held]:
        found: dict[str, _Held] = {}
        query = select(t.items.c.id, t.items.c.row, t.items.c.hash, t.items.c.state)
        for chunk in chunks(ids):
            for row in self.connection.execute(query.where(t.items.c.id.in_(chunk))):
                found[row.id] = _Held(row.row, row.hash, row.state)
        return found

    def _insert(self, columns: Sequence[dict[str, Any]]) -> dict[str, int]:
        if not columns:
            return {}
        made = self.connection.execute(insert(t.items).returning(t.items.c.id, t.items.c.row), columns)
        return {row.id: row.row for row in made}

    def _update(self, columns: Mapping[int, dict[str, Any]]) -> dict[str, int]:
        if not columns:
            return {}
        names = [name for name in next(iter(columns.values())) if name != "id"]
        statement = update(t.items).where(t.items.c.row == bindparam("_row"))
        self.connection.execute(
            statement.values({name: bindparam(f"_{name}") for name in names}),
            [{"_row": row, **{f"_{n}": values[n] for n in names}} for row, values in columns.items()],
        )
        self.connection.execute(delete(t.texts).where(t.texts.c.item.in_(list(columns))))
        return {values["id"]: row for row, values in columns.items()}

    def _insert_texts(self, drafts: Sequence[ItemDraft], rows: Mapping[str, int]) -> None:
        texts = [
            {
                "item": rows[draft.id],
                "field": field,
                "text": text,
                "folded": fold(text[:400])[:80],
                "hash": text_hash(text),
            }
            for draft in drafts
            for field, text in draft.texts
        ]
        if texts:
            self.connection.execute(insert(t.texts), texts)

    # Versions.

    def _last_payload(self, item_id: str) -> dict[str, Any] | None:
        query = select(t.versions.c.payload).where(t.versions.c.item_id == item_id)
        return self.connection.execute(query.order_by(t.versions.c.version.desc()).limit(1)).scalar()

    def _next_versions(self, ids: Sequence[str]) -> dict[str, int]:
        numbers = dict.fromkeys(ids, 1)
        query = select(t.versions.c.item_id, func.max(t.versions.c.version)).group_by(t.versions.c.item_id)
        for chunk in chunks(list(ids)):
            for item_id, last in self.connection.execute(query.where(t.versions.c.item_id.in_(chunk))):
                numbers[item_id] = last + 1
        return numbers

    def _new_version(self, item_id: str, state: str, payload: dict[str, Any] | None) -> int:
        version = self._next_versions([item_id])[item_id]
        self._versions([(item_id, version, state, payload or {})])
        return version

    def _versions(self, rows: Sequence[tuple[str, int, str, dict[str, Any]]]) -> None:
        at = now()
        if rows:
            self.connection.execute(
                insert(t.versions),
                [
                    {
                        "item_id": item_id, "version": version, "at": at, "who": self.who, "why": self.why,
                        "state": state, "payload": payload,
                    }
                    for item_id, version, state, payload in rows
                ],
            )  # fmt: skip


def _outcome(new: bool, held: Mapping[str, _Held], hashes: Mapping[str, str], item_id: str) -> Outcome:
    if new:
        return "added"
    return "unchanged" if held[item_id].hash == hashes[item_id] else "updated"


def _columns(draft: ItemDraft, content_hash: str) -> dict[str, Any]:
    return {
        "id": draft.id,
        "kind": draft.kind,
        "document": draft.document,
        "title": draft.title,
        "body": draft.body,
        "area": draft.area,
        "region": draft.region,
        "insured": draft.insured,
        "valid_from": iso(draft.period.start),
        "valid_to": iso(draft.period.end),
        "authority": int(draft.authority),
        "state": draft.state,
        "payload": draft.payload,
        "hash": content_hash,
    }


def chunks(rows: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(rows), CHUNK):
        yield rows[start : start + CHUNK]
