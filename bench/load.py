"""Many citizens at once against one real server: how long until they see something, and whether all do.

python -m bench.load --clients 100 --each 3
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

GOLDEN = Path(__file__).parents[1] / "golden" / "smoke.jsonl"
READY_IN = 300.0
"""Seconds for the server's first start."""
PATIENCE = 60.0
"""Seconds after which a chat without an end counts as an error."""


@dataclass(frozen=True, slots=True)
class Chat:
    """One question of one client, in seconds; `error` says what went wrong."""

    byte: float = 0.0
    """Until the first byte of the answer's stream."""
    token: float = 0.0
    """Until the first sentence, which is what a citizen sees."""
    whole: float = 0.0
    error: str = ""


async def chat(port: int, message: str) -> Chat:
    """Asks over a connection of its own, as phones do; raw, so that the client costs next to nothing."""
    try:
        async with asyncio.timeout(PATIENCE):
            return await _chat(port, message)
    except (OSError, TimeoutError, ValueError) as error:
        return Chat(error=f"{type(error).__name__}：{error}")


async def _chat(port: int, message: str) -> Chat:
    body = json.dumps({"message": message}).encode()
    began = time.perf_counter()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    head = f"POST /api/chat HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    writer.write(head.encode() + body)
    try:
        status = await reader.readline()
        if b" 200 " not in status:
            return Chat(error=status.decode().strip())
        await reader.readuntil(b"\r\n\r\n")
        byte = token = 0.0
        events: list[str] = []
        async for line in reader:
            if line.startswith(b"event: "):
                events.append(line[7:].decode().strip())
                byte = byte or time.perf_counter() - began
                if events[-1] == "token":
                    token = token or time.perf_counter() - began
        if "error" in events or events[-1:] != ["done"] or not token:
            return Chat(error=f"没有正常结束：{events[-3:]}")
        return Chat(byte, token, time.perf_counter() - began)
    finally:
        writer.close()


async def crowd(port: int, clients: int, each: int, questions: list[str]) -> list[Chat]:
    """All clients begin together; each asks its questions one after another."""

    async def client(number: int) -> list[Chat]:
        mine = [questions[(number * each + turn) % len(questions)] for turn in range(each)]
        return [await chat(port, question) for question in mine]

    asked = await asyncio.gather(*(client(number) for number in range(clients)))
    return [one for chats in asked for one in chats]


class Server:
    """`jxb serve` in a process and a home of its own."""

    def __init__(self, home: str, *options: str) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        environment = {k: v for k, v in os.environ.items() if not k.startswith("JXB_")}
        environment |= {"JXB_HOME": home, "JXB_TODAY": "2026-11-24", "JXB_LOG_LEVEL": "WARNING"}
        command = [sys.executable, "-m", "serve.cli", "serve", "--port", str(self.port), *options]
        self.process = subprocess.Popen(command, env=environment, cwd=Path(__file__).parents[1])

    async def ready(self) -> None:
        deadline = time.monotonic() + READY_IN
        while time.monotonic() < deadline and self.process.poll() is None:
            if not (await chat(self.port, "你好")).error:
                return
            await asyncio.sleep(0.2)
        raise SystemExit("服务没有起来：请看上面的日志")

    def memory(self) -> float:
        """MiB of resident memory."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")) / 1024

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=60)


def questions() -> list[str]:
    rows = [json.loads(line) for line in GOLDEN.read_text(encoding="utf-8").splitlines()]
    return [row["turns"][-1] for row in rows if len(row["turns"]) == 1]


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def table(chats: list[Chat], took: float, title: str) -> Table:
    made = Table("量", "中位", "95%", "最大", title=title)
    good = [one for one in chats if not one.error]
    rows = {"首字节（秒）": "byte", "首句，市民看到字（秒）": "token", "整段答完（秒）": "whole"}
    for name, field in rows.items():
        values = [getattr(one, field) for one in good]
        if values:
            cells = (statistics.median(values), percentile(values, 0.95), max(values))
            made.add_row(name, *(f"{value:.3f}" for value in cells))
    made.add_row("每秒答完", f"{len(good) / took:.1f}", "", "")
    made.add_row("出错", str(len(chats) - len(good)), "", "")
    return made


async def measure(clients: int, each: int, workers: int = 1) -> list[Chat]:
    console = Console()
    with tempfile.TemporaryDirectory() as home:
        server = Server(home, *(["--workers", str(workers)] if workers > 1 else []))
        try:
            await server.ready()
            await crowd(server.port, 4, 2, questions())  # warm
            before = server.memory()
            began = time.perf_counter()
            chats = await crowd(server.port, clients, each, questions())
            took = time.perf_counter() - began
            after = server.memory()
        finally:
            server.stop()
    title = f"{clients} 个客户端同时各问 {each} 句，{workers} 个进程，{os.cpu_count()} 核"
    console.print(table(chats, took, title))
    console.print(f"服务内存：{before:.0f} → {after:.0f} MiB（{len(chats)} 轮对话之后）")
    for reason, times in Counter(one.error for one in chats if one.error).most_common(5):
        console.print(f"[red]{times} 次[/] {reason}")
    return chats


def main() -> None:
    parser = argparse.ArgumentParser(description="并发对话压测：起一个真实的服务，量首字节、首句和整段用时")
    parser.add_argument("--clients", type=int, default=100, help="同时的客户端数")
    parser.add_argument("--each", type=int, default=3, help="每个客户端连问几句")
    parser.add_argument("--workers", type=int, default=1, help="服务的进程数")
    options = parser.parse_args()
    chats = asyncio.run(measure(options.clients, options.each, options.workers))
    sys.exit(any(one.error for one in chats))


if __name__ == "__main__":
    main()
