"""Results of an evaluation as tables in the terminal."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from eval import gate
from eval.compare import Change, Comparison
from eval.golden import KINDS
from eval.mutate import Noticed
from eval.summary import Report
from eval.tallies import Tally


def result(report: Report, paths: Sequence[Path]) -> None:
    summary, console = report.summary, Console()
    console.print(
        f"{summary.questions} 题答对 {summary.right} 题，正确率{'（宽）' if report.strict else ''} [bold]{summary.accuracy:.1%}[/bold]"
        f"（95% 区间 {summary.wilson_low:.1%} – {summary.wilson_high:.1%}）；"
        f"{_cited(summary.cited)}；答案长度中位数 {summary.length_p50:.0f} 字，"
        f"第 95 百分位 {summary.length_p95:.0f} 字；用时 {report.seconds:.1f} 秒"
    )
    if strict := report.strict:
        console.print(
            f"严格判定答对 {strict.right} 题，正确率（严）[bold]{strict.accuracy:.1%}[/bold]"
            f"（95% 区间 {strict.wilson_low:.1%} – {strict.wilson_high:.1%}）；"
            f"部分对 {strict.partly} 题，要点只在“如果您问的是”后面的第二个回答里"
        )
    if summary.failed:
        console.print(f"[red]有 {summary.failed} 题运行出错，按答错计；重跑同一命令会补上。[/red]")
    if report.taken_over:
        console.print(
            f"有 {report.taken_over} 条没有用模型写的，发出的是审定答案原文（核对不通过或没有按时写完）"
        )
    console.print(_kinds(report))
    if "fact" in report.retrieval:
        recall = report.retrieval["fact"].recall
        console.print(f"检索：前 1 条含所需内容 {recall['1']:.1%}，前 5 条 {recall['5']:.1%}")
    console.print(f"报告：{'、'.join(map(str, paths))}", markup=False)


def _cited(share: float | None) -> str:
    return "没有写明来源的题" if share is None else f"引用标准来源 {share:.1%}"


def _kinds(report: Report) -> Table:
    if report.strict is None:
        table = Table("类型", "答对 / 题数", "正确率", "95% 区间")
    else:
        table = Table("类型", "答对 / 题数", "宽", "95% 区间", "严", "95% 区间")
    for kind, tally in report.by_kind.items():
        cells = [f"{tally.right} / {tally.questions}", f"{tally.accuracy:.1%}", _interval(tally)]
        if report.strict is not None:
            strict = report.strict.by_kind[kind]
            cells += [f"{strict.accuracy:.1%}", _interval(strict)]
        table.add_row(KINDS.get(kind, kind), *cells)
    return table


def _interval(tally: Tally) -> str:
    return f"{tally.wilson_low:.0%} – {tally.wilson_high:.0%}"


def comparison(result: Comparison, questions: Mapping[str, str]) -> None:
    """`questions`: id of each question to its words."""
    console = Console()
    console.print(f"{result.verdict}同样的 {result.questions} 题：{_change(result)}")
    _changed(result, questions, console)
    console.print(
        f"两次都对 {result.right} 题，两次都错 {result.wrong} 题，题目改过 {len(result.reworded)} 题"
    )
    if result.strict is None:
        console.print("两份报告里有一份没有严格判定，只比较了宽的；要比较严的，请用现在的程序各跑一次。")
        return
    console.print(f"严格判定（不算第二个回答）：{result.strict.verdict}{_change(result.strict)}")
    _changed(result.strict, questions, console, listed={*result.mended, *result.broken})


def _change(change: Change) -> str:
    return (
        f"{change.accuracy_a:.1%} → {change.accuracy_b:.1%}"
        f"（相差 {change.difference * 100:+.1f} 个百分点，95% 区间 {change.difference_low * 100:+.1f} 至 "
        f"{change.difference_high * 100:+.1f}，McNemar p = {change.p:.3f}）"
    )


def _changed(
    change: Change, questions: Mapping[str, str], console: Console, listed: Collection[str] = ()
) -> None:
    for name, ids in (("改好", change.mended), ("改坏", change.broken)):
        new = [one for one in ids if one not in listed]
        console.print(f"{name} {len(ids)} 题" + (f"，上面没有列出的 {len(new)} 题" if listed and ids else ""))
        for one in new:
            console.print(f"  {one}  {questions[one]}", markup=False)


_STATES = {
    "passed": "通过",
    "broken": "[red]未通过[/red]",
    "undecided": "[yellow]无法判定[/yellow]",
    "skipped": "不适用",
}


def gate_result(result: gate.GateResult) -> None:
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


def mutations(sound: Report, found: Sequence[Noticed]) -> None:
    console = Console()
    summary = sound.summary
    console.print(f"正常：{summary.questions} 题，正确率 {summary.accuracy:.1%}。埋入一种错误后：")
    table = Table("错误", "门槛", "正确率", "变红的指标")
    for one in found:
        state = "发现" if one.red else "[red]没有发现[/red]"
        table.add_row(one.name, state, f"{one.accuracy:.1%}", "、".join(one.by))
    console.print(table)
