"""`jxb serve` and `jxb doctor`."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console

from serve import settings
from serve.commands.output import print_json


def serve(
    host: Annotated[str | None, typer.Option(help="监听地址，默认取 JXB_HOST")] = None,
    port: Annotated[int | None, typer.Option(help="端口，默认取 JXB_PORT")] = None,
) -> None:
    """Build what is missing, then serve until stopped; open answers are finished first."""
    import uvicorn

    from serve import home
    from serve.app import create_app
    from serve.logs import configure
    from serve.progress import bar

    config = settings.load()
    configure(config.log_level)
    with bar() as progress:
        opened = home.open_home(config, progress)
    address, number = host or config.host, port or config.port
    Console(stderr=True).print(f"京晓保已启动：http://{address}:{number}  （Ctrl+C 停止）")
    uvicorn.run(
        create_app(config, opened),
        host=address,
        port=number,
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=30,
        server_header=False,
    )


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
