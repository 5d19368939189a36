"""`jxb ticket …`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from serve import settings
from serve.commands.output import print_json, read_batch
from serve.errors import ServeError

app = typer.Typer(no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Keeps `extract` a verb of its own."""


@app.command("extract", help="从对话里认出工单要素")
def extract(
    file: Annotated[Path | None, typer.Argument(help="对话文件：[{role, text}] 的 JSON")] = None,
    batch: Annotated[Path | None, typer.Option(help="JSON Lines 文件，每行 {id, transcript}")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON（总是）")] = True,
) -> None:
    from desk.extract import extract as recognise

    if (file is None) == (batch is None):
        raise ServeError("请给出一个对话文件，或用 --batch 给出多段对话（二选一）")
    today = settings.load().day()
    if batch is not None:
        for row in read_batch(batch, "id", "transcript"):
            print_json({"id": row["id"], **recognise(row["transcript"], today).to_json()})
        return
    assert file is not None
    try:
        transcript = json.loads(file.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as error:
        raise ServeError(f"找不到文件 {file}：请检查路径") from error
    except ValueError as error:
        raise ServeError(f"{file} 不是合法的 JSON：{error}") from error
    print_json(recognise(transcript, today).to_json())
