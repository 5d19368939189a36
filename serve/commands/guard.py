"""`jxb guard …`: check a text, and keep the word library."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from serve import settings
from serve.commands.output import print_json, read_batch
from serve.errors import ServeError

app = typer.Typer(no_args_is_help=True)
words_app = typer.Typer(no_args_is_help=True)
app.add_typer(
    words_app, name="words", help="敏感词库：统计、查找、增删、放行；改动两秒内在运行中的服务里生效"
)

Words = Annotated[list[str], typer.Argument(help="词，可以写多个")]
AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON")]
_ACTION_HELP = "动作：refuse 拦截、context 结合语境、note 只收录、escalate 提醒人工"
_ACTION_NAMES = {"high": "拦截", "medium": "结合语境", "low": "只收录", "alert": "提醒人工"}


def words_folder() -> Path:
    return settings.load().home / "words"


@app.command("check", help="一段话该放行、遮蔽、拒绝还是提醒人工")
def check(
    text: Annotated[str | None, typer.Argument(help="要检查的话")] = None,
    batch: Annotated[Path | None, typer.Option(help="JSON Lines 文件，每行 {id, text}")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON（总是）")] = True,
) -> None:
    from dialogue.guard import Guard

    if (text is None) == (batch is None):
        raise ServeError("请给出一段话，或用 --batch 给出文件（二选一）")
    guard = Guard.load(words_folder())
    if batch is not None:
        for row in read_batch(batch, "id", "text"):
            print_json({"id": row["id"], **guard.check(str(row["text"])).to_json()})
    else:
        print_json(guard.check(str(text)).to_json())


@app.command("import", help="导入词表文件（UTF-8 文本，一行一个词）；同名文件再导入就是替换")
def import_lists(
    files: Annotated[list[Path], typer.Argument(help="词表文件，或放着词表的文件夹")],
    category: Annotated[str | None, typer.Option(help="类别；不写就看文件名")] = None,
    action: Annotated[str | None, typer.Option(help=_ACTION_HELP + "；不写就看词表题材、词的长短")] = None,
    as_json: AsJson = False,
) -> None:
    from dialogue.guard import WordLists

    lists = WordLists(words_folder())
    reports = [lists.import_file(file, category=category, action=action) for file in _text_files(files)]
    total = _library_size()
    if as_json:
        print_json({"files": [_report_json(report) for report in reports], "library": total})
        return
    for report in reports:
        Console().print(
            f"{report.file}：读到 {report.read} 个词，收下 {report.added} 个，重复 {report.duplicates} 个，"
            f"其中 {report.protected} 个是办事常用词，不会起作用"
        )
    Console().print(f"词库现有 {total} 个词。")


@words_app.command("stats", help="各类别、各动作有多少词")
def stats(as_json: AsJson = False) -> None:
    from dialogue.guard import Guard

    library = Guard.load(words_folder()).words
    counts = sorted(library.counts().items())
    if as_json:
        rows = [{"category": c, "action": _ACTION_NAMES[s], "words": n} for (c, s), n in counts]
        print_json({"words": len(library), "by_category": rows})
        return
    table = Table("类别", "动作", "词数")
    for (category, severity), number in counts:
        table.add_row(category, _ACTION_NAMES[severity], str(number))
    Console().print(table)
    Console().print(f"共 {len(library)} 个词。")


@words_app.command("find", help="查含有某几个字的词")
def find(
    part: Annotated[str, typer.Argument(help="要找的字")], limit: int = 50, as_json: AsJson = False
) -> None:
    from dialogue.guard import Guard

    found = Guard.load(words_folder()).words.look_up(part)[:limit]
    if as_json:
        print_json(
            [{"word": w.text, "category": w.category, "action": _ACTION_NAMES[w.severity]} for w in found]
        )
        return
    table = Table("词", "类别", "动作")
    for word in found:
        table.add_row(word.text, word.category, _ACTION_NAMES[word.severity])
    Console().print(table)


@words_app.command("add", help="加词；已有的词会改成新的类别和动作")
def add(
    words: Words,
    category: Annotated[str, typer.Option(help="类别，例如 gambling、本地谣言")] = "other",
    action: Annotated[str, typer.Option(help=_ACTION_HELP)] = "context",
) -> None:
    from dialogue.guard import WordLists

    number = WordLists(words_folder()).add(words, category=category, action=action)
    Console().print(f"已加入 {number} 个词，词库现有 {_library_size()} 个词。")


@words_app.command("remove", help="从导入的和自编的词表里删词；随软件带的词请用 allow 放行")
def remove(words: Words) -> None:
    from dialogue.guard import WordLists

    number = WordLists(words_folder()).remove(words)
    Console().print(
        f"已删去 {number} 处。" if number else "没有找到：随软件带的词请用 jxb guard words allow 放行。"
    )


@words_app.command("allow", help="放行：这些词无论在哪个词表里都不起作用")
def allow(words: Words) -> None:
    from dialogue.guard import WordLists

    number = WordLists(words_folder()).allow(words)
    Console().print(f"放行词现有 {number} 个。")


def _text_files(paths: list[Path]) -> list[Path]:
    found: list[Path] = []
    for path in paths:
        if not path.exists():
            raise ServeError(f"找不到 {path}：请检查路径")
        found += sorted(path.rglob("*.txt")) if path.is_dir() else [path]
    if not found:
        raise ServeError("没有找到 .txt 词表：请给出文件，或放着词表的文件夹")
    return found


def _library_size() -> int:
    from dialogue.guard import Guard

    return len(Guard.load(words_folder()))


def _report_json(report: object) -> dict[str, object]:
    return {name: getattr(report, name) for name in ("file", "read", "added", "duplicates", "protected")}
