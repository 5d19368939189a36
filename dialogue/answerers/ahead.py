"""Sentences written ahead of being said, so that the second of two questions does not wait for the first."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress

from dialogue.answerers.base import Draft
from dialogue.errors import GenerationError

_WAITING = 8
"""Sentences written before anyone reads them; a model that runs on is held there."""


class Ahead:
    """Runs a generator of drafts in a task of its own; `aclose` ends both."""

    def __init__(self, drafts: AsyncGenerator[Draft, None]) -> None:
        self._queue: asyncio.Queue[Draft | GenerationError | None] = asyncio.Queue(_WAITING)
        self._ended = False
        self._task = asyncio.create_task(self._write(drafts))

    def __aiter__(self) -> Ahead:
        return self

    async def __anext__(self) -> Draft:
        if self._ended:
            raise StopAsyncIteration
        written = await self._queue.get()
        if isinstance(written, Draft):
            return written
        self._ended = True
        if written is None:
            raise StopAsyncIteration
        raise written

    async def aclose(self) -> None:
        self._ended = True
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task

    async def _write(self, drafts: AsyncGenerator[Draft, None]) -> None:
        async with aclosing(drafts):
            try:
                async for draft in drafts:
                    await self._queue.put(draft)
            except GenerationError as error:
                await self._queue.put(error)
            except Exception as error:  # whoever reads must hear of it, or would wait for ever
                await self._queue.put(GenerationError(f"生成出错：{type(error).__name__}：{error}"))
            else:
                await self._queue.put(None)
