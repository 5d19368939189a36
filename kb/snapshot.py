"""How documents, rows and facts are written into a version, and read back out of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from kb.database import iso, parse_day
from kb.types import Authority, Document, Passage, Period, TableRow

RETIRES = "retires"
"""Key of a proposal's payload that asks for the item to be retired; its value says what staff call it."""


def fact_id(name: str) -> str:
    """What versions, proposals and releases call a fact."""
    return f"fact:{name}"


def document_payload(document: Document, passages: Sequence[Passage], content_hash: str) -> dict[str, Any]:
    return {
        "document": {
            "name": document.name, "title": document.title, "region": document.region,
            "number": document.number, "issuer": document.issuer, "issued": iso(document.issued),
            "valid_from": iso(document.period.start), "valid_to": iso(document.period.end),
            "authority": int(document.authority), "url": document.url,
            "superseded_by": document.superseded_by, "repeals": list(document.repeals), "note": document.note,
        },
        "hash": content_hash,
        "passages": [[list(p.heading), p.locator, p.table, p.text] for p in passages],
    }  # fmt: skip


def document_of(payload: Mapping[str, Any]) -> tuple[Document, list[Passage], str]:
    """(document, passages, content hash) of a version's payload."""
    held = payload["document"]
    name = held["name"]
    document = Document(
        name=name,
        title=held["title"],
        region=held["region"],
        number=held["number"],
        issuer=held["issuer"],
        issued=parse_day(held["issued"]),
        period=Period(parse_day(held["valid_from"]), parse_day(held["valid_to"])),
        authority=Authority(held["authority"]),
        url=held["url"],
        superseded_by=held["superseded_by"],
        repeals=tuple(held["repeals"]),
        note=held["note"],
    )
    passages = [
        Passage(name, position, tuple(heading), text, locator, table)
        for position, (heading, locator, table, text) in enumerate(payload["passages"])
    ]
    return document, passages, payload["hash"]


def row_payload(row: TableRow) -> dict[str, Any]:
    return {
        "document": row.document, "table": row.table, "key": row.key, "title": row.title,
        "text": row.text, "cells": dict(row.cells),
    }  # fmt: skip


def row_of(payload: Mapping[str, Any]) -> TableRow:
    return TableRow(**payload)


def fact_payload(values: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    return {"values": sorted(map(dict, values), key=lambda value: str(value["valid_from"]))}
