"""How often a client may ask, and how much one request may carry."""

from __future__ import annotations

import time
from collections import OrderedDict, deque
from collections.abc import Callable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from serve.errors import TooManyRequestsError
from serve.problems import problem

_CLIENTS = 10_000
"""Clients remembered; the one that has been quiet longest goes first."""


class RateLimit:
    """A sliding window for each client."""

    def __init__(self, rate: tuple[int, int] | None, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate = rate
        self._clock = clock
        self._asked: OrderedDict[str, deque[float]] = OrderedDict()

    def check(self, client: str) -> None:
        """Count a request; raises TooManyRequestsError above the limit."""
        if self._rate is None:
            return
        most, seconds = self._rate
        now = self._clock()
        asked = self._asked.setdefault(client, deque())
        self._asked.move_to_end(client)
        while asked and asked[0] <= now - seconds:
            asked.popleft()
        if len(asked) >= most:
            raise TooManyRequestsError(max(1, round(asked[0] + seconds - now)))
        asked.append(now)
        if len(self._asked) > _CLIENTS:
            self._asked.popitem(last=False)


class BodyLimit:
    """Turns away bodies above a size, declared or not."""

    def __init__(self, app: ASGIApp, most: int) -> None:
        self._app = app
        self._most = most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        declared = next((v for k, v in scope["headers"] if k == b"content-length"), b"0")
        if not declared.isdigit() or int(declared) > self._most:
            await self._refuse(scope, receive, send)
            return
        received = 0

        async def counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > self._most:
                raise _TooLargeError
            return message

        try:
            await self._app(scope, counted, send)
        except _TooLargeError:
            await self._refuse(scope, receive, send)

    async def _refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        detail = f"一次请求最多 {self._most // 1000} KB：请缩短内容后重试"
        await problem(413, "内容太大", detail)(scope, receive, send)


class _TooLargeError(Exception):
    """Raised while reading a body, caught where it can be answered."""
