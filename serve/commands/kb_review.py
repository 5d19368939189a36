"""`jxb kb review …`, `jxb kb retire`, `jxb kb history`: the way of an entry or a fact from draft to retired."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Column, Table
from sqlalchemy import Engine, select

from kb import differences
from kb.review import Proposal, Reviews, approved, overview
from kb.review import shown as proposal_json
from kb.store import Store
from kb.todo import VERDICTS, Todo, Todos, Verdict
from serve import change_impact, home, impact, knowledge_views, settings, todos
from serve.commands.output import print_json
from serve.errors import ForbiddenError, NotFoundError
from serve.users import Role, users

app = typer.Typer(no_args_is_help=True, help="审核：看有哪些在等、比对、通过、退回")

Json = Annotated[bool, typer.Option("--json", help="输出 JSON")]
Id = Annotated[str, typer.Argument(help="条目编号；事实写 fact:名称")]
Ids = Annotated[list[str], typer.Argument(help="条目编号，可以写几个；事实写 fact:名称")]
Who = Annotated[str, typer.Option("--as", help="以哪个账号操作；记入版本历史")]

_MAY_WRITE: tuple[Role, ...] = ("editor", "reviewer", "supervisor", "operator")
_MAY_REVIEW: tuple[Role, ...] = ("reviewer", "supervisor", "operator")


def _store() -> Store:
    return home.open_store(settings.load())


def role_of(engine: Engine, name: str) -> str | None:
    """The role of an account that may sign in; None where there is none."""
    query = select(users.c.role).where(users.c.name == name, users.c.disabled.is_(False))
    with engine.connect() as connection:
        return connection.execute(query).scalar()


def require_account(engine: Engine, name: str, roles: tuple[Role, ...], doing: str) -> str:
    """The account's name; raises NotFoundError or ForbiddenError with the next step."""
    role = role_of(engine, name)
    if role is None:
        raise NotFoundError(f"没有账号「{name}」：先用 jxb user add {name} {roles[0]} 建立")
    if role not in roles:
        raise ForbiddenError(f"账号「{name}」的角色是 {role}，不能{doing}：需要 {'、'.join(roles)}")
    return name


def require_author(engine: Engine, name: str) -> str:
    return require_account(engine, name, _MAY_WRITE, "修改知识")


def require_reviewer(engine: Engine, name: str) -> str:
    return require_account(engine, name, _MAY_REVIEW, "审核和发布")


@app.command("list", help="等待审核的修改，和要复核的条目、事实、评测题；--all 连草稿和退回的一起列")
def waiting(
    everything: Annotated[bool, typer.Option("--all", help="包括草稿和退回的")] = False, as_json: Json = False
) -> None:
    config = settings.load()
    store = home.open_store(config)
    proposals = Reviews(store).waiting(None if everything else "in_review")
    listed = todos.waiting(store, config)
    if as_json:
        print_json({"waiting": overview(proposals), "todos": [one.to_json() for one in listed]})
        return
    console = Console()
    if proposals:
        _show_proposals(console, proposals)
    else:
        console.print("没有等待审核的修改。")
    if listed:
        _show_todos(console, listed)


def _show_proposals(console: Console, proposals: Sequence[Proposal]) -> None:
    table = Table(Column("编号", overflow="fold"), "问题", "新增/修改", "状态", "提交人", "时间", "说明")
    for p in proposals:
        note = f"退回：{p.note}" if p.note else p.why
        state = differences.state_name(p.state)
        table.add_row(p.item_id, p.title, _kind(p), state, p.author, f"{p.at:%m-%d %H:%M}", note)
    console.print(table)
    console.print("用 jxb kb review show 编号 看改了什么。")


def _show_todos(console: Console, listed: Sequence[Todo]) -> None:
    console.print(f"要复核的 {len(listed)} 件（依据的文件已被代替，或疑似重复）：")
    table = Table("序号", *(Column(name, overflow="fold") for name in ("编号", "内容", "为什么")))
    for one in listed:
        table.add_row(one.id, one.item_id, one.title, one.because)
    console.print(table)
    console.print(
        "看过以后：jxb kb review done 序号 --as 账号 --reason 理由（仍然适用；已经改好的加 --changed）。"
    )


@app.command(
    "done", help="复核过了：仍然适用（写明理由），或已经改好（--changed）；从清单里划掉，记下谁、何时、为什么"
)
def done(
    names: Annotated[list[str], typer.Argument(help="清单里的序号，或条目编号、fact:名称、golden:题号")],
    who: Who,
    reason: Annotated[str, typer.Option(help="为什么仍然适用，或改了什么")],
    changed: Annotated[bool, typer.Option("--changed", help="已经改好，不是仍然适用")] = False,
    as_json: Json = False,
) -> None:
    config = settings.load()
    store = home.open_store(config)
    require_reviewer(store.engine, who)
    verdict: Verdict = "changed" if changed else "holds"
    ticked = Todos(store).tick(names, todos.waiting(store, config), who, reason, verdict)
    if as_json:
        print_json({"done": [one.to_json() for one in ticked], "verdict": verdict})
        return
    for one in ticked:
        Console().print(f"{one.item_id} 已复核：{VERDICTS[verdict]}。", markup=False)


def _kind(proposal: Proposal) -> str:
    return "停用" if proposal.retires else "新增" if proposal.base == 0 else "修改"


@app.command("show", help="一条修改与已发布内容的逐句比对；事实还列出会变的答案和评测题")
def show(
    item_id: Id,
    questions: Annotated[list[Path] | None, typer.Option("--golden", help="还要看哪些评测题文件")] = None,
    as_json: Json = False,
) -> None:
    config = settings.load()
    store = home.open_store(config)
    reviews = Reviews(store)
    proposal = reviews.get(item_id)
    asked = impact.questions_of(config, questions or ())
    found = change_impact.of_proposal(store, proposal, asked, config.day())
    if as_json:
        print_json({**proposal_json(reviews, proposal), **found.to_json()})
        return
    console = Console()
    console.print(f"{proposal.title}（{item_id}，{proposal.author} 提交：{proposal.why}）", markup=False)
    for line in reviews.changes(proposal):
        console.print(line, markup=False, soft_wrap=True)
    for line in change_impact.tell(found):
        console.print(line, markup=False, soft_wrap=True)


@app.command("submit", help="把草稿或退回后改好的送去审核")
def submit(item_ids: Ids, who: Who) -> None:
    store = _store()
    require_author(store.engine, who)
    for item_id in item_ids:
        Reviews(store).submit(item_id, who)
        Console().print(f"{item_id} 已送审。", markup=False)


@app.command("approve", help="通过并发布；提交人自己不能通过")
def approve(
    item_ids: Ids,
    who: Who,
    why: Annotated[str, typer.Option(help="审核意见")] = "",
    as_json: Json = False,
) -> None:
    store = _store()
    require_reviewer(store.engine, who)
    reviews = Reviews(store)
    retired = reviews.retiring(item_ids)
    versions = reviews.approve_all(item_ids, who, why)
    if as_json:
        print_json(approved(versions, retired))
        return
    for item_id, version in versions.items():
        done = "已停用" if item_id in retired else "已发布"
        Console().print(f"{item_id} {done}（第 {version} 版）。", markup=False)


@app.command("return", help="退回作者，写明理由；已发布的内容不动")
def send_back(item_id: Id, who: Who, reason: Annotated[str, typer.Option(help="退回的理由")]) -> None:
    store = _store()
    require_reviewer(store.engine, who)
    Reviews(store).send_back(item_id, who, reason)
    Console().print(f"{item_id} 已退回。", markup=False)


def retire(
    item_ids: Ids, who: Who, why: Annotated[str, typer.Option(help="停用的理由")], as_json: Json = False
) -> None:
    """Stop answering from entries or facts at once."""
    store = _store()
    require_reviewer(store.engine, who)
    for item_id in item_ids:
        Reviews(store).retire(item_id, who, why)
    if as_json:
        print_json({"retired": item_ids})
        return
    Console().print(f"已停用 {'、'.join(item_ids)}，不再用来回答。", markup=False)


def show_history(item_id: Id, as_json: Json = False) -> None:
    """All versions of an item, with what each changed."""
    told = knowledge_views.told(_store(), item_id)
    if as_json:
        print_json({"id": item_id, "versions": [knowledge_views.version(v, lines) for v, lines in told]})
        return
    console = Console()
    for v, changes in told:
        state = differences.state_name(v.state)
        console.print(f"第 {v.version} 版 {state} {v.at:%Y-%m-%d %H:%M} {v.who}：{v.why}", markup=False)
        for line in changes:
            console.print(f"    {line}", markup=False)
