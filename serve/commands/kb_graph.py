"""`jxb kb graph …`: what is linked with what, a drawing of it, and what staff correct."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from typer.core import TyperGroup

from kb.graph import NAMES, Graph, picture
from kb.graph.around import around, resolve
from kb.graph.corrections import ACTIONS, Action, Corrections
from kb.graph.held import HeldGraph
from kb.graph.types import KINDS
from kb.store import Store
from serve import graph_views, home, settings
from serve.commands.kb_review import Json, require_author
from serve.commands.output import print_json

_SHOWN = 50


class _NodeFirst(TyperGroup):
    """`jxb kb graph 身份证` shows a node, as it did before there was more to do with the graph."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            args = ["show", *args]
        return super().resolve_command(ctx, args)


app = typer.Typer(
    cls=_NodeFirst,
    no_args_is_help=True,
    help="知识图谱：看关系、画图、补上或去掉关系；后面直接写名称就是查看",
)

_Node = Annotated[
    str,
    typer.Argument(help="事项、条目编号、文件名或标题、事实、材料、渠道、药品，如 工伤认定、身份证、12333"),
]
_End = Annotated[
    str, typer.Argument(help="种类:名称，如 matter:工伤认定、material:身份证、office:区人社局、entry:编号")
]
_Kind = Annotated[
    str, typer.Argument(help=f"关系：{'、'.join(f'{kind}（{NAMES[kind]}）' for kind in KINDS)}")
]
_Who = Annotated[str, typer.Option("--as", help="以哪个账号操作；记入改动记录")]
_Why = Annotated[str, typer.Option("--why", help="为什么改；记入改动记录")]


def built(store: Store) -> Graph:
    return HeldGraph(store).now()


def _store() -> Store:
    return home.open_store(settings.load())


@app.command("show", help="一个节点和什么有关系；条目另列同一条款的条目，文件另列先后被什么代替")
def show(node: _Node, as_json: Json = False) -> None:
    store = _store()
    graph = built(store)
    found = resolve(graph, node)
    shown = graph_views.titles(store, graph)
    result = graph_views.node_json(graph, found, shown)
    if as_json:
        print_json(result)
        return
    console = Console()
    console.print(f"{shown(found)}（{result['kind']}，{found}）", markup=False)
    for group in around(graph, found):
        names = "、".join(
            f"{shown(n)}{f' ×{times}' if times > 1 else ''}" for n, times in group.nodes[:_SHOWN]
        )
        more = len(group.nodes) - _SHOWN
        console.print(
            f"{group.label}：{names}{f'……另有 {more} 个，加 --json 看全部' if more > 0 else ''}", markup=False
        )
    if related := graph.related(found.removeprefix("entry:")) if found.startswith("entry:") else []:
        console.print(f"同一条款的条目：{'、'.join(related)}", markup=False)
    if chain := graph.successors(found):
        console.print(f"先后被代替：{' → '.join(map(shown, chain))}", markup=False)


@app.command("picture", help="把一个节点周围画成图，写成 .svg 或 .html，不用联网就能打开")
def draw(
    node: _Node, out: Annotated[Path, typer.Option("-o", "--out", help="写到哪个文件，.svg 或 .html")]
) -> None:
    store = _store()
    graph = built(store)
    found = resolve(graph, node)
    make = picture.html if out.suffix.lower() in (".html", ".htm") else picture.svg
    out.write_text(make(found, around(graph, found), graph_views.titles(store, graph)), encoding="utf-8")
    Console().print(f"已画好：{out}", markup=False)


@app.command("add", help="补上一条关系")
def add(head: _End, kind: _Kind, tail: _End, who: _Who, why: _Why) -> None:
    _correct("add", head, kind, tail, who, why)


@app.command("remove", help="去掉一条关系；以后重建、改条目都不会再冒出来")
def remove(head: _End, kind: _Kind, tail: _End, who: _Who, why: _Why) -> None:
    _correct("remove", head, kind, tail, who, why)


@app.command("rename", help="给一个节点改名；改成已有的名称就是并到一起")
def rename(node: _End, name: _End, who: _Who, why: _Why) -> None:
    _correct("rename", node, "", name, who, why)


@app.command("undo", help="撤销一次改动，编号见 jxb kb graph log")
def undo(number: Annotated[int, typer.Argument(help="改动的编号")], who: _Who) -> None:
    store = _store()
    Corrections(store.engine).undo(number, require_author(store.engine, who))
    Console().print(f"已撤销第 {number} 号改动。")


@app.command("log", help="谁在什么时候、为什么改了哪条关系，撤销过的也列")
def log(as_json: Json = False) -> None:
    made = Corrections(_store().engine).listed(undone=True)
    if as_json:
        print_json({"corrections": [one.to_json() for one in made]})
        return
    table = Table("编号", "时间（UTC）", "谁", "改动", "内容", "原因", "撤销")
    for one in made:
        what = f"{one.head} → {one.tail}" if one.action == "rename" else f"{one.head} —{one.kind}→ {one.tail}"
        table.add_row(
            str(one.id),
            f"{one.at:%Y-%m-%d %H:%M}",
            one.who,
            ACTIONS[one.action],
            what,
            one.why,
            one.undone_by or "",
        )
    Console().print(table if made else "还没有改动。")


def _correct(action: Action, head: str, kind: str, tail: str, who: str, why: str) -> None:
    store = _store()
    author = require_author(store.engine, who)
    number = Corrections(store.engine).make(action, head, kind, tail, author, why)
    Console().print(
        f"已{ACTIONS[action]}，第 {number} 号改动；撤销用 jxb kb graph undo {number} --as {who}", markup=False
    )
