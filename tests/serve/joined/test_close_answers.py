"""Where two entries fit a question, both are said; where one does, only it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.serve.hall import Hall, open_hall
from tests.serve.joined.conftest import small_home

KNOWN = (
    ("社保卡丢了怎么补办？", ("补办社保卡",), "到合作银行网点补办。", "社保卡"),
    ("社保卡坏了怎么换？", ("换社保卡",), "带旧卡到服务银行换新卡。", "社保卡"),
    ("产假有多少天？", ("生孩子能休多久",), "产假158天。", "生育保险"),
)


@pytest.fixture
async def hall(tmp_path: Path) -> AsyncIterator[Hall]:
    async with open_hall(small_home(tmp_path, KNOWN)) as found:
        yield found


async def test_an_uncertain_answer_is_followed_by_the_one_as_near(hall: Hall) -> None:
    done = await hall.citizen().say("社保卡坏了丢了怎么弄")
    assert done["outcome"] == "answer"
    assert "银行网点补办" in done["text"] and "换新卡" in done["text"]
    assert "如果您问的是“社保卡" in done["text"]


async def test_a_certain_answer_stands_alone(hall: Hall) -> None:
    done = await hall.citizen().say("社保卡丢了怎么补办")
    assert "如果您问的是" not in done["text"]
    assert "换新卡" not in done["text"]
