"""Plays scripted conversations against the real application over a copy of a home; nothing is left in the home."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx

from desk.alerts import AlertBoard
from desk.errors import DeskError
from desk.orders import Actor
from dialogue.types import Memory
from eval.scripts import Reached, Script, Step, faults
from eval.scripts.script import REMEMBERED
from serve import views
from serve.app import create_app
from serve.errors import ServeError
from serve.home import Home
from serve.joined import OWN_FILES
from serve.settings import BEIJING_TIME, Settings

_PERSON = Actor("脚本里的坐席", "agent")
_DATABASE = "jxb.sqlite3"


@dataclass(frozen=True, slots=True)
class Played:
    """One script and how it went."""

    script: Script
    faults: tuple[tuple[int, str], ...]
    """(step, what was wrong)."""
    transcript: tuple[tuple[str, str], ...]
    """(what was said or done, what came)."""
    seconds: float


@contextmanager
def copy_of(settings: Settings) -> Iterator[Settings]:
    """Settings over a copy of the home: scripts file orders and raise alerts."""
    if settings.database_url:
        raise ServeError("脚本会写入对话和工单，只在 SQLite 的数据目录上演：请清空 JXB_DATABASE_URL 后再运行")
    with tempfile.TemporaryDirectory(prefix="jxb-script-") as name:
        folder = Path(name)
        if (settings.home / _DATABASE).exists():
            with (
                closing(sqlite3.connect(settings.home / _DATABASE)) as source,
                closing(sqlite3.connect(folder / _DATABASE)) as target,
            ):
                source.backup(target)
        for kept in OWN_FILES:
            if (settings.home / kept).exists():
                shutil.copy(settings.home / kept, folder / kept)
        if (settings.home / "words").is_dir():
            shutil.copytree(settings.home / "words", folder / "words")
        yield settings.model_copy(update={"home": folder, "rate_limit": "off"})


async def play(opened: Home, scripts: Sequence[Script]) -> AsyncIterator[Played]:
    """Each script in a conversation and an application of its own, on its own day and hour."""
    for script in scripts:
        async with _hall(opened, script) as player:
            yield await player.play()


@asynccontextmanager
async def _hall(opened: Home, script: Script) -> AsyncIterator[_Player]:
    settings = opened.settings.model_copy(update={"today": script.today, "rate_limit": "off"})
    at = datetime.combine(script.today, script.clock, BEIJING_TIME)
    app = create_app(settings, replace(opened, settings=settings), clock=lambda: at)
    transport = httpx.ASGITransport(app=app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://script", timeout=60) as http,
    ):
        yield _Player(http, app.state.services, script)


class _Player:
    """One conversation being played."""

    def __init__(self, http: httpx.AsyncClient, services: Any, script: Script) -> None:
        self._http = http
        self._services = services
        self._script = script
        self._session = f"script-{uuid4().hex}"
        self._turn = ""

    async def play(self) -> Played:
        found: list[tuple[int, str]] = []
        transcript: list[tuple[str, str]] = []
        began = time.perf_counter()
        for step in self._script.steps:
            reached = await self._step(step)
            found += [(step.line, fault) for fault in faults(step, reached)]
            transcript.append((step.say or f"［{step.do}］", reached.problem or reached.text))
        seconds = time.perf_counter() - began
        await self._http.delete(f"/api/sessions/{self._session}")
        return Played(self._script, tuple(found), tuple(transcript), seconds)

    async def _step(self, step: Step) -> Reached:
        began = time.perf_counter()
        reached = await (self._say(step.say) if step.say is not None else self._do(step))
        seconds = time.perf_counter() - began
        memory = await self._services.assistant.remembered(self._session)
        order = (await self._http.get(f"/api/sessions/{self._session}/order")).json()
        inbox = (await self._http.get(f"/api/sessions/{self._session}/inbox")).json()["messages"]
        board = AlertBoard(self._services.store.engine)
        return replace(
            reached,
            seconds=seconds,
            remembered=_remembered(memory),
            order={one["label"]: one["shown"] for one in order.get("fields", {}).values()},
            inbox=tuple(one["text"] for one in inbox),
            alerts=tuple(one.level for one in board.find(limit=100_000) if one.session_id == self._session),
        )

    async def _say(self, message: str) -> Reached:
        scope = {"region": self._script.region, "insured_type": self._script.insured_type}
        body = {"message": message, "session_id": self._session, "scope": scope}
        response = await self._http.post("/api/chat", json=body)
        if response.status_code != 200:
            return Reached(problem=response.json()["detail"])
        events = _events(response.text)
        self._turn = events["meta"]["turn_id"]
        done = events["done"]
        offers = (*(one["label"] for one in done.get("offers", ())), *events.get("suggestions", ()))
        return Reached(done["text"], done["outcome"], offers=offers)

    async def _do(self, step: Step) -> Reached:
        if step.do in ("take", "speak", "end"):
            return self._person(step)
        path = f"/api/sessions/{self._session}"
        if step.do == "handoff":
            response = await self._http.post("/api/handoff", json={"session_id": self._session})
        elif step.do == "withdraw":
            response = await self._http.delete(f"/api/handoff/{self._session}")
        elif step.do == "forget":
            response = await self._http.delete(path)
        elif step.do == "leave_question":
            response = await self._http.post(f"{path}/questions", json={"turn_id": self._turn})
        else:
            body = {"action": step.do, "field": step.target, "value": step.value}
            response = await self._http.post(f"{path}/order", json=body)
        said = response.json()
        if response.is_error:
            return Reached(problem=said["detail"])
        return Reached(said.get("text", ""), offers=tuple(one["label"] for one in said.get("offers", ())))

    def _person(self, step: Step) -> Reached:
        line = self._services.reception.line
        wish = line.of_session(self._session)
        if wish is None:
            return Reached(problem="这段对话没有在等人工")
        number = wish.handoff.number
        try:
            if step.do == "take":
                line.take(number, _PERSON)
            elif step.do == "speak":
                line.say(number, _PERSON, step.value)
            else:
                line.end(number, _PERSON, step.value)
        except DeskError as error:
            return Reached(problem=str(error))
        return Reached()


def _remembered(memory: Memory) -> dict[str, str | None]:
    known = views.remembered(memory)
    return {name: None if known[name] is None else str(known[name]) for name in REMEMBERED}


def _events(stream: str) -> dict[str, Any]:
    import json

    found = {}
    for block in stream.strip().split("\n\n"):
        name, data = block.split("\n", 1)
        found[name.removeprefix("event: ")] = json.loads(data.removeprefix("data: "))
    return found
