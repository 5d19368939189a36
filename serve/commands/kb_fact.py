"""`jxb kb fact …`, `jxb kb expiring`, `jxb kb impact`: figures, what ends, and what a document puts in doubt."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Column, Table

from kb import expiry, regions
from kb.drugs import DrugCatalogue
from serve import home, impact, knowledge_views, settings
from serve.commands import kb_fact_set
from serve.commands.kb_review import Json
from serve.commands.output import print_json

app = typer.Typer(no_args_is_help=True, help="事实：会变的数字，答案里用 {{名称}} 引用")

Name = Annotated[str, typer.Argument(help="事实名称")]


@app.command("list", help="所有事实今天的数值")
def list_facts(like: Annotated[str, typer.Option(help="名称里含有的字")] = "", as_json: Json = False) -> None:
    config = settings.load()
    rows = knowledge_views.facts(home.open_store(config).facts(), like, config.day())
    if as_json:
        listed = [{"name": name, "now": knowledge_views.fact(now) if now else None} for name, now in rows]
        print_json({"facts": listed})
        return
    table = Table(Column("名称", overflow="fold"), "数值", "地区", "有效期", "来源")
    for name, now in rows:
        if now is None:
            table.add_row(name, "（今天没有有效的数值）")
        else:
            period = f"{now.valid_from} 至 {now.valid_to or '今'}"
            table.add_row(name, now.text, regions.name_of(now.region), period, now.source.title)
    Console().print(table)


@app.command("show", help="一个事实的历次数值，以及引用它的答案")
def show(name: Name, as_json: Json = False) -> None:
    store = home.open_store(settings.load())
    values = knowledge_views.values(store.facts(), name)
    uses = knowledge_views.using(store.entries(), name)
    if as_json:
        print_json({"name": name, "values": [knowledge_views.fact(one) for one in values], "entries": uses})
        return
    console = Console()
    for one in values:
        console.print(
            f"{one.text}：{one.valid_from} 至 {one.valid_to or '今'}，{one.source.title}", markup=False
        )
    console.print(f"引用它的答案 {len(uses)} 个：")
    for entry in uses:
        console.print(f"  {entry['id']} {entry['question']}", markup=False)


app.command("set", help="写入一个新数值，旧的到前一天为止；先列出会变的答案和评测题，编辑提的要别人审核")(
    kb_fact_set.set_value
)


_ENDING = ("最后一天", "类别", "编号", "内容", "用到它的条目")


def expiring(
    days: Annotated[int, typer.Option(min=0, max=3650, help="往后看多少天")] = expiry.SOON,
    as_json: Json = False,
) -> None:
    """Entries, facts and documents that end soon."""
    config = settings.load()
    store = home.open_store(config)
    if as_json:
        print_json(knowledge_views.expiring(store, config.day(), days))
        return
    found = knowledge_views.ending(store, config.day(), days)
    if not found:
        Console().print(f"{days} 天内没有到期的内容。")
        return
    kinds = {"entry": "条目", "fact": "事实", "document": "文件"}
    table = Table(*(Column(name, overflow="fold", no_wrap=name == _ENDING[0]) for name in _ENDING))
    for one in found:
        day = f"{one.last_day}{'（已过）' if one.over else ''}"
        title = f"{one.title}（由《{one.followed_by}》代替）" if one.followed_by else one.title
        table.add_row(day, kinds[one.kind], one.id, title, "、".join(one.uses))
    Console().print(table)


def show_impact(
    document: Annotated[str, typer.Argument(help="已导入的文件名")],
    questions: Annotated[list[Path] | None, typer.Option("--golden", help="还要看哪些评测题文件")] = None,
    as_json: Json = False,
) -> None:
    """What rests on the documents that one amends or replaces."""
    config = settings.load()
    store = home.open_store(config)
    found = impact.of_documents(store, [document], impact.questions_of(config, questions or ()))
    if as_json:
        empty = {"document": document, "affected": [], "entries": [], "facts": [], "golden": []}
        print_json(found[0].to_json() if found else empty)
        return
    for line in impact.tell(found) or [f"「{document}」没有修改、废止或代替别的文件。"]:
        Console().print(line, markup=False)


def show_drug(
    question: Annotated[str, typer.Argument(help="关于一种药的问题，如 阿托伐他汀是甲类还是乙类")],
    as_json: Json = False,
) -> None:
    """What the drug catalogue says on a question."""
    found = DrugCatalogue.of(home.open_store(settings.load())).lookup(question)
    edition = found.edition.name if found.edition else None
    if as_json:
        print_json(
            {
                "status": found.status, "asked": found.asked, "name": found.name, "how": found.how,
                "edition": edition, "form_listed": found.form_listed, "near": list(found.near),
                "rows": [{"id": row.id, "text": row.body, **row.payload["cells"]} for row in found.rows],
                "other_forms": [row.body for row in found.other_forms],
            }
        )  # fmt: skip
        return
    console = Console()
    said = {
        "found": f"{edition}：{found.name}",
        "near": f"{edition}里没有「{found.asked}」，相近的有 {'、'.join(found.near)}",
        "not_found": f"{edition}里没有「{found.asked}」",
        "edition_not_held": f"没有 {found.year} 年版目录，手上的是{edition}",
        "no_drug": "没有听出是哪种药，或还没有导入药品目录",
    }
    console.print(said[found.status], markup=False)
    if not found.form_listed:
        console.print("问的剂型目录里没有单列，列出的剂型是：")
    for row in found.rows:
        console.print(f"  {row.body}", markup=False)
    for row in found.other_forms:
        console.print(f"  （别的剂型）{row.body}", markup=False)
