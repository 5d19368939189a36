"""Releases, the gate before them, and answers reproduced from the versions they used."""

import asyncio
import json
from datetime import date

import pytest
from typer.testing import CliRunner

from dialogue.types import Request, SessionId, TurnId
from serve import cli, home, settings

GATE = "version: 1\nthresholds:\n  - {{metric: summary.accuracy, name: 正确率, min: {least}}}\nareas: null\n"
GOLDEN = {
    "id": "g1", "kind": "answerable", "turns": ["丢了工作，失业保险金该怎么申领啊"], "must": [["网上"]], "must_not": [],
    "source": None, "expect": "answer",
}  # fmt: skip
FACT = "名称,数值,单位,生效,来源\n申领期限,{value},日,2020-01-01,某办法\n"
ROWS = "编号,问题,答案\nx-1,失业保险金怎么申领？,失业后{{{{申领期限}}}}内{how}申领。\nx-2,怎么参保？,到社保所。\n"


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.setenv("JXB_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("JXB_STARTER", "off")
    monkeypatch.setenv("JXB_TODAY", "2026-11-25")

    def invoke(*args, code=0):
        result = CliRunner().invoke(cli.app, list(args))
        assert result.exit_code == code, result.output + str(result.exception)
        return result.stdout if code == 0 else str(result.exception)

    return invoke


@pytest.fixture
def write(run, tmp_path):
    def ingest(how, value=60):
        (tmp_path / "问答.csv").write_text(ROWS.format(how=how), encoding="utf-8")
        (tmp_path / "事实.csv").write_text(FACT.format(value=value), encoding="utf-8")
        run("ingest", str(tmp_path / "事实.csv"), str(tmp_path / "问答.csv"))

    return ingest


def ask(turn_id):
    opened = home.open_home(settings.load())
    request = Request("失业保险金怎么申领？", SessionId("s"), TurnId(turn_id), date(2026, 11, 25))
    return asyncio.run(home.assistant(opened).reply(request)).reply.text


def test_release_diff_and_rollback(run, write):
    write("到网上")
    made = json.loads(run("kb", "release", "一", "--json"))
    assert made["counts"] == {"fact": 1, "entry": 2}
    assert made["gate"] is None
    write("到窗口", value=90)
    changed = json.loads(run("kb", "diff", "一", "--json"))
    assert (changed["added"], changed["changed"], changed["retired"]) == (0, 2, 0)
    assert {change["id"] for change in changed["changes"]} == {"x-1", "fact:申领期限"}
    assert "到网上" in run("kb", "diff", "一")
    run("kb", "release", "二")
    assert json.loads(run("kb", "rollback", "一", "--json"))["restored"] == 2
    assert json.loads(run("kb", "diff", "一", "--json"))["changes"] == []
    listed = json.loads(run("kb", "releases", "--json"))
    assert (listed["current"], [one["name"] for one in listed["releases"]]) == ("一", ["二", "一"])


def test_an_answer_names_its_release_and_is_reproduced_from_its_versions(run, write):
    write("到网上")
    run("kb", "release", "一")
    before = ask("turn-1")
    assert "失业后60日内到网上申领" in before
    write("到窗口", value=90)
    run("kb", "release", "二")
    assert "失业后90日内到窗口申领" in ask("turn-2")
    told = json.loads(run("kb", "explain", "turn-1", "--json"))
    assert (told["release"], told["text"]) == ("一", before)
    (first,) = [one for one in told["evidence"] if one["said"]]
    assert (first["id"], first["version"], first["text"]) == ("x-1", 1, "失业后60日内到网上申领。")
    assert json.loads(run("kb", "explain", "turn-2", "--json"))["release"] == "二"
    assert "没有编号" in run("kb", "explain", "turn-9", code=1)


@pytest.mark.parametrize(("least", "passes"), [(0.5, True), (1.1, False)])
def test_a_configured_gate_holds_a_release_back_and_only_that(run, write, tmp_path, least, passes):
    write("到网上")
    folder = tmp_path / "home"
    (folder / "release.yaml").write_text("gate: gate.yaml\ngolden: [g.jsonl]\n", encoding="utf-8")
    (folder / "gate.yaml").write_text(GATE.format(least=least), encoding="utf-8")
    (folder / "g.jsonl").write_text(json.dumps(GOLDEN, ensure_ascii=False) + "\n", encoding="utf-8")
    if passes:
        assert json.loads(run("kb", "release", "一", "--json"))["gate"]["touched_tally"]["questions"] == 1
        return
    assert "正确率" in run("kb", "release", "一", code=1)
    assert json.loads(run("kb", "releases", "--json"))["releases"] == []
    write("到窗口")
    assert "到窗口" in ask("turn-1"), "single edits are never held back"


def test_going_back_tells_which_questions_would_go_wrong_and_is_not_held_back(run, write, tmp_path):
    gate = tmp_path / "home" / "release.yaml"
    gate.parent.mkdir()
    gate.write_text("gate: gate.yaml\ngolden: [g.jsonl]\n", encoding="utf-8")
    (tmp_path / "home" / "gate.yaml").write_text(GATE.format(least=0), encoding="utf-8")
    (tmp_path / "home" / "g.jsonl").write_text(
        json.dumps(GOLDEN, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    write("到窗口")
    run("kb", "release", "一")
    write("到网上")
    run("kb", "release", "二")
    told = json.loads(run("kb", "rollback", "一", "--json"))
    assert told["restored"] == 1
    assert told["evaluation"]["broken"] == ["g1"]
    assert "有 1 题由对变错：g1" in told["evaluation"]["said"]
    assert "1 题由错变对" in run("kb", "rollback", "二"), "held against the release in force"
    (tmp_path / "home" / "release-gate" / "released" / "一.json").unlink()
    assert "没有可以比较的评测报告" in run("kb", "rollback", "一")


def test_an_export_goes_back_in_and_changes_nothing(run, write, tmp_path):
    write("到网上")
    for name in ("out.xlsx", "out.jsonl", "out.yaml"):
        told = json.loads(run("kb", "export", str(tmp_path / name), "--json"))
        assert (told["entries"], told["facts"]) == (2, 1)
        report = json.loads(run("ingest", str(tmp_path / name), "--json"))
        assert (report["unchanged"], report["added"], report["updated"]) == (3, 0, 0)


def test_the_template_is_written_and_taken(run, tmp_path):
    path = tmp_path / "模板.xlsx"
    run("kb", "template", str(path))
    assert json.loads(run("ingest", str(path), "--json"))["rejected"] == 0
    assert ".xlsx" in run("kb", "template", str(tmp_path / "a.csv"), code=1)
