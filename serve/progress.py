"""Progress on stderr: a bar for a person, a line now and then for a log file."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TaskID, TextColumn
from rich.text import Text

_OF_BYTES = ("导入文件",)
"""Steps that count bytes; others count pieces."""


class _Counted(ProgressColumn):
    def render(self, task: Task) -> Text:
        return Text(_count(task.description, int(task.completed), int(task.total or 0)))


class _Left(ProgressColumn):
    """Time left at the speed since the step began: known from the first piece on."""

    def render(self, task: Task) -> Text:
        if not task.total or not task.completed or task.elapsed is None:
            return Text("剩余时间计算中")
        left = int(task.elapsed / task.completed * (task.total - task.completed))
        return Text(f"还剩 {left // 60} 分 {left % 60:02} 秒" if left >= 60 else f"还剩 {left} 秒")


@contextmanager
def bar() -> Iterator[Callable[[str, int, int], None]]:
    """Yields a function (step, done, total); a total of 0 shows a bar without an end."""
    console = Console(file=sys.stderr)
    columns = (TextColumn("{task.description}"), BarColumn(), _Counted(), _Left())
    tasks: dict[str, TaskID] = {}
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:

        def update(step: str, done: int, total: int) -> None:
            if step not in tasks:
                tasks[step] = progress.add_task(step, total=total or None)
            progress.update(tasks[step], completed=done, total=total or None)
            if not console.is_terminal and done == total:
                console.print(f"{step}：{_count(step, done, total)}")

        yield update


def _count(step: str, done: int, total: int) -> str:
    """「2.8/2.8 MB」 of a step that counts bytes, else 「256/3000」."""
    if step not in _OF_BYTES:
        return f"{done}/{total}" if total else f"{done}"
    unit, size = ("MB", 1_000_000) if total >= 1_000_000 else ("KB", 1000)
    return f"{done / size:.1f}/{total / size:.1f} {unit}"
