"""`jxb eval judge`: a model judges the answers of a run, and is itself held against marked answers."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from pydantic import BaseModel, ValidationError
from rich.console import Console

from eval import marking_sheet, sampling
from eval.errors import EvalError, JudgeError, ReportError
from eval.journal import read_cases
from eval.judging import METRICS, Asked, Judge, Judged, Judgement, judge_all, measured, to_ask
from eval.marking import Marked, ToMark, blind
from eval.ragas_judge import RagasJudge
from eval.report.excel import citation_line
from eval.types import Case
from kb import regions
from models import ChatSettings, open_embedder
from serve import settings
from serve.commands.output import print_json
from serve.errors import ServeError
from serve.progress import bar

_INSURED = {"employee": "职工", "resident": "居民", "flexible": "灵活就业", "retired": "退休"}
FILE = "judge.json"
_SHOWN = 5
"""Kinds of failure that are told; all are in judge.json."""
_LINES = "judge-cases.jsonl"
"""Every case as it is judged, with the judge's name, so that a run that was cut off goes on."""
Json = Annotated[bool, typer.Option("--json", help="输出 JSON")]


class Metric(StrEnum):
    """Names of METRICS."""

    FAITHFULNESS = "faithfulness"
    ANSWER_RELEVANCY = "answer_relevancy"
    CONTEXT_PRECISION = "context_precision"
    CONTEXT_RECALL = "context_recall"


def judge(
    folder: Annotated[Path, typer.Argument(metavar="REPORT", help="jxb eval run 的报告文件夹")] = Path(
        "reports/eval"
    ),
    size: Annotated[int, typer.Option("--n", min=1, help="评多少条（按类型分层抽）")] = 100,
    base_url: Annotated[str | None, typer.Option(help="裁判端点；不写则用 JXB_LLM_BASE_URL")] = None,
    model: Annotated[str | None, typer.Option(help="裁判型号；不写则用 JXB_LLM_MODEL")] = None,
    marks: Annotated[
        Path | None, typer.Option(help="交回的标注表（Excel），用来核对裁判可不可信；给了就只评标过的")
    ] = None,
    sheet: Annotated[Path | None, typer.Option(help="只写出供人标注的表到这个文件夹，不请裁判")] = None,
    parallel: Annotated[int, typer.Option(min=1, max=32, help="同时评几条")] = 4,
    metrics: Annotated[
        list[Metric] | None,
        typer.Option("--metric", help="只评这一项，可以写几次；不写就四项都评。核对裁判只看 faithfulness"),
    ] = None,
    timeout: Annotated[float, typer.Option(min=1, help="等裁判回一次话的秒数，本机慢模型要放长")] = 120,
    as_json: Json = False,
) -> None:
    """Write judge.json beside the report."""
    try:
        marked = marking_sheet.read(marks) if marks else None
        cases = _judgeable(read_cases(folder), marked)
        drawn = sampling.stratified(cases, lambda c: c.golden.kind, size)
        if sheet is not None:
            paths = marking_sheet.write([to_mark(case) for case in drawn], sheet)
            Console().print(f"标注表：{'、'.join(map(str, paths))}", markup=False)
            return
        ragas = RagasJudge(_chat(base_url, model, timeout), open_embedder(settings.load().embedder))
        try:
            result = _judged(drawn, ragas, metrics or list(Metric), parallel, folder / _LINES)
        except JudgeError as stopped:
            if stopped.so_far is not None:
                _write(stopped.so_far, folder)
            raise
        if marked is not None:
            result = measured(result, marked)
    except EvalError as error:
        raise ServeError(str(error)) from error
    _write(result, folder)
    if as_json:
        print_json({**result.model_dump(), "usable": result.usable})
        return
    console = Console()
    for metric, name in METRICS.items():
        if metric in result.means:
            console.print(f"{name}：{result.means[metric]:.3f}（{result.counted[metric]} 条）")
    if result.failed:
        console.print(f"有 {result.failed} 项裁判没有给出可用的结果，没有计入，也不算对：")
        for why, number in list(result.failures.items())[:_SHOWN]:
            console.print(f"  {number} 项 {' '.join(why.split())[:120]}", markup=False)
    console.print(f"{result.judge}。{result.said}", markup=False)


def _write(result: Judgement, folder: Path) -> None:
    (folder / FILE).write_text(result.model_dump_json(indent=1) + "\n", encoding="utf-8")


def read(path: Path) -> Judgement:
    """judge.json by its file or folder; raises ReportError."""
    file = path / FILE if path.is_dir() else path
    try:
        return Judgement.model_validate_json(file.read_bytes())
    except (OSError, ValidationError) as error:
        raise ReportError(f"读不了裁判结果 {file}：请先运行 jxb eval judge") from error


def _judged(cases: list[Case], judge: Judge, metrics: Sequence[str], parallel: int, path: Path) -> Judgement:
    asked = to_ask(cases)
    known = _known(path, judge.name, {one.id: one for one in asked})
    with bar() as progress, path.open("a", encoding="utf-8") as file:

        def keep(case: Judged) -> None:
            shown = next(one for one in asked if one.id == case.id)
            line = _Line(judge=judge.name, asked=shown, judged=case)
            file.write(line.model_dump_json() + "\n")
            file.flush()

        return asyncio.run(
            judge_all(
                asked, judge, metrics=metrics, parallel=parallel, known=known, keep=keep, on_progress=progress
            )
        )


class _Line(BaseModel):
    """One case as it was judged."""

    judge: str
    asked: Asked
    judged: Judged


def _known(path: Path, judge: str, asked: dict[str, Asked]) -> dict[str, Judged]:
    """What this judge said of these very answers."""
    lines = path.read_bytes().split(b"\n") if path.exists() else []
    known = {}
    for line in filter(None, lines):
        try:
            held = _Line.model_validate_json(line)
        except ValidationError:
            continue  # torn by a crash: the case is judged again
        if held.judge == judge and asked.get(held.judged.id) == held.asked:
            known[held.judged.id] = held.judged
    return known


def _judgeable(cases: list[Case], marked: Marked | None) -> list[Case]:
    """Answers that cite something; where a sheet came back, those that were marked: only they tell of the judge."""
    answers = [case for case in cases if case.answered and case.cited_texts]
    if not answers:
        raise ReportError("这份报告里没有带出处的答案，裁判无从评起")
    if marked is None:
        return answers
    both = [case for case in answers if {case.id, blind(case.id)} & marked.marks.keys()]
    if not both:
        raise ReportError("标注表里没有一条是这份报告的答案：请确认是从这次评测里抽的")
    return both


def _chat(base_url: str | None, model: str | None, timeout: float) -> ChatSettings:
    config = settings.load()
    url, name = base_url or config.llm_base_url, model or config.llm_model
    if not url or not name:
        raise ServeError("没有配置裁判：请用 --base-url 和 --model，或设置 JXB_LLM_BASE_URL 和 JXB_LLM_MODEL")
    return ChatSettings(url, name, config.llm_api_key or "none", timeout=timeout)


def to_mark(case: Case) -> ToMark:
    """An answer of a run as a marker sees it: no id that says what is expected, no verdict."""
    scope = case.golden.scope
    given = (
        f"地区：{regions.name_of(scope.region)}" if scope.region else "",
        f"人群：{_INSURED[scope.insured_type]}" if scope.insured_type else "",
        f"提问日期：{scope.today}" if scope.today else "",
    )
    return ToMark(
        id=blind(case.id),
        turns=case.golden.turns,
        answer=case.answer,
        sources=tuple(dict.fromkeys(citation_line(citation) for citation in case.citations)),
        given="，".join(filter(None, given)),
        evidence=case.cited_texts,
    )
