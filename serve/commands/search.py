"""`jxb search`."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from kb import regions
from kb.types import INSURED_TYPES, InsuredType, ItemKind, Scope
from serve import home, settings, views
from serve.commands.output import print_json, read_batch
from serve.errors import ServeError
from serve.progress import bar

_KINDS: tuple[ItemKind, ...] = ("entry", "passage", "table")


def search(
    query: Annotated[str | None, typer.Argument(help="问题或关键词")] = None,
    k: Annotated[int, typer.Option("-k", min=1, max=1000, help="返回几条")] = 10,
    region: Annotated[str | None, typer.Option(help="地区代码，如 110106；该地适用的规定才返回")] = None,
    insured: Annotated[str | None, typer.Option(help="人群：employee resident flexible retired")] = None,
    on: Annotated[str | None, typer.Option(help="哪一天有效，如 2025-06-01；any 不限；默认今天")] = None,
    kind: Annotated[str | None, typer.Option(help="entry 条目、passage 政策原文、table 表格行")] = None,
    batch: Annotated[Path | None, typer.Option(help="JSON Lines 文件，每行 {id, query}")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """Search the knowledge of the home."""
    config = settings.load()
    scope = Scope(_region(region), _insured(insured), _day(on, config.day()))
    wanted = _kind(kind)
    if (query is None) == (batch is None):
        raise ServeError("请给出一个问题，或用 --batch 给出文件（二选一）")
    rows = list(read_batch(batch, "id", "query")) if batch else []
    with bar() as progress:
        opened = home.open_now(config, progress)
    documents = {document.name: document for document in opened.store.documents()}
    if batch is not None:
        for row in rows:
            ranking = opened.searcher.search(str(row["query"]), scope, k, wanted)
            print_json({"id": row["id"], **views.hits(str(row["query"]), ranking, documents)})
        return
    assert query is not None
    result = views.hits(query, opened.searcher.search(query, scope, k, wanted), documents)
    if as_json:
        print_json(result)
        return
    console = Console()
    if not result["hits"]:
        console.print("没有找到。可以换个说法，或放宽地区、人群、日期的限制。")
    for rank, hit in enumerate(result["hits"], start=1):
        console.print(
            f"[bold]{rank}. {hit['title']}[/bold]  [dim]{hit['kind']} {hit['score']:.3f} {hit['id']}[/dim]"
        )
        console.print(f"   {hit['text'][:120]}".replace("\n", " "), markup=False)


def _region(code: str | None) -> str | None:
    return None if code is None else regions.parse(code)


def _insured(value: str | None) -> InsuredType | None:
    if value is None or value in INSURED_TYPES:
        return value
    raise ServeError(f"人群「{value}」不认识：可用 {'、'.join(INSURED_TYPES)}")


def _kind(value: str | None) -> ItemKind | None:
    if value is None or value in _KINDS:
        return value
    raise ServeError(f"类型「{value}」不认识：可用 {'、'.join(_KINDS)}")


def _day(value: str | None, today: date) -> date | None:
    if value is None:
        return today
    if value == "any":
        return None
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise ServeError(f"日期「{value}」看不懂：写成 2025-06-01，或 any") from error
