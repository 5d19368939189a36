"""`jxb ingest`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from kb.impact import Impact
from kb.store import Store
from serve import home, impact, settings
from serve.commands.kb_review import require_author, role_of
from serve.commands.output import print_json
from serve.import_impact import ImportImpact
from serve.progress import bar
from serve.settings import Settings

_SHOWN = 50
_CHANGES = {"added": "将新增", "updated": "将修改", "retired": "将停用"}


def ingest(
    paths: Annotated[
        list[Path], typer.Argument(help="文件或文件夹：CSV、XLSX、JSONL、YAML、MD、TXT、HTML、DOCX、PDF")
    ],
    region: Annotated[
        str | None, typer.Option(help="这些内容适用的地区代码，如 110000；不写则按标题、机关判断")
    ] = None,
    draft: Annotated[
        bool, typer.Option("--draft", help="先送审，不立即生效；编辑账号导入的总是先送审")
    ] = False,
    who: Annotated[str | None, typer.Option("--as", help="以哪个账号导入；记入版本历史")] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="停用这个文件以前导入过、现在文件里没有的条目")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只看会发生什么，不写入")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """Import files, then make them searchable before returning."""
    from ingest.importer import ingest as run_import
    from models import open_embedder
    from retrieval import Index

    config = settings.load()
    with bar() as progress:
        store = home.open_store(config, progress)
        author = require_author(store.engine, who) if who else "import"
        reviewed = who is not None and role_of(store.engine, who) == "editor"
        if reviewed and not draft:
            print(f"账号「{who}」是编辑：导入的内容送审，由另一个账号通过后才用来回答。", file=sys.stderr)
        draft = draft or reviewed
        watcher = ImportImpact(store, impact.questions_of(config), config.day()) if dry_run else None
        report = run_import(
            paths, store, region=region, draft=draft, dry_run=dry_run, replace=replace,
            who=author, on_progress=progress, watcher=watcher,
        )  # fmt: skip
        if watcher:
            watcher.finish()
        else:
            Index(store, open_embedder(config.embedder)).prepare(progress)
    impacts = watcher.impacts if watcher else _impacts(config, store, report.documents)
    for line in watcher.tell() if watcher else impact.tell([one for one in impacts if one.rests]):
        print(line, file=sys.stderr)
    result: dict[str, Any] = {**report.to_json(), "impact": [one.to_json() for one in impacts]}
    if watcher:
        result["touched"] = watcher.to_json()
    if as_json:
        print_json(result)
    else:
        _show(result)
    if report.all_rejected:
        raise typer.Exit(2)


def _impacts(config: Settings, store: Store, documents: list[str]) -> list[Impact]:
    return impact.of_documents(store, documents, impact.questions_of(config)) if documents else []


def _show(result: dict[str, Any]) -> None:
    console = Console()
    console.print(
        f"读取 {result['read']}，新增 {result['added']}，更新 {result['updated']}，未变 {result['unchanged']}，"
        f"停用 {result['retired']}，拒绝 {result['rejected']}，疑似重复 {result['duplicates']}"
    )
    if result["in_review"]:
        console.print(f"等审核 {result['in_review']}，由另一个账号通过后生效：jxb kb review list")
    if result["duplicates"] and not result["changes"]:
        console.print("疑似重复的已列入要复核的清单：jxb kb review list")
    _show_lists(console, result)
    for error in result["errors"][:_SHOWN]:
        where = " ".join(str(error[name]) for name in ("file", "sheet", "row") if error.get(name))
        console.print(f"  {where}：{error['reason']}", markup=False)
    if len(result["errors"]) > _SHOWN:
        console.print(f"  ……另有 {len(result['errors']) - _SHOWN} 处，加 --json 查看全部")


def _show_lists(console: Console, result: dict[str, Any]) -> None:
    for change in result["changes"][:_SHOWN]:
        console.print(f"  {_CHANGES[change['change']]} {change['id']} {change['title']}", markup=False)
    for pair in result["duplicate_pairs"][:_SHOWN]:
        alike = "问法相同" if pair["exact"] else "问法相近"
        console.print(f"  {pair['id']} 与 {pair['of']} {alike}：{pair['question']}", markup=False)
