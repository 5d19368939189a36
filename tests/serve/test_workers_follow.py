"""Several processes over one database: an edit and a release are in every answer within two seconds."""

from __future__ import annotations

import json
import time
from datetime import date

import httpx
import pytest

from kb.database import connect, sqlite_url
from kb.entry import Entry, Review
from kb.releases import Releases
from kb.store import Store
from tests.serve.test_processes import answers, serving

QUESTION = "无人机飞手受伤了算不算职业伤害？"
WITHIN = 2.0
ASKED = 16
"""Questions, each on a connection of its own, so that every process gets some."""


def put(store: Store, answer: str) -> None:
    entry = Entry(
        id="drone", question=QUESTION, answer=answer, region="110000", area="工伤保险",
        valid_from=date(2025, 1, 1), review=Review(state="published"),
    )  # fmt: skip
    with store.writing("张三", "新情形") as writer:
        writer.put_entry(entry)


async def said(base: str) -> str:
    async with httpx.AsyncClient(timeout=60) as client:
        reply = (await client.post(f"{base}/api/chat", json={"message": QUESTION})).text
    done = reply.split("event: done\n", 1)[1].split("data: ", 1)[1].split("\n", 1)[0]
    return json.loads(done)["text"]


async def seen_everywhere(bases: list[str], wanted: str, changed: float) -> None:
    """Two seconds after the change each of many answers holds it, whichever process gives it."""
    while time.monotonic() < changed + WITHIN:
        await said(bases[0])  # questions run on, none is stopped by the change
    for number in range(ASKED):
        answer = await said(bases[number % len(bases)])
        assert wanted in answer, f"answer {number}: {answer[:80]}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request, tmp_path):
    """URL of the database, and the settings that name it."""
    if request.param == "sqlite":
        return sqlite_url(tmp_path), {}
    request.getfixturevalue("empty_postgres")
    url = request.getfixturevalue("postgres_url")
    return url, {"JXB_DATABASE_URL": url}


async def test_every_process_answers_from_an_edit_and_from_a_release_within_two_seconds(
    tmp_path, database
) -> None:
    url, settings = database
    async with serving(tmp_path, "--workers", "2", **settings) as server:
        await answers(server.staff, server.process)
        bases = [server.base, server.base, server.base, server.staff]
        store = Store(connect(url))
        releases = Releases(store)
        put(store, "算。先按职业伤害保障申请，第一版说法。")
        await seen_everywhere(bases, "第一版说法", time.monotonic())
        releases.make("2026-11-甲", "张三", "")
        put(store, "不算。改按意外险申请，第二版说法。")
        await seen_everywhere(bases, "第二版说法", time.monotonic())
        releases.rollback("2026-11-甲", "李四", "")
        await seen_everywhere(bases, "第一版说法", time.monotonic())
        store.engine.dispose()
