"""`jxb ticket model …`: work-order definitions as files that staff edit."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from serve import home, settings
from serve.commands.output import print_json
from serve.errors import ServeError

if TYPE_CHECKING:
    from desk.orders.definitions import Definitions

app = typer.Typer(no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON")]
Name = Annotated[str, typer.Argument(help="工单模型的名称，如 default")]
Version = Annotated[int | None, typer.Option(help="第几版；不写为最新")]


@app.command("list", help="列出工单模型和最新版本")
def list_(as_json: AsJson = False) -> None:
    held = _definitions()
    found = [held.current(name) for name in held.names()]
    if as_json:
        print_json([{"name": one.name, "version": one.version, "fields": len(one.fields)} for one in found])
        return
    for one in found:
        Console().print(f"{one.name}　第 {one.version} 版　{len(one.fields)} 个字段")


@app.command("show", help="查看工单模型")
def show(name: Name = "default", version: Version = None, as_json: AsJson = False) -> None:
    held = _definitions()
    found = held.get(name, version) if version else held.current(name)
    if as_json:
        print_json(found.model_dump(mode="json"))
    else:
        print(found.to_yaml(), end="")


@app.command("export", help="把工单模型写成 YAML 文件，改好后再导入")
def export(
    file: Annotated[Path, typer.Argument(help="写到哪个文件")],
    name: Annotated[str, typer.Option(help="工单模型的名称")] = "default",
    version: Version = None,
    as_json: AsJson = False,
) -> None:
    held = _definitions()
    found = held.get(name, version) if version else held.current(name)
    file.write_text(found.to_yaml(), encoding="utf-8")
    if as_json:
        print_json({"name": found.name, "version": found.version, "file": str(file)})
    else:
        Console().print(f"已写入 {file}：{found.name} 第 {found.version} 版")


@app.command("import", help="导入改好的 YAML，成为新版本；已登记的工单仍按原来的版本")
def import_(
    file: Annotated[Path, typer.Argument(help="YAML 文件")],
    who: Annotated[str, typer.Option(help="以谁的名义")] = "命令行",
    as_json: AsJson = False,
) -> None:
    from desk.orders import Actor
    from desk.orders.definition import parse

    try:
        text = file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise ServeError(f"读不到 {file}：请检查路径") from error
    saved = _definitions().save(parse(text, file.name), Actor(who, "operator"))
    if as_json:
        print_json({"name": saved.name, "version": saved.version})
    else:
        Console().print(f"{saved.name} 现在是第 {saved.version} 版")


def _definitions() -> Definitions:
    from desk.orders.definitions import Definitions

    return Definitions(home.open_store(settings.load()).engine)
