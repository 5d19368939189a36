"""Alerts for people of the office: see, assign, take, close with a note."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from desk.alerts import Alert, AlertBoard
from serve import desk_views as views
from serve.deps import Caller, Parts, allowed
from serve.messages import CleanRoute

router = APIRouter(tags=["预警"], route_class=CleanRoute)

_SEES = allowed("agent", "reviewer", "supervisor")
_LEADS = allowed("supervisor")


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")
    note: Annotated[str, Field(max_length=2000)] = ""


class Assign(_Body):
    to: Annotated[str, Field(min_length=1, max_length=60)]


class Close(_Body):
    note: Annotated[str, Field(min_length=2, max_length=2000)]


@router.get("/api/alerts", dependencies=[_SEES])
async def find(
    parts: Parts,
    level: Literal["", "serious", "watch"] = "",
    state: Literal["open", "all", "new", "assigned", "taken", "closed"] = "open",
    limit: Annotated[int, Query(ge=1, le=500)] = 200,
) -> dict[str, Any]:
    """The serious first, then the oldest."""
    found = await asyncio.to_thread(lambda: _board(parts).find(level=level, state=state, limit=limit))
    return {"alerts": [views.alert(one) for one in found]}


@router.get("/api/alerts/{number}", dependencies=[_SEES])
async def show(number: int, parts: Parts) -> dict[str, Any]:
    return await asyncio.to_thread(lambda: _detail(_board(parts), number))


@router.post("/api/alerts/{number}/assign", dependencies=[_LEADS])
async def assign(number: int, body: Assign, parts: Parts, user: Caller) -> dict[str, Any]:
    return await _step(parts, lambda board: board.assign(number, body.to, user.name, body.note))


@router.post("/api/alerts/{number}/take", dependencies=[_SEES])
async def take(number: int, body: _Body, parts: Parts, user: Caller) -> dict[str, Any]:
    """Look after it from now on."""
    return await _step(parts, lambda board: board.take(number, user.name, body.note))


@router.post("/api/alerts/{number}/close", dependencies=[_SEES])
async def close(number: int, body: Close, parts: Parts, user: Caller) -> dict[str, Any]:
    """Only with what was done about it."""
    return await _step(parts, lambda board: board.close(number, user.name, body.note))


def _board(parts: Parts) -> AlertBoard:
    return AlertBoard(parts.store.engine)


async def _step(parts: Parts, work: Callable[[AlertBoard], Alert]) -> dict[str, Any]:
    board = _board(parts)
    found = await asyncio.to_thread(work, board)
    return await asyncio.to_thread(_detail, board, found.number)


def _detail(board: AlertBoard, number: int) -> dict[str, Any]:
    return {**views.alert(board.get(number)), "history": [views.step(one) for one in board.history(number)]}
