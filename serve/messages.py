"""What comes in at a door before anybody reads it: no control characters, no pictures as text, not too long."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute

from desk.reception.pictures import FILE, PICTURE, VOICE
from serve.errors import ServeError

_UNSPEAKABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufeff]")
"""Controls besides tab and line feed, halves of surrogate pairs (no database holds them), and marks that turn the
direction of reading."""
_DATA_URL = re.compile(r"data:(\w+)/[\w.+-]+(?:;[\w=.-]+)*;base64,[A-Za-z0-9+/=_%-]*", re.IGNORECASE)
_MARKS = {"image": PICTURE, "audio": VOICE}


def clean(text: str) -> str:
    """The text as it may be stored and shown."""
    return _UNSPEAKABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def received(text: str, most: int) -> str:
    """A citizen's message: clean, a picture sent as text named instead of spelled out.

    Raises ServeError where it is longer than `most` characters.
    """
    said = _DATA_URL.sub(lambda found: _MARKS.get(found[1].lower(), FILE), clean(text))
    if len(said) > most:
        raise ServeError(f"一条消息最多 {most} 个字，您发了 {len(said)} 个字：请精简后再发")
    return said


class CleanRoute(APIRoute):
    """Routes whose JSON carries no character that a database refuses."""

    def get_route_handler(self) -> Callable[[Request], Any]:
        handler = super().get_route_handler()

        async def handle(request: Request) -> Response:
            response: Response = await handler(_CleanRequest(request.scope, request.receive))
            return response

        return handle


class _CleanRequest(Request):
    async def json(self) -> Any:
        return _cleaned(await super().json())


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        return [_cleaned(one) for one in value]
    if isinstance(value, dict):
        return {clean(name): _cleaned(one) for name, one in value.items()}
    return value
