"""What can be wrong with the guard's own material, as one tree; staff read these."""

from __future__ import annotations

from pathlib import Path

from dialogue.errors import DialogueError


class GuardError(DialogueError):
    """Base of the errors of this folder."""


class LexiconError(GuardError):
    """A rule or word file cannot be used."""

    def __init__(self, file: Path, why: str) -> None:
        self.file = file
        super().__init__(f"{file.name}：{why}，请改正后再加载")


class WordListError(GuardError):
    """A word list cannot be imported or edited as asked."""


class ClassifierError(GuardError):
    """The shipped coefficients are missing or were trained for another feature layout."""

    def __init__(self, file: Path, why: str) -> None:
        super().__init__(f"{file.name} {why}：请运行 python -m bench.train_guard 重新训练")
