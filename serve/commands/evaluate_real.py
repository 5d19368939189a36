"""`jxb eval sample|agree|mine`: real conversations marked by people, and what went badly mended."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Column, Table

from eval import marking, marking_sheet, sampling
from eval.errors import EvalError, MarkingError
from eval.journal import read_cases
from eval.marking import Marked, ToMark, WithScore, blind
from eval.mining import ACTIONS, CAUSES, STATES, Topic
from serve import home, mining, real_answers, settings
from serve.commands.evaluate_judge import to_mark
from serve.commands.output import print_json
from serve.errors import ServeError

Json = Annotated[bool, typer.Option("--json", help="输出 JSON")]
Since = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="从哪天起，如 2026-11-01")]
Until = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="到哪天止")]


def sample(
    out: Annotated[Path, typer.Option("--out", "-o", help="标注表放在哪个文件夹")] = Path("reports/marking"),
    size: Annotated[int, typer.Option("--n", min=1, help="抽多少条")] = 200,
    since: Since = None,
    until: Until = None,
    seed: Annotated[int, typer.Option(help="随机种子；相同则抽到的相同")] = 0,
    report: Annotated[Path | None, typer.Option(help="改从一次评测里抽：jxb eval run 的报告文件夹")] = None,
    as_json: Json = False,
) -> None:
    """Draw answers, and write a blind sheet for each of two markers."""
    items, number = _of_run(report, size, seed) if report else _of_talks(since, until, size, seed)
    paths = marking_sheet.write(items, out, seed=seed)
    if as_json:
        print_json({"of": number, "drawn": len(items), "files": [str(path) for path in paths]})
    else:
        Console().print(f"{number} 条里抽了 {len(items)} 条", markup=False)
        more = f" --report {report}" if report else ""
        Console().print(
            f"两位标注人各填一份，互不商量；交回后：jxb eval agree {paths[0]} {paths[1]}{more} --disputes 分歧.xlsx",
            markup=False,
            soft_wrap=True,
        )


def _of_talks(
    since: datetime | None, until: datetime | None, size: int, seed: int
) -> tuple[list[ToMark], int]:
    """(answers drawn by outcome, channel and rating, of how many)."""
    store = home.open_store(settings.load())
    turns = list(real_answers.read(store.engine, _day(since), _day(until)))
    if not turns:
        raise ServeError("这段时间没有真实对话，抽不了样：请换一段日期，或用 --report 从一次评测里抽")
    drawn = sampling.stratified(turns, lambda turn: (turn.outcome, turn.channel, turn.useful), size, seed)
    return [ToMark(id=t.turn_id, turns=t.turns, answer=t.answer, sources=t.sources) for t in drawn], len(
        turns
    )


def _of_run(report: Path, size: int, seed: int) -> tuple[list[ToMark], int]:
    """(replies of a run drawn by kind and by whether they answer, of how many)."""
    try:
        cases = [case for case in read_cases(report) if case.outcome != "error"]
    except EvalError as error:
        raise ServeError(str(error)) from error
    drawn = sampling.stratified(cases, lambda case: (case.golden.kind, case.answered), size, seed)
    return [to_mark(case) for case in drawn], len(cases)


def agree(
    first: Annotated[Path, typer.Argument(metavar="甲.xlsx", help="一位标注人交回的表")],
    second: Annotated[
        Path | None,
        typer.Argument(
            metavar="[乙.xlsx]", help="另一位标注人交回的表；还没交回时可以先不写，只与自动评分比"
        ),
    ] = None,
    disputes: Annotated[Path | None, typer.Option(help="有分歧的写到哪个 Excel 文件，供第三人裁定")] = None,
    report: Annotated[
        Path | None, typer.Option(help="标的是哪次评测（报告文件夹）：一并与自动评分比")
    ] = None,
    as_json: Json = False,
) -> None:
    """Cohen's κ of two sheets that came back, and what they dispute."""
    if second is None:
        _against_score_only(first, report, as_json)
        return
    try:
        one, two = marking_sheet.read(first), marking_sheet.read(second)
        if not set(one.marks) & set(two.marks):
            raise MarkingError("两张表没有一条两人都标了：请确认是同一批标注表")
        result = marking.agree(one, two)
        scored = _against_score((one, two), report) if report else []
        if disputes:
            items = marking_sheet.items_of(first)
            marking_sheet.write_disputes(result.disputes, items, disputes, [one.marker, two.marker])
    except EvalError as error:
        raise ServeError(str(error)) from error
    if as_json:
        compared = [one.model_dump() for one in scored]
        print_json({**result.model_dump(), "level": result.level, "with_score": compared})
        return
    console = Console()
    shown = (
        "无法计算（两人的判定全都一样）" if result.kappa is None else f"{result.kappa:.3f}（{result.level}）"
    )
    console.print(f"两人都标了 {result.marked} 条，一致 {result.agreed:.1%}，κ = {shown}", markup=False)
    for name, share in result.right.items():
        console.print(f"  {name} 判为对：{share:.1%}", markup=False)
    for against in scored:
        _told(against)
    if not result.by_people:
        console.print("有模型参与标注，不能当作人工标注的结果引用。")
    console.print(f"分歧 {len(result.disputes)} 条，没标 {len(result.unmarked)} 条")
    for dispute in result.disputes[:20]:
        console.print(f"  {dispute.id}：{dispute.first.mark} / {dispute.second.mark}", markup=False)


def _against_score(sheets: Sequence[Marked], report: Path) -> list[WithScore]:
    scores = {blind(case.id): case.right for case in read_cases(report)}
    found = [marking.with_score(sheet, scores) for sheet in sheets]
    if not any(one.marked for one in found):
        raise MarkingError(f"标注表与 {report} 没有一条对得上：请确认是从这次评测里抽的，而且已经标了")
    return found


def _against_score_only(sheet: Path, report: Path | None, as_json: bool) -> None:
    """One sheet came back: how far it agrees with the automatic score; of agreement nothing can be said."""
    try:
        if report is None:
            raise MarkingError("只有一份标注表算不出两人的一致性：请给出另一份，或用 --report 与自动评分比")
        marked = marking_sheet.read(sheet)
        (scored,) = _against_score((marked,), report)
    except EvalError as error:
        raise ServeError(str(error)) from error
    if as_json:
        print_json({"with_score": [scored.model_dump()]})
        return
    _told(scored)
    said = "由模型标注，不能当作人工标注的结果引用。" if marked.kind == "模型" else ""
    Console().print(f"只有一位标注人，没有两人的一致性。{said}", markup=False)


def _told(one: WithScore) -> None:
    value = "无法计算" if one.kappa is None else f"{one.kappa:.3f}"
    Console().print(
        f"  {one.marker} 与自动评分：{one.marked} 条一致 {one.agreed:.1%}，κ = {value}；"
        f"判为对而自动判错 {len(one.too_strict)} 条，自动判对而没有判为对 {len(one.too_mild)} 条"
        f"{'：' if one.too_mild else ''}{'、'.join(one.too_mild[:10])}",
        markup=False,
    )


def mine(
    out: Annotated[Path, typer.Option("--out", "-o", help="结果放在哪个文件夹")] = Path("reports/mined"),
    since: Since = None,
    until: Until = None,
    again: Annotated[
        bool, typer.Option("--again", help="补完知识后，把同样的提问再问一遍，看前后变化")
    ] = False,
    as_json: Json = False,
) -> None:
    """Group what went badly by meaning, rank by citizens, draft for review; or ask the same again."""
    try:
        if again:
            _again(out, as_json)
            return
        topics = asyncio.run(mining.mine(settings.load(), out, _day(since), _day(until)))
    except EvalError as error:
        raise ServeError(str(error)) from error
    if as_json:
        print_json({"topics": [topic.model_dump() for topic in topics]})
        return
    console = Console()
    if not topics:
        console.print("这段时间没有答不上来或被评为没用的对话。")
        return
    table = Table("影响市民", "次数", Column("问题", overflow="fold"), "原因", "建议")
    for topic in topics[:30]:
        causes = "、".join(f"{CAUSES[name]} {number}" for name, number in topic.causes.items())  # type: ignore[index]
        table.add_row(str(topic.citizens), str(topic.turns), topic.question, causes, _advice(topic))
    console.print(table)
    console.print(
        f"共 {len(topics)} 个话题。逐行审改 {out / 'drafts.xlsx'}，不采用的行删掉，然后：", markup=False
    )
    for line in (
        f"jxb ingest {out / 'drafts.xlsx'} --draft --as 编辑账号",
        "jxb kb review list，再由另一个账号 jxb kb review approve 编号 --as 审核账号",
        f"jxb eval mine --again -o {out}",
    ):
        console.print(f"  {line}", markup=False, soft_wrap=True)


def _advice(topic: Topic) -> str:
    near = topic.nearest
    return (
        f"{ACTIONS[topic.action]}：{near.id}" if near and topic.action != "entry" else ACTIONS[topic.action]
    )


def _again(out: Path, as_json: bool) -> None:
    results, page = asyncio.run(mining.ask_again(settings.load(), out))
    counts = {state: sum(one.state == state for one in results) for state in STATES}
    if as_json:
        print_json({"counts": counts, "cases": [one.model_dump() for one in results]})
        return
    said = "，".join(f"{STATES[state]} {number}" for state, number in counts.items())
    Console().print(f"{len(results)} 条：{said}。对照表：{page}", markup=False)


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None
