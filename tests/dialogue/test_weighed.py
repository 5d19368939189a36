"""Who asks which is better is told that nobody decides it for them, and the entry that weighs just that."""

import pytest


async def test_an_entry_that_weighs_is_told_and_the_choice_left_to_the_citizen(say):
    reply = await say("自己一个人交社保好还是买商业保险好")
    assert reply.outcome == "answer"
    assert [c.id for c in reply.citations] == ["as-commercial-vs-social"]


@pytest.mark.parametrize("question", ["买股票好还是买基金好", "我这房子现在卖划算还是等等划算"])
async def test_what_no_entry_weighs_is_not_answered(say, question):
    assert (await say(question)).outcome != "answer"
