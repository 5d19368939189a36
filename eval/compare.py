"""Two runs over the same questions: mended, broken, unchanged, and whether that is more than chance."""

from __future__ import annotations

from pydantic import BaseModel

from eval.errors import ReportError
from eval.stats import mcnemar_exact, paired_bootstrap
from eval.summary import Report

SIGNIFICANT = 0.05


class Change(BaseModel):
    """What changed from run a to run b, by one of the two verdicts."""

    mended: list[str]
    """Ids wrong in a and right in b."""
    broken: list[str]
    right: int
    """Questions right in both."""
    wrong: int
    """Questions wrong in both."""
    accuracy_a: float
    """Over the compared questions only, as all that follows."""
    accuracy_b: float
    difference: float
    difference_low: float
    """95% interval by paired bootstrap."""
    difference_high: float
    p: float
    """McNemar's exact test."""

    @property
    def questions(self) -> int:
        return len(self.mended) + len(self.broken) + self.right + self.wrong

    @property
    def verdict(self) -> str:
        """One sentence for staff."""
        if not self.mended and not self.broken:
            return "两次结果逐题相同。"
        sure = self.p < SIGNIFICANT
        if len(self.broken) > len(self.mended):
            return "明显变差，不像是偶然。" if sure else "略有变差，但差别可能出于偶然。"
        if len(self.broken) < len(self.mended):
            return "明显变好，不像是偶然。" if sure else "略有变好，但差别可能出于偶然。"
        return "总分没有变化，但有题目改好、也有题目改坏。"

    @property
    def worse(self) -> bool:
        """Whether b is worse than a by more than chance."""
        return len(self.broken) > len(self.mended) and self.p < SIGNIFICANT


class Comparison(Change):
    """What changed by the mild verdict, and beside it by the strict one."""

    reworded: list[str]
    """Ids whose gold was edited between the runs; they are not compared."""
    only_a: list[str]
    only_b: list[str]
    strict: Change | None = None
    """None where one of the runs was judged before there was a strict verdict."""


def compare(a: Report, b: Report) -> Comparison:
    """Compare question by question; raises ReportError when the runs share none."""
    before = {case.id: case for case in a.cases}
    after = {case.id: case for case in b.cases}
    shared = [name for name in after if name in before]
    same = [name for name in shared if before[name].golden == after[name].golden]
    if not same and (a.sealed or b.sealed):
        raise ReportError(
            f"封存题只有总数，不能逐题比较：{_total(a)} → {_total(b)}（95% 区间；要逐题比较请用开发题）"
        )
    if not same:
        raise ReportError("两份报告没有相同的题目，无法比较：请用同一套评测题各跑一次")
    mild = _change({name: (before[name].right, after[name].right) for name in same})
    known = all(case.strict for name in same for case in (before[name], after[name]))
    strictly = {name: (before[name].strict == "right", after[name].strict == "right") for name in same}
    return Comparison(
        **mild.model_dump(),
        reworded=[name for name in shared if name not in set(same)],
        only_a=[name for name in before if name not in after],
        only_b=[name for name in after if name not in before],
        strict=_change(strictly) if known else None,
    )


def _change(marks: dict[str, tuple[bool, bool]]) -> Change:
    """`marks`: id of each question to whether it is right in a and in b."""
    mended = [name for name, (first, second) in marks.items() if second and not first]
    broken = [name for name, (first, second) in marks.items() if first and not second]
    a, b = [float(first) for first, _ in marks.values()], [float(second) for _, second in marks.values()]
    difference = paired_bootstrap(a, b)
    return Change(
        mended=mended,
        broken=broken,
        right=sum(first and second for first, second in marks.values()),
        wrong=sum(not first and not second for first, second in marks.values()),
        accuracy_a=sum(a) / len(marks),
        accuracy_b=sum(b) / len(marks),
        difference=difference.value,
        difference_low=difference.interval.low,
        difference_high=difference.interval.high,
        p=mcnemar_exact(len(broken), len(mended)),
    )


def _total(report: Report) -> str:
    one, strict = report.summary, report.strict
    total = f"{one.questions} 题 {one.accuracy:.1%}（{one.wilson_low:.1%} – {one.wilson_high:.1%}）"
    if strict is None:
        return total
    return f"{total}，严格 {strict.accuracy:.1%}（{strict.wilson_low:.1%} – {strict.wilson_high:.1%}）"
