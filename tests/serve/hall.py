"""A citizen, people of the office and a clock around one application, over HTTP without a network."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import httpx

from serve.app import create_app
from serve.home import Home
from serve.settings import BEIJING_TIME
from serve.users import Users

OPEN = datetime(2026, 11, 24, 10, 0, tzinfo=BEIJING_TIME)  # a Tuesday morning
NIGHT = datetime(2026, 11, 24, 22, 0, tzinfo=BEIJING_TIME)


@dataclass
class Clock:
    at: datetime = OPEN

    def __call__(self) -> datetime:
        return self.at


@dataclass
class Citizen:
    """One conversation."""

    http: httpx.AsyncClient
    session: str | None = None
    turns: list[dict[str, Any]] = field(default_factory=list)

    async def say(self, message: str, **more: Any) -> dict[str, Any]:
        """The `done` of the turn, with its turn id; the tokens must make up its text."""
        body = {"message": message, **({"session_id": self.session} if self.session else {}), **more}
        response = await self.http.post("/api/chat", json=body)
        assert response.status_code == 200, response.text
        events = [block.split("\n", 1) for block in response.text.strip().split("\n\n")]
        found = [
            (name.removeprefix("event: "), json.loads(data.removeprefix("data: "))) for name, data in events
        ]
        kinds = dict(found)
        assert "".join(data["text"] for name, data in found if name == "token") == kinds["done"]["text"]
        self.session = kinds["meta"]["session_id"]
        self.turns.append(
            {**kinds["done"], "turn_id": kinds["meta"]["turn_id"], "suggestions": kinds["suggestions"]}
        )
        return self.turns[-1]

    async def order(self, action: str, status: int = 200, **more: Any) -> dict[str, Any]:
        self.session = self.session or "order-" + str(id(self))
        response = await self.http.post(
            f"/api/sessions/{self.session}/order", json={"action": action, **more}
        )
        assert response.status_code == status, response.text
        return dict(response.json())

    async def handoff(self, **more: Any) -> dict[str, Any]:
        body = {**({"session_id": self.session} if self.session else {}), **more}
        response = await self.http.post("/api/handoff", json=body)
        assert response.status_code == 200, response.text
        self.session = response.json()["session_id"]
        return dict(response.json())

    async def inbox(self, after: int = 0) -> dict[str, Any]:
        return dict(
            (await self.http.get(f"/api/sessions/{self.session}/inbox", params={"after": after})).json()
        )


@dataclass
class Hall:
    http: httpx.AsyncClient
    clock: Clock
    app: Any
    home: Home
    tokens: dict[str, str] = field(default_factory=dict)

    def citizen(self) -> Citizen:
        return Citizen(self.http)

    async def staff(self, who: str, method: str, path: str, status: int = 200, **more: Any) -> Any:
        """A request of somebody of the office, by role or name-role."""
        response = await self.http.request(method, path, headers=self.headers(who), **more)
        assert response.status_code == status, response.text
        return response.json()

    def headers(self, who: str) -> dict[str, str]:
        if who not in self.tokens:
            users = Users(self.home.store.engine)
            users.add(who, who.split("-")[-1])  # type: ignore[arg-type]
            self.tokens[who] = users.new_token(who)
        return {"Authorization": f"Bearer {self.tokens[who]}"}


@asynccontextmanager
async def open_hall(opened: Home) -> AsyncIterator[Hall]:
    clock = Clock()
    app = create_app(opened.settings, opened, clock=clock)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://hall", timeout=60) as http,
    ):
        yield Hall(http, clock, app, opened)
