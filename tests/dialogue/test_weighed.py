"""Who asks which is better is told that nobody decides it for them, and the entry that weighs just that."""

import uuid
from datetime import date

import pytest

from dialogue.types import Request, SessionId, TurnId
from serve.checkpoints import open_checkpointer
from serve.home import assistant, open_home
from serve.settings import Settings

TODAY = date(2026, 11, 27)


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    return open_home(Settings(home=tmp_path_factory.mktemp("home"), today=TODAY))


@pytest.fixture
async def ask(opened):
    async with open_checkpointer(opened.settings) as checkpointer:
        answering = assistant(opened, checkpointer)

        async def asked(question):
            about = SessionId(uuid.uuid4().hex), TurnId(uuid.uuid4().hex), TODAY
            return (await answering.reply(Request(question, *about))).reply

        yield asked


async def test_an_entry_that_weighs_is_told_and_the_choice_left_to_the_citizen(ask):
    reply = await ask("自己一个人交社保好还是买商业保险好")
    assert reply.outcome == "answer"
    assert [c.id for c in reply.citations] == ["as-commercial-vs-social"]


@pytest.mark.parametrize("question", ["买股票好还是买基金好", "我这房子现在卖划算还是等等划算"])
async def test_what_no_entry_weighs_is_not_answered(ask, question):
    assert (await ask(question)).outcome != "answer"
