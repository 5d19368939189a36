"""`jxb guard …`: check a text, and import word lists; `jxb guard words …` keeps the library (words.py)."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from serve.commands import words
from serve.commands.output import print_json, read_batch
from serve.errors import ServeError

app = typer.Typer(no_args_is_help=True)
app.add_typer(
    words.app,
    name="words",
    help="敏感词库：查找、试一试、增改、停用、导入导出、谁改过、撤销；改动两秒内在所有运行中的服务里生效",
)

AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON")]


@app.command("check", help="一段话该放行、遮蔽、拒绝还是提醒人工")
def check(
    text: Annotated[str | None, typer.Argument(help="要检查的话")] = None,
    batch: Annotated[Path | None, typer.Option(help="JSON Lines 文件，每行 {id, text}")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON（总是）")] = True,
) -> None:
    if (text is None) == (batch is None):
        raise ServeError("请给出一段话，或用 --batch 给出文件（二选一）")
    guard = words.opened().guard
    if batch is not None:
        for row in read_batch(batch, "id", "text"):
            print_json({"id": row["id"], **guard.check(str(row["text"])).to_json()})
    else:
        print_json(guard.check(str(text)).to_json())


@app.command(
    "import",
    help="导入词表：Excel（用 jxb guard words template 的格式）或文本（UTF-8，一行一个词）；同名文本再导入就是替换",
)
def import_lists(
    files: Annotated[list[Path], typer.Argument(help="词表文件，或放着词表的文件夹")],
    category: Annotated[str | None, typer.Option(help="文本词表的类别；不写就看文件名")] = None,
    action: Annotated[
        str | None, typer.Option(help=words.ACTION_HELP + "；文本词表不写就看题材、词的长短")
    ] = None,
    dry: Annotated[bool, typer.Option("--dry-run", help="Excel：只看会怎样，不导入")] = False,
    accept: words.Accept = False,
    who: words.Who = "命令行",
    why: words.Why = "导入词表",
    as_json: AsJson = False,
) -> None:
    words.import_files(
        files, category=category, action=action, dry=dry, accept=accept, who=who, why=why, as_json=as_json
    )
