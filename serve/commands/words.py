"""`jxb guard words …`: the word library as staff keep it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer
from rich.console import Console
from rich.table import Table

from serve import settings
from serve.commands.output import print_json
from serve.errors import ServeError

if TYPE_CHECKING:
    from dialogue.guard import Guard, StaffWord, Trial
    from dialogue.guard.staff_words import Edit
    from serve.word_desk import Imported, WordDesk

app = typer.Typer(no_args_is_help=True)

ACTION_HELP = "动作：refuse 拦截、context 结合语境、note 只收录、escalate 提醒人工"
Words = Annotated[list[str], typer.Argument(help="词，可以写多个")]
AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON")]
Who = Annotated[str, typer.Option(help="谁在操作（写进改动记录）")]
Why = Annotated[str, typer.Option("--why", help="为什么改（写进改动记录）")]
Accept = Annotated[bool, typer.Option("--accept-blocked", help="知道会误拦正常提问，仍然要加")]
Category = Annotated[str, typer.Option(help="类别，例如 gambling、本地谣言")]
ActionOption = Annotated[str, typer.Option(help=ACTION_HELP)]
Grave = Annotated[
    bool, typer.Option("--serious", help="严重：在投诉信里、政策用语旁边也起作用，预警为严重级")
]
NoSound = Annotated[bool, typer.Option("--no-sound", help="同音字、拼音不算")]
Note = Annotated[str, typer.Option(help="给同事看的备注")]


@dataclass(frozen=True, slots=True)
class Opened:
    guard: Guard
    desk: WordDesk


def opened() -> Opened:
    from serve import home
    from serve.word_desk import WordDesk

    config = settings.load()
    store = home.open_store(config)
    guard = home.guard(config, store.engine)
    return Opened(guard, WordDesk(store, guard))


@app.command("stats", help="各类别、各动作有多少词")
def stats(as_json: AsJson = False) -> None:
    from serve.word_sheets import ACTION_NAMES
    from serve.word_views import action_of

    library = opened().guard.words
    counts = [(c, ACTION_NAMES[action_of(s)], n) for (c, s), n in sorted(library.counts().items())]
    if as_json:
        rows = [{"category": category, "action": action, "words": n} for category, action, n in counts]
        print_json({"words": len(library), "by_category": rows})
        return
    table = Table("类别", "动作", "词数")
    for category, action, number in counts:
        table.add_row(category, action, str(number))
    Console().print(table)
    Console().print(f"共 {len(library)} 个词。")


@app.command("find", help="查含有某几个字的词；--disabled 查停用的")
def find(
    part: Annotated[str, typer.Argument(help="要找的字")] = "",
    disabled: Annotated[bool, typer.Option("--disabled", help="查停用的词")] = False,
    limit: int = 50,
    as_json: AsJson = False,
) -> None:
    from serve import word_views

    home = opened()
    staff = home.desk.words.all()
    if disabled:
        rows = [word_views.staff_word(one) for one in staff.values() if one.disabled and part in one.word]
    else:
        rows = [word_views.listed(word, staff) for word in home.guard.words.look_up(part)]
    rows = rows[:limit]
    if as_json:
        print_json([{**row, "action": row["action_name"]} for row in rows])
        return
    table = Table("词", "类别", "动作", "程度", "谁列的", "备注")
    for row in rows:
        table.add_row(
            row["word"], row["category"], row["action_name"], "严重" if row["severity"] == "serious" else "",
            row["list"] or ("本单位" if row["origin"] == "staff" else "随软件或文件"), row["note"],
        )  # fmt: skip
    Console().print(table)


@app.command(
    "trial", help="先试一试：这些词会拦下哪些现在放行的正常提问（市民近来问过的、评测题、知识条目）；不保存"
)
def trial(
    words: Words,
    category: Category = "other",
    action: ActionOption = "refuse",
    grave: Grave = False,
    no_sound: NoSound = False,
    as_json: AsJson = False,
) -> None:
    from serve import word_views

    made = opened().desk.trial(_given(words, category, action, grave, no_sound, ""))
    if as_json:
        print_json(word_views.trial(made))
    else:
        _print_trial(made)


@app.command("add", help="加词或改词；先试，会误拦正常提问就不存（--accept-blocked 仍然要存）")
def add(
    words: Words,
    category: Category = "other",
    action: ActionOption = "context",
    grave: Grave = False,
    no_sound: NoSound = False,
    note: Note = "",
    accept: Accept = False,
    who: Who = "命令行",
    why: Why = "增改",
    as_json: AsJson = False,
) -> None:
    from serve import word_views

    home = opened()
    edit, made = home.desk.save(
        _given(words, category, action, grave, no_sound, note), who, why, accept=accept
    )
    if as_json:
        print_json({"edit": word_views.edit(edit), "trial": word_views.trial(made)})
        return
    _print_edit(edit)
    if made.stopped:
        _print_trial(made)


app.command("edit", help="改词：和 add 一样，已有的词改成新的类别、动作和程度")(add)


@app.command("disable", help="停用：这些词无论谁列了都不起作用，随软件带的词也可以")
def disable(words: Words, who: Who = "命令行", why: Why = "停用", as_json: AsJson = False) -> None:
    _print_edit(opened().desk.switch(words, who, why, disabled=True), as_json=as_json)


app.command("allow", help="放行：同 disable")(disable)


@app.command("enable", help="重新启用停用的词")
def enable(
    words: Words, accept: Accept = False, who: Who = "命令行", why: Why = "启用", as_json: AsJson = False
) -> None:
    _print_edit(opened().desk.switch(words, who, why, disabled=False, accept=accept), as_json=as_json)


@app.command("remove", help="删除本单位加的词；随软件带的词请用 disable 停用")
def remove(words: Words, who: Who = "命令行", why: Why = "删除", as_json: AsJson = False) -> None:
    _print_edit(opened().desk.remove(words, who, why), as_json=as_json)


@app.command("export", help="导出本单位的词为 Excel，改好可以原样导入")
def export(
    file: Annotated[Path, typer.Argument(help="写到哪个 .xlsx 文件")], as_json: AsJson = False
) -> None:
    from serve import word_sheets

    words = opened().desk.words.all()
    file.write_bytes(word_sheets.export(words.values()))
    if as_json:
        print_json({"file": str(file), "words": len(words)})
    else:
        Console().print(f"已写入 {file}：{len(words)} 个词。改好后用 jxb guard import {file} 导入。")


@app.command("template", help="写出可填写的 Excel 模板")
def template(file: Annotated[Path, typer.Argument(help="写到哪个 .xlsx 文件")]) -> None:
    from serve import word_sheets

    file.write_bytes(word_sheets.template())
    Console().print(f"已写入 {file}，填写说明在第二张表里。填好后用 jxb guard import {file} 导入。")


@app.command("history", help="谁在什么时候为什么改了什么；加编号看改动前后")
def history(
    number: Annotated[int | None, typer.Argument(help="第几次改动")] = None,
    word: Annotated[str, typer.Option(help="只看这个词的")] = "",
    limit: int = 50,
    as_json: AsJson = False,
) -> None:
    from serve import word_views

    words = opened().desk.words
    if number is not None:
        rows = [word_views.changed(one) for one in words.changes(number)]
        if as_json:
            print_json(rows)
        for row in () if as_json else rows:
            Console().print(f"{row['word']}：{_shown(row['before'])} → {_shown(row['after'])}", markup=False)
        return
    edits = [word_views.edit(one) or {} for one in words.history(word, limit)]
    if as_json:
        print_json(edits)
        return
    table = Table("编号", "时间", "谁", "做了什么", "词数", "为什么")
    for one in edits:
        what = one["kind_name"] + (f"第 {one['undoes']} 次" if one["undoes"] else "")
        table.add_row(str(one["number"]), one["at"], one["who"], what, str(one["words"]), one["why"])
    Console().print(table)


@app.command("undo", help="撤销一次改动，其中每个词都回到改动之前")
def undo(
    number: Annotated[int, typer.Argument(help="第几次改动（jxb guard words history）")],
    who: Who = "命令行",
    why: Why = "撤销",
    as_json: AsJson = False,
) -> None:
    _print_edit(opened().desk.undo(number, who, why), as_json=as_json)


def import_files(
    files: list[Path],
    *,
    category: str | None,
    action: str | None,
    dry: bool,
    accept: bool,
    who: str,
    why: str,
    as_json: bool,
) -> None:
    """Excel files and text lists, each an edit of its own."""
    from serve import word_views

    home = opened()
    found: list[Imported] = []
    for path in _files(files):
        if path.suffix.lower() == ".xlsx":
            found.append(
                home.desk.import_sheet(path.read_bytes(), path.name, who, why, accept=accept, dry=dry)
            )
        elif dry:
            raise ServeError("--dry-run 只用于 Excel：文本词表请先用 jxb guard words trial 试几个词")
        else:
            found.append(
                home.desk.import_list(path, who, why, category=category, action=action, accept=accept)
            )
    if as_json:
        print_json(
            {"files": [word_views.imported(one, dry=dry) for one in found], "library": len(home.guard)}
        )
    else:
        for one in found:
            _print_imported(one, dry=dry)
        Console().print(f"词库现有 {len(home.guard)} 个词。")
    if found and all(one.errors and not one.added + one.updated + one.unchanged for one in found):
        raise typer.Exit(2)


def _files(paths: list[Path]) -> list[Path]:
    from dialogue.guard.imported import is_word_list

    found: list[Path] = []
    for path in paths:
        if not path.exists():
            raise ServeError(f"找不到 {path}：请检查路径")
        if path.is_dir():
            inside = sorted([*path.rglob("*.txt"), *path.rglob("*.xlsx")])
            found += [one for one in inside if is_word_list(one)]
        else:
            found.append(path)
    if not found:
        raise ServeError("没有找到 .txt 或 .xlsx 词表：请给出文件，或放着词表的文件夹")
    return found


def _given(
    words: list[str], category: str, action: str, grave: bool, no_sound: bool, note: str
) -> list[StaffWord]:
    from dialogue.guard import StaffWord

    chosen = cast(Any, action)
    return [StaffWord(word, category, chosen, grave, not no_sound, note=note) for word in words]


def _print_edit(edit: Edit | None, *, as_json: bool = False) -> None:
    from serve import word_views

    if as_json:
        print_json({"edit": word_views.edit(edit)})
    elif edit is None:
        Console().print("没有变化：已经是这样了。")
    else:
        Console().print(
            f"已改 {edit.words} 个词，是第 {edit.number} 次改动；要撤销：jxb guard words undo {edit.number}"
        )


def _print_trial(made: Trial) -> None:
    by_word = made.by_word()
    if not by_word:
        Console().print(f"在 {made.texts} 条正常提问上试过，没有误拦。")
        return
    Console().print(
        f"在 {made.texts} 条正常提问上试过，会误拦 {len({one.text for one in made.stopped})} 条："
    )
    for word, found in by_word.items():
        for one in found[:5]:
            Console().print(f"  「{word}」拦下：{one.text}（{one.source}）", markup=False)


def _print_imported(found: Imported, *, dry: bool) -> None:
    Console().print(
        f"{found.file}：读到 {found.read} 个词，{'将' if dry else ''}新增 {found.added}，更新 {found.updated}，"
        f"没变 {found.unchanged}，重复 {found.duplicates}，办事常用词 {found.protected} 个没有收，有误 {len(found.errors)} 行"
    )
    for error in found.errors[:20]:
        where = f"「{error.sheet}」第 {error.row} 行" if error.sheet else f"第 {error.row} 行"
        Console().print(f"  {where}：{error.reason}", markup=False)


def _shown(values: Any) -> str:
    if values is None:
        return "（没有）"
    from serve.word_sheets import ACTION_NAMES

    parts = [values["category"], ACTION_NAMES[values["action"]], "严重" if values["grave"] else "一般"]
    return "、".join([*parts, "停用" if values["disabled"] else "启用"])
