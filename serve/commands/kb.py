"""`jxb kb …`: upkeep of knowledge."""

from __future__ import annotations

from collections import Counter
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from kb import starter_upgrade
from kb.graph import NAMES
from kb.review import Reviews
from kb.store import Store
from serve import home, settings, todos
from serve.commands import kb_fact, kb_files, kb_graph, kb_release, kb_review
from serve.commands.output import print_json
from serve.progress import bar

app = typer.Typer(no_args_is_help=True)
app.add_typer(kb_review.app, name="review")
app.add_typer(kb_fact.app, name="fact")
app.add_typer(kb_graph.app, name="graph")
app.command("expiring", help="快到期的条目、事实、文件（默认 30 天内）")(kb_fact.expiring)
app.command("impact", help="一份文件修改、废止、代替了什么，哪些条目、事实、评测题要复核")(
    kb_fact.show_impact
)
app.command("drug", help="查药品目录：甲类乙类、报销限制，容忍错字和商品名")(kb_fact.show_drug)
app.command("release", help="把现在已发布的内容定为一个发布；只有配置了门槛才会被拦住")(kb_release.release)
app.command("releases", help="所有发布，最新的在前")(kb_release.list_releases)
app.command("diff", help="两个发布之间，或一个发布到现在，改了什么")(kb_release.diff)
app.command("rollback", help="回到一个发布；作为新版本写入，历史都在")(kb_release.rollback)
app.command("explain", help="一轮问答当时用的各版本内容，可据此重现答案")(kb_release.explain)
app.command("export", help="导出已发布条目和事实，改好可以原样导回")(kb_files.export)
app.command("template", help="写出一份可填写的 Excel 模板")(kb_files.template)
app.command("retire", help="停用条目：马上不再用来回答，历史保留")(kb_review.retire)
app.command("history", help="一个条目、文件或事实的全部版本：谁、何时、为什么、改了什么")(
    kb_review.show_history
)

Json = Annotated[bool, typer.Option("--json", help="输出 JSON")]
_STYLE = {"error": "red", "warning": "yellow", "notice": "dim"}
_LABELS = {
    "entry": "条目", "passage": "段落", "table": "表格行", "items": "知识项合计", "documents": "文件",
    "facts": "事实", "text:question": "标准问", "text:similar": "相似问", "text:answer": "答案",
    "text:passage": "段落文字", "text:asked": "条文问法", "text:row": "表格行文字", "relations": "关系", "relations_by_kind": "关系",
    "waiting_for_review": "等待审核", "to_look_at": "要复核", "entries_by_origin": "条目来自", "entries_by_area": "条目",
    "entries_by_basis": "条目核对依据", "starter": "初始知识", "entries_reviewed_by_people": "经人复核的条目",
}  # fmt: skip
_NAMED = {"error": "错误", "warning": "警告", "notice": "提示"}


@app.command("check", help="检查重复、数字矛盾、缺项和失效；有错误时退出码为 1")
def check(as_json: Json = False) -> None:
    from kb import starter
    from kb.check import check as run_check
    from kb.check import check_documents, check_endings, check_entries
    from serve.ungrounded import Grounds, UngroundedFigures

    config = settings.load()
    findings = run_check(starter.read(), config.day()) if config.starter == "on" else []
    store = home.open_store(config) if not any(f.severity == "error" for f in findings) else None
    if store is not None:
        known = {(finding.code, finding.where) for finding in findings}
        held = check_entries(store.entries(), store.facts(), config.day())
        findings += [f for f in held if (f.code, f.where) not in known]
        findings += check_documents(store.iter_items("passage"), store.facts(), config.day())
        findings += check_endings(store.facts(), store.documents(), config.day())
        grounds = Grounds(store.documents(), store.iter_items("passage"))
        findings += UngroundedFigures(grounds, store.facts(), config.day()).check(store.entries())
    if as_json:
        print_json({"findings": [finding.to_json() for finding in findings]})
    else:
        console = Console()
        for finding in findings:
            console.print(f"[{_STYLE[finding.severity]}]{_NAMED[finding.severity]}[/] ", end="")
            console.print(f"{finding.where}：{finding.message}", markup=False)
        counts: Counter[str] = Counter(finding.severity for finding in findings)
        console.print("，".join(f"{_NAMED[s]} {counts[s]}" for s in _NAMED))
    if any(finding.severity == "error" for finding in findings):
        raise typer.Exit(1)


@app.command("stats", help="各类知识的数量，以及条目的核对依据")
def stats(as_json: Json = False) -> None:
    config = settings.load()
    store = home.open_store(config)
    counts = dict(store.count())
    entries = store.entries()
    relations = kb_graph.built(store).counts()
    result = {
        **counts,
        "items": counts.get("entry", 0) + counts.get("passage", 0) + counts.get("table", 0),
        "relations": sum(relations.values()),
        "relations_by_kind": {name: relations[kind] for kind, name in NAMES.items() if relations[kind]},
        "waiting_for_review": len(Reviews(store).waiting()),
        "to_look_at": len(todos.waiting(store, config)),
        "starter": starter_state(store),
        "entries_by_origin": store.origins(),
        "entries_reviewed_by_people": sum(
            entry.review.checked_by not in ("model", "import") for entry in entries
        ),
        "entries_by_area": dict(Counter(entry.area or "（未填）" for entry in entries)),
        "entries_by_basis": dict(
            Counter(entry.verified.basis if entry.verified else "imported" for entry in entries)
        ),
    }
    if as_json:
        print_json(result)
        return
    table = Table("项目", "数量")
    for name, value in result.items():
        for label, number in value.items() if isinstance(value, dict) else [("", value)]:
            shown = len(number) if isinstance(number, list) else number
            table.add_row(f"{_LABELS.get(name, name)} {_STARTER.get(label, label)}".strip(), str(shown))
    Console().print(table)


_STARTER = {
    "version": "版本",
    "added": "上次更新新增",
    "changed": "上次更新修改",
    "retired": "上次更新停用",
    "to_review": "上次更新请审核",
    "release": "记为发布",
}


def starter_state(store: Store) -> dict[str, object]:
    """Which version of the shipped knowledge the home holds, and what the last upgrade took out."""
    held = starter_upgrade.held_version(store)
    last = store.meta(starter_upgrade.REPORT) or {}
    return {"version": held[:8] if held else None, **last}


@app.command("learn", help="从已发布条目的全部问法学习怎样分辨相近的条目（大量改动后运行）")
def learn() -> None:
    from models import open_embedder
    from retrieval import Index

    config = settings.load()
    with bar() as progress:
        store = home.open_store(config, progress)
        index = Index(store, open_embedder(config.embedder))
        index.prepare(progress)
        learned = index.learn(progress)
    if learned:
        Console().print(f"学好了 {learned} 条；正在运行的服务重启后用上。")
    else:
        Console().print("没有学：至少要有 2 条、至多 20,000 条已发布的条目。检索照常可用。")


@app.command("rebuild", help="用当前设置的向量模型重建索引")
def rebuild() -> None:
    config = settings.load()
    with bar() as progress:
        store = home.open_store(config, progress)
        home.open_index(config, store).rebuild(progress)
    Console().print("索引已重建。")
