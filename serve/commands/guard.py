"""`jxb guard …`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from serve import settings
from serve.commands.output import print_json, read_batch
from serve.errors import ServeError

app = typer.Typer(no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Keeps `check` a verb of its own."""


@app.command("check", help="一段话该放行、遮蔽、拒绝还是提醒人工")
def check(
    text: Annotated[str | None, typer.Argument(help="要检查的话")] = None,
    batch: Annotated[Path | None, typer.Option(help="JSON Lines 文件，每行 {id, text}")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON（总是）")] = True,
) -> None:
    from dialogue.guard import Guard

    if (text is None) == (batch is None):
        raise ServeError("请给出一段话，或用 --batch 给出文件（二选一）")
    guard = Guard.load(settings.load().home / "words")
    if batch is not None:
        for row in read_batch(batch, "id", "text"):
            print_json({"id": row["id"], **guard.check(str(row["text"])).to_json()})
    else:
        print_json(guard.check(str(text)).to_json())
