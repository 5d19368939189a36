"""`jxb script`: staff play their own file, and their home stays as it was."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest
from sqlalchemy import func, select
from typer.testing import CliRunner

from desk import tables as t
from dialogue.record import answers
from serve.cli import app
from tests.serve.joined.conftest import small_home

GOOD = """
名称: 问失业金，再登记一张工单
步骤:
  - 说: 失业保险金最多能领多少个月？
    结果: 回答
    含有: [24个月]
  - 说: 我要投诉，公司从八月起拖欠我工资，在丰台，我叫李明，电话13800125678，希望把工资给我
  - 做: 登记工单
    含有: [请您核对]
  - 做: 提交
    含有: [工单号]
"""
NIGHT = "名称: 打个招呼\n步骤:\n  - 说: 您好\n    结果: 闲聊\n"
BAD = GOOD.replace("24个月", "36个月")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = tmp_path / "home"
    small_home(home).store.engine.dispose()
    monkeypatch.setenv("JXB_HOME", str(home))
    monkeypatch.setenv("JXB_STARTER", "off")
    return tmp_path


def run(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["script", *words])
    return result.exit_code, result.stdout


def test_a_script_that_comes_out_passes_and_leaves_nothing_in_the_home(folder: Path) -> None:
    (folder / "好.yaml").write_text(GOOD, encoding="utf-8")
    code, out = run("run", str(folder / "好.yaml"))
    assert (code, "✓ 好.yaml" in out) == (0, True)
    from kb.database import connect, sqlite_url

    with connect(sqlite_url(folder / "home")).connect() as connection:
        for table in (t.tickets, answers):
            assert connection.scalar(select(func.count()).select_from(table)) == 0


def test_nothing_meant_for_operators_is_printed_beside_it(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What no handler takes the logging module prints to standard error; pytest's own handlers would take it."""
    for name in ("", "jxb"):
        monkeypatch.setattr(logging.getLogger(name), "handlers", [])
    (folder / "夜.yaml").write_text(NIGHT, encoding="utf-8")
    assert run("run", str(folder / "夜.yaml"))[0] == 0
    logging.getLogger("jxb.desk").warning("nobody came")
    assert "nobody came" not in capsys.readouterr().err


def test_a_script_that_does_not_says_which_step_and_why(folder: Path) -> None:
    (folder / "坏.yaml").write_text(BAD, encoding="utf-8")
    code, out = run("run", str(folder / "坏.yaml"), "--json")
    [played] = json.loads(out)["scripts"]
    assert code == 1
    assert played["faults"] == [{"step": 1, "fault": "没有说到「36个月」"}]
    assert len(played["transcript"]) == 4


def test_every_mistake_of_every_file_is_named_at_once(folder: Path) -> None:
    (folder / "a.yaml").write_text("名称: 空\n", encoding="utf-8")
    (folder / "b.yaml").write_text(GOOD.replace("结果", "结局"), encoding="utf-8")
    result = CliRunner().invoke(app, ["script", "check", str(folder)])
    assert "a.yaml 没有步骤" in str(result.exception)
    assert "b.yaml 第 1 步没有「结局」这一项" in str(result.exception)
