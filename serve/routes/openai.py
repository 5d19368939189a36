"""`POST /v1/chat/completions` in OpenAI's shape, so that any client of theirs works unchanged."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from typing import Annotated, Any, Literal
from uuid import uuid4

from fastapi import APIRouter, Depends
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from dialogue.types import Done, Request, SessionId, Token, TurnId
from serve import sse, views
from serve.deps import Parts, Services, api_key, limited
from serve.errors import ServeError
from serve.routes.chat import check_length, finished

router = APIRouter(tags=["OpenAI 兼容"], dependencies=[Depends(api_key), Depends(limited)])

MODEL = "jingxiaobao"
_HISTORY = 10
"""Earlier user turns that are looked at."""


class Part(BaseModel):
    """A piece of a message; only text is read."""

    model_config = ConfigDict(extra="ignore")
    type: str
    text: str = ""


class Message(BaseModel):
    model_config = ConfigDict(extra="ignore")
    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: str | list[Part] | None = None

    @property
    def text(self) -> str:
        if isinstance(self.content, list):
            return "\n".join(part.text for part in self.content if part.type == "text")
        return self.content or ""


class Completion(BaseModel):
    """The fields that matter here; sampling settings are accepted and change nothing."""

    model_config = ConfigDict(extra="ignore")
    model: str = MODEL
    messages: Annotated[list[Message], Field(min_length=1, max_length=200)]
    stream: bool = False


@router.get("/v1/models")
async def models() -> dict[str, Any]:
    return {
        "object": "list",
        "data": [{"id": MODEL, "object": "model", "created": 0, "owned_by": "jingxiaobao"}],
    }


@router.post("/v1/chat/completions", response_model=None)
async def completions(body: Completion, parts: Parts) -> StreamingResponse | dict[str, Any]:
    """Earlier user turns are the conversation; assistant and system turns are neither evidence nor order."""
    said = [message.text for message in body.messages if message.role == "user"]
    if not said:
        raise ServeError("messages 里没有 role 为 user 的消息：请把市民的问题作为最后一条 user 消息")
    check_length(said[-1], parts)
    request = Request(
        message=said[-1],
        session_id=SessionId(uuid4().hex),
        turn_id=TurnId(uuid4().hex),
        today=parts.settings.day(),
        channel="api",
        history=tuple(said[:-1][-_HISTORY:]),
    )
    if body.stream:
        return StreamingResponse(_chunks(request, parts), media_type=sse.MEDIA_TYPE, headers=sse.HEADERS)
    done = await parts.answering.reply(request)
    await finished(done, request, parts)
    message = {"role": "assistant", "content": done.reply.text, "refusal": None}
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
    usage = {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}
    return {**_head(request, "chat.completion"), "choices": [choice], "usage": usage, "jxb": _extra(done)}


async def _chunks(request: Request, parts: Services) -> AsyncIterator[bytes]:
    head = _head(request, "chat.completion.chunk")

    def chunk(delta: dict[str, Any], finish: str | None = None, **more: Any) -> bytes:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
        return sse.data_only({**head, "choices": [choice], **more})

    yield chunk({"role": "assistant", "content": ""})
    async for event in parts.answering.ask(request):
        if isinstance(event, Token):
            yield chunk({"content": event.text})
        else:
            yield chunk({}, "stop", jxb=_extra(event))
            yield sse.data_only("[DONE]")
            await finished(event, request, parts)


def _head(request: Request, kind: str) -> dict[str, Any]:
    return {
        "id": f"chatcmpl-{request.turn_id}",
        "object": kind,
        "created": int(time.time()),
        "model": MODEL,
    }


def _extra(done: Done) -> dict[str, Any]:
    reply = views.reply(done.reply)
    del reply["text"]
    return {"session_id": done.session_id, "turn_id": done.turn_id, **reply}
