"""The shipped knowledge in a home of its own, and what is said to it in one new session."""

import uuid
from datetime import date

import pytest

from dialogue.types import Request, SessionId, TurnId
from serve.checkpoints import open_checkpointer
from serve.home import assistant, open_home
from serve.settings import Settings

TODAY = date(2026, 11, 24)


@pytest.fixture(scope="session")
def opened(tmp_path_factory):
    return open_home(Settings(home=tmp_path_factory.mktemp("home"), today=TODAY))


@pytest.fixture
async def say(opened):
    """Says messages in one new session; the reply to the last."""
    async with open_checkpointer(opened.settings) as checkpointer:
        answering = assistant(opened, checkpointer)

        async def said(*messages, history=(), **about):
            session, done = SessionId(uuid.uuid4().hex), None
            for message in messages:
                turn = TurnId(uuid.uuid4().hex)
                done = await answering.reply(
                    Request(message, session, turn, TODAY, history=tuple(history), **about)
                )
            return done.reply

        yield said
