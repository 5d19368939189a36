"""`jxb ticket …`."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from serve import home, settings
from serve.commands import ticket_model
from serve.commands.output import print_json, read_batch
from serve.errors import ServeError

if TYPE_CHECKING:
    from desk.orders import Desk, Ticket

app = typer.Typer(no_args_is_help=True)
app.add_typer(ticket_model.app, name="model", help="工单模型：查看、导出、导入（字段、派单规则、时限、报表）")

AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON")]
Number = Annotated[str, typer.Argument(help="工单号")]
Who = Annotated[str, typer.Option(help="以谁的名义操作（记入流转记录）")]
Role = Annotated[str, typer.Option(help="以什么角色操作：agent、reviewer、supervisor、operator")]
Since = Annotated[str | None, typer.Option(help="登记日期从（YYYY-MM-DD）")]
Until = Annotated[str | None, typer.Option(help="登记日期到（YYYY-MM-DD）")]

_ROLES = ("agent", "reviewer", "supervisor", "operator")


@app.command("extract", help="从对话里认出工单要素")
def extract(
    file: Annotated[Path | None, typer.Argument(help="对话文件：[{role, text}] 的 JSON")] = None,
    batch: Annotated[Path | None, typer.Option(help="JSON Lines 文件，每行 {id, transcript}")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON（总是）")] = True,
) -> None:
    from desk.extract import extract as recognise
    from serve import categories

    if (file is None) == (batch is None):
        raise ServeError("请给出一个对话文件，或用 --batch 给出多段对话（二选一）")
    opened = settings.load()
    if batch is not None:
        _extract_batch(batch, opened)
        return
    assert file is not None
    print_json(recognise(_transcript(file), opened.day(), sorter=categories.held(opened)).to_json())


@app.command("learn", help="从已分好类的信件学习工单类别：每行 {title, text, label}")
def learn(
    file: Annotated[Path, typer.Argument(help="JSON Lines 文件；只留下系数，不留信件")],
    as_json: AsJson = False,
) -> None:
    from serve import categories

    learned = categories.learn(settings.load(), file)
    if as_json:
        print_json({"labels": list(learned.labels)})
    else:
        Console().print(f"学会了 {len(learned.labels)} 个类别：{'、'.join(learned.labels)}")


@app.command("list", help="列出工单，最急的在前")
def list_(
    state: Annotated[str, typer.Option(help="状态，如 filed、handling；open 为所有未办结的")] = "",
    department: Annotated[str, typer.Option(help="承办部门")] = "",
    area: Annotated[str, typer.Option(help="业务")] = "",
    since: Since = None,
    until: Until = None,
    limit: Annotated[int, typer.Option(help="最多几条", min=1, max=500)] = 50,
    as_json: AsJson = False,
) -> None:
    from desk.orders import Query
    from serve import tickets

    desk, today = _desk()
    query = Query(state, department, area=area, since=_day(since), until=_day(until), limit=limit)
    total, found = desk.find(query)
    page = tickets.page(desk, total, found, today, "operator")
    if as_json:
        print_json(page)
        return
    table = Table()
    for head in ("工单号", "状态", "诉求", "业务", "承办部门", "截止", "提醒"):
        table.add_column(head, no_wrap=head in ("工单号", "截止"))
    for row in page["tickets"]:
        fields = row["fields"]
        table.add_row(
            row["number"],
            row["state_name"],
            str(fields.get("request_type", "")),
            str(fields.get("area", "")),
            row["department"],
            row["due"] or "",
            row["alarm_name"] or "",
        )
    Console().print(table)
    Console().print(f"共 {total} 张，显示 {len(found)} 张")


@app.command("due", help="超期和快到期的工单，最急的在前")
def due(as_json: AsJson = False) -> None:
    from desk.orders import due_warnings
    from serve import tickets

    desk, today = _desk()
    late = [one.ticket for one in due_warnings.late(desk, today)]
    page = tickets.page(desk, len(late), late, today, "operator")
    if as_json:
        print_json(page)
        return
    for row in page["tickets"]:
        stage = f"，本环节 {row['stage_due']}" if row["stage_due"] else ""
        Console().print(
            f"{row['number']}　{row['alarm_name']}　截止 {row['due']}{stage}　{row['state_name']}　{row['department']}"
        )
    Console().print(f"共 {len(late)} 张要抓紧" if late else "没有超期或快到期的工单")


@app.command("show", help="查看一张工单和它的流转记录")
def show(number: Number, as_json: AsJson = False) -> None:
    from desk.orders import intake
    from desk.orders.states import STATE_NAMES
    from serve import tickets

    desk, today = _desk()
    found = desk.get(number)
    detail = tickets.detail(desk, found, today, "operator")
    if as_json:
        print_json(detail)
        return
    console = Console()
    console.print(f"{number}　{detail['state_name']}　{detail['department']}　截止 {detail['due'] or '未定'}")
    definition = desk.definition_of(found)
    for field in definition.fields:
        if field.name in found.fields:
            console.print(f"  {field.label}：{intake.shown(field.type, found.fields[field.name])}")
    if found.reply:
        console.print(f"  答复：{found.reply}")
    if detail["alarm_name"]:
        console.print(f"  提醒：{detail['alarm_name']}（本环节截止 {detail['stage_due'] or '未定'}）")
    for link in detail["links"]:
        other = desk.get(link["number"])
        state = STATE_NAMES[other.state]
        console.print(f"  {link['reason']}：{other.number}　{state}　{other.department}")
    for step in detail["history"]:
        console.print(
            f"  {step['at']}　{step['who']}（{step['role_name']}）　{step['action_name']}　{step['note']}"
        )


@app.command("create", help="登记工单：从对话文件识别，或用 --field 逐项填写；--confirmed 表示市民已核对")
def create(
    transcript: Annotated[Path | None, typer.Argument(help="对话文件：[{role, text}] 的 JSON")] = None,
    field: Annotated[list[str] | None, typer.Option(help="字段=值，可多次；优先于对话里识别的")] = None,
    key: Annotated[str | None, typer.Option(help="提交标识：同一个标识重复提交只登记一次")] = None,
    confirmed: Annotated[bool, typer.Option("--confirmed", help="市民已核对，直接提交")] = False,
    model: Annotated[str, typer.Option(help="工单模型")] = "default",
    who: Who = "命令行",
    role: Role = "agent",
    as_json: AsJson = False,
) -> None:
    from desk.orders import Filing, intake

    given = _fields(field)
    if transcript is None and not given:
        raise ServeError("请给出对话文件，或用 --field 填写至少一项")
    desk, today = _desk()
    filing = Filing(given, model=model, client_key=key)
    if transcript is not None:
        definition = desk.definitions.current(model)
        read, _ = intake.from_transcript(_transcript(transcript), definition, today, corrected=given)
        filing = replace(read, client_key=key)
    found = desk.file(filing, _actor(who, role), today, confirmed=confirmed)
    _print_moved(desk, found, today, as_json=as_json)
    if not as_json and found.state == "draft":
        Console().print(intake.read_back(desk.definition_of(found), found.fields))


@app.command(
    "move",
    help="流转工单：confirm review return dispatch accept transfer escalate reply approve close reopen …",
)
def move(
    number: Number,
    action: Annotated[str, typer.Argument(help="动作")],
    note: Annotated[str, typer.Option(help="原因、答复或备注；退回、转办、撤销、重新办理必须写")] = "",
    department: Annotated[str, typer.Option(help="派给或转给哪个部门")] = "",
    assignee: Annotated[str, typer.Option(help="派给哪个人")] = "",
    version: Annotated[int | None, typer.Option(help="您看到的版本；别人先改过会提示")] = None,
    who: Who = "命令行",
    role: Role = "supervisor",
    as_json: AsJson = False,
) -> None:
    from desk.orders import Change
    from desk.orders.states import ACTIONS

    wanted = next((one for one in ACTIONS if one == action), None)
    if wanted is None:
        raise ServeError(f"没有动作「{action}」：可用 {'、'.join(ACTIONS)}")
    desk, today = _desk()
    change = Change(note, department, assignee, version)
    found = desk.move(number, wanted, _actor(who, role), today, change)
    _print_moved(desk, found, today, as_json=as_json)


@app.command("export", help="导出工单、流转记录和报表为 Excel")
def export(
    file: Annotated[Path, typer.Argument(help="写到哪个 .xlsx 文件")],
    state: Annotated[str, typer.Option(help="状态；open 为所有未办结的")] = "",
    since: Since = None,
    until: Until = None,
    model: Annotated[str, typer.Option(help="工单模型")] = "default",
    masked: Annotated[bool, typer.Option("--masked", help="隐去个人信息")] = False,
    as_json: AsJson = False,
) -> None:
    from desk.orders import Query, reports
    from desk.orders.excel import workbook

    desk, today = _desk()
    _, found = desk.find(Query(state, model=model, since=_day(since), until=_day(until), limit=1_000_000))
    definition = desk.definitions.current(model)
    tables = [reports.run(definition, one, found, today) for one in definition.reports]
    role = "viewer" if masked else "operator"
    file.write_bytes(workbook(found, desk.definition_of, desk.history, today, role=role, reports=tables))
    if as_json:
        print_json({"file": str(file), "tickets": len(found)})
    else:
        Console().print(f"已写入 {file}：{len(found)} 张工单")


@app.command("exchange", help="与 12345 平台交换一轮：取来新工单，送出审核过的答复（可由定时任务调用）")
def exchange(as_json: AsJson = False) -> None:
    from desk.exchange import Exchange, HttpPeer

    opened = settings.load()
    if not opened.exchange_url:
        raise ServeError("没有设置 JXB_EXCHANGE_URL：请填对方平台接口的地址，令牌填 JXB_EXCHANGE_TOKEN")
    desk, today = _desk()
    peer = HttpPeer(opened.exchange_url, opened.exchange_token)
    try:
        done = Exchange(desk, peer).round(today)
    finally:
        peer.close()
    if as_json:
        print_json(
            {
                "taken": list(done.taken),
                "known": done.known,
                "refused": list(done.refused),
                "delivered": done.delivered,
                "waiting": done.waiting,
            }
        )
    else:
        Console().print(
            f"新取 {len(done.taken)} 张，已有 {done.known} 张，未能登记 {len(done.refused)} 张；"
            f"送出答复 {done.delivered} 份，待重试 {done.waiting} 份"
        )


def _extract_batch(batch: Path, opened: settings.Settings) -> None:
    """A row that is no conversation gets its error in its place, and the others go on."""
    from desk.errors import TranscriptError
    from desk.extract import extract as recognise
    from serve import categories

    today, sorter = opened.day(), categories.held(opened)
    good = bad = 0
    for row in read_batch(batch, "id", "transcript"):
        try:
            print_json({"id": row["id"], **recognise(row["transcript"], today, sorter=sorter).to_json()})
            good += 1
        except TranscriptError as error:
            print_json({"id": row["id"], "error": str(error)})
            typer.echo(f"{row['id']}：{error}", err=True)
            bad += 1
    if bad and not good:
        raise ServeError("没有一段对话能读：请对照上面的提示改正")


def _desk() -> tuple[Desk, date]:
    from desk.orders import Desk

    opened = settings.load()
    return Desk(home.open_store(opened).engine), opened.day()


def _actor(who: str, role: str) -> Any:
    from desk.orders import Actor

    if role not in _ROLES:
        raise ServeError(f"没有角色「{role}」：可用 {'、'.join(_ROLES)}")
    return Actor(who, role)


def _fields(pairs: list[str] | None) -> dict[str, object]:
    found: dict[str, object] = {}
    for pair in pairs or []:
        name, equals, value = pair.partition("=")
        if not equals:
            raise ServeError(f"「{pair}」看不懂：写成 字段=值，如 --field area=工伤保险")
        found[name.strip()] = value.strip()
    return found


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ServeError(f"日期「{text}」看不懂：写成 2026-11-23") from error


def _transcript(file: Path) -> Any:
    try:
        return json.loads(file.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as error:
        raise ServeError(f"找不到文件 {file}：请检查路径") from error
    except ValueError as error:
        raise ServeError(f"{file} 不是合法的 JSON：{error}") from error


def _print_moved(desk: Desk, found: Ticket, today: date, *, as_json: bool) -> None:
    from serve import tickets

    detail = tickets.detail(desk, found, today, "operator")
    if as_json:
        print_json(detail)
        return
    Console().print(
        f"{found.number}　{detail['state_name']}　{found.department}　截止 {detail['due'] or '未定'}"
    )
