"""Search, guard and ticket extraction for staff and integrators: the same JSON as the command line."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field, field_validator

from kb import regions
from kb.types import InsuredType, ItemKind, Scope
from serve import views
from serve.deps import Parts, allowed

router = APIRouter(tags=["坐席与知识"])

_ANYONE = allowed("viewer", "agent", "editor", "reviewer", "supervisor")


class SearchRequest(BaseModel):
    query: Annotated[str, Field(min_length=1, max_length=2000)]
    k: Annotated[int, Field(ge=1, le=100)] = 10
    region: str | None = None
    insured: InsuredType | None = None
    on: date | Literal["any"] | None = None
    kind: ItemKind | None = None

    @field_validator("region")
    @classmethod
    def _known(cls, value: str | None) -> str | None:
        return None if value is None else regions.parse(value)


@router.post("/api/search", dependencies=[_ANYONE])
async def search(body: SearchRequest, parts: Parts) -> dict[str, Any]:
    on = None if body.on == "any" else body.on or parts.settings.day()
    scope = Scope(body.region, body.insured, on)

    def run() -> dict[str, Any]:
        ranking = parts.home.searcher.search(body.query, scope, body.k, body.kind)
        documents = {document.name: document for document in parts.store.documents()}
        return views.hits(body.query, ranking, documents)

    return await asyncio.get_running_loop().run_in_executor(parts.answering.pool, run)


class GuardRequest(BaseModel):
    text: Annotated[str, Field(max_length=20_000)]


@router.post("/api/guard/check", dependencies=[_ANYONE])
async def check(body: GuardRequest, parts: Parts) -> dict[str, Any]:
    return dict(await asyncio.to_thread(lambda: parts.answering.guard.check(body.text).to_json()))
