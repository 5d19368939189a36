"""The shipped guard, and a small home with an assistant in process."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from desk.alerts import AlertBoard
from desk.alerts.board import Alert
from dialogue.assistant import Assistant
from dialogue.guard import Guard
from dialogue.types import Done, Request, SessionId, TurnId
from ingest import ingest
from serve import home
from serve.home import Home
from serve.settings import Settings

ROOT = Path(__file__).resolve().parents[3]
BANKS = ROOT / "golden" / "guard"
SHARED = ROOT.parent / "shared" / "data"
TODAY = date(2026, 11, 24)
ENTRIES = """问题,相似问,答案,业务,来源
失业保险金最多能领多少个月？,失业金最长领几个月,最长领取24个月。,失业保险,失业保险测试规定
生育津贴怎么申请？,生育津贴去哪里领,由单位在线上提交申请，审核通过后发到单位账户。,生育保险,生育保险测试规定
丧葬补助金怎么领？,人去世了丧葬费怎么办,由遗属到参保地经办机构申请。,养老保险,养老保险测试规定
"""


@pytest.fixture(scope="session")
def guard() -> Guard:
    return Guard.load()


@pytest.fixture(scope="session")
def bank() -> Any:
    """Reads one of the banks in golden/guard."""

    def read(name: str) -> list[dict[str, Any]]:
        return [json.loads(line) for line in (BANKS / f"{name}.jsonl").read_text("utf-8").splitlines()]

    return read


@dataclass
class Desk:
    """An assistant over three entries, asked as a citizen would."""

    home: Home
    assistant: Assistant

    def ask(self, message: str, session: str | None = None) -> Done:
        turn = uuid4().hex
        request = Request(message, SessionId(session or f"session-{turn}"), TurnId(turn), TODAY)
        return asyncio.run(self.assistant.reply(request))

    def alerts(self, done: Done) -> list[Alert]:
        """What staff were told of that turn."""
        found = AlertBoard(self.home.store.engine).find(state="all", limit=100_000)
        return [alert for alert in found if alert.turn_id == done.turn_id]

    def record(self, done: Done) -> Any:
        return self.home.records.get(done.turn_id)


@pytest.fixture(scope="session")
def small_home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    folder = tmp_path_factory.mktemp("home")
    (folder / "entries.csv").write_text(ENTRIES, "utf-8")
    settings = Settings(home=folder, today=TODAY, starter="off")
    ingest([folder / "entries.csv"], home.open_store(settings))
    return home.open_home(settings)


@pytest.fixture(scope="session")
def desk(small_home: Home) -> Desk:
    return Desk(small_home, home.assistant(small_home))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The shared data; the test is skipped where it is not at hand."""
    if not SHARED.is_dir():
        pytest.skip(f"共享数据不在 {SHARED}")
    return SHARED
