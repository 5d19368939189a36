"""`jxb eval …`: run golden questions through the assistant, read the result, hold it against the gate."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated
from uuid import uuid4

import typer
from rich.console import Console
from rich.table import Table

from dialogue import grounds
from dialogue.answerers import Extractive
from dialogue.assistant import Assistant
from dialogue.record import AnswerRecord, Records
from dialogue.types import Done, Request, SessionId, TurnId
from eval import compare as comparing
from eval import excel_import, gate, golden, report
from eval.errors import EvalError, GateFileError, ReportError
from eval.fingerprint import Fingerprint, code_version
from eval.golden import KINDS, GoldenScope, GoldenSet
from eval.report.json import to_json
from eval.run import run as run_questions
from eval.summary import Report, summarise
from eval.types import Answered, Hit, System
from kb import regions
from kb.fact import FactTable
from kb.types import Document, ItemKind, Scope
from retrieval.search import Ranking, Searcher
from serve import home, settings
from serve.commands.output import print_json
from serve.errors import ServeError
from serve.progress import bar
from serve.settings import BEIJING_TIME, Settings

app = typer.Typer(no_args_is_help=True)

_FOLDER = Path("reports/eval")
_CODE = ("models", "kb", "ingest", "retrieval", "dialogue", "eval")
"""Packages whose code decides what is answered and how it is judged."""
_KEPT = 10
"""Hits kept of every search of the assistant, so that retrieval is measured without searching twice."""

_ANYWHERE = Scope()

Json = Annotated[bool, typer.Option("--json", help="输出 JSON")]


class AnswererName(StrEnum):
    """Who writes the answers."""

    EXTRACTIVE = "extractive"
    GENERATIVE = "generative"


@app.command(
    "run", help="用评测题考一遍，写出报告（report.json、report.html、report.xlsx）；中断后重跑会接着做"
)
def run(
    files: Annotated[list[Path], typer.Argument(metavar="GOLDEN...", help="评测题文件（JSONL），可以多个")],
    folder: Annotated[Path, typer.Option("--report", help="报告放在哪个文件夹")] = _FOLDER,
    answerer: Annotated[
        AnswererName | None,
        typer.Option(help="extractive 审定答案原文、generative 模型生成；不写则按 JXB_* 设置"),
    ] = None,
    parallel: Annotated[int, typer.Option(min=1, max=64, help="同时问几题")] = 4,
    fresh: Annotated[bool, typer.Option("--fresh", help="不沿用上次没做完的结果，从头来")] = False,
    as_json: Json = False,
) -> None:
    with _spoken():
        questions = golden.load(files)
    for warning in questions.warnings:
        print(f"提示：{warning}", file=sys.stderr)
    config = _settings(answerer)
    with _spoken():
        result = asyncio.run(_run(questions, config, folder, parallel, fresh))
        paths = report.write(result, folder, config.day())
    print_json(to_json(result)) if as_json else _show(result, paths)


@app.command("gate", help="对照门槛判定：退出码 0 通过、1 未通过、2 无法判定")
def judge(
    path: Annotated[Path, typer.Argument(metavar="REPORT", help="报告文件或它的文件夹")] = _FOLDER,
    thresholds: Annotated[Path, typer.Option("--gate", help="门槛文件")] = gate.GATE,
    baseline: Annotated[Path | None, typer.Option(help="上次的报告；比它明显变差也算未通过")] = None,
    as_json: Json = False,
) -> None:
    try:
        current = report.read(path)
        before = comparing.compare(report.read(baseline), current) if baseline else None
        result = gate.check(gate.load(thresholds), current, before)
    except (ReportError, GateFileError) as error:
        print(f"错误：{error}", file=sys.stderr)
        raise typer.Exit(gate.UNDECIDED) from error
    if as_json:
        print_json({"exit_code": result.exit_code, **result.model_dump()})
    else:
        _show_gate(result)
    raise typer.Exit(result.exit_code)


@app.command("compare", help="比较两份报告：改好、改坏、没变，以及差别是不是偶然")
def compare(
    first: Annotated[Path, typer.Argument(metavar="A", help="先前的报告文件或文件夹")],
    second: Annotated[Path, typer.Argument(metavar="B", help="现在的报告文件或文件夹")],
    as_json: Json = False,
) -> None:
    with _spoken():
        a, b = report.read(first), report.read(second)
        result = comparing.compare(a, b)
    if as_json:
        print_json({**result.model_dump(), "questions": result.questions, "verdict": result.verdict})
        return
    questions = {case.id: case.golden.question for case in b.cases}
    console = Console()
    console.print(
        f"{result.verdict}同样的 {result.questions} 题：{result.accuracy_a:.1%} → {result.accuracy_b:.1%}"
        f"（相差 {result.difference * 100:+.1f} 个百分点，95% 区间 {result.difference_low * 100:+.1f} 至 "
        f"{result.difference_high * 100:+.1f}，McNemar p = {result.p:.3f}）"
    )
    for name, ids in (("改好", result.mended), ("改坏", result.broken)):
        console.print(f"{name} {len(ids)} 题")
        for one in ids:
            console.print(f"  {one}  {questions[one]}", markup=False)
    console.print(
        f"两次都对 {result.right} 题，两次都错 {result.wrong} 题，题目改过 {len(result.reworded)} 题"
    )


@app.command(
    "import",
    help="把 Excel 评测题转成 JSONL（列：编号 类型 问题 必含 不得含 期望 来源文件 条款 地区 人群 备注）",
)
def import_workbook(
    workbook: Annotated[Path, typer.Argument(metavar="XLSX", help="Excel 文件")],
    out: Annotated[Path | None, typer.Option("--out", "-o", help="写到哪个文件；不写则输出到屏幕")] = None,
) -> None:
    with _spoken():
        questions = excel_import.read(workbook)
    for warning in questions.warnings:
        print(f"提示：{warning}", file=sys.stderr)
    lines = "".join(f"{question.to_line()}\n" for question in questions.questions)
    if out is None:
        sys.stdout.write(lines)
    else:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(lines, encoding="utf-8")
        print(f"已写入 {len(questions.questions)} 题：{out}", file=sys.stderr)


@contextmanager
def _spoken() -> Iterator[None]:
    """Errors of an evaluation as the errors that the command line shows."""
    try:
        yield
    except EvalError as error:
        raise ServeError(str(error)) from error


def _settings(answerer: AnswererName | None) -> Settings:
    config = settings.load()
    if answerer is None:
        return config
    config = config.model_copy(update={"answerer": answerer.value})
    if answerer is AnswererName.GENERATIVE and config.chat is None:
        raise ServeError("没有配置模型，不能用 generative：请设置 JXB_LLM_BASE_URL 和 JXB_LLM_MODEL")
    return config


async def measure(questions: GoldenSet, config: Settings, folder: Path) -> Report:
    """Ask the questions of the home as it stands and write the report; for who decides by the result."""
    result = await _run(questions, config, folder, parallel=4, fresh=True)
    report.write(result, folder, config.day())
    return result


async def _run(questions: GoldenSet, config: Settings, folder: Path, parallel: int, fresh: bool) -> Report:
    async with _opened(config) as subject:
        fingerprint = subject.fingerprint(questions)
        started = time.perf_counter()
        with bar() as progress:
            cases = await run_questions(
                questions.questions,
                subject.system(),
                folder,
                fingerprint,
                parallel=parallel,
                fresh=fresh,
                on_progress=progress,
            )
        return summarise(
            cases,
            fingerprint,
            finished_at=datetime.now(BEIJING_TIME).replace(microsecond=0),
            seconds=round(time.perf_counter() - started, 2),
            warnings=questions.warnings,
        )


class _Kept(Records):
    """Answer records kept in memory: an evaluation must not fill the statistics or raise alarms."""

    def __init__(self) -> None:
        self._held: dict[str, AnswerRecord] = {}

    def save(self, record: AnswerRecord, alert: tuple[str, str | None] | None = None) -> None:
        self._held[record.turn_id] = record

    def take(self, turn_id: str) -> AnswerRecord:
        return self._held.pop(turn_id)


@dataclass
class _Watched(Searcher):
    """A searcher that remembers what it found for a question, and for which scope."""

    remembered: dict[str, tuple[Scope, Ranking]] = field(default_factory=dict)

    def search(
        self, question: str, scope: Scope = _ANYWHERE, k: int = 10, kind: ItemKind | None = None
    ) -> Ranking:
        ranking = super().search(question, scope, max(k, _KEPT), kind)
        if scope.on is not None and kind is None:  # a search over every period is a second thought
            self.remembered[question] = (scope, ranking)
        return replace(ranking, hits=ranking.hits[:k])


@asynccontextmanager
async def _opened(config: Settings) -> AsyncIterator[_Subject]:
    """The assistant of the home, leaving no trace in it: no session, no answer record, no alert."""
    from langgraph.checkpoint.memory import InMemorySaver

    with bar() as progress:
        at_home = home.open_home(config, progress)
    records = _Kept()
    searcher = _Watched(at_home.searcher.index, at_home.searcher.weights)
    at_home = replace(at_home, records=records, searcher=searcher)
    extractive = Extractive() if config.answerer == "extractive" else None
    assistant = home.assistant(at_home, InMemorySaver(), extractive)
    documents = {document.name: document for document in at_home.store.documents()}
    yield _Subject(config, at_home, assistant, records, searcher, at_home.store.facts(), documents)


@dataclass
class _Subject:
    """What is evaluated: the assistant of a home, on the day that the settings name."""

    config: Settings
    home: home.Home
    assistant: Assistant
    records: _Kept
    searcher: _Watched
    facts: FactTable
    documents: dict[str, Document]
    _regions: dict[str, str] = field(default_factory=dict)

    def system(self) -> System:
        titles = {document.title for document in self.documents.values()}
        sources = {entry.source.title for entry in self.home.store.entries() if entry.source}
        return System(self.answer, self.search, frozenset({*self.documents, *titles, *sources}))

    def fingerprint(self, questions: GoldenSet) -> Fingerprint:
        store, answerer = self.home.store, self.assistant.answerer
        packages = [Path(__file__).parents[2] / name for name in _CODE]
        return Fingerprint(
            golden=questions.hash,
            release=self.assistant.release,
            knowledge=f"初始知识 {str(store.meta('starter') or '无')[:12]}，第 {store.last_change()} 次改动",
            settings={"embedder": self.config.embedder, "starter": self.config.starter},
            answerer=answerer.name,
            model=answerer.version,
            code=code_version(packages),
            day=self.config.day(),
        )

    async def answer(self, turns: Sequence[str], scope: GoldenScope) -> Answered:
        """The reply to the last turn of a conversation of its own."""
        session = SessionId(uuid4().hex)
        done: Done | None = None
        for turn in turns:
            if done is not None:
                self.records.take(done.turn_id)
            done = await self.assistant.reply(self._request(turn, session, scope))
        await self.assistant.forget(session)
        assert done is not None
        record = self.records.take(done.turn_id)
        return Answered(
            done.reply,
            questions=tuple(record.questions),
            times=record.times,
            cited_regions={c.id: self._region(c.id) for c in done.reply.citations},
            notes=tuple(record.notes),
        )

    async def search(self, question: str, scope: GoldenScope, k: int) -> list[Hit]:
        """What the assistant itself found for the question; searched again where more hits are wanted."""
        asked = Scope(scope.region or regions.BEIJING, scope.insured_type, scope.today or self.config.day())
        asked, ranking = self.searcher.remembered.get(question, (asked, None))
        if ranking is None or k > _KEPT:
            loop = asyncio.get_running_loop()
            ranking = await loop.run_in_executor(
                self.assistant.pool, Searcher.search, self.searcher, question, asked, k
            )
        assert asked.on is not None
        found = grounds.prepare(ranking.hits[:k], self.facts, self.documents, asked.on)
        return [_hit(ground) for ground in found]

    def _request(self, turn: str, session: SessionId, scope: GoldenScope) -> Request:
        today = scope.today or self.config.day()
        return Request(turn, session, TurnId(uuid4().hex), today, "eval", scope.region, scope.insured_type)

    def _region(self, item_id: str) -> str:
        """Where a cited item holds; empty is nationwide."""
        if item_id not in self._regions:
            item = self.home.store.item(item_id)
            self._regions[item_id] = item.region if item else ""
        return self._regions[item_id]


def _hit(ground: grounds.Ground) -> Hit:
    citation = ground.citation
    return Hit(
        id=ground.item.id,
        kind=ground.item.kind,
        document=citation.document,
        title=citation.title,
        locator=citation.locator,
        text=ground.text,
        score=round(ground.score, 4),
    )


def _show(result: Report, paths: Sequence[Path]) -> None:
    summary, console = result.summary, Console()
    console.print(
        f"{summary.questions} 题答对 {summary.right} 题，正确率 [bold]{summary.accuracy:.1%}[/bold]"
        f"（95% 区间 {summary.wilson_low:.1%} – {summary.wilson_high:.1%}）；"
        f"引用标准来源 {summary.cited:.1%}；答案长度中位数 {summary.length_p50:.0f} 字，"
        f"第 95 百分位 {summary.length_p95:.0f} 字；用时 {result.seconds:.1f} 秒"
    )
    if summary.failed:
        console.print(f"[red]有 {summary.failed} 题运行出错，按答错计；重跑同一命令会补上。[/red]")
    table = Table("类型", "答对 / 题数", "正确率", "95% 区间")
    for kind, tally in result.by_kind.items():
        low, high = f"{tally.wilson_low:.0%}", f"{tally.wilson_high:.0%}"
        table.add_row(
            KINDS.get(kind, kind),
            f"{tally.right} / {tally.questions}",
            f"{tally.accuracy:.1%}",
            f"{low} – {high}",
        )
    console.print(table)
    if "fact" in result.retrieval:
        recall = result.retrieval["fact"].recall
        console.print(f"检索：前 1 条含所需内容 {recall['1']:.1%}，前 5 条 {recall['5']:.1%}")
    console.print(f"报告：{'、'.join(map(str, paths))}", markup=False)


_STATES = {
    "passed": "通过",
    "broken": "[red]未通过[/red]",
    "undecided": "[yellow]无法判定[/yellow]",
    "skipped": "不适用",
}


def _show_gate(result: gate.GateResult) -> None:
    table = Table("指标", "要求", "实际", "结论")
    for one in result.checks:
        value = "没有这个数" if one.value is None else f"{one.value:.4g}"
        table.add_row(one.name, one.wanted, value, _STATES[one.state])
    console = Console()
    console.print(table)
    said = {
        gate.PASSED: "通过",
        gate.BROKEN: "[red]未通过[/red]",
        gate.UNDECIDED: "[yellow]无法判定[/yellow]",
    }
    console.print(f"门槛第 {result.version} 版：{said[result.exit_code]}")


__all__ = ["app"]
