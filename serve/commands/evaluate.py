"""`jxb eval …`: run golden questions through the assistant, read the result, hold it against the gate."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from eval import compare as comparing
from eval import excel_import, gate, golden, report
from eval.errors import EvalError, GateFileError, ReportError
from eval.metrics.cost import Prices
from eval.report.json import to_json
from serve import settings
from serve.commands import evaluate_judge, evaluate_parts, evaluate_real
from serve.commands import evaluate_shown as shown
from serve.commands.output import print_json
from serve.errors import ServeError
from serve.evaluating import Leaks, Plan, evaluate, mutate
from serve.settings import Settings

app = typer.Typer(no_args_is_help=True)

_FOLDER = Path("reports/eval")
_PARALLEL, _PARALLEL_MODEL = 16, 4
"""Questions under way: the embedder takes many at once, an endpoint is not to be flooded."""
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
    parallel: Annotated[
        int | None, typer.Option(min=1, max=64, help="同时问几题；不写则 16，用模型时 4")
    ] = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="不沿用已有的结果，从头来")] = False,
    leaks: Annotated[
        Leaks, typer.Option(help="与相似问或训练样本相同的题：exclude 剔除并列出、report 只列出、off 不查")
    ] = Leaks.EXCLUDE,
    training: Annotated[
        list[Path] | None, typer.Option(help="另外的训练样本文件（JSONL 或每行一句），可以多个")
    ] = None,
    price_read: Annotated[float, typer.Option(min=0, help="模型读入每百万词元的价格（元）")] = 0.0,
    price_written: Annotated[float, typer.Option(min=0, help="模型写出每百万词元的价格（元）")] = 0.0,
    as_json: Json = False,
) -> None:
    with spoken():
        questions = golden.load(files, allow_sealed=True)
    for warning in questions.warnings:
        print(f"提示：{warning}", file=sys.stderr)
    config = with_answerer(answerer)
    with spoken():
        plan = Plan(
            folder,
            parallel=parallel or (_PARALLEL if config.chat is None else _PARALLEL_MODEL),
            fresh=fresh,
            leaks=leaks,
            training=tuple(training or ()),
            prices=Prices(read=price_read, written=price_written),
        )
        result = asyncio.run(evaluate(questions, config, plan))
        paths = report.write(result, folder, config.day())
    for warning in result.warnings[len(questions.warnings) :]:
        print(f"提示：{warning}", file=sys.stderr)
    for leak in result.excluded:
        print(f"剔除 {leak.id}：{leak.reason}", file=sys.stderr)
    print_json(to_json(result)) if as_json else shown.result(result, paths)


@app.command("gate", help="对照门槛判定：退出码 0 通过、1 未通过、2 无法判定")
def judge(
    path: Annotated[Path, typer.Argument(metavar="REPORT", help="报告文件或它的文件夹")] = _FOLDER,
    thresholds: Annotated[Path, typer.Option("--gate", help="门槛文件")] = gate.GATE,
    baseline: Annotated[Path | None, typer.Option(help="上次的报告；比它明显变差也算未通过")] = None,
    judged: Annotated[Path | None, typer.Option("--judge", help="jxb eval judge 写的 judge.json")] = None,
    as_json: Json = False,
) -> None:
    try:
        current = report.read(path)
        before = comparing.compare(report.read(baseline), current) if baseline else None
        said = evaluate_judge.read(judged) if judged else None
        if said is not None and not said.usable:
            print(f"提示：{said.said}", file=sys.stderr)
        result = gate.check(gate.load(thresholds), current, before, said)
    except (ReportError, GateFileError) as error:
        print(f"错误：{error}", file=sys.stderr)
        raise typer.Exit(gate.UNDECIDED) from error
    if before is None:
        print("提示：没有给 --baseline（上次的报告），没有判断是不是比上次变差", file=sys.stderr)
    if as_json:
        print_json({"exit_code": result.exit_code, **result.model_dump()})
    else:
        shown.gate_result(result)
    raise typer.Exit(result.exit_code)


@app.command("mutate", help="在答案里埋七种错误，看门槛是不是都能发现；有一种没发现就退出码 1")
def plant(
    files: Annotated[list[Path], typer.Argument(metavar="GOLDEN...", help="评测题文件（JSONL），可以多个")],
    thresholds: Annotated[Path, typer.Option("--gate", help="门槛文件")] = gate.GATE,
    as_json: Json = False,
) -> None:
    with spoken():
        sound, found = asyncio.run(mutate(golden.load(files), settings.load(), gate.load(thresholds)))
    if as_json:
        faults = [one.model_dump() for one in found]
        print_json(
            {"accuracy": sound.summary.accuracy, "questions": sound.summary.questions, "faults": faults}
        )
    else:
        shown.mutations(sound, found)
    if not all(one.red for one in found):
        raise typer.Exit(1)


@app.command("compare", help="比较两份报告：改好、改坏、没变，以及差别是不是偶然")
def compare(
    first: Annotated[Path, typer.Argument(metavar="A", help="先前的报告文件或文件夹")],
    second: Annotated[Path, typer.Argument(metavar="B", help="现在的报告文件或文件夹")],
    as_json: Json = False,
) -> None:
    with spoken():
        a, b = report.read(first), report.read(second)
        result = comparing.compare(a, b)
    if as_json:
        print_json({**result.model_dump(), "questions": result.questions, "verdict": result.verdict})
        return
    shown.comparison(result, {case.id: case.golden.question for case in b.cases})


@app.command(
    "import",
    help="把 Excel 评测题转成 JSONL（列：编号 类型 问题 必含 不得含 期望 来源文件 条款 地区 人群 日期 备注；"
    "题型、市民提问等常见叫法也认，表头可以不在第一行）",
)
def import_workbook(
    workbook: Annotated[Path, typer.Argument(metavar="XLSX", help="Excel 文件")],
    out: Annotated[Path | None, typer.Option("--out", "-o", help="写到哪个文件；不写则输出到屏幕")] = None,
    columns: Annotated[
        str, typer.Option(help="列名不认识时写明哪列是哪列，如 问题=市民来话,必含=答题要点")
    ] = "",
) -> None:
    with spoken():
        questions = excel_import.read(workbook, columns)
    for warning in questions.warnings:
        print(f"提示：{warning}", file=sys.stderr)
    lines = "".join(f"{question.to_line()}\n" for question in questions.questions)
    if out is None:
        sys.stdout.write(lines)
    else:
        try:
            out.parent.mkdir(parents=True, exist_ok=True)
            out.write_text(lines, encoding="utf-8")
        except OSError as error:
            raise ServeError(f"写不了 {out}（{error.strerror}）：请换到能写的位置") from error
        print(f"已写入 {len(questions.questions)} 题：{out}", file=sys.stderr)


@contextmanager
def spoken() -> Iterator[None]:
    """Errors of an evaluation as the errors that the command line shows."""
    try:
        yield
    except EvalError as error:
        raise ServeError(str(error)) from error


def with_answerer(answerer: AnswererName | None) -> Settings:
    config = settings.load()
    if answerer is None:
        return config
    config = config.model_copy(update={"answerer": answerer.value})
    if answerer is AnswererName.GENERATIVE and config.chat is None:
        raise ServeError("没有配置模型，不能用 generative：请设置 JXB_LLM_BASE_URL 和 JXB_LLM_MODEL")
    return config


app.command("sample", help="从真实对话或一次评测里分层抽样，写成两份互不相见的标注表（Excel）")(
    evaluate_real.sample
)
app.command("agree", help="两份标注表交回后：一致率、κ 和分歧清单")(evaluate_real.agree)
app.command("mine", help="把没答好的真实提问归并成话题，按影响的市民排序，起草待审条目；--again 看补后变化")(
    evaluate_real.mine
)
app.command("tickets", help="工单要素识别的准确率：逐字段比对，完全一致才算对")(evaluate_parts.tickets)
app.command("guard", help="安全护栏：该拒的拒了多少，不该拦的误拦多少")(evaluate_parts.guard)
app.command("judge", help="让模型当裁判，用 ragas 评忠实、切题、检索；裁判先与人工标注核对一致性")(
    evaluate_judge.judge
)

__all__ = ["app"]
