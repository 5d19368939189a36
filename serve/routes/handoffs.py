"""The waiting line for people of the office: take, speak, pass on, end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from desk.handoff import Handoff, Line
from desk.orders import Actor
from desk.orders.masking import may_see_all
from serve import desk_views as views
from serve.deps import Caller, Parts, allowed
from serve.messages import CleanRoute
from serve.users import User

router = APIRouter(tags=["人工接入"], route_class=CleanRoute)

_HANDLES = allowed("agent", "supervisor")
_SEES = allowed("agent", "reviewer", "supervisor")


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Message(_Body):
    text: Annotated[str, Field(min_length=1, max_length=2000)]


class Transfer(_Body):
    to: Annotated[str, Field(min_length=1, max_length=60)]
    note: Annotated[str, Field(min_length=1, max_length=500)]


class End(_Body):
    note: Annotated[str, Field(min_length=1, max_length=2000)]


@router.get("/api/handoffs", dependencies=[_SEES])
async def find(
    parts: Parts,
    state: Literal["open", "all", "waiting", "held", "missed", "message", "left", "ended"] = "open",
    limit: Annotated[int, Query(ge=1, le=500)] = 200,
) -> dict[str, Any]:
    """Urgent first, then who waits longest."""
    found = await asyncio.to_thread(_line(parts).find, state, limit)
    return {"handoffs": [views.handoff(one) for one in found]}


@router.get("/api/handoffs/{number}", dependencies=[_SEES])
async def show(number: int, parts: Parts, user: Caller) -> dict[str, Any]:
    """With the whole conversation, so that nobody asks again what was said."""

    def look() -> dict[str, Any]:
        line = _line(parts)
        found = line.get(number)
        spoken = line.spoken(found.session_id, words=may_see_all(user.role))
        said = views.conversation(spoken, line.notes(found.session_id))
        return {**views.handoff(found), "conversation": said}

    return await asyncio.to_thread(look)


@router.post("/api/handoffs/{number}/take", dependencies=[_HANDLES])
async def take(number: int, parts: Parts, user: Caller) -> dict[str, Any]:
    """Become the owner: from here on the assistant is silent."""
    return await _step(lambda: _line(parts).take(number, _actor(user)))


@router.post("/api/handoffs/{number}/messages", dependencies=[_HANDLES])
async def speak(number: int, body: Message, parts: Parts, user: Caller) -> dict[str, Any]:
    return await _step(lambda: _line(parts).say(number, _actor(user), body.text))


@router.post("/api/handoffs/{number}/transfer", dependencies=[_HANDLES])
async def transfer(number: int, body: Transfer, parts: Parts, user: Caller) -> dict[str, Any]:
    return await _step(lambda: _line(parts).transfer(number, _actor(user), body.to, body.note))


@router.post("/api/handoffs/{number}/release", dependencies=[_HANDLES])
async def release(number: int, parts: Parts, user: Caller) -> dict[str, Any]:
    """Back into the line."""
    return await _step(lambda: _line(parts).release(number, _actor(user)))


@router.post("/api/handoffs/{number}/end", dependencies=[_HANDLES])
async def end(number: int, body: End, parts: Parts, user: Caller) -> dict[str, Any]:
    """The conversation goes back to the assistant."""
    return await _step(lambda: _line(parts).end(number, _actor(user), body.note))


def _line(parts: Parts) -> Line:
    return parts.reception.line


def _actor(user: User) -> Actor:
    return Actor(user.name, user.role)


async def _step(work: Callable[[], Handoff]) -> dict[str, Any]:
    return views.handoff(await asyncio.to_thread(work))
