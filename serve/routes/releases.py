"""Releases over HTTP: named, compared and gone back to. The same JSON as `jxb kb release|releases|diff|rollback`."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from eval.release import Override
from kb import releases
from kb.releases import Releases
from serve import going_back, knowledge_views, release_gate
from serve.deps import Caller, Parts, Services, allowed
from serve.errors import ForbiddenError
from serve.users import User

router = APIRouter(tags=["知识发布"])

_READS = allowed("viewer", "agent", "editor", "reviewer", "supervisor")
_RELEASES = allowed("reviewer", "supervisor")
_MAY_OVERRIDE = ("supervisor", "operator")

Name = Annotated[str, Field(min_length=1, max_length=200)]
Reason = Annotated[str, Field(min_length=2, max_length=2000)]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class NewRelease(_Body):
    name: Name
    why: Annotated[str, Field(max_length=2000)] = ""
    override: Reason | None = None
    """Why it is released although the gate is broken; the account that asks is who decided so."""


class Rollback(_Body):
    why: Reason


@router.get("/api/kb/releases", dependencies=[_READS])
async def listed(parts: Parts) -> dict[str, Any]:
    """All releases, newest first."""

    def run() -> dict[str, Any]:
        found = Releases(parts.store).list()
        return knowledge_views.releases(found, releases.current(parts.store))

    return await asyncio.to_thread(run)


@router.post("/api/kb/releases", dependencies=[_RELEASES])
async def make(body: NewRelease, parts: Parts, user: Caller) -> dict[str, Any]:
    """Name what is published now. With a gate its questions are asked first, which takes minutes; a broken one is 409
    with its reasons, unless a supervisor says why it is released all the same, which is kept in the audit."""
    over = _override(user, body.override)

    def run() -> dict[str, Any]:
        made = release_gate.release(parts.settings, parts.store, body.name, user.name, body.why, over)
        return knowledge_views.release(made, made.name)

    return await asyncio.to_thread(run)


def _override(user: User, why: str | None) -> Override | None:
    """Raises ForbiddenError for who may not decide so, and OverrideError for blanks."""
    if why is None:
        return None
    if user.role not in _MAY_OVERRIDE:
        raise ForbiddenError("越过门槛发布要由负责人决定：请用负责人的账号，并写明理由")
    return Override(user.name, why)


@router.get("/api/kb/releases/{name}/diff", dependencies=[_READS])
async def compared(
    name: str, parts: Parts, after: Annotated[str | None, Query(alias="to")] = None
) -> dict[str, Any]:
    """What changed from a release to another one, or to now."""
    return await _diff(parts, name, after)


@router.get("/api/kb/diff", dependencies=[_READS])
async def diff(
    parts: Parts,
    before: Annotated[str, Query(alias="from")],
    after: Annotated[str | None, Query(alias="to")] = None,
) -> dict[str, Any]:
    """The same by its earlier address."""
    return await _diff(parts, before, after)


@router.post("/api/kb/releases/{name}/rollback", dependencies=[_RELEASES])
async def roll_back(name: str, body: Rollback, parts: Parts, user: Caller) -> dict[str, Any]:
    """Publish again what a release held, as new versions by this account; the history stays. With a gate
    `evaluation` says which questions the evaluation of that release had wrong and the one in force right."""

    def run() -> dict[str, Any]:
        counts, outlook = going_back.roll_back(parts.settings, parts.store, name, user.name, body.why)
        return knowledge_views.rolled_back(name, counts, outlook)

    return await asyncio.to_thread(run)


async def _diff(parts: Services, before: str, after: str | None) -> dict[str, Any]:
    def run() -> dict[str, Any]:
        return knowledge_views.changes(before, after, list(Releases(parts.store).diff(before, after)))

    return await asyncio.to_thread(run)
