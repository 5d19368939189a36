"""What wrong answers cited and found, as the home holds it: text, source and versions, for the report."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC

from sqlalchemy import Connection

from dialogue import grounds
from dialogue.grounds import Ground
from eval.types import SHOWN_HITS, Case, Held, HeldVersion
from kb import history, regions
from kb.item import Item
from retrieval.search import Evidence
from serve.settings import BEIJING_TIME
from serve.subject import Subject

_LAST = 6
"""Versions shown of an item, the newest first."""


def held(cases: Iterable[Case], subject: Subject) -> tuple[Held, ...]:
    """Each item that a card of the report names, in the order in which they are named: of wrong cases, and of those
    that are right only in part."""
    shown = [case for case in cases if not case.right or case.strict == "partly"]
    ids = dict.fromkeys(one for case in shown for one in _named(case))
    with subject.home.store.engine.connect() as connection:
        found = (_held(one, subject, connection) for one in ids)
        return tuple(one for one in found if one is not None)


def _named(case: Case) -> Iterable[str]:
    yield from (str(citation["id"]) for citation in case.citations if citation.get("id"))
    yield from case.golden.entries
    yield from (hit.id for hit in case.hits[:SHOWN_HITS])


def _held(item_id: str, subject: Subject, connection: Connection) -> Held | None:
    item = subject.home.store.item(item_id)
    if item is None:
        return None
    evidence = [Evidence(item, 0.0)]
    ready = grounds.prepare(evidence, subject.facts, subject.documents, subject.config.day())
    ground = ready[0] if ready else None  # none where a fact has no value on this day
    return Held(
        id=item.id,
        kind=item.kind,
        title=item.title,
        text=ground.text if ground else item.body,
        similar=item.entry.wordings[1:] if item.kind == "entry" else (),
        source=_source(item, ground),
        url=ground.citation.url if ground else None,
        region=regions.name_of(item.region) if item.region else "全国",
        valid_from=item.period.start,
        valid_to=item.period.end,
        version=item.version,
        versions=_versions(item, connection),
    )


def _source(item: Item, ground: Ground | None) -> str:
    if ground is None:
        return item.document or ""
    said = ground.citation
    parts = (
        said.source or said.document if item.kind == "entry" else said.document or said.title,
        said.document_no,
        said.locator,
    )
    return " ".join(part for part in parts if part)


def _versions(item: Item, connection: Connection) -> tuple[HeldVersion, ...]:
    """Of a passage those of its document: passages have no history of their own."""
    found: Sequence[history.Version] = history.versions(connection, item.id)
    if not found and item.document:
        found = history.versions(connection, f"document:{item.document}")
    return tuple(
        HeldVersion(
            version=one.version,
            at=one.at.replace(tzinfo=UTC).astimezone(BEIJING_TIME),
            who=one.who,
            why=one.why,
            state=one.state,
        )
        for one in reversed(found[-_LAST:])
    )
