"""`POST /v1/chat/completions` in OpenAI's shape, so that any client of theirs works unchanged."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from typing import Annotated, Any, Literal
from uuid import uuid4

from fastapi import APIRouter, Depends
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, field_validator

from desk.reception.pictures import FILE, PICTURE, VOICE
from dialogue.types import Done, Request, SessionId, Token, TurnId
from serve import desk_views, sse, views
from serve.deps import Parts, Services, api_key, limited
from serve.errors import NotFoundError, ServeError
from serve.messages import CleanRoute
from serve.problems import openai_error
from serve.routes.chat import SessionField, finished, message_of

router = APIRouter(
    tags=["OpenAI 兼容"], dependencies=[Depends(api_key), Depends(limited)], route_class=CleanRoute
)

_log = logging.getLogger("jxb.v1")

MODEL = "jingxiaobao"
_HISTORY = 10
"""Earlier user turns that are looked at."""


_TEXT = ("text", "input_text")
_MARKS = {
    "image_url": PICTURE, "input_image": PICTURE, "input_audio": VOICE, "audio": VOICE, "file": FILE, "input_file": FILE,
}  # fmt: skip


class Part(BaseModel):
    """A piece of a message; only text is read, anything else is named."""

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
            texts = [
                part.text if part.type in _TEXT else _MARKS.get(part.type, FILE) for part in self.content
            ]
            return "\n".join(text for text in texts if text)
        return self.content or ""


class StreamOptions(BaseModel):
    model_config = ConfigDict(extra="ignore")
    include_usage: bool = False


class Completion(BaseModel):
    """The fields that matter here; sampling settings are accepted and change nothing."""

    model_config = ConfigDict(extra="ignore")
    model: str = MODEL
    messages: Annotated[list[Message], Field(min_length=1, max_length=200)]
    stream: bool | None = False
    stream_options: StreamOptions | None = None
    session_id: SessionField | None = None
    """The conversation this goes on with, as `jxb.session_id` of a reply named it."""
    metadata: dict[str, Any] | None = None
    """Clients that know no other field put the session_id here."""

    @property
    def session(self) -> str | None:
        named = self.session_id or (self.metadata or {}).get("session_id")
        return str(named) if named else None

    @field_validator("metadata")
    @classmethod
    def _session_id(cls, value: dict[str, Any] | None) -> dict[str, Any] | None:
        if value and value.get("session_id"):
            TypeAdapter(SessionField).validate_python(value["session_id"])
        return value


_MODEL = {"id": MODEL, "object": "model", "created": 0, "owned_by": "jingxiaobao"}


@router.get("/v1/models")
async def models() -> dict[str, Any]:
    return {"object": "list", "data": [_MODEL]}


@router.get("/v1/models/{name}")
async def model(name: str) -> dict[str, Any]:
    if name != MODEL:
        raise NotFoundError(f"没有模型「{name}」：请用 {MODEL}")
    return _MODEL


@router.post("/v1/chat/completions", response_model=None)
async def completions(body: Completion, parts: Parts) -> StreamingResponse | dict[str, Any]:
    """Earlier user turns are the conversation; assistant and system turns are neither evidence nor order.

    With a `session_id` that we know the conversation is the one we hold, whatever the request says was said
    before: the same session is the same behind every door. Without one each request is a conversation of its own.
    """
    said = [message.text for message in body.messages if message.role == "user"]
    if not said:
        raise ServeError("messages 里没有 role 为 user 的消息：请把市民的问题作为最后一条 user 消息")
    held = body.session is not None and await asyncio.to_thread(parts.home.records.knows, body.session)
    earlier = () if held else said[:-1][-_HISTORY:]
    request = Request(
        message=message_of(said[-1], parts),
        session_id=SessionId(body.session or uuid4().hex),
        turn_id=TurnId(uuid4().hex),
        today=parts.settings.day(),
        channel="api",
        history=tuple(text[: parts.settings.max_message] for text in earlier),
    )
    asked = sum(len(message.text) for message in body.messages)
    if body.stream:
        with_usage = bool(body.stream_options and body.stream_options.include_usage)
        chunks = _chunks(request, parts, asked if with_usage else None)
        return StreamingResponse(chunks, media_type=sse.MEDIA_TYPE, headers=sse.HEADERS)
    done = await parts.reception.reply(request)
    await finished(done, request, parts)
    message = {"role": "assistant", "content": done.reply.text, "refusal": None}
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
    head = _head(request, "chat.completion")
    return {**head, "choices": [choice], "usage": _usage(asked, done), "jxb": _extra(done)}


async def _chunks(request: Request, parts: Services, asked: int | None) -> AsyncIterator[bytes]:
    """`asked` is the length of what was sent, where the caller wants usage in a chunk of its own."""
    head = _head(request, "chat.completion.chunk")

    def chunk(delta: dict[str, Any], finish: str | None = None, **more: Any) -> bytes:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
        return sse.data_only({**head, "choices": [choice], **more})

    yield chunk({"role": "assistant", "content": ""})
    with parts.metrics.open_chats.track_inprogress():
        try:
            async for event in parts.reception.ask(request):
                if isinstance(event, Token):
                    yield chunk({"content": event.text})
                    continue
                extra = _extra(event)
                yield chunk({}, "stop", jxb=extra)
                if asked is not None:
                    yield sse.data_only({**head, "choices": [], "usage": _usage(asked, event), "jxb": extra})
                yield sse.data_only("[DONE]")
                await finished(event, request, parts)
        except Exception as error:  # the stream has begun: clients raise what they find under "error"
            _log.error("turn failed", exc_info=error, extra={"turn_id": request.turn_id})
            yield sse.data_only({"error": openai_error(500, "系统暂时出了问题，请稍后再试")})
            yield sse.data_only("[DONE]")


def _usage(asked: int, done: Done) -> dict[str, int]:
    """Characters, which for Chinese come near to tokens; no model may have been involved at all."""
    said = len(done.reply.text)
    return {"prompt_tokens": asked, "completion_tokens": said, "total_tokens": asked + said}


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
    offered = desk_views.offers(done.reply.offers)
    return {"session_id": done.session_id, "turn_id": done.turn_id, **reply, "offers": offered}
