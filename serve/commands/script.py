"""`jxb script …`: scripted conversations that staff write."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from serve import settings
from serve.commands.output import print_json
from serve.errors import ServeError

if TYPE_CHECKING:
    from eval.scripts import Script
    from serve.scripting import Played

app = typer.Typer(no_args_is_help=True)

Files = Annotated[list[Path], typer.Argument(help="脚本文件（.yaml），或放着脚本的文件夹")]
AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON")]


@app.command("run", help="在当前知识的副本上演一遍脚本，写明每一步对不对；不会在数据目录里留下对话和工单")
def run(
    files: Files,
    show: Annotated[bool, typer.Option("--show", help="把整段对话也打印出来")] = False,
    as_json: AsJson = False,
) -> None:
    scripts = _scripts(files)
    # what the played application logs for operators is no part of what staff read here
    logging.getLogger("jxb").addHandler(logging.NullHandler())
    played = asyncio.run(_play(scripts, show=show, quiet=as_json))
    failed = [one for one in played if one.faults]
    if as_json:
        print_json({"scripts": [_json(one) for one in played], "failed": len(failed)})
    else:
        Console().print(f"共 {len(played)} 个脚本，{len(failed)} 个没有通过")
    if failed:
        raise typer.Exit(1)


@app.command("check", help="只检查脚本写得对不对，不演")
def check(files: Files, as_json: AsJson = False) -> None:
    scripts = _scripts(files)
    if as_json:
        print_json(
            {"scripts": [{"file": one.file, "name": one.name, "steps": len(one.steps)} for one in scripts]}
        )
    else:
        Console().print(f"{len(scripts)} 个脚本都看得懂")


def _scripts(files: list[Path]) -> list[Script]:
    """Every mistake of every file at once."""
    from eval.errors import ScriptError
    from eval.scripts import load

    paths = [path for file in files for path in (sorted(file.rglob("*.yaml")) if file.is_dir() else [file])]
    if not paths:
        raise ServeError("没有找到 .yaml 脚本：请给出文件，或放着脚本的文件夹")
    scripts, problems = [], []
    for path in paths:
        try:
            scripts.append(load(path))
        except ScriptError as error:
            problems.append(str(error))
    if problems:
        raise ServeError("脚本有误：\n" + "\n".join(f"  {one}" for one in problems))
    return scripts


async def _play(scripts: list[Script], *, show: bool, quiet: bool) -> list[Played]:
    from serve import home
    from serve.progress import bar
    from serve.scripting import copy_of, play

    played = []
    with copy_of(settings.load()) as copied:
        with bar() as progress:
            opened = home.open_home(copied, progress)
        async for one in play(opened, scripts):
            played.append(one)
            if not quiet:
                _print(one, show=show)
    return played


def _print(one: Played, *, show: bool) -> None:
    console = Console()
    mark = "✗" if one.faults else "✓"
    console.print(f"{mark} {one.script.file}　{one.script.name}　{one.seconds:.1f} 秒", markup=False)
    wrong = {line for line, _ in one.faults}
    for number, (said, came) in enumerate(one.transcript, start=1):
        if show or number in wrong:
            console.print(f"    {number}. {said}\n       {came}", markup=False)
        for line, fault in one.faults:
            if line == number:
                console.print(f"       ✗ 第 {line} 步：{fault}", markup=False)


def _json(one: Played) -> dict[str, Any]:
    return {
        "file": one.script.file,
        "name": one.script.name,
        "passed": not one.faults,
        "faults": [{"step": line, "fault": fault} for line, fault in one.faults],
        "transcript": [{"said": said, "came": came} for said, came in one.transcript],
        "seconds": round(one.seconds, 2),
    }
