"""`jxb kb fact set`: a new value, with all that it changes; an editor's goes to review."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from rich.console import Console

from kb import effects
from kb.entry import Source
from kb.fact import Fact
from kb.store import Store
from serve import change_impact, fact_change, home, impact, settings
from serve.commands.kb_review import Json, require_author, role_of
from serve.commands.output import print_json
from serve.errors import ServeError

State = Literal["dry_run", "in_review", "published", "unchanged"]
_SAID: dict[State, str] = {
    "dry_run": "将会写入",
    "in_review": "已送审",
    "published": "已写入",
    "unchanged": "没有变化",
}


def set_value(
    name: Annotated[str, typer.Argument(help="事实名称")],
    value: Annotated[str, typer.Option(help="数值，如 2286")],
    start: Annotated[str, typer.Option("--from", help="从哪天起，如 2026-09-01")],
    source: Annotated[str, typer.Option(help="来源文件的名称")],
    unit: Annotated[str | None, typer.Option(help="单位；不写沿用原来的")] = None,
    end: Annotated[str | None, typer.Option("--to", help="到哪天为止（含当天）")] = None,
    region: Annotated[str | None, typer.Option(help="地区；不写沿用原来的")] = None,
    number: Annotated[str | None, typer.Option(help="来源的文号")] = None,
    locator: Annotated[str | None, typer.Option(help="来源的条款")] = None,
    who: Annotated[
        str | None, typer.Option("--as", help="以哪个账号操作；除运维账号外都要送审，由另一个账号通过")
    ] = None,
    why: Annotated[str, typer.Option(help="说明")] = "",
    draft: Annotated[bool, typer.Option("--draft", help="送审，不立即生效；要写 --as")] = False,
    questions: Annotated[list[Path] | None, typer.Option("--golden", help="还要看哪些评测题文件")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只看影响，不写入")] = False,
    as_json: Json = False,
) -> None:
    """Write or propose a value; first everything it changes is listed."""
    config = settings.load()
    store = home.open_store(config)
    if draft and not who:
        raise ServeError("送审要用 --as 写明是谁提的，审核的人才不会是同一个")
    reviewed = draft or (who is not None and role_of(store.engine, who) != "operator")
    actor = require_author(store.engine, who) if who else "命令行"
    fact = fact_change.new_value(
        store.facts(), name, value=value, unit=unit, region=region, start=_day(start),
        end=_day(end) if end else None, source=Source(title=source, number=number, locator=locator),
    )  # fmt: skip
    values = effects.amended(store.facts(), fact).history(name)
    told = fact_change.impact(store, [fact], impact.questions_of(config, questions or ()))
    state: State = "dry_run" if dry_run else _write(store, fact, actor, why, reviewed=reviewed)
    if as_json:
        print_json(_json(fact, values, told, state))
        return
    console = Console()
    console.print(f"{_SAID[state]} {name} = {fact.text}（{fact.valid_from} 起）。", markup=False)
    for line in change_impact.tell(told):
        console.print(line, markup=False, soft_wrap=True)
    if state == "in_review":
        console.print(
            f"由另一个账号通过后生效：jxb kb review approve {fact_change.fact_id(name)} --as 账号",
            markup=False,
        )


def _write(store: Store, fact: Fact, who: str, why: str, *, reviewed: bool) -> State:
    write = fact_change.send_to_review if reviewed else fact_change.publish
    if write(store, fact, who, why) == "unchanged":
        return "unchanged"
    return "in_review" if reviewed else "published"


def _json(
    fact: Fact, values: Sequence[Fact], told: change_impact.ChangeImpact, state: State
) -> dict[str, Any]:
    return {
        "written": state in ("published", "unchanged"),
        "state": state,
        "review": fact_change.fact_id(fact.name) if state == "in_review" else None,
        "fact": fact.model_dump(mode="json", exclude_none=True),
        "values": [one.model_dump(mode="json", exclude_none=True) for one in values],
        **told.to_json(),
    }


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ServeError(f"日期「{text}」看不懂：写成 2026-09-01") from error
