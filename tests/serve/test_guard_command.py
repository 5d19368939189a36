"""`jxb guard`: checks in a batch, and keeps the word library of a home."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from serve.cli import app


@pytest.fixture
def jxb(tmp_path, monkeypatch):
    monkeypatch.setenv("JXB_HOME", str(tmp_path / "home"))

    def run(*words: str) -> str:
        result = CliRunner().invoke(app, ["guard", *words], catch_exceptions=False)
        assert result.exit_code == 0, result.output
        return result.stdout

    return run


def test_a_batch_keeps_order_and_ids(jxb, tmp_path):
    rows = [("a", "丧葬费怎么领"), ("b", "再不办我就找记者曝光"), ("c", "我电话13812345678")]
    batch = tmp_path / "in.jsonl"
    batch.write_text("\n".join(json.dumps({"id": i, "text": t}) for i, t in rows), "utf-8")
    answers = [json.loads(line) for line in jxb("check", "--batch", str(batch)).splitlines()]
    assert [(a["id"], a["action"]) for a in answers] == [("a", "pass"), ("b", "escalate"), ("c", "mask")]
    assert answers[1]["level"] == "watch"


def test_an_imported_list_acts_in_the_next_check(jxb, tmp_path):
    words = tmp_path / "本地词表.txt"
    words.write_text("蓝莓暗号\n", "utf-8")
    report = json.loads(jxb("import", str(words), "--category", "crime", "--action", "refuse", "--json"))
    assert report["files"][0]["added"] == 1
    assert json.loads(jxb("check", "说说蓝莓暗号"))["categories"] == ["crime"]


def test_words_are_added_found_and_removed(jxb):
    jxb("words", "add", "蓝莓暗号", "--action", "refuse")
    assert json.loads(jxb("words", "find", "蓝莓", "--json"))[0]["action"] == "拦截"
    jxb("words", "remove", "蓝莓暗号")
    assert json.loads(jxb("words", "find", "蓝莓", "--json")) == []


def test_the_library_is_counted_by_category_and_action(jxb):
    stats = json.loads(jxb("words", "stats", "--json"))
    assert sum(row["words"] for row in stats["by_category"]) == stats["words"]
