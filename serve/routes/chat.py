"""`POST /api/chat` and what the citizens' page needs beside it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from typing import Annotated, Any, Literal
from uuid import uuid4

from fastapi import APIRouter, Depends, Query
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field, field_validator

from dialogue.record import citation_json
from dialogue.types import Done, Request, SessionId, Token, TurnId
from kb import regions
from kb.types import InsuredType
from serve import desk_views, messages, sse, views
from serve.deps import Parts, Services, limited
from serve.errors import NotFoundError, ServeError
from serve.hot import hot_questions
from serve.joined import forgotten
from serve.messages import CleanRoute
from serve.metrics import fallback_reason

router = APIRouter(tags=["对话"], route_class=CleanRoute)
_log = logging.getLogger("jxb.chat")

SessionField = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")]


class ChatScope(BaseModel):
    """Where and for whom, as the citizen chose it."""

    region: str | None = None
    insured_type: InsuredType | None = None

    @field_validator("region")
    @classmethod
    def _known(cls, value: str | None) -> str | None:
        if value:
            regions.require(value)
        return value or None


class ChatRequest(BaseModel):
    """One message of a citizen."""

    session_id: SessionField | None = None
    message: str
    scope: ChatScope = ChatScope()
    channel: Literal["web", "wechat", "phone", "api"] = "web"


@router.post("/api/chat", dependencies=[Depends(limited)])
async def chat(body: ChatRequest, parts: Parts) -> StreamingResponse:
    """A turn as server-sent events: meta, token …, citations, suggestions, done."""
    request = Request(
        message=message_of(body.message, parts),
        session_id=SessionId(body.session_id or uuid4().hex),
        turn_id=TurnId(uuid4().hex),
        today=parts.settings.day(),
        channel=body.channel,
        region=body.scope.region,
        insured_type=body.scope.insured_type,
    )
    return StreamingResponse(_events(request, parts), media_type=sse.MEDIA_TYPE, headers=sse.HEADERS)


def message_of(said: str, parts: Services) -> str:
    """The message as the house reads it; raises ServeError where it is too long."""
    try:
        return messages.received(said, parts.settings.max_message)
    except ServeError:
        parts.metrics.refused.labels("length").inc()
        raise


async def _events(request: Request, parts: Services) -> AsyncIterator[bytes]:
    yield sse.event("meta", {"session_id": request.session_id, "turn_id": request.turn_id})
    with parts.metrics.open_chats.track_inprogress():
        try:
            async for event in parts.reception.ask(request):
                if isinstance(event, Token):
                    yield sse.event("token", {"text": event.text})
                else:
                    for chunk in _ending(event):
                        yield chunk
                    await finished(event, request, parts)
        except Exception as error:  # the stream has begun: the citizen must still get an ending
            _log.error("turn failed", exc_info=error, extra={"turn_id": request.turn_id})
            detail = "请稍后再试；急事可拨打12393（医保）或12333（人社）"
            yield sse.event("error", {"title": "系统暂时出了问题", "detail": detail})
            yield sse.event("done", {"outcome": "unknown", "confidence": 0.0, "text": ""})


def _ending(done: Done) -> list[bytes]:
    reply = done.reply
    return [
        sse.event("citations", citation_json(reply.citations)),
        sse.event("suggestions", list(reply.suggestions)),
        sse.event(
            "done",
            {
                "outcome": reply.outcome,
                "confidence": reply.confidence,
                "text": reply.text,
                "offers": desk_views.offers(reply.offers),
                **({"remembered": views.remembered(done.memory)} if done.memory else {}),
            },
        ),
    ]


async def finished(done: Done, request: Request, parts: Services) -> None:
    """After the last byte was handed over: count the turn, mark it delivered."""
    record = await asyncio.to_thread(parts.home.records.get, done.turn_id)
    await asyncio.to_thread(parts.home.records.delivered, done.turn_id)
    metrics = parts.metrics
    metrics.turns.labels(done.reply.outcome, request.channel).inc()
    metrics.turn.observe(record.times["total"] / 1e3)
    metrics.first_sentence.observe(record.times.get("first_sentence", record.times["total"]) / 1e3)
    for note in record.notes:
        metrics.fallbacks.labels(fallback_reason(note)).inc()
    _log.info(
        "turn",
        extra={
            "turn_id": done.turn_id,
            "outcome": done.reply.outcome,
            "confidence": done.reply.confidence,
            "answerer": record.answerer,
            "times": record.times,
            "fallback": [fallback_reason(note) for note in record.notes],
        },
    )


@router.get("/api/sessions/{session_id}")
async def session(session_id: str, parts: Parts) -> dict[str, Any]:
    """The turns of a conversation, so that a reload loses nothing; the id is the key to it."""
    rows = await asyncio.to_thread(parts.home.records.of_session, session_id)
    if not rows:
        raise NotFoundError("这段对话不存在或已删除：请开始新的对话")
    turns = [
        {
            "turn_id": row.turn_id,
            "message": row.message,
            "text": row.text,
            "outcome": row.outcome,
            "citations": row.citations,
            "suggestions": row.suggestions,
        }
        for row in rows
    ]
    memory = await parts.answering.remembered(session_id)
    return {"session_id": session_id, "turns": turns, "remembered": views.remembered(memory)}


@router.delete(
    "/api/sessions/{session_id}/remembered",
    dependencies=[Depends(limited)],
    summary="忘掉市民说过的情况",
    description="不带 name 就全部忘掉；name 是要忘掉的一项：region 地区、insured_type 参保类型、born 或 age 年龄、"
    "employment 就业、event_date 事情的日期，或家人的称呼（如「妈妈」）。对话的文字还在，连文字一起删用 "
    "DELETE /api/sessions/{session_id}。返回还记得的。",
)
async def unremember(
    session_id: SessionField,
    parts: Parts,
    name: Annotated[str, Query(max_length=20, description="要忘掉的一项；不写就全部忘掉")] = "",
) -> dict[str, Any]:
    """Forget what the citizen said of themselves, while the conversation stays."""
    memory = await parts.answering.unremember(session_id, parts.settings.day(), name)
    return {"session_id": session_id, "remembered": views.remembered(memory)}


@router.delete("/api/sessions/{session_id}", dependencies=[Depends(limited)])
async def forget(session_id: SessionField, parts: Parts) -> dict[str, Any]:
    """Delete a conversation for good, and say what went; the id is the key to it."""
    gone, proof = await forgotten(parts.answering, parts.eraser, session_id, "市民", "市民要求删除")
    if proof is None:
        raise NotFoundError("这段对话不存在或已删除")
    _log.info("session deleted", extra={"proof": proof.number, **gone})
    shown = desk_views.proof(proof)
    return {"session_id": session_id, "deleted_at": shown["at"], **gone, "proof": shown}


@router.get("/api/hot")
async def hot(parts: Parts) -> dict[str, Any]:
    """Questions to start from, by area."""
    return {"areas": await asyncio.to_thread(hot_questions, parts.store)}


class Feedback(BaseModel):
    """What a citizen thought of an answer."""

    turn_id: Annotated[str, Field(max_length=64)]
    useful: bool
    reason: Annotated[str | None, Field(max_length=500)] = None


@router.post("/api/feedback", dependencies=[Depends(limited)])
async def feedback(body: Feedback, parts: Parts) -> dict[str, bool]:
    """Store 有用 or 没用 with its reason, personal data masked."""
    reason = parts.answering.guard.check(body.reason).masked_text if body.reason else None
    known = await asyncio.to_thread(parts.home.records.add_feedback, body.turn_id, body.useful, reason)
    if not known:
        raise NotFoundError("没有这一轮对话：请刷新页面后重试")
    parts.metrics.feedback.labels(str(body.useful).lower()).inc()
    return {"stored": True}
