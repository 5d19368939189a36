"""A scripted conversation as staff write it: one YAML file, Chinese or English names, every mistake named."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import yaml

from eval.errors import ScriptError

OUTCOMES = {
    "回答": "answer", "部分回答": "partial", "追问": "clarify", "不知道": "unknown",
    "拒绝": "refuse", "转人工": "handoff", "闲聊": "chitchat",
}  # fmt: skip
ACTIONS = {
    "转人工": "handoff", "取消等候": "withdraw", "登记工单": "start", "提交": "confirm", "不登记了": "cancel",
    "上一步": "back", "重新填写": "restart", "再说一遍": "repeat", "说简单些": "simpler", "改一项": "correct",
    "交给工作人员": "leave_question", "删除对话": "forget", "人工接入": "take", "人工说": "speak", "人工结束": "end",
}  # fmt: skip
"""What may be done besides speaking; the last three are done by a person of the office."""

_HEAD = {
    "名称": "name",
    "说明": "note",
    "今天": "today",
    "时间": "clock",
    "地区": "region",
    "人群": "insured_type",
    "步骤": "steps",
}
_STEP = {
    "说": "say", "做": "do", "字段": "field", "值": "value", "结果": "outcome", "含有": "must", "不含": "must_not",
    "记得": "remember", "工单": "order", "可点": "offers", "收到": "inbox", "预警": "alert", "沉默": "silent", "限时": "within",
}  # fmt: skip
_EXPECTED = frozenset(_STEP) - {"说", "做", "字段", "值", "限时"} | set(_STEP.values()) - {
    "say",
    "do",
    "field",
    "value",
    "within",
}
_REMEMBERED = {
    "地区": "region", "人群": "insured_type", "出生": "born", "年龄": "age", "就业": "employment", "日期": "event_date",
}  # fmt: skip
REMEMBERED = tuple(_REMEMBERED.values())
"""What a session may remember of the citizen."""
_INSURED = {"职工": "employee", "居民": "resident", "灵活就业": "flexible", "退休": "retired"}
_WORK = {"在职": "employed", "失业": "unemployed", "灵活就业": "flexible", "退休": "retired"}
_ALERTS = {"严重": "serious", "关注": "watch", "无": "none"}
_WITHIN = 10.0
_MOST_STEPS = 100


@dataclass(frozen=True, slots=True)
class Step:
    """One thing said or done, and what must come of it; what is not expected is not looked at."""

    line: int
    """1-based position in the script."""
    say: str | None = None
    do: str | None = None
    target: str = ""
    """With a correction: the field of the order, by its name in the model."""
    value: str = ""
    outcome: tuple[str, ...] = ()
    must: tuple[tuple[str, ...], ...] = ()
    must_not: tuple[str, ...] = ()
    remember: Mapping[str, str | None] = field(default_factory=dict)
    order: Mapping[str, str] = field(default_factory=dict)
    """Fields of the order being filled in, as shown to the citizen, by label."""
    offers: tuple[str, ...] = ()
    inbox: tuple[str, ...] = ()
    alert: str = ""
    silent: bool = False
    within: float = _WITHIN
    """Seconds."""


@dataclass(frozen=True, slots=True)
class Script:
    name: str
    steps: tuple[Step, ...]
    file: str = ""
    today: date = date(2026, 11, 24)
    clock: time = time(10, 0)
    region: str | None = None
    insured_type: str | None = None


def load(path: Path) -> Script:
    """Read one file; raises ScriptError naming file, step and what to mend."""
    try:
        rows = yaml.safe_load(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise ScriptError(f"读不到 {path}：请检查路径") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f"第 {mark.line + 1} 行" if mark else ""
        raise ScriptError(
            f"{path.name} {where}不是合法的 YAML：冒号后要有空格，含冒号的话用引号括起来"
        ) from error
    return parse(rows, path.name)


def parse(rows: object, file: str) -> Script:
    if not isinstance(rows, Mapping):
        raise ScriptError(f"{file} 要有「名称」和「步骤」两项：写法见 tests/scripts/")
    head = _named(rows, _HEAD, file)
    steps = head.get("steps")
    if not isinstance(steps, list) or not steps:
        raise ScriptError(f"{file} 没有步骤：在「步骤」下面每一步写一条，以「- 说: …」或「- 做: …」开头")
    if len(steps) > _MOST_STEPS:
        raise ScriptError(f"{file} 有 {len(steps)} 步，最多 {_MOST_STEPS} 步：请拆成几个文件")
    return Script(
        name=str(head.get("name") or file),
        steps=_steps(steps, file),
        file=file,
        today=_day(head.get("today", date(2026, 11, 24)), file),
        clock=_clock(head.get("clock", "10:00"), file),
        region=str(head["region"]) if head.get("region") else None,
        insured_type=_one_of(head["insured_type"], _INSURED, f"{file} 的人群")
        if head.get("insured_type")
        else None,
    )


def _steps(rows: list[Any], file: str) -> tuple[Step, ...]:
    found = tuple(_step(row, n, f"{file} 第 {n} 步") for n, row in enumerate(rows, start=1))
    if not any(row.keys() & _EXPECTED for row in rows):
        raise ScriptError(f"{file} 没有写期望：至少有一步要写「结果」「含有」「不含」中的一项")
    return found


def _step(row: object, line: int, where: str) -> Step:
    if not isinstance(row, Mapping):
        raise ScriptError(f"{where}看不懂：写成「- 说: …」或「- 做: …」，期望写在下面并对齐")
    given = _named(row, _STEP, where)
    if ("say" in given) == ("do" in given):
        raise ScriptError(f"{where}要有「说」或「做」，二者选一")
    do = _one_of(given["do"], ACTIONS, f"{where}的「做」") if "do" in given else None
    if do == "correct" and not given.get("field"):
        raise ScriptError(f"{where}是改一项，要写「字段」，如 字段: phone")
    if do in ("speak", "end") and not given.get("value"):
        raise ScriptError(f"{where}要写「值」：人工说的话，或结束时的处理结果")
    return Step(
        line=line,
        say=str(given["say"]) if "say" in given else None,
        do=do,
        target=str(given.get("field", "")),
        value=str(given.get("value", "")),
        outcome=tuple(_one_of(one, OUTCOMES, f"{where}的「结果」") for one in _listed(given.get("outcome"))),
        must=tuple(tuple(map(str, _listed(group))) for group in _listed(given.get("must"))),
        must_not=tuple(map(str, _listed(given.get("must_not")))),
        remember=_remembered(given.get("remember"), where),
        order={str(k): str(v) for k, v in _mapping(given.get("order"), where, "工单").items()},
        offers=tuple(map(str, _listed(given.get("offers")))),
        inbox=tuple(map(str, _listed(given.get("inbox")))),
        alert=_one_of(given["alert"], _ALERTS, f"{where}的「预警」") if "alert" in given else "",
        silent=bool(given.get("silent", False)),
        within=_seconds(given.get("within", _WITHIN), where),
    )


def _named(rows: Mapping[Any, Any], names: Mapping[str, str], where: str) -> dict[str, Any]:
    """Rows under their English names; a name nobody knows is met with the nearest one."""
    found: dict[str, Any] = {}
    for key, value in rows.items():
        name = names.get(str(key)) or (str(key) if str(key) in names.values() else None)
        if name is None:
            near = get_close_matches(str(key), names, n=1, cutoff=0.4)
            hint = f"，是不是「{near[0]}」？" if near else "。"
            raise ScriptError(f"{where}没有「{key}」这一项{hint}可用的有 {'、'.join(names)}")
        if name in found:
            raise ScriptError(f"{where}的「{key}」写了两次")
        found[name] = value
    return found


def _one_of(value: object, names: Mapping[str, str], where: str) -> str:
    text = str(value)
    if text in names:
        return names[text]
    if text in names.values():
        return text
    raise ScriptError(f"{where}「{text}」不认识：可用的有 {'、'.join(names)}")


def _listed(value: object) -> Sequence[Any]:
    if value is None:
        return ()
    return value if isinstance(value, list) else [value]


def _mapping(value: object, where: str, name: str) -> Mapping[Any, Any]:
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise ScriptError(f"{where}的「{name}」要写成 名称: 值 的形式")
    return value


def _remembered(value: object, where: str) -> dict[str, str | None]:
    found = _named(_mapping(value, where, "记得"), _REMEMBERED, f"{where}的「记得」")
    insured = found.get("insured_type")
    if insured is not None:
        found["insured_type"] = _one_of(insured, _INSURED, f"{where}的「记得」里的人群")
    if (work := found.get("employment")) is not None:
        found["employment"] = _one_of(work, _WORK, f"{where}的「记得」里的就业")
    return {name: None if held is None else str(held) for name, held in found.items()}


def _day(value: object, file: str) -> date:
    try:
        return value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError as error:
        raise ScriptError(f"{file} 的「今天」看不懂：写成 2026-11-24") from error


def _clock(value: object, file: str) -> time:
    if isinstance(value, int):  # YAML reads 10:00 as a number of base 60
        value = f"{value // 60}:{value % 60:02d}"
    match = re.fullmatch(r"(\d{1,2}):(\d{2})", str(value))
    if not match or int(match[1]) > 23 or int(match[2]) > 59:
        raise ScriptError(f'{file} 的「时间」看不懂：写成 "10:00"')
    return time(int(match[1]), int(match[2]))


def _seconds(value: object, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or value <= 0:
        raise ScriptError(f"{where}的「限时」要写秒数，如 限时: 3")
    return float(value)
