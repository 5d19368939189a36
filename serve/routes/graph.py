"""The knowledge graph for staff and integrators: a node, its picture, and corrections with their log."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from kb.graph import Graph, picture
from kb.graph.around import around, resolve
from kb.graph.corrections import Corrections
from serve import graph_views
from serve.deps import Caller, Parts, Services, allowed

router = APIRouter(tags=["知识图谱"])

_SEES = allowed("viewer", "agent", "editor", "reviewer", "supervisor")
_CORRECTS = allowed("editor", "reviewer", "supervisor")

Name = Annotated[str, Query(min_length=1, max_length=300, description="节点名称，或 种类:名称")]
_End = Annotated[str, Field(min_length=3, max_length=300)]


class Change(BaseModel):
    model_config = ConfigDict(extra="forbid")
    action: Literal["add", "remove", "rename"]
    head: _End
    kind: str = ""
    tail: _End
    why: Annotated[str, Field(min_length=1, max_length=500)]


@router.get("/api/graph", dependencies=[_SEES])
async def show(node: Name, parts: Parts) -> dict[str, Any]:
    def look() -> dict[str, Any]:
        graph = _graph(parts)
        return graph_views.node_json(graph, resolve(graph, node), graph_views.titles(parts.store, graph))

    return await asyncio.to_thread(look)


@router.get("/api/graph/picture", dependencies=[_SEES], response_class=Response)
async def draw(node: Name, parts: Parts) -> Response:
    """The neighbourhood as an SVG that needs nothing else."""

    def make() -> str:
        graph = _graph(parts)
        found = resolve(graph, node)
        return picture.svg(found, around(graph, found), graph_views.titles(parts.store, graph))

    return Response(await asyncio.to_thread(make), media_type="image/svg+xml")


@router.get("/api/graph/corrections", dependencies=[_SEES])
async def listed(parts: Parts) -> dict[str, Any]:
    made = await asyncio.to_thread(Corrections(parts.store.engine).listed, undone=True)
    return {"corrections": [one.to_json() for one in made]}


@router.post("/api/graph/corrections", dependencies=[_CORRECTS], status_code=201)
async def correct(body: Change, parts: Parts, user: Caller) -> dict[str, int]:
    make = Corrections(parts.store.engine).make
    return {
        "id": await asyncio.to_thread(make, body.action, body.head, body.kind, body.tail, user.name, body.why)
    }


@router.delete("/api/graph/corrections/{number}", dependencies=[_CORRECTS], status_code=204)
async def undo(number: int, parts: Parts, user: Caller) -> None:
    await asyncio.to_thread(Corrections(parts.store.engine).undo, number, user.name)


def _graph(parts: Services) -> Graph:
    return parts.answering.relations.at(parts.store.last_change())
