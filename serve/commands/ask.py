"""`jxb ask` and `jxb chat`."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from serve import settings
from serve.commands.output import print_json, read_batch
from serve.errors import ServeError

if TYPE_CHECKING:
    from dialogue.types import Reply

_console = Console()


def ask(
    question: Annotated[str | None, typer.Argument(help="问题")] = None,
    batch: Annotated[Path | None, typer.Option(help="JSON Lines 文件，每行 {id, turns: [各轮的话]}")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """Answer one question, or a file of conversations."""
    if (question is None) == (batch is None):
        raise ServeError("请给出一个问题，或用 --batch 给出文件（二选一）")
    rows = list(read_batch(batch, "id", "turns")) if batch else []
    asyncio.run(_ask(question, rows, as_json))


async def _ask(question: str | None, rows: list[dict[str, Any]], as_json: bool) -> None:
    from serve import views
    from serve.conversation import converse, opened

    config = settings.load()
    async with opened(config) as assistant:
        for row in rows:
            turns = [str(turn) for turn in row["turns"]]
            print_json({"id": row["id"], **views.reply(await converse(assistant, turns, config))})
        if question is not None:
            reply = await converse(assistant, [question], config)
            if as_json:
                print_json(views.reply(reply))
            else:
                _console.print(reply.text, markup=False)
                _sources(reply)


def chat() -> None:
    """Converse in the terminal until an empty line."""
    asyncio.run(_chat())


async def _chat() -> None:
    from dialogue.types import Token
    from serve.conversation import new_session, opened, request

    config = settings.load()
    session = new_session()
    async with opened(config) as assistant:
        _console.print("京晓保：请直接说您想问的事，直接回车结束。")
        while message := (await asyncio.to_thread(_console.input, "[bold]您：[/bold]")).strip():
            async for event in assistant.ask(request(message, session, config, "cli")):
                if isinstance(event, Token):
                    _console.print(event.text, end="", markup=False)
                else:
                    _sources(event.reply)


def _sources(reply: Reply) -> None:
    _console.print()
    for citation in reply.citations:
        parts = [f"《{citation.document or citation.title}》", citation.document_no, citation.locator]
        period = f"{citation.valid_from or ''} 起" + (f"至 {citation.valid_to} " if citation.valid_to else "")
        _console.print(
            f"  出处：{' '.join(p for p in parts if p)}（{period}有效）", style="dim", markup=False
        )
    for suggestion in reply.suggestions:
        _console.print(f"  您可能还想问：{suggestion}", style="dim", markup=False)
