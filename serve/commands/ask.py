"""`jxb ask` and `jxb chat`."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from serve import settings
from serve.commands.output import print_json, read_batch
from serve.errors import ServeError

if TYPE_CHECKING:
    from desk.reception import Reception
    from dialogue.types import Reply, SessionId

_console = Console()
_LEAVES = ("退出", "exit", "quit", "q")


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
    async with opened(config) as reception:
        for row in rows:
            print_json({"id": row["id"], **await _of_row(row, reception, config)})
        if question is not None:
            reply = await converse(reception, [question], config)
            if as_json:
                print_json(views.reply(reply))
            else:
                _console.print(reply.text, markup=False)
                _sources(reply)


async def _of_row(row: dict[str, Any], reception: Reception, config: settings.Settings) -> dict[str, Any]:
    """A row that cannot be asked gets its error in its place, and the others go on."""
    from serve import views
    from serve.conversation import converse

    turns = row["turns"]
    if not isinstance(turns, list) or not turns or not all(isinstance(turn, str) for turn in turns):
        return {"error": 'turns 要写成列表，里面是市民说的每一句话，如 ["产假多少天"]'}
    try:
        return views.reply(await converse(reception, turns, config))
    except ServeError as error:
        return {"error": str(error)}


def chat(
    session: Annotated[str | None, typer.Option(help="接着哪段对话说（会话编号）；不写就是新的对话")] = None,
) -> None:
    """Converse in the terminal until an empty line."""
    asyncio.run(_chat(session))


async def _chat(named: str | None) -> None:
    from dialogue.types import SessionId
    from serve.conversation import new_session, opened

    config = settings.load()
    if named is not None and not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", named):
        raise ServeError("会话编号只能有字母、数字、- 和 _，最多 64 个：请核对后重试")
    session = SessionId(named) if named else new_session()
    async with opened(config) as reception:
        _console.print(f"京晓保：请直接说您想问的事，直接回车结束。（会话编号 {session}）", highlight=False)
        seen = 0
        while True:
            reception.look_after_the_line()
            seen = _notes(reception, session, seen)
            message = (await asyncio.to_thread(_console.input, "[bold]您：[/bold]")).strip()
            if not message and reception.line.of_session(session) is None:
                return
            if message in _LEAVES:
                reception.line.gone(session)
                return
            if message:
                await _say(message, session, reception, config)


async def _say(message: str, session: SessionId, reception: Reception, config: settings.Settings) -> None:
    from dialogue.types import Token
    from serve.conversation import request

    try:
        asked = request(message, session, config, "cli")
    except ServeError as error:
        _console.print(str(error), markup=False)
        return
    async for event in reception.ask(asked):
        if isinstance(event, Token):
            _console.print(event.text, end="", markup=False)
        else:
            _sources(event.reply)
    if (wish := reception.line.of_session(session)) is not None:
        waits = "工作人员在这段对话里" if wish.handoff.state == "held" else "正在等候人工"
        _console.print(f"（{waits}：回车看有没有新消息，输入「退出」结束）", style="dim")


def _notes(reception: Reception, session: SessionId, seen: int) -> int:
    """What people of the office have said since; returns the number of the last message."""
    for note in reception.line.notes(session, seen):
        _console.print(f"人工：{note.text}", markup=False)
        seen = note.row
    return seen


def _sources(reply: Reply) -> None:
    _console.print()
    for citation in reply.citations:
        parts = [
            f"《{citation.source or citation.document or citation.title}》",
            citation.document_no,
            citation.locator,
        ]
        period = f"{citation.valid_from or ''} 起" + (f"至 {citation.valid_to} " if citation.valid_to else "")
        _console.print(
            f"  出处：{' '.join(p for p in parts if p)}（{period}有效）", style="dim", markup=False
        )
    for suggestion in reply.suggestions:
        _console.print(f"  您可能还想问：{suggestion}", style="dim", markup=False)
