"""`jxb kb release|releases|diff|rollback|explain`: named snapshots, and what an answer rested on."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from dialogue.record import Records
from eval.release import Override
from kb import history, releases
from kb.errors import KnowledgeError
from kb.releases import Releases
from kb.store import Store
from serve import going_back, home, knowledge_views, release_gate, settings
from serve.commands.kb_review import Json, require_reviewer
from serve.commands.output import print_json
from serve.errors import NotFoundError

Who = Annotated[str | None, typer.Option("--as", help="以哪个账号操作；记入版本历史")]
Why = Annotated[str, typer.Option(help="说明")]
Name = Annotated[str, typer.Argument(help="发布名，如 2026-12")]

_KINDS = {"entry": "条目", "row": "表格行", "document": "文件", "fact": "事实"}
_CHANGES = {"added": "新增", "changed": "修改", "retired": "停用"}
_SHOWN = 200
_COMMAND_LINE = "命令行"


def _who(store: Store, who: str | None) -> str:
    return require_reviewer(store.engine, who) if who else _COMMAND_LINE


def release(
    name: Name,
    who: Who = None,
    why: Why = "",
    override: Annotated[
        str, typer.Option(help="没过门槛也要发布的理由；要用 --as 写明是谁，并记入审计")
    ] = "",
    as_json: Json = False,
) -> None:
    """Name what is published now; a gate holds it back only where one is configured."""
    config = settings.load()
    store = home.open_store(config)
    actor = _who(store, who)
    over = Override(who or "", override) if override else None
    made = release_gate.release(config, store, name, actor, why, over)
    if as_json:
        print_json(knowledge_views.release(made, name))
        return
    counts = "，".join(f"{_KINDS[kind]} {number}" for kind, number in made.counts.items())
    Console().print(f"已发布「{name}」：{counts or '没有内容'}。", markup=False)
    if made.gate is not None:
        Console().print(f"评测：{made.gate['reason']}。", markup=False)


def list_releases(as_json: Json = False) -> None:
    """All releases, newest first."""
    store = home.open_store(settings.load())
    found, current = Releases(store).list(), releases.current(store)
    if as_json:
        print_json(knowledge_views.releases(found, current))
        return
    table = Table("发布", "时间", "谁", "说明", "内容")
    for one in found:
        mark = " ←当前" if one.name == current else ""
        counts = "，".join(f"{_KINDS[kind]} {number}" for kind, number in one.counts.items())
        table.add_row(one.name + mark, f"{one.at:%Y-%m-%d %H:%M}", one.who, one.why, counts)
    Console().print(table)


def diff(
    before: Annotated[str, typer.Argument(metavar="A", help="先前的发布")],
    after: Annotated[str | None, typer.Argument(metavar="B", help="后来的发布；不写就是现在")] = None,
    as_json: Json = False,
) -> None:
    """What changed between two releases, or since one."""
    changes = list(Releases(home.open_store(settings.load())).diff(before, after))
    counts: Counter[str] = Counter(change.change for change in changes)
    if as_json:
        print_json(knowledge_views.changes(before, after, changes))
        return
    console = Console()
    console.print("，".join(f"{word} {counts[name]}" for name, word in _CHANGES.items()))
    for change in changes[:_SHOWN]:
        kind = f"{_CHANGES[change.change]}{_KINDS[change.kind]}"
        why = f"{change.who} {change.at:%Y-%m-%d %H:%M} {change.why}"
        console.print(f"{kind} {change.item_id} {change.title}（{why}）", markup=False)
        for line in change.lines if change.change == "changed" else ():
            console.print(f"    {line}", markup=False)
    if len(changes) > _SHOWN:
        console.print(f"……另有 {len(changes) - _SHOWN} 处，加 --json 查看全部")


def rollback(name: Name, who: Who = None, why: Why = "", as_json: Json = False) -> None:
    """Publish again what a release held; with a gate it is told which questions its evaluation had wrong."""
    config = settings.load()
    store = home.open_store(config)
    counts, outlook = going_back.roll_back(config, store, name, _who(store, who), why)
    if as_json:
        print_json(knowledge_views.rolled_back(name, counts, outlook))
        return
    Console().print(
        f"已回到「{name}」：恢复 {counts['restored']} 项，停用 {counts['retired']} 项。历史都在。"
    )
    if outlook:
        Console().print(f"提示：{outlook.said}。", markup=False)


def explain(
    turn: Annotated[str, typer.Argument(help="一轮问答的编号（turn_id）")], as_json: Json = False
) -> None:
    """The answer of a turn again, from the versions it used."""
    store = home.open_store(settings.load())
    record = Records(store.engine).get(turn)
    if record is None:
        raise NotFoundError(f"没有编号为「{turn}」的问答：请检查 turn_id")
    evidence = _evidence(store, record)
    if as_json:
        print_json(
            {
                "turn_id": record.turn_id, "message": record.message, "text": record.text,
                "release": record.release, "today": record.today, "outcome": record.outcome,
                "answerer": record.answerer, "evidence": evidence,
            }
        )  # fmt: skip
        return
    console = Console()
    console.print(f"问：{record.message}\n答：{record.text}", markup=False)
    console.print(f"发布 {record.release or '（无）'}，{record.answerer}，{record.outcome}，{record.today}")
    for one in evidence:
        used = "答案出自这里" if one["said"] else "只是看过"
        console.print(
            f"- {one['id']} 第 {one['version']} 版（{used}）：{one['text'] or '没有留存'}", markup=False
        )


def _evidence(store: Store, record: Any) -> list[dict[str, Any]]:
    """What every piece of evidence said then, facts filled in as they stood then."""
    on = date.fromisoformat(record.scope["on"]) if record.scope.get("on") not in (None, "None") else None
    day = on or date.fromisoformat(record.today)
    said = "".join(record.text.split())
    found = []
    with store.engine.connect() as connection:
        facts = history.facts_at(connection, history.position_at(connection, record.at))
        for one in record.evidence:
            text = history.text_of(connection, one["id"], one["version"])
            if text is not None:
                try:
                    text = facts.render(text, day).text.strip()
                except KnowledgeError:
                    text = text.strip()
            same = bool(text) and "".join((text or "").split()) in said
            found.append({**one, "text": text, "said": same})
    return found
