"""`jxb alert …`: alerts of unstable factors and of people in danger."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from desk.alerts import Alert, AlertBoard, escalation
from kb.database import now
from serve import desk_views, home, settings
from serve.commands.output import print_json
from serve.errors import ServeError

app = typer.Typer(no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON")]
Number = Annotated[int, typer.Argument(help="预警编号")]
Who = Annotated[str, typer.Option(help="谁在操作（记入处置记录）")]
_STATES = ("open", "all", "new", "assigned", "taken", "closed")


@app.command("list", help="列出预警，严重的在前；默认只列没办结的")
def list_(
    level: Annotated[str, typer.Option(help="serious 严重、watch 关注；不写就是全部")] = "",
    state: Annotated[str, typer.Option(help=f"状态：{'、'.join(_STATES)}")] = "open",
    as_json: AsJson = False,
) -> None:
    if level not in ("", "serious", "watch") or state not in _STATES:
        raise ServeError(f"级别可用 serious、watch，状态可用 {'、'.join(_STATES)}")
    found = _board().find(level=level, state=state)
    if as_json:
        print_json({"alerts": [desk_views.alert(one) for one in found]})
        return
    table = Table("编号", "级别", "类别", "时间", "状态", "负责人", "提醒", "内容")
    for one in map(desk_views.alert, found):
        owner = one["taken_by"] or one["assignee"] or ""
        table.add_row(
            str(one["number"]), one["level_name"], one["category_name"], one["at"], one["state_name"],
            owner, str(one["reminders"]), one["message"],
        )  # fmt: skip
    Console().print(table)
    Console().print(f"共 {len(found)} 条")


@app.command("show", help="查看一条预警和它的处置记录")
def show(number: Number, as_json: AsJson = False) -> None:
    board = _board()
    _print(board, board.get(number), as_json=as_json)


@app.command("assign", help="指派给某人；还要本人接下")
def assign(
    number: Number,
    to: Annotated[str, typer.Argument(help="指派给谁")],
    who: Who = "命令行",
    note: Annotated[str, typer.Option(help="说明")] = "",
    as_json: AsJson = False,
) -> None:
    board = _board()
    _print(board, board.assign(number, to, who, note), as_json=as_json)


@app.command("take", help="接下：由我处置，不再提醒别人")
def take(number: Number, who: Who, as_json: AsJson = False) -> None:
    board = _board()
    _print(board, board.take(number, who), as_json=as_json)


@app.command("close", help="办结，必须写明怎么处置的")
def close(
    number: Number,
    who: Who,
    note: Annotated[str, typer.Option(help="处置情况")],
    as_json: AsJson = False,
) -> None:
    board = _board()
    _print(board, board.close(number, who, note), as_json=as_json)


@app.command("remind", help="按规则提醒没人接、没办结的预警（服务运行时自动进行）")
def remind(as_json: AsJson = False) -> None:
    opened = settings.load()
    given = _board().remind(escalation.load(opened.home), now())
    if as_json:
        print_json(
            {
                "reminders": [
                    {"alert": alert.number, "to": one.to, "minutes": one.minutes} for alert, one in given
                ]
            }
        )
        return
    for alert, one in given:
        Console().print(f"预警 {alert.number}（{alert.level}）：提醒 {one.to}，已过 {one.minutes} 分钟")
    Console().print(f"发出 {len(given)} 次提醒")


@app.command("rules", help="查看提醒规则和它在哪个文件里改")
def rules(as_json: AsJson = False) -> None:
    opened = settings.load()
    found = escalation.load(opened.home)
    if as_json:
        print_json(found.model_dump())
        return
    for level, name in (("serious", "严重"), ("watch", "关注")):
        for kind, title in (("untaken", "没有人接"), ("unclosed", "没有办结")):
            for one in getattr(found.of(level), kind):
                Console().print(f"{name}：{title}满 {one.minutes} 分钟，提醒 {one.to}")
    Console().print(f"要改：写在 {opened.home / escalation.OWN}，格式同上")


def _board() -> AlertBoard:
    return AlertBoard(home.open_store(settings.load()).engine)


def _print(board: AlertBoard, alert: Alert, *, as_json: bool) -> None:
    history = [desk_views.step(one) for one in board.history(alert.number)]
    shown = desk_views.alert(alert)
    if as_json:
        print_json({**shown, "history": history})
        return
    console = Console()
    console.print(
        f"预警 {alert.number}　{shown['level_name']}　{shown['category_name']}　{shown['state_name']}"
    )
    console.print(f"  {shown['at']}　{alert.message}", markup=False)
    for one in history:
        to = f" → {one['to']}" if one["to"] else ""
        console.print(f"  {one['at']}　{one['who']}　{one['action']}{to}　{one['note']}", markup=False)
