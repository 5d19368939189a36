"""The doors a citizen's message may come in by, each spoken to as its own clients do."""

from __future__ import annotations

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx
from typer.testing import CliRunner

from serve.cli import app
from tests.serve.hall import Hall

DOORS = ("chat", "v1", "v1-stream", "cli")


@dataclass(frozen=True)
class Said:
    """What came back; `problem` where the message was turned away."""

    text: str = ""
    outcome: str = ""
    problem: str = ""
    raw: str = ""


def session() -> str:
    return f"door-{uuid4().hex}"


async def say(hall: Hall, door: str, message: Any, session_id: str) -> Said:
    if door == "chat":
        return await _chat(hall, message, session_id)
    if door == "cli":
        return await _cli(hall, message, session_id)
    return await _v1(hall, message, session_id, stream=door == "v1-stream")


async def _post(hall: Hall, path: str, body: dict[str, Any]) -> httpx.Response:
    """Escaped, as JSON may be: half of a surrogate pair is no character, and clients send it all the same."""
    headers = {"content-type": "application/json"}
    return await hall.http.post(path, content=json.dumps(body), headers=headers)


async def _chat(hall: Hall, message: Any, session_id: str) -> Said:
    response = await _post(hall, "/api/chat", {"message": message, "session_id": session_id})
    if response.status_code != 200:
        return Said(problem=response.json()["detail"], raw=response.text)
    data = response.text.split("event: done\ndata: ")[1].split("\n")[0]
    done = json.loads(data)
    return Said(done["text"], done["outcome"], raw=response.text)


async def _v1(hall: Hall, message: Any, session_id: str, *, stream: bool) -> Said:
    body = {"messages": [{"role": "user", "content": message}], "session_id": session_id, "stream": stream}
    response = await _post(hall, "/v1/chat/completions", body)
    if response.status_code != 200:
        return Said(problem=response.json()["error"]["message"], raw=response.text)
    if not stream:
        made = response.json()
        return Said(made["choices"][0]["message"]["content"], made["jxb"]["outcome"], raw=response.text)
    chunks = [json.loads(line[6:]) for line in response.text.splitlines() if line.startswith("data: {")]
    text = "".join(chunk["choices"][0]["delta"].get("content") or "" for chunk in chunks)
    return Said(text, chunks[-1]["jxb"]["outcome"], raw=response.text)


async def _cli(hall: Hall, message: Any, session_id: str) -> Said:
    """`jxb chat` going on with the conversation: one message, then 退出."""

    def run() -> str:
        asyncio.set_event_loop(asyncio.new_event_loop())
        env = {
            "JXB_HOME": str(hall.home.settings.home),
            "JXB_STARTER": "off",
            "JXB_TODAY": "2026-11-24",
            "COLUMNS": "4000",
        }
        result = CliRunner().invoke(
            app, ["chat", "--session", session_id], input=f"{message}\n退出\n", env=env
        )
        assert result.exit_code == 0, result.output + repr(result.exception)
        return result.output

    with ThreadPoolExecutor(1) as pool:
        output = await asyncio.get_running_loop().run_in_executor(pool, run)
    last = hall.home.records.of_session(session_id)
    outcome = last[-1].outcome if last else ""
    return Said(output.split("您：", 1)[1] if "您：" in output else output, outcome, raw=output)
