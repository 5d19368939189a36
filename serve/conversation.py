"""Conversations outside the web: in a terminal, and from files."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import uuid4

from dialogue.answerers import Answerer
from dialogue.assistant import Assistant
from dialogue.types import Channel, Done, Reply, Request, SessionId, TurnId
from serve import home
from serve.checkpoints import open_checkpointer
from serve.progress import bar
from serve.settings import Settings


@asynccontextmanager
async def opened(config: Settings, answerer: Answerer | None = None) -> AsyncIterator[Assistant]:
    """The assistant of the home, its sessions persistent."""
    with bar() as progress:
        at_home = home.open_now(config, progress)
    async with open_checkpointer(config) as checkpointer:
        yield home.assistant(at_home, checkpointer, answerer)


def new_session() -> SessionId:
    return SessionId(uuid4().hex)


def request(message: str, session: SessionId, config: Settings, channel: Channel) -> Request:
    return Request(message, session, TurnId(uuid4().hex), config.day(), channel)


async def converse(assistant: Assistant, turns: list[str], config: Settings) -> Reply:
    """The reply to the last of several turns of a fresh conversation."""
    session = new_session()
    done: Done | None = None
    for turn in turns or [""]:
        done = await assistant.reply(request(turn, session, config, "cli"))
    assert done is not None
    return done.reply
