"""Vectors kept in Milvus: one setting, and an operator who is told when they are out of reach."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import httpx
import pytest

from kb.entry import Entry
from retrieval.errors import VectorStoreMissingError
from serve import doctor, home
from serve.app import create_app
from serve.settings import Settings

installed = find_spec("pymilvus") is not None and find_spec("milvus_lite") is not None
with_milvus = pytest.mark.skipif(not installed, reason="pymilvus, milvus_lite: pip install -e '.[milvus]'")
NOBODY = "milvus://127.0.0.1:1"


@pytest.fixture
def environment(tmp_path: Path, monkeypatch):
    monkeypatch.setenv("JXB_HOME", str(tmp_path))
    monkeypatch.setenv("JXB_STARTER", "off")
    return monkeypatch


def settings(folder: Path, store: str) -> Settings:
    return Settings(home=folder, starter="off", vector_store=store)


def put(opened: home.Home) -> None:
    with opened.store.writing("test") as writer:
        writer.put_entry(Entry(id="card", question="社保卡丢了怎么补", answer="到银行补办。"))
    opened.index.refresh()


@with_milvus
def test_one_setting_puts_the_vectors_into_milvus(tmp_path, environment) -> None:
    opened = home.open_home(settings(tmp_path, str(tmp_path / "vectors.db")))
    put(opened)
    assert opened.index.far.store.count() == 2
    assert all(len(group.dense) == 0 for one in opened.index.segments for group in one.groups.values())
    assert opened.searcher.search("社保卡丢了怎么补").hits[0].item.id == "card"
    environment.setenv("JXB_VECTOR_STORE", str(tmp_path / "vectors.db"))
    found = {finding.name: finding for finding in doctor.examine()}
    assert (found["向量库"].state, found["向量库"].message) == ("ok", "2 条向量")
    opened.index.far.store.close()


@with_milvus
async def test_out_of_reach_it_is_degraded_and_answers_go_on(tmp_path, environment) -> None:
    opened = home.open_home(settings(tmp_path, NOBODY))
    put(opened)
    assert opened.searcher.search("社保卡丢了怎么补").hits[0].item.id == "card"
    transport = httpx.ASGITransport(create_app(opened.settings, opened))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        reply = await client.get("/readyz")
    assert reply.status_code == 200
    assert reply.json()["status"] == "degraded"
    assert "127.0.0.1:1" in reply.json()["checks"]["vectors"]["detail"]
    environment.setenv("JXB_VECTOR_STORE", NOBODY)
    found = {finding.name: finding for finding in doctor.examine()}
    assert found["向量库"].state == "degraded"
    assert "JXB_VECTOR_STORE" in found["向量库"].message


@pytest.mark.skipif(installed, reason="the client is installed")
def test_without_the_client_the_operator_is_told_what_to_install(tmp_path) -> None:
    with pytest.raises(VectorStoreMissingError, match=r"jingxiaobao\[milvus\]"):
        home.open_home(settings(tmp_path, NOBODY))


def test_an_address_that_names_nothing_is_said_to_the_operator(tmp_path, environment) -> None:
    environment.setenv("JXB_VECTOR_STORE", "faiss")
    found = {finding.name: finding for finding in doctor.examine()}
    assert found["索引"].state == "broken"
    assert "milvus://" in found["索引"].message
