"""Is the process there, can it answer, and what does it measure."""

from __future__ import annotations

import asyncio
from typing import Any

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST
from sqlalchemy.exc import SQLAlchemyError

from serve.deps import Parts, Services

router = APIRouter(tags=["运行"])


@router.get("/healthz")
async def healthz() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@router.get("/readyz")
async def readyz(parts: Parts, response: Response) -> dict[str, Any]:
    """Index and database are there; a missing model endpoint is degraded, not unready."""
    database = await asyncio.to_thread(_database, parts)
    index = {"status": "ok" if parts.home.index.segments else "broken", "change": parts.home.index.seq}
    model = {"status": parts.model_state[0], "detail": parts.model_state[1]}
    vectors = _vectors(parts)
    broken = "broken" in (database["status"], index["status"])
    response.status_code = 503 if broken else 200
    degraded = "degraded" in (model["status"], vectors.get("status"))
    state = "unready" if broken else ("degraded" if degraded else "ok")
    checks = {"database": database, "index": index, "model": model}
    return {"status": state, "checks": checks | ({"vectors": vectors} if vectors else {})}


def _vectors(parts: Services) -> dict[str, str]:
    """How a vector store elsewhere is; nothing where vectors are in this process."""
    far = parts.home.index.far
    if far is None:
        return {}
    return {"status": "degraded", "detail": far.trouble} if far.trouble else {"status": "ok"}


def _database(parts: Services) -> dict[str, str]:
    try:
        parts.store.last_change()
    except SQLAlchemyError as error:
        return {"status": "broken", "detail": f"数据库不可用（{type(error).__name__}）"}
    return {"status": "ok"}


@router.get("/metrics")
async def metrics(parts: Parts) -> Response:
    """Prometheus text format."""
    return Response(parts.metrics.text(), media_type=CONTENT_TYPE_LATEST)
