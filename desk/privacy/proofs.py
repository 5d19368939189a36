"""Proofs of deletion: what, when, how many rows; each carries the hash of the one before, so that none can be changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, Row, insert, select

from desk import tables as t
from kb.database import now

Kind = Literal["conversation", "order", "retention"]
KIND_NAMES: dict[str, str] = {
    "conversation": "删除对话",
    "order": "工单去除个人信息或删除",
    "retention": "到期清理",
}


@dataclass(frozen=True, slots=True)
class Proof:
    """One deletion."""

    number: int
    at: datetime
    """UTC, without zone."""
    kind: str
    subject: str
    """SHA-256 of what was deleted ("conversation:<id>", "order:<number>"), so that the proof itself names nobody."""
    who: str
    reason: str
    counts: Mapping[str, int]
    """Rows by kind of data."""
    previous: str
    hash: str


def subject_of(kind: Kind, name: str) -> str:
    return hashlib.sha256(f"{kind}:{name}".encode()).hexdigest()


def write(
    connection: Connection, kind: Kind, name: str, counts: Mapping[str, int], who: str, reason: str
) -> Proof:
    """Within the transaction of the deletion: one is not there without the other."""
    last = connection.scalar(select(t.erasures.c.hash).order_by(t.erasures.c.row.desc()).limit(1))
    values = {
        "at": now().replace(microsecond=0),
        "kind": kind,
        "subject": subject_of(kind, name),
        "who": who,
        "reason": reason,
        "counts": dict(counts),
        "previous": last or "",
    }
    made = {**values, "hash": _hash(values)}
    number = connection.execute(insert(t.erasures).values(made)).inserted_primary_key
    assert number is not None
    return Proof(number=number[0], **made)  # type: ignore[arg-type]


def all_of(connection: Connection, subject: str = "", limit: int = 1000) -> list[Proof]:
    """Newest first."""
    query = select(t.erasures).order_by(t.erasures.c.row.desc()).limit(limit)
    if subject:
        query = query.where(t.erasures.c.subject == subject)
    return [_proof(row) for row in connection.execute(query)]


def broken(connection: Connection) -> list[int]:
    """Numbers of proofs that do not fit: changed, or one before them taken away."""
    found, previous = [], ""
    for row in connection.execute(select(t.erasures).order_by(t.erasures.c.row)):
        proof = _proof(row)
        values = {name: getattr(proof, name) for name in _HASHED}
        if proof.previous != previous or proof.hash != _hash(values):
            found.append(proof.number)
        previous = proof.hash
    return found


_HASHED = ("at", "kind", "subject", "who", "reason", "counts", "previous")


def _hash(values: Mapping[str, object]) -> str:
    plain = {**values, "at": str(values["at"])}
    return hashlib.sha256(json.dumps(plain, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _proof(row: Row[tuple[object, ...]]) -> Proof:
    return Proof(
        row.row, row.at, row.kind, row.subject, row.who, row.reason, row.counts, row.previous, row.hash
    )
