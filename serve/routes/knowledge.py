"""Upkeep of knowledge over HTTP: propose, review, publish, retire; what ends soon; what changed. The same JSON as
`jxb kb …`."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field, field_validator

from kb import expiry
from kb.entry import Entry, Source, looks_like_another_kind
from kb.entry import Review as ReviewMark
from kb.review import Reviews, approved, overview, shown
from kb.todo import Todos, Verdict
from serve import change_impact, fact_change, impact, knowledge_views, todos
from serve.deps import Caller, Parts, Services, allowed

router = APIRouter(tags=["知识维护"])

_READS = allowed("viewer", "agent", "editor", "reviewer", "supervisor")
_WRITES = allowed("editor", "reviewer", "supervisor")
_REVIEWS = allowed("reviewer", "supervisor")

ItemId = Annotated[str, Field(min_length=1, max_length=300)]
Ids = Annotated[list[ItemId], Field(min_length=1, max_length=100)]
Words = Annotated[str, Field(max_length=2000)]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", populate_by_name=True)


class Some(_Body):
    ids: Ids


class Approve(Some):
    why: Words = ""


class Retire(Some):
    why: Annotated[str, Field(min_length=2, max_length=2000)]


class Looked(Some):
    """What somebody has looked at, by the list's ids or those of the items."""

    reason: Annotated[str, Field(min_length=2, max_length=2000)]
    verdict: Verdict = "holds"


class SendBack(_Body):
    id: ItemId
    reason: Annotated[str, Field(min_length=2, max_length=2000)]


class NewEntry(_Body):
    entry: Entry
    state: Literal["draft", "in_review"] = "in_review"
    why: Words = ""

    @field_validator("entry")
    @classmethod
    def _of_its_own_kind(cls, value: Entry) -> Entry:
        if looks_like_another_kind(value.id):
            raise ValueError(f"编号「{value.id}」不能含 #，也不能以 fact: 或 document: 开头：请换一个")
        return value


class NewValue(_Body):
    name: Annotated[str, Field(min_length=1, max_length=200)]
    value: Annotated[str, Field(min_length=1, max_length=100)]
    start: Annotated[date, Field(alias="from")]
    end: Annotated[date | None, Field(alias="to")] = None
    source: Source
    unit: Annotated[str | None, Field(max_length=20)] = None
    region: str | None = None
    why: Words = ""
    dry_run: bool = False


async def _off_loop(work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    return await asyncio.to_thread(work)


@router.get("/api/kb/review", dependencies=[_READS])
async def waiting(parts: Parts, state: Literal["in_review", "draft", "all"] = "in_review") -> dict[str, Any]:
    """What waits for somebody else than its author, the oldest first; and what is to be looked at because the document it
    rests on was replaced, or because it is a near duplicate."""
    wanted = None if state == "all" else state

    def run() -> dict[str, Any]:
        listed = todos.waiting(parts.store, parts.settings)
        return {
            "waiting": overview(Reviews(parts.store).waiting(wanted)),
            "todos": [one.to_json() for one in listed],
        }

    return await _off_loop(run)


@router.get("/api/kb/review/{item_id:path}", dependencies=[_READS])
async def show(item_id: str, parts: Parts) -> dict[str, Any]:
    """A proposal sentence by sentence, and every answer and golden question that it changes."""

    def run() -> dict[str, Any]:
        reviews = Reviews(parts.store)
        proposal = reviews.get(item_id)
        found = change_impact.of_proposal(parts.store, proposal, _questions(parts), parts.settings.day())
        return {**shown(reviews, proposal), **found.to_json()}

    return await _off_loop(run)


@router.post("/api/kb/review/submit", dependencies=[_WRITES])
async def submit(body: Some, parts: Parts, user: Caller) -> dict[str, Any]:
    def run() -> dict[str, Any]:
        for item_id in body.ids:
            Reviews(parts.store).submit(item_id, user.name)
        return {"submitted": body.ids}

    return await _off_loop(run)


@router.post("/api/kb/review/approve", dependencies=[_REVIEWS])
async def approve(body: Approve, parts: Parts, user: Caller) -> dict[str, Any]:
    """Publish all of them or none; the author never may."""

    def run() -> dict[str, Any]:
        reviews = Reviews(parts.store)
        retired = reviews.retiring(body.ids)
        return approved(reviews.approve_all(body.ids, user.name, body.why), retired)

    return await _off_loop(run)


@router.post("/api/kb/review/return", dependencies=[_REVIEWS])
async def send_back(body: SendBack, parts: Parts, user: Caller) -> dict[str, Any]:
    def run() -> dict[str, Any]:
        Reviews(parts.store).send_back(body.id, user.name, body.reason)
        return {"returned": body.id}

    return await _off_loop(run)


@router.post("/api/kb/review/done", dependencies=[_REVIEWS])
async def done(body: Looked, parts: Parts, user: Caller) -> dict[str, Any]:
    """Take off the list what holds all the same, or has been changed; all of them or none."""

    def run() -> dict[str, Any]:
        listed = todos.waiting(parts.store, parts.settings)
        ticked = Todos(parts.store).tick(body.ids, listed, user.name, body.reason, body.verdict)
        return {"done": [one.to_json() for one in ticked], "verdict": body.verdict}

    return await _off_loop(run)


@router.post("/api/kb/retire", dependencies=[_REVIEWS])
async def retire(body: Retire, parts: Parts, user: Caller) -> dict[str, Any]:
    def run() -> dict[str, Any]:
        for item_id in body.ids:
            Reviews(parts.store).retire(item_id, user.name, body.why)
        return {"retired": body.ids}

    return await _off_loop(run)


@router.post("/api/kb/entries", dependencies=[_WRITES])
async def propose_entry(body: NewEntry, parts: Parts, user: Caller) -> dict[str, Any]:
    """A new entry, or a change of one; it is answered from only after another account approves it."""

    def run() -> dict[str, Any]:
        mark = ReviewMark(state=body.state, checked_by=user.name)
        entry = body.entry.model_copy(update={"review": mark})
        with parts.store.writing(user.name, body.why or "修改") as writer:
            outcome = writer.put_entry(entry)
        return {"id": entry.id, "outcome": outcome, "state": body.state}

    return await _off_loop(run)


@router.get("/api/kb/facts", dependencies=[_READS])
async def facts(parts: Parts, like: str = "") -> dict[str, Any]:
    def run() -> dict[str, Any]:
        found = knowledge_views.facts(parts.store.facts(), like, parts.settings.day())
        return {
            "facts": [
                {"name": name, "now": knowledge_views.fact(now) if now else None} for name, now in found
            ]
        }

    return await _off_loop(run)


@router.get("/api/kb/facts/{name:path}", dependencies=[_READS])
async def fact(name: str, parts: Parts) -> dict[str, Any]:
    """Every value it has had, and the answers that refer to it."""

    def run() -> dict[str, Any]:
        values = knowledge_views.values(parts.store.facts(), name)
        return {
            "name": name,
            "values": [knowledge_views.fact(one) for one in values],
            "entries": knowledge_views.using(parts.store.entries(), name),
        }

    return await _off_loop(run)


@router.post("/api/kb/facts", dependencies=[_WRITES])
async def propose_value(body: NewValue, parts: Parts, user: Caller) -> dict[str, Any]:
    """Send a new value to review, or with `dry_run` only list what it would change."""

    def run() -> dict[str, Any]:
        new = fact_change.new_value(
            parts.store.facts(), body.name, value=body.value, unit=body.unit, region=body.region,
            start=body.start, end=body.end, source=body.source,
        )  # fmt: skip
        told = fact_change.impact(parts.store, [new], _questions(parts)).to_json()
        state, waits = "dry_run", None
        if not body.dry_run:
            outcome = fact_change.send_to_review(parts.store, new, user.name, body.why)
            state = "unchanged" if outcome == "unchanged" else "in_review"
            waits = fact_change.fact_id(new.name) if state == "in_review" else None
        return {"state": state, "review": waits, "fact": knowledge_views.fact(new), **told}

    return await _off_loop(run)


@router.get("/api/kb/expiring", dependencies=[_READS])
async def expiring(parts: Parts, days: Annotated[int, Query(ge=0, le=3650)] = expiry.SOON) -> dict[str, Any]:
    """Entries, facts and documents that end within so many days."""
    return await _off_loop(lambda: knowledge_views.expiring(parts.store, parts.settings.day(), days))


@router.get("/api/kb/history/{item_id:path}", dependencies=[_READS])
async def history(item_id: str, parts: Parts) -> dict[str, Any]:
    def run() -> dict[str, Any]:
        told = knowledge_views.told(parts.store, item_id)
        return {"id": item_id, "versions": [knowledge_views.version(one, changes) for one, changes in told]}

    return await _off_loop(run)


def _questions(parts: Services) -> list[Any]:
    return impact.questions_of(parts.settings)
