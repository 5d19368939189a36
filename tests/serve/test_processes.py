"""`jxb serve` as an operator runs it: real processes, real signals."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from serve.home import Home
from tests.dialogue.openai_peer import Call, peer

ROOT = Path(__file__).parents[2]
QUESTION = {"message": "失业保险金能领几个月？"}


class Running:
    def __init__(self, process: asyncio.subprocess.Process, port: int) -> None:
        self.process = process
        self.base = f"http://127.0.0.1:{port}"
        self.staff = f"http://127.0.0.1:{port + 1}"

    def children(self) -> set[int]:
        """Processes that serve, told from others by the spawned main they run."""
        found = set()
        for line in Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split():
            command = Path(f"/proc/{line}/cmdline").read_text()
            if "spawn_main" in command:
                found.add(int(line))
        return found


@asynccontextmanager
async def serving(home: Path, *options: str, **environment: str):
    """A server that is ready; killed at the end if it still runs."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    clean = {k: v for k, v in os.environ.items() if not k.startswith("JXB_")}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "serve.cli", "serve", "--port", str(port), *options,
        cwd=ROOT, env=clean | {"JXB_HOME": str(home), "JXB_TODAY": "2026-11-24"} | environment,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    running = Running(process, port)
    try:
        await answers(running.base, process)
        yield running
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def answers(base: str, process: asyncio.subprocess.Process, path: str = "/readyz") -> None:
    """Returns once the server answers."""
    async with asyncio.timeout(300), httpx.AsyncClient() as client:
        while process.returncode is None:
            try:
                if (await client.get(base + path)).status_code == 200:
                    return
            except httpx.TransportError:
                await asyncio.sleep(0.2)
    pytest.fail("the server ended by itself")


async def test_an_open_answer_is_finished_before_the_server_stops(opened: Home, tmp_path) -> None:
    told_to_stop = asyncio.Event()

    async def behave(call: Call) -> None:
        await call.begin()
        await call.say("满1年不满2年，3个月。[1]您")
        await told_to_stop.wait()
        await call.say("能领的具体月数由经办机构按缴费记录核定。[1]")
        await call.finish()

    async with (
        peer(behave) as model,
        serving(
            tmp_path, JXB_LLM_BASE_URL=model.url, JXB_LLM_MODEL="peer", JXB_LLM_FIRST_SENTENCE="60"
        ) as server,
        httpx.AsyncClient(timeout=60) as client,
        client.stream("POST", f"{server.base}/api/chat", json=QUESTION) as response,
    ):
        events = []
        async for line in response.aiter_lines():
            if line.startswith("event: "):
                events.append(line[7:])
                if events == ["meta", "token"]:
                    server.process.send_signal(signal.SIGTERM)
                    told_to_stop.set()
            elif events[-1:] == ["done"] and line.startswith("data: "):
                done = json.loads(line[6:])
        assert await asyncio.wait_for(server.process.wait(), 60) == 0
    assert events[-1] == "done"
    assert done["text"].endswith("能领的具体月数由经办机构按缴费记录核定。")


async def test_several_processes_share_a_port_and_meet_in_the_database(tmp_path) -> None:
    async with serving(tmp_path, "--workers", "2") as server, httpx.AsyncClient(timeout=60) as client:
        session, turns = None, 4
        for _ in range(turns):  # every request on a connection of its own, to whichever process takes it
            body = QUESTION | ({"session_id": session} if session else {})
            async with httpx.AsyncClient(timeout=60) as one:
                answer = (await one.post(f"{server.base}/api/chat", json=body)).text
            session = json.loads(answer.split("data: ", 1)[1].split("\n", 1)[0])["session_id"]
        await answers(server.staff, server.process)
        stored = (await client.get(f"{server.staff}/api/sessions/{session}")).json()
        assert len(stored["turns"]) == turns
        counted = (await client.get(f"{server.base}/metrics")).text
        assert f'jxb_turns_total{{channel="web",outcome="answer"}} {turns}.0' in counted

        before = server.children()
        assert len(before) == 3
        for child in before:
            os.kill(child, signal.SIGKILL)
        await answers(server.base, server.process)
        async with asyncio.timeout(60):
            while len(server.children()) < 3:  # noqa: ASYNC110, the kernel has no event for this
                await asyncio.sleep(0.05)
        assert not server.children() & before

        server.process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(server.process.wait(), 60) == 0


def alive(process: int) -> bool:
    return Path(f"/proc/{process}").exists()


async def test_no_process_outlives_a_parent_that_was_killed(tmp_path) -> None:
    async with serving(tmp_path, "--workers", "2") as server:
        children = server.children()
        server.process.kill()
        await server.process.wait()
        async with asyncio.timeout(60):
            while any(map(alive, children)):  # noqa: ASYNC110, the kernel has no event for this
                await asyncio.sleep(0.1)


def test_a_taken_port_is_said_in_one_line(tmp_path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        command = [sys.executable, "-m", "serve.cli", "serve", "--port", str(taken.getsockname()[1])]
        environment = os.environ | {"JXB_HOME": str(tmp_path)}
        result = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert result.returncode == 1
    assert "换一个端口" in result.stderr
    assert "Traceback" not in result.stderr
