"""`jxb handoff …`: who waits for a person, and when people are there."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from desk.handoff import Line, office
from serve import desk_views, home, settings
from serve.commands.output import print_json
from serve.errors import ServeError

app = typer.Typer(no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON")]
_STATES = ("open", "all", "waiting", "held", "missed", "message", "left", "ended")


@app.command("list", help="等候和服务中的对话，加急的在前")
def list_(
    state: Annotated[str, typer.Option(help=f"状态：{'、'.join(_STATES)}")] = "open", as_json: AsJson = False
) -> None:
    if state not in _STATES:
        raise ServeError(f"没有状态「{state}」：可用 {'、'.join(_STATES)}")
    found = [desk_views.handoff(one) for one in Line(home.open_store(settings.load()).engine).find(state)]
    if as_json:
        print_json({"handoffs": found})
        return
    table = Table("编号", "时间", "原因", "状态", "加急", "负责人", "心情", "最后一句")
    for one in found:
        summary = one["summary"]
        table.add_row(
            str(one["number"]), one["at"], one["kind_name"], one["state_name"],
            "是" if one["priority"] == "urgent" else "", one["owner"] or "",
            str(summary.get("mood", "")), str(summary.get("last", "")),
        )  # fmt: skip
    Console().print(table)
    Console().print(f"共 {len(found)} 段对话")


@app.command("hours", help="人工服务时间：现在有没有人，下次什么时候，在哪个文件里改")
def hours(as_json: AsJson = False) -> None:
    opened = settings.load()
    found, at = office.load(opened.home), opened.clock()
    shown = {
        "now": at.isoformat(timespec="minutes"),
        "open": found.is_open(at),
        "workday": found.is_workday(at.date()),
        "next": found.describe(at),
        "hours": found.hours(),
        "wait_minutes": found.wait_minutes,
        "file": str(opened.home / office.OWN),
    }
    if as_json:
        print_json(shown)
        return
    day = "工作日" if shown["workday"] else "休息日"
    state = "现在有人工服务" if shown["open"] else f"现在没有人工服务，下次 {shown['next'] or '没有安排'}"
    Console().print(f"{shown['hours']}。今天是{day}，{state}。最多等候 {found.wait_minutes} 分钟。")
    Console().print(f"要改：写在 {shown['file']}，写法见 desk/handoff/office.yaml")
