"""`jxb kb export`, `jxb kb template`: knowledge as files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from ingest import export as exporting
from ingest.export import FORMATS, Format
from serve import home, settings
from serve.commands.output import print_json
from serve.errors import ServeError

Json = Annotated[bool, typer.Option("--json", help="输出 JSON")]


def export(
    path: Annotated[Path, typer.Argument(help="写到哪个文件；格式看扩展名：.xlsx、.jsonl、.yaml")],
    kind: Annotated[str | None, typer.Option("--format", help="格式：xlsx、jsonl、yaml")] = None,
    area: Annotated[str | None, typer.Option(help="只导出这个业务的条目")] = None,
    as_json: Json = False,
) -> None:
    """Write published entries and all facts to a file that `jxb ingest` takes back without loss."""
    chosen = _format(kind or path.suffix.lstrip(".").lower().replace("yml", "yaml"))
    store = home.open_store(settings.load())
    entries = [entry for entry in store.entries() if area is None or entry.area == area]
    facts = list(store.facts()) if area is None else []
    exporting.export(path, entries, facts, chosen)
    if as_json:
        print_json({"file": str(path), "entries": len(entries), "facts": len(facts)})
        return
    Console().print(f"已写入 {path}：条目 {len(entries)}，事实 {len(facts)}。改好后用 jxb ingest 导回。")


def template(
    path: Annotated[Path, typer.Argument(help="写到哪个 .xlsx 文件")] = Path("京晓保知识模板.xlsx"),
) -> None:
    """Write an empty workbook with headers, drop-down lists and instructions."""
    if path.suffix.lower() != ".xlsx":
        raise ServeError(f"模板是 Excel 文件：请把 {path.name} 的扩展名写成 .xlsx")
    path.parent.mkdir(parents=True, exist_ok=True)
    exporting.template(path)
    Console().print(f"已写入 {path}。填好后用 jxb ingest 导入，加 --dry-run 先看效果。", markup=False)


def _format(name: str) -> Format:
    for known in FORMATS:
        if name == known:
            return known
    raise ServeError(f"格式「{name}」不认识：可用 {'、'.join(FORMATS)}")
