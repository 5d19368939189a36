"""Deletion on request for people of the office, and the proofs of it."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from desk.privacy.proofs import subject_of
from serve import desk_views as views
from serve.deps import Caller, Parts, allowed
from serve.messages import CleanRoute

router = APIRouter(tags=["个人信息"], route_class=CleanRoute)

_LEADS = allowed("supervisor")


class Erase(BaseModel):
    model_config = ConfigDict(extra="forbid")
    reason: Annotated[str, Field(min_length=2, max_length=500)]
    how: Literal["anonymise", "delete"] = "anonymise"


@router.post("/api/tickets/{number}/erase", dependencies=[_LEADS])
async def erase(number: str, body: Erase, parts: Parts, user: Caller) -> dict[str, Any]:
    """Take the person out of a settled order, or delete it; the proof is the answer."""
    whole = body.how == "delete"
    made = await asyncio.to_thread(lambda: parts.eraser.order(number, user.name, body.reason, whole=whole))
    return views.proof(made)


@router.get("/api/proofs", dependencies=[_LEADS])
async def proofs(parts: Parts, session_id: str = "", ticket: str = "") -> dict[str, Any]:
    """Newest first; by conversation or order for whoever asks whether theirs is gone."""
    subject = (
        subject_of("conversation", session_id)
        if session_id
        else subject_of("order", ticket)
        if ticket
        else ""
    )
    found = await asyncio.to_thread(parts.eraser.proofs, subject)
    broken = await asyncio.to_thread(parts.eraser.broken)
    return {"proofs": [views.proof(one) for one in found], "broken": broken}
