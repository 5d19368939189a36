"""`jxb doctor` says in Chinese what is wrong and what to do about it."""

from __future__ import annotations

import asyncio
import os
import socket
from pathlib import Path

import pytest

from dialogue.types import Request, SessionId, TurnId
from serve import doctor
from tests.dialogue.openai_peer import Call, peer, saying


@pytest.fixture(scope="module")
def ready(tmp_path_factory) -> Path:
    """A home that has been opened once, so that every look at it is quick."""
    from serve import home
    from serve.settings import Settings

    folder = Path(tmp_path_factory.mktemp("doctor"))
    home.open_store(Settings(home=folder)).engine.dispose()
    return folder


@pytest.fixture(autouse=True)
def environment(ready: Path, monkeypatch):
    for name in [name for name in os.environ if name.startswith("JXB_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("JXB_HOME", str(ready))
    return monkeypatch


def findings() -> dict[str, tuple[str, str]]:
    return {finding.name: (finding.state, finding.message) for finding in doctor.examine()}


def test_a_healthy_home_has_nothing_broken() -> None:
    found = findings()
    assert {state for state, _ in found.values()} == {"ok"}, found
    assert "条目" in found["索引"][1]


def test_a_setting_that_cannot_be_read_is_named(environment) -> None:
    environment.setenv("JXB_RATE_LIMIT", "很多")
    state, message = findings()["设置"]
    assert state == "broken"
    assert "JXB_RATE_LIMIT" in message
    assert "30/minute" in message


def test_a_file_of_staff_that_cannot_be_used_is_named(ready: Path) -> None:
    file = ready / "office.yaml"
    file.write_text('workday: ["早上八点"]\n', encoding="utf-8")
    try:
        state, message = findings()["工作文件"]
    finally:
        file.unlink()
    assert state == "broken"
    assert "早上八点" in message


def test_a_home_that_cannot_be_written_is_said(environment, tmp_path) -> None:
    (tmp_path / "file").write_text("")
    environment.setenv("JXB_HOME", str(tmp_path / "file"))
    state, message = findings()["数据目录"]
    assert state == "broken"
    assert "JXB_HOME" in message


def test_a_file_that_is_no_database_is_said_without_a_trace(environment, tmp_path) -> None:
    (tmp_path / "jxb.sqlite3").write_bytes(b"not a database at all" * 100)
    environment.setenv("JXB_HOME", str(tmp_path))
    assert findings()["数据库"][0] == "broken"


def test_a_database_that_is_not_there_is_said_without_its_password(environment) -> None:
    pytest.importorskip("psycopg", reason="the extra postgres is not installed")
    environment.setenv("JXB_DATABASE_URL", "postgresql+psycopg://jxb:secret@127.0.0.1:1/jxb")
    state, message = findings()["数据库"]
    assert state == "broken"
    assert "secret" not in message


@pytest.mark.parametrize(
    ("settings", "state", "named"),
    [
        ({"JXB_LLM_BASE_URL": "http://127.0.0.1:1/v1"}, "degraded", "JXB_LLM_MODEL"),
        ({"JXB_LLM_MODEL": "m"}, "degraded", "JXB_LLM_BASE_URL"),
        ({"JXB_ANSWERER": "generative"}, "broken", "JXB_LLM_BASE_URL"),
    ],
)
def test_a_model_that_is_half_configured_is_said(environment, settings, state, named) -> None:
    for name, value in settings.items():
        environment.setenv(name, value)
    found = findings()["生成模型"]
    assert found[0] == state
    assert named in found[1]


async def look(environment, url: str, model: str = "peer") -> tuple[str, str]:
    environment.setenv("JXB_LLM_BASE_URL", url)
    environment.setenv("JXB_LLM_MODEL", model)
    return (await asyncio.to_thread(findings))["生成模型"]


async def test_a_model_that_speaks_is_well(environment) -> None:
    async with peer(saying("你好")) as model:
        state, message = await look(environment, model.url)
    assert state == "ok", message


async def test_a_model_of_another_name_is_said_with_the_names_there_are(environment) -> None:
    async with peer(saying("你好")) as model:
        state, message = await look(environment, model.url, "qwen")
    assert state == "degraded"
    assert "peer" in message


async def broken(call: Call) -> None:
    await call.whole("500 Internal Server Error", '{"error": {"message": "out of memory"}}')


@pytest.mark.parametrize("behaviour", [broken, saying("")], ids=["error", "silent"])
async def test_a_model_that_is_listed_but_cannot_speak_is_said(environment, behaviour) -> None:
    async with peer(behaviour) as model:
        state, message = await look(environment, model.url)
    assert state == "degraded"
    assert "日志" in message


async def test_an_endpoint_nobody_listens_at_is_said(environment) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        state, message = await look(environment, f"http://127.0.0.1:{free.getsockname()[1]}/v1")
    assert state == "degraded"
    assert "连不上" in message


async def test_how_often_and_why_a_model_could_not_answer_is_said(environment, ready) -> None:
    from serve import home, settings

    async with peer(saying("最长可以领99个月。[1]")) as model:
        await look(environment, model.url)
        config = settings.load()
        assistant = home.assistant(home.open_home(config))
        request = Request("失业保险金能领几个月？", SessionId("d"), TurnId("doctor"), config.day())
        await assistant.reply(request)
        state, message = (await asyncio.to_thread(findings))["近24小时"]
    assert state == "degraded"
    assert "句子缺少依据 1 次" in message


def test_an_open_door_to_the_network_is_said(environment) -> None:
    environment.setenv("JXB_HOST", "0.0.0.0")
    assert "JXB_API_KEYS" in findings()["接口密钥"][1]
