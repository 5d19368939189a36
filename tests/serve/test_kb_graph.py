"""The graph at the command line: look, draw, correct, undo."""

import json

import pytest
from typer.testing import CliRunner

from serve import cli

ROWS = (
    "编号,问题,答案,来源\n"
    "claim,工伤认定要什么材料？,带身份证、诊断证明，到区人社局。,《工伤保险条例》第十八条\n"
    "steps,受了工伤怎么办？,先申请工伤认定，再做劳动能力鉴定。,\n"
)


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.setenv("JXB_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("JXB_STARTER", "off")
    monkeypatch.chdir(tmp_path)

    def invoke(*args, code=0):
        result = CliRunner().invoke(cli.app, list(args))
        assert result.exit_code == code, result.output + str(result.exception)
        return result.stdout if code == 0 else str(result.exception)

    (tmp_path / "问答.csv").write_text(ROWS, encoding="utf-8")
    invoke("ingest", "问答.csv", "--json")
    invoke("user", "add", "李四", "editor")
    return invoke


def test_a_node_is_shown_by_any_of_its_names(run):
    said = run("kb", "graph", "工伤认定")
    assert "在这之后：劳动能力鉴定" in said
    assert "需要材料：身份证、诊断证明" in said
    assert json.loads(run("kb", "graph", "show", "认工伤", "--json"))["node"] == "matter:工伤认定"
    assert json.loads(run("kb", "graph", "claim", "--json"))["node"] == "entry:claim"
    assert "没有「不存在」" in run("kb", "graph", "不存在", code=1)


def test_a_correction_is_made_by_an_account_and_can_be_undone(run):
    step = ("entry:claim", "needs", "material:诊断证明", "--why", "不用带")
    assert "没有账号" in run("kb", "graph", "remove", *step, "--as", "无名", code=1)
    assert "第 1 号改动" in run("kb", "graph", "remove", *step, "--as", "李四")
    assert "诊断证明" not in run("kb", "graph", "claim")
    assert json.loads(run("kb", "graph", "log", "--json"))["corrections"][0]["why"] == "不用带"
    run("kb", "graph", "undo", "1", "--as", "李四")
    assert "诊断证明" in run("kb", "graph", "claim")


def test_a_drawing_is_written_as_it_is_named(run, tmp_path):
    run("kb", "graph", "picture", "工伤认定", "-o", "图.svg")
    run("kb", "graph", "picture", "工伤认定", "-o", "图.html")
    assert (tmp_path / "图.svg").read_text(encoding="utf-8").startswith("<svg")
    assert "劳动能力鉴定" in (tmp_path / "图.html").read_text(encoding="utf-8")


def test_relations_are_counted_by_kind(run):
    stats = json.loads(run("kb", "stats", "--json"))
    assert stats["relations_by_kind"]["依据"] == 1
    assert stats["relations"] == sum(stats["relations_by_kind"].values())
