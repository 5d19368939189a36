"""Streams that go on to their end when whoever listens is gone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Generic, TypeVar

T = TypeVar("T")


class Carrier(Generic[T]):
    """Runs each stream in a task of its own."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    async def carry(self, source: AsyncIterator[T]) -> AsyncIterator[T]:
        """What the source gives; raises what it raises."""
        events: asyncio.Queue[tuple[T] | BaseException | None] = asyncio.Queue()
        task = asyncio.create_task(_pump(source, events))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        while (event := await events.get()) is not None:
            if isinstance(event, BaseException):
                raise event
            yield event[0]

    async def settle(self, seconds: float = 10.0) -> None:
        """Wait until no stream is under way; those that take longer are cut off."""
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=seconds)
            for task in late:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task


async def _pump(source: AsyncIterator[T], events: asyncio.Queue[tuple[T] | BaseException | None]) -> None:
    try:
        async for event in source:
            events.put_nowait((event,))
    except BaseException as error:
        events.put_nowait(error)
        if not isinstance(error, Exception):
            raise
    else:
        events.put_nowait(None)
