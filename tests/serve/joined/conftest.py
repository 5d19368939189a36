"""A hall over a home that knows little: what is asked of the desk does not hang on the knowledge."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest

from kb.entry import Entry, Review
from serve import home
from serve.home import Home
from serve.settings import Settings
from tests.serve.hall import Hall, open_hall

Known = tuple[str, tuple[str, ...], str, str]

KNOWN: tuple[Known, ...] = (
    ("失业保险金最多能领多少个月？", ("失业金能领几个月", "失业金领多久"), "最长领取24个月。", "失业保险"),
    ("产假有多少天？", ("生孩子能休多久",), "产假158天。", "生育保险"),
    ("工伤认定要在多久内申请？", ("工伤申请期限",), "单位30日内，个人1年内。", "工伤保险"),
    ("社保卡丢了怎么补？", ("补办社保卡",), "到合作银行网点补办。", "社保卡"),
)


def small_home(folder: Path, known: tuple[Known, ...] = KNOWN, **more: object) -> Home:
    settings = Settings(home=folder, today=date(2026, 11, 24), starter="off", **more)  # type: ignore[arg-type]
    opened = home.open_home(settings)
    with opened.store.writing("test", "a few entries") as writer:
        writer.put_entries(
            Entry(
                id=f"known-{number}",
                question=question,
                similar=similar,
                answer=answer,
                area=area,
                region="110000",
                review=Review(state="published"),
            )
            for number, (question, similar, answer, area) in enumerate(known)
        )
    opened.index.refresh()
    return opened


@pytest.fixture
async def hall(tmp_path: Path) -> AsyncIterator[Hall]:
    async with open_hall(small_home(tmp_path)) as found:
        yield found


@pytest.fixture
async def ignorant(tmp_path: Path) -> AsyncIterator[Hall]:
    """A hall that knows nothing at all."""
    async with open_hall(small_home(tmp_path, known=())) as found:
        yield found
