"""An agent's day on the command line: what is late, what belongs together, and why something came back."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from serve.cli import app

FIELDS = ("request_type=投诉", "area=劳动关系", "caller_name=李明", "phone=13800125678", "district=110106",
          "event_date=2026-08", "summary=公司拖欠工资", "expectation=补发工资")  # fmt: skip


@pytest.fixture
def jxb(tmp_path, monkeypatch):
    monkeypatch.setenv("JXB_HOME", str(tmp_path))
    monkeypatch.setenv("JXB_STARTER", "off")

    def run(*words: str, today: str = "2026-11-24", code: int = 0) -> str:
        monkeypatch.setenv("JXB_TODAY", today)
        result = CliRunner().invoke(app, ["ticket", *words], env={"COLUMNS": "300"})
        assert result.exit_code == code, result.output + str(result.exception)
        return result.output or str(result.exception)

    return run


def file(jxb, today: str = "2026-11-24") -> str:
    given = [part for field in FIELDS for part in ("--field", field)]
    return json.loads(jxb("create", *given, "--confirmed", "--json", today=today))["number"]


def test_what_is_late_is_listed_with_the_step_it_waits_at(jxb):
    number = file(jxb)
    assert "没有超期" in jxb("due")
    assert "本环节超期" in jxb("due", today="2026-12-01")
    assert f"{number}　已超期" in jxb("due", today="2027-01-15")
    assert json.loads(jxb("due", "--json", today="2027-01-15"))["total"] == 1


def test_the_same_matter_of_the_same_person_is_shown_with_where_it_stands(jxb):
    first = file(jxb)
    jxb("move", first, "review", "--role", "reviewer")
    second = file(jxb, today="2026-11-26")
    assert f"同一人同一事项：{first}　待派单" in jxb("show", second)


def test_a_return_without_a_reason_is_refused_and_with_one_it_stands_in_the_trail(jxb):
    number = file(jxb)
    assert "退回原因" in jxb("move", number, "return", code=1)
    jxb("move", number, "return", "--note", "缺少单位全称")
    assert "缺少单位全称" in jxb("show", number)


def test_a_step_that_is_not_possible_says_which_ones_are(jxb):
    number = file(jxb)
    said = jxb("move", number, "close", code=1)
    assert "不能办结" in said
    assert "审核通过" in said
