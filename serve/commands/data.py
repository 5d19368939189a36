"""`jxb data …`: what is kept for how long, deletion on request, proofs of it."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from desk.privacy import Eraser, Proof
from desk.privacy import policy as retention
from desk.privacy.policy import KIND_NAMES
from desk.privacy.proofs import subject_of
from kb.database import now
from serve import desk_views, home, settings
from serve.commands.output import print_json
from serve.errors import NotFoundError, ServeError

app = typer.Typer(no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON")]
Who = Annotated[str, typer.Option(help="谁在操作（写进证明）")]
Why = Annotated[str, typer.Option("--why", help="依据或原因（写进证明）")]


@app.command("policy", help="各类数据保存几天，在哪个文件里改")
def policy(as_json: AsJson = False) -> None:
    opened = settings.load()
    found = retention.load(opened.home)
    if as_json:
        print_json(found.model_dump())
        return
    for name, title in KIND_NAMES.items():
        Console().print(f"{title}：{getattr(found, name)} 天")
    Console().print(f"要改：写在 {opened.home / retention.OWN}，写法见 desk/privacy/policy.yaml")


@app.command("purge", help="清理保存期限已到的数据，留下证明（可由定时任务每天调用）")
def purge(
    dry: Annotated[bool, typer.Option("--dry-run", help="只数有多少，不删")] = False,
    who: Who = "定时任务",
    as_json: AsJson = False,
) -> None:
    opened = settings.load()
    engine = home.open_store(opened).engine
    eraser, at, rules = Eraser(engine), now(), retention.load(opened.home)
    memories = asyncio.run(_old_memories(opened, eraser, rules, at, dry=dry))
    counts, proof = eraser.purge(rules, at, who, dry=dry, memories=memories)
    if as_json:
        print_json({"dry_run": dry, "counts": counts, "proof": desk_views.proof(proof) if proof else None})
        return
    for name, title in KIND_NAMES.items():
        Console().print(f"{title}：{counts[name]}")
    Console().print("只数了数，没有删除" if dry else _line(proof) if proof else "没有到期的数据")


@app.command("forget", help="按市民要求删除一段对话和由它产生的数据")
def forget(
    session: Annotated[str, typer.Argument(help="会话编号")],
    who: Who = "命令行",
    why: Why = "市民要求删除",
    as_json: AsJson = False,
) -> None:
    opened = settings.load()
    engine = home.open_store(opened).engine
    memories = asyncio.run(_drop_memories(opened, [session]))
    counts, proof = Eraser(engine).conversation(session, who, why, memories=memories)
    if proof is None:
        raise NotFoundError(f"没有这段对话，或已经删除：{session}")
    if as_json:
        print_json({"counts": counts, "proof": desk_views.proof(proof)})
    else:
        Console().print(_line(proof))


@app.command("forget-order", help="按市民要求去除工单里的个人信息；加 --delete 整张删除")
def forget_order(
    number: Annotated[str, typer.Argument(help="工单号")],
    why: Annotated[str, typer.Option("--why", help="依据或原因（写进证明）")],
    whole: Annotated[bool, typer.Option("--delete", help="整张删除，统计里也不再有")] = False,
    who: Who = "命令行",
    as_json: AsJson = False,
) -> None:
    proof = Eraser(home.open_store(settings.load()).engine).order(number, who, why, whole=whole)
    if as_json:
        print_json(desk_views.proof(proof))
    else:
        Console().print(_line(proof))


@app.command("proofs", help="删除证明：可按会话编号或工单号查；同时核对有没有被改过")
def proofs(
    session: Annotated[str, typer.Option(help="会话编号")] = "",
    order: Annotated[str, typer.Option(help="工单号")] = "",
    as_json: AsJson = False,
) -> None:
    eraser = Eraser(home.open_store(settings.load()).engine)
    subject = subject_of("conversation", session) if session else subject_of("order", order) if order else ""
    found, broken = eraser.proofs(subject), eraser.broken()
    if as_json:
        print_json({"proofs": [desk_views.proof(one) for one in found], "broken": broken})
    else:
        table = Table("编号", "时间", "种类", "操作人", "原因", "删除的行数", "校验值")
        for one in map(desk_views.proof, found):
            counts = "、".join(f"{name} {n}" for name, n in one["counts"].items() if n)
            table.add_row(
                str(one["number"]), one["at"], one["kind_name"], one["who"], one["reason"], counts, one["hash"][:16]
            )  # fmt: skip
        Console().print(table)
    if broken:
        raise ServeError(f"证明 {'、'.join(map(str, broken))} 与校验值不符：可能被改过或删过，请从备份核对")


async def _old_memories(
    opened: settings.Settings, eraser: Eraser, rules: retention.Policy, at: datetime, *, dry: bool
) -> int:
    """Memories whose time has come, those of conversations that are gone already too; how many."""
    from serve.checkpoints import open_checkpointer, threads

    async with open_checkpointer(opened) as saver:
        idle = eraser.idle(rules, at, await threads(saver))
    if not dry:
        await _drop_memories(opened, idle)
    return len(idle)


async def _drop_memories(opened: settings.Settings, sessions: list[str]) -> int:
    """Returns how many of the conversations were remembered."""
    from serve.checkpoints import open_checkpointer, shred, threads

    if not sessions:
        return 0
    async with open_checkpointer(opened) as saver:
        held = set(await threads(saver)) & set(sessions)
        for session in held:
            await saver.adelete_thread(session)
        await shred(saver)
    return len(held)


def _line(proof: Proof) -> str:
    counts = "、".join(f"{name} {number}" for name, number in proof.counts.items() if number)
    return f"已删除：{counts}。证明 {proof.number}，校验值 {proof.hash}"
