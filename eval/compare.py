"""Two runs over the same questions: mended, broken, unchanged, and whether that is more than chance."""

from __future__ import annotations

from pydantic import BaseModel

from eval.errors import ReportError
from eval.stats import mcnemar_exact, paired_bootstrap
from eval.summary import Report
from eval.types import Case

SIGNIFICANT = 0.05


class Comparison(BaseModel):
    """What changed from run a to run b."""

    mended: list[str]
    """Ids wrong in a and right in b."""
    broken: list[str]
    right: int
    """Questions right in both."""
    wrong: int
    """Questions wrong in both."""
    reworded: list[str]
    """Ids whose gold was edited between the runs; they are not compared."""
    only_a: list[str]
    only_b: list[str]
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
    mended = [name for name in same if after[name].right and not before[name].right]
    broken = [name for name in same if before[name].right and not after[name].right]
    first, second = _marks(before, same), _marks(after, same)
    difference = paired_bootstrap(first, second)
    return Comparison(
        mended=mended,
        broken=broken,
        right=sum(before[name].right and after[name].right for name in same),
        wrong=sum(not before[name].right and not after[name].right for name in same),
        reworded=[name for name in shared if name not in set(same)],
        only_a=[name for name in before if name not in after],
        only_b=[name for name in after if name not in before],
        accuracy_a=sum(first) / len(same),
        accuracy_b=sum(second) / len(same),
        difference=difference.value,
        difference_low=difference.interval.low,
        difference_high=difference.interval.high,
        p=mcnemar_exact(len(broken), len(mended)),
    )


def _total(report: Report) -> str:
    one = report.summary
    return f"{one.questions} 题 {one.accuracy:.1%}（{one.wilson_low:.1%} – {one.wilson_high:.1%}）"


def _marks(cases: dict[str, Case], names: list[str]) -> list[float]:
    return [float(cases[name].right) for name in names]
