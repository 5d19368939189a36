"""Everything that can be wrong with an evaluation, as one tree.

Messages are shown to knowledge staff, so they are Chinese and name the next step.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from eval.judging import Judgement


class EvalError(Exception):
    """Base of the errors of this folder."""


class GoldenFileError(EvalError):
    """A golden file cannot be used; every fault of it is listed, not just the first."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        shown = "\n".join(f"  {problem}" for problem in problems)
        super().__init__(f"评测题有 {len(problems)} 处问题，改好后再运行：\n{shown}")


class SealedError(EvalError):
    """Sealed questions are asked for where their answers would be seen, or a run of them cannot be logged."""


class RunStoppedError(EvalError):
    """Too many questions in a row failed to be answered at all."""


class EndpointDownError(EvalError):
    """The model's endpoint did not answer: what was said instead is not the answerer under evaluation."""


class ReportError(EvalError):
    """A report cannot be read, or two reports cannot be compared."""


class GateFileError(EvalError):
    """The file of thresholds cannot be used."""


class OverrideError(EvalError):
    """A gate is to be passed over without a name or a reason."""


class MarkingError(EvalError):
    """A marking sheet cannot be used."""


class ReleaseBlockedError(EvalError):
    """The gate is broken and nobody decided to release all the same."""


class JudgeError(EvalError):
    """A judge answers nonsense, or has not been measured."""

    def __init__(self, said: str, so_far: Judgement | None = None) -> None:
        super().__init__(said)
        self.so_far = so_far
        """What it said until it was given up."""


class BankError(EvalError):
    """A bank of cases for the guard or for work orders cannot be used."""


class ScriptError(EvalError):
    """A scripted conversation cannot be read."""
