"""`jxb serve`, `jxb doctor`, `jxb backup` and `jxb restore`."""

from __future__ import annotations

import signal
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from serve import settings
from serve.commands.output import print_json


def serve(
    host: Annotated[str | None, typer.Option(help="监听地址，默认取 JXB_HOST")] = None,
    port: Annotated[int | None, typer.Option(help="端口，默认取 JXB_PORT")] = None,
    workers: Annotated[
        int, typer.Option(min=1, help="接口进程数；大于 1 时另有一个进程供工作人员的页面")
    ] = 1,
    staff_port: Annotated[
        int | None, typer.Option(help="--workers 大于 1 时工作人员页面的端口，默认是端口加 1")
    ] = None,
) -> None:
    """Build what is missing, then serve until stopped; open answers are finished first."""
    from serve.backup import serving
    from serve.logs import configure

    config = settings.load()
    config = config.model_copy(update={"host": host or config.host, "port": port or config.port})
    configure(config.log_level)
    with serving(config.home):
        _serve(config, workers, staff_port)


def _serve(config: settings.Settings, workers: int, staff_port: int | None) -> None:
    from serve import home
    from serve.joined import check_files
    from serve.processes import Place, Processes, bind, options
    from serve.progress import bar

    check_files(config.home)
    listening = bind(config.host, config.port)
    places = [Place("api", listening, workers)]
    if workers > 1:
        places.append(Place("staff", bind(config.host, staff_port or config.port + 1), 1))
    with bar() as progress:
        opened = home.open_now(config, progress)
    say = Console(stderr=True).print
    say(f"京晓保已启动：http://{config.host}:{config.port}  （Ctrl+C 停止）")
    if workers > 1:
        staff = places[1].listening.getsockname()[1]
        say(f"{workers} 个接口进程；工作人员的页面在 http://{config.host}:{staff}")
        opened.store.engine.dispose()
        del opened
        Processes(config, places).run()
        return

    import uvicorn

    from serve.app import create_app

    # uvicorn raises the signal that stopped it once more at the end: by then all is done, and that is no fault.
    signal.signal(signal.SIGTERM, lambda *_: None)
    uvicorn.Server(options(config, create_app(config, opened))).run(sockets=[listening])


def doctor(as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False) -> None:
    """Say what is missing or wrong, and the next step; exit code 1 when something is broken."""
    from serve.doctor import examine

    findings = examine()
    if as_json:
        print_json({"checks": [finding.to_json() for finding in findings]})
    else:
        console = Console()
        for finding in findings:
            mark = {"ok": "[green]✓[/]", "degraded": "[yellow]![/]", "broken": "[red]✗[/]"}[finding.state]
            console.print(f"{mark} {finding.name}：{finding.message}")
    if any(finding.state == "broken" for finding in findings):
        raise typer.Exit(1)


def backup(
    target: Annotated[Path | None, typer.Argument(help="写到哪个文件，默认在当前目录按时间取名")] = None,
) -> None:
    """Everything of the home in one file; the service may go on meanwhile."""
    from serve import backup as backups

    made = backups.write(settings.load(), target or backups.default_name())
    Console(stderr=True).print(f"已备份 {made.files} 个文件，{made.size / 2**20:.1f} MiB：{made.path}")
    print(f"{made.sha256}  {made.path}")


def restore(
    source: Annotated[Path, typer.Argument(help="jxb backup 写出的文件")],
    force: Annotated[
        bool, typer.Option("--force", help="已有数据时也恢复；原有数据移到一旁，不删除")
    ] = False,
) -> None:
    """Check a backup and put it in place; the service must be stopped."""
    from serve import backup as backups

    config = settings.load()
    done = backups.read(config, source, force)
    Console(stderr=True).print(
        f"已把 {done.files} 个文件恢复到 {config.home}。下次启动会自动升级结构、建好索引。"
    )
