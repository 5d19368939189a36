"""Conversations outside the web: in a terminal, and from files; the same reception has them all."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import uuid4

from desk.reception import Reception
from dialogue.answerers import Answerer
from dialogue.types import Channel, Done, Reply, Request, SessionId, TurnId
from serve import home, joined
from serve.checkpoints import open_checkpointer
from serve.messages import received
from serve.progress import bar
from serve.settings import Settings


@asynccontextmanager
async def opened(config: Settings, answerer: Answerer | None = None) -> AsyncIterator[Reception]:
    """The reception of the home, its sessions persistent."""
    with bar() as progress:
        at_home = home.open_now(config, progress)
    async with open_checkpointer(config) as checkpointer:
        reception = joined.reception(config, home.assistant(at_home, checkpointer, answerer), config.clock)
        yield reception
        await reception.settle()


def new_session() -> SessionId:
    return SessionId(uuid4().hex)


def request(message: str, session: SessionId, config: Settings, channel: Channel) -> Request:
    """Raises ServeError for a message that is too long."""
    said = received(message, config.max_message)
    return Request(said, session, TurnId(uuid4().hex), config.day(), channel)


async def converse(reception: Reception, turns: list[str], config: Settings) -> Reply:
    """The reply to the last of several turns of a fresh conversation, whose citizen then is gone."""
    session = new_session()
    done: Done | None = None
    for turn in turns or [""]:
        done = await reception.reply(request(turn, session, config, "cli"))
    assert done is not None
    if done.reply.outcome == "handoff":
        reception.line.gone(session)
    return done.reply
