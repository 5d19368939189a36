"""`jxb eval tickets|guard`: work-order elements and the guard, measured on banks of cases."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from eval import guarding
from eval import tickets as ticket_bank
from eval.errors import EvalError
from serve import settings
from serve.commands.output import print_json
from serve.commands.words import opened
from serve.errors import ServeError

Json = Annotated[bool, typer.Option("--json", help="输出 JSON")]


def tickets(
    bank: Annotated[
        Path, typer.Argument(metavar="BANK", help="对话题库（JSONL：id、transcript、fields）")
    ] = Path("golden/tickets.jsonl"),
    part: Annotated[str | None, typer.Option(help="只测题库里的哪一部分（part 字段）")] = None,
    show: Annotated[bool, typer.Option("--show", help="逐条列出认错的字段")] = False,
    as_json: Json = False,
) -> None:
    """Field by field, exactly equal or not."""
    try:
        cases = ticket_bank.read(bank, part)
    except EvalError as error:
        raise ServeError(str(error)) from error
    result = ticket_bank.measure(cases, settings.load().day())
    if as_json:
        print_json(result.model_dump())
        return
    table = Table("字段", "应有", "完全一致", "值不对", "多出", "准确率", "召回率", "F1")
    names = {**ticket_bank.EXACT, **ticket_bank.HOLDS}
    for name, slot in [*result.slots.items(), ("合计（精确字段）", result.total)]:
        numbers = (slot.gold, slot.right, slot.wrong, slot.invented)
        shares = (f"{slot.precision:.1%}", f"{slot.recall:.1%}", f"{slot.f1:.3f}")
        table.add_row(names.get(name, name), *map(str, numbers), *shares)
    console = Console()
    console.print(table)
    console.print(
        f"{result.conversations} 段对话，全部字段都对 {result.faultless} 段，{result.accuracy:.1%}"
        f"（95% 区间 {result.wilson_low:.1%} – {result.wilson_high:.1%}）"
    )
    for fault in result.faults if show else ():
        console.print(fault, markup=False)


def guard(
    harmful: Annotated[
        list[Path] | None, typer.Option(help="应当拒绝的话（JSONL：text 或 question），可以多个")
    ] = None,
    ordinary: Annotated[
        list[Path] | None, typer.Option(help="不该拦的话（JSONL：text、question 或 turns），可以多个")
    ] = None,
    as_json: Json = False,
) -> None:
    """Share of harmful messages refused, and of ordinary ones blocked by mistake."""
    if not harmful and not ordinary:
        raise ServeError("请用 --harmful 给出应当拒绝的话，或用 --ordinary 给出不该拦的话")
    try:
        bad = [case for path in harmful or () for case in guarding.read(path)]
        good = [case for path in ordinary or () for case in guarding.read(path)]
    except EvalError as error:
        raise ServeError(str(error)) from error
    result = guarding.measure(bad, good, opened().guard.check)
    if as_json:
        print_json(result.model_dump())
        return
    table = Table("项目", "条数", "拦下", "比例", "95% 区间")
    rows = [("应当拒绝的", result.refused), *((f"  {k}", r) for k, r in result.by_kind.items())]
    for name, rate in [*rows, ("不该拦的（误拦）", result.blocked)]:
        if rate.cases:
            interval = f"{rate.wilson_low:.1%} – {rate.wilson_high:.1%}"
            table.add_row(name, str(rate.cases), str(rate.stopped), f"{rate.share:.1%}", interval)
    console = Console()
    console.print(table)
    for one in result.falsely_blocked[:20]:
        console.print(f"误拦：{one}", markup=False)
