"""A scripted conversation is read with every mistake named, and judged by what it says."""

from __future__ import annotations

from pathlib import Path

import pytest

from eval.errors import ScriptError
from eval.scripts import Reached, faults, load
from eval.scripts.script import parse

STEP = {"说": "失业金领几个月", "结果": "回答", "含有": ["24个月"]}


def script(**step: object) -> object:
    return {"名称": "试", "步骤": [step]}


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ("不是映射", "要有「名称」和「步骤」"),
        ({"名称": "空"}, "没有步骤"),
        ({"名称": "x", "步聚": [STEP]}, "没有「步聚」这一项，是不是「步骤」？"),
        ({"名称": "x", "步骤": ["你好"]}, "第 1 步看不懂"),
        (script(说="a", 做="提交", 结果="回答"), "二者选一"),
        (script(说="a", 结果="答对"), "「答对」不认识：可用的有 回答"),
        (script(说="a", 结束="回答"), "是不是「结果」？"),
        (script(说="a"), "没有写期望"),
        (script(做="跳舞", 含有="好"), "「跳舞」不认识"),
        (script(做="改一项", 含有="好"), "要写「字段」"),
        (script(做="人工说", 含有="好"), "要写「值」"),
        (script(说="a", 结果="回答", 限时="三秒"), "要写秒数"),
        (script(说="a", 记得={"人群": "老师"}), "「老师」不认识"),
        ({"今天": "昨天", "步骤": [STEP]}, "「今天」看不懂"),
        ({"时间": "25:00", "步骤": [STEP]}, "「时间」看不懂"),
    ],
)
def test_a_mistake_is_named_with_its_place_and_what_is_possible(rows: object, says: str) -> None:
    with pytest.raises(ScriptError) as error:
        parse(rows, "我的.yaml")
    assert str(error.value).startswith("我的.yaml")
    assert says in str(error.value)


def test_a_file_that_is_no_yaml_names_its_line(tmp_path: Path) -> None:
    file = tmp_path / "坏.yaml"
    file.write_text("名称: 试\n步骤:\n  - 说: [没有关上\n", encoding="utf-8")
    with pytest.raises(ScriptError, match=r"坏.yaml 第 \d+ 行不是合法的 YAML"):
        load(file)


def test_english_names_are_the_same_script() -> None:
    english = parse(
        {"name": "试", "steps": [{"say": "失业金领几个月", "outcome": "answer", "must": ["24个月"]}]}, "f"
    )
    assert english == parse({"名称": "试", "步骤": [STEP]}, "f")


@pytest.mark.parametrize(
    ("expected", "reached", "says"),
    [
        ({"结果": "回答"}, Reached(outcome="unknown"), "结果应当是回答，实际是不知道"),
        ({"含有": [["24个月", "两年"]]}, Reached(text="12个月"), "没有说到「24个月」或「两年」"),
        ({"含有": ["5天"]}, Reached(text="15天"), "没有说到「5天」"),
        ({"不含": ["2129"]}, Reached(text="每月2129元"), "不该说到「2129」"),
        ({"记得": {"地区": "110106"}}, Reached(remembered={"region": None}), "实际是None"),
        ({"工单": {"所在区": "丰台区"}}, Reached(order={"所在区": "海淀区"}), "实际是「海淀区」"),
        ({"可点": ["转人工"]}, Reached(), "没有给出「转人工」可点"),
        ({"收到": ["答复"]}, Reached(inbox=("通知",)), "没有收到「答复」"),
        ({"预警": "严重"}, Reached(), "实际是无"),
        ({"预警": "无"}, Reached(alerts=("watch",)), "实际是watch"),
        ({"沉默": True}, Reached(text="好"), "应当不出声"),
        ({"含有": ["好"], "限时": 2}, Reached(text="好", seconds=3), "超过限时 2 秒"),
        ({"结果": "回答"}, Reached(problem="太长了"), "没有成功：太长了"),
    ],
)
def test_what_did_not_come_is_said(expected: dict[str, object], reached: Reached, says: str) -> None:
    [step] = parse(script(**{"说": "a", **expected}), "f").steps
    assert any(says in fault for fault in faults(step, reached)), faults(step, reached)


def test_what_came_as_written_has_no_fault() -> None:
    [step] = parse({"步骤": [STEP]}, "f").steps
    assert faults(step, Reached("最长24个月", "answer", seconds=0.1)) == []


def test_a_refusal_that_was_expected_is_no_fault() -> None:
    [step] = parse(script(做="提交", 含有=["没有正在填写的工单"]), "f").steps
    assert faults(step, Reached(problem="现在没有正在填写的工单")) == []
