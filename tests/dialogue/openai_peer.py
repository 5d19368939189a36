"""A real server on loopback that speaks the OpenAI protocol and behaves as a test wants it to."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import asynccontextmanager, suppress

Behaviour = Callable[["Call"], Awaitable[None]]


class Call:
    """One request for a completion, and the ways to answer it."""

    def __init__(self, prompt: str, writer: asyncio.StreamWriter) -> None:
        self.prompt = prompt
        self._writer = writer
        self.hung_up = asyncio.Event()
        """Set when the caller closes the connection."""

    async def send(self, data: str) -> None:
        self._writer.write(f"{len(data.encode()):x}\r\n{data}\r\n".encode())
        await self._writer.drain()

    async def begin(self) -> None:
        head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
        self._writer.write(head.encode())
        await self._writer.drain()

    async def say(self, text: str, finish: str | None = None) -> None:
        delta = {"content": text} if text else {}
        chunk = {
            "id": "c", "object": "chat.completion.chunk", "created": 1, "model": "peer",
            "choices": [{"index": 0, "delta": delta, "finish_reason": finish}],
        }  # fmt: skip
        await self.send(f"data: {json.dumps(chunk)}\n\n")

    async def finish(self, reason: str = "stop") -> None:
        await self.say("", reason)
        await self.send("data: [DONE]\n\n")
        await self.send("")

    async def whole(self, status: str, body: str, kind: str = "application/json") -> None:
        head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body.encode())}\r\n\r\n"
        self._writer.write((head + body).encode())
        await self._writer.drain()


class Peer:
    """The running server."""

    def __init__(self, behaviour: Behaviour) -> None:
        self._behaviour = behaviour
        self.calls: list[Call] = []
        self.url = ""

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        if head.startswith("get /v1/models "):
            body = json.dumps({"object": "list", "data": [{"id": "peer", "object": "model"}]})
            await Call("", writer).whole("200 OK", body)
            writer.close()
            return
        length = next(int(line[15:]) for line in head.split("\r\n") if line.startswith("content-length:"))
        body = json.loads(await reader.readexactly(length))
        assert "/v1/chat/completions" in head.split("\r\n")[0]
        call = Call(body["messages"][-1]["content"], writer)
        self.calls.append(call)
        watching = asyncio.create_task(self._watch(reader, call))
        try:
            await self._behaviour(call)
        except ConnectionError:
            call.hung_up.set()
        finally:
            watching.cancel()
            writer.close()

    async def _watch(self, reader: asyncio.StreamReader, call: Call) -> None:
        with suppress(ConnectionError):
            await reader.read()
        call.hung_up.set()


@asynccontextmanager
async def peer(behaviour: Behaviour):
    running = Peer(behaviour)
    server = await asyncio.start_server(running.handle, "127.0.0.1", 0)
    running.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
    try:
        yield running
    finally:
        server.close()


def saying(*pieces: str, finish: str = "stop") -> Behaviour:
    """Streams these pieces and ends as a model does."""

    async def behave(call: Call) -> None:
        await call.begin()
        for piece in pieces:
            await call.say(piece)
        await call.finish(finish)

    return behave
