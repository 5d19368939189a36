"""`jxb kb fact …`, `jxb kb expiring`, `jxb kb impact`: figures, what ends, and what a document puts in doubt."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.table import Table

from kb import differences, effects, expiry, regions, starter
from kb.drugs import DrugCatalogue
from kb.entry import Source, Verified
from kb.fact import Fact, FactTable, references
from kb.store import Store
from serve import home, impact, settings
from serve.commands.kb_review import Json, require_reviewer
from serve.commands.output import print_json
from serve.errors import ServeError

app = typer.Typer(no_args_is_help=True, help="事实：会变的数字，答案里用 {{名称}} 引用")

Name = Annotated[str, typer.Argument(help="事实名称")]


@app.command("list", help="所有事实今天的数值")
def list_facts(like: Annotated[str, typer.Option(help="名称里含有的字")] = "", as_json: Json = False) -> None:
    config = settings.load()
    facts = home.open_store(config).facts()
    names = sorted({fact.name for fact in facts if like in fact.name})
    rows = [(name, _today(facts, name, config.day())) for name in names]
    if as_json:
        print_json({"facts": [{"name": name, "now": _fact_json(now) if now else None} for name, now in rows]})
        return
    table = Table("名称", "数值", "地区", "有效期", "来源")
    for name, now in rows:
        if now is None:
            table.add_row(name, "（今天没有有效的数值）")
        else:
            period = f"{now.valid_from} 至 {now.valid_to or '今'}"
            table.add_row(name, now.text, regions.name_of(now.region), period, now.source.title)
    Console().print(table)


@app.command("show", help="一个事实的历次数值，以及引用它的答案")
def show(name: Name, as_json: Json = False) -> None:
    store = home.open_store(settings.load())
    values = store.facts().history(name)
    uses = [entry for entry in store.entries() if name in references(entry.answer)]
    if as_json:
        used = [{"id": entry.id, "question": entry.question} for entry in uses]
        print_json({"name": name, "values": [_fact_json(one) for one in values], "entries": used})
        return
    console = Console()
    for one in values:
        console.print(
            f"{one.text}：{one.valid_from} 至 {one.valid_to or '今'}，{one.source.title}", markup=False
        )
    console.print(f"引用它的答案 {len(uses)} 个：")
    for entry in uses:
        console.print(f"  {entry.id} {entry.question}", markup=False)


@app.command("set", help="写入一个新数值；旧的到前一天为止。加 --dry-run 先看哪些答案会变")
def set_value(
    name: Name,
    value: Annotated[str, typer.Option(help="数值，如 2286")],
    start: Annotated[str, typer.Option("--from", help="从哪天起，如 2026-09-01")],
    source: Annotated[str, typer.Option(help="来源文件的名称")],
    unit: Annotated[str | None, typer.Option(help="单位；不写沿用原来的")] = None,
    end: Annotated[str | None, typer.Option("--to", help="到哪天为止（含当天）")] = None,
    region: Annotated[str | None, typer.Option(help="地区；不写沿用原来的")] = None,
    number: Annotated[str | None, typer.Option(help="来源的文号")] = None,
    locator: Annotated[str | None, typer.Option(help="来源的条款")] = None,
    who: Annotated[str | None, typer.Option("--as", help="以哪个账号操作；记入版本历史")] = None,
    why: Annotated[str, typer.Option(help="说明")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只看影响，不写入")] = False,
    as_json: Json = False,
) -> None:
    config = settings.load()
    store = home.open_store(config)
    actor = require_reviewer(store.engine, who) if who else "命令行"
    before = store.facts()
    new = _fact(
        before, name, value, unit, region, start, end, Source(title=source, number=number, locator=locator)
    )
    after = effects.amended(before, new)
    told = _effects(store, before, after, new)
    if not dry_run:
        with store.writing(actor, why or f"{name} 改为 {new.text}") as writer:
            writer.amend_facts([new])
    if as_json:
        print_json({"written": not dry_run, "fact": _fact_json(new), **told})
        return
    _show_effects(new, told, dry_run)


def _fact(
    facts: FactTable, name: str, value: str, unit: str | None, region: str | None, start: str, end: str | None,
    source: Source,
) -> Fact:  # fmt: skip
    history = facts.history(name) if any(fact.name == name for fact in facts) else []
    last = history[-1] if history else None
    against = " ".join(filter(None, (source.title, source.number, source.locator)))
    try:
        return Fact(
            name=name,
            value=value.replace(",", ""),
            unit=unit if unit is not None else (last.unit if last else ""),
            region=regions.parse(region) if region is not None else (last.region if last else ""),
            insured_types=last.insured_types if last else (),
            valid_from=_day(start),
            valid_to=_day(end) if end else None,
            source=source,
            verified=Verified(against=against),
        )
    except ValidationError as error:
        raise ServeError(f"这个数值写得不对：{starter.reasons(error)}") from error


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ServeError(f"日期「{text}」看不懂：写成 2026-09-01") from error


def _effects(store: Store, before: FactTable, after: FactTable, new: Fact) -> dict[str, Any]:
    entries = store.entries()
    days = [day for fact in after.history(new.name) for day in (fact.valid_from, fact.valid_to) if day]
    changed = effects.answers(before, after, new.name, days, entries)
    wrong = effects.literals(after, new.name, entries)
    ended = [fact for fact in after.history(new.name) if fact not in list(before)]
    return {
        "answers": [one.to_json() for one in changed],
        "contradictions": [one.to_json() for one in wrong],
        "values": [_fact_json(fact) for fact in ended],
    }


def _show_effects(new: Fact, told: dict[str, Any], dry_run: bool) -> None:
    console = Console()
    verb = "将会写入" if dry_run else "已写入"
    console.print(
        f"{verb} {new.name} = {new.text}（{new.valid_from} 起）。答案改变 {len(told['answers'])} 个："
    )
    for one in told["answers"]:
        console.print(f"  {one['id']} {one['question']}（{one['on']}）", markup=False)
        for line in differences.lines({"answer": one["before"]}, {"answer": one["after"]}):
            console.print(f"    {line}", markup=False)
    if told["contradictions"]:
        console.print(f"直接写了数字、与新数值不符的答案 {len(told['contradictions'])} 个，请改成引用：")
        for one in told["contradictions"]:
            console.print(f"  {one['id']} {one['question']}：{one['written']}", markup=False)


def _today(facts: FactTable, name: str, on: date) -> Fact | None:
    return next((fact for fact in facts.history(name) if fact.period.contains(on)), None)


def _fact_json(fact: Fact) -> dict[str, Any]:
    return fact.model_dump(mode="json", exclude_none=True)


def expiring(
    days: Annotated[int, typer.Option(min=0, max=3650, help="往后看多少天")] = expiry.SOON,
    as_json: Json = False,
) -> None:
    """Entries, facts and documents that end soon."""
    config = settings.load()
    store = home.open_store(config)
    found = expiry.ending(store.entries(), store.facts(), store.documents(), config.day(), days)
    if as_json:
        print_json({"on": config.day().isoformat(), "days": days, "ending": [one.to_json() for one in found]})
        return
    if not found:
        Console().print(f"{days} 天内没有到期的内容。")
        return
    kinds = {"entry": "条目", "fact": "事实", "document": "文件"}
    table = Table("最后一天", "类别", "编号", "内容", "之后答不了的条目")
    for one in found:
        table.add_row(one.last_day.isoformat(), kinds[one.kind], one.id, one.title, "、".join(one.uses))
    Console().print(table)


def show_impact(
    document: Annotated[str, typer.Argument(help="已导入的文件名")],
    questions: Annotated[list[Path] | None, typer.Option("--golden", help="还要看哪些评测题文件")] = None,
    as_json: Json = False,
) -> None:
    """What rests on the documents that one amends or replaces."""
    config = settings.load()
    store = home.open_store(config)
    found = impact.of_documents(store, [document], impact.questions_of(config, questions or ()))
    if as_json:
        empty = {"document": document, "affected": [], "entries": [], "facts": [], "golden": []}
        print_json(found[0].to_json() if found else empty)
        return
    for line in impact.tell(found) or [f"「{document}」没有修改、废止或代替别的文件。"]:
        Console().print(line, markup=False)


def show_drug(
    question: Annotated[str, typer.Argument(help="关于一种药的问题，如 阿托伐他汀是甲类还是乙类")],
    as_json: Json = False,
) -> None:
    """What the drug catalogue says on a question."""
    found = DrugCatalogue.of(home.open_store(settings.load())).lookup(question)
    edition = found.edition.name if found.edition else None
    if as_json:
        print_json(
            {
                "status": found.status, "asked": found.asked, "name": found.name, "how": found.how,
                "edition": edition, "form_listed": found.form_listed, "near": list(found.near),
                "rows": [{"id": row.id, "text": row.body, **row.payload["cells"]} for row in found.rows],
                "other_forms": [row.body for row in found.other_forms],
            }
        )  # fmt: skip
        return
    console = Console()
    said = {
        "found": f"{edition}：{found.name}",
        "near": f"{edition}里没有「{found.asked}」，相近的有 {'、'.join(found.near)}",
        "not_found": f"{edition}里没有「{found.asked}」",
        "edition_not_held": f"没有 {found.year} 年版目录，手上的是{edition}",
        "no_drug": "没有听出是哪种药，或还没有导入药品目录",
    }
    console.print(said[found.status], markup=False)
    if not found.form_listed:
        console.print("问的剂型目录里没有单列，列出的剂型是：")
    for row in found.rows:
        console.print(f"  {row.body}", markup=False)
    for row in found.other_forms:
        console.print(f"  （别的剂型）{row.body}", markup=False)
