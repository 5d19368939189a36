"""What can stop a calculation; messages are shown to citizens."""

from __future__ import annotations

from datetime import date

from dialogue.errors import DialogueError
from kb import regions


class CalculatorError(DialogueError):
    """Base of the errors of this folder."""


class BadInputError(CalculatorError):
    """An input that cannot be: born tomorrow, two hundred years of work."""

    def __init__(self, slot: str, message: str) -> None:
        self.slot = slot
        """The input that has to be said again."""
        super().__init__(message)


class FigureNotHeldError(CalculatorError):
    """The official figure is not held for that place and day; it is named, never guessed."""

    def __init__(self, name: str, region: str, on: date, newest: date | None = None) -> None:
        self.name = name
        self.region = region
        self.on = on
        self.newest = newest
        """The last day for which it is held, where there is one."""
        self.known = ""
        """What can be said without it, as a clause."""
        super().__init__(f"没有收录{regions.name_of(region)}{on.year}年{on.month}月适用的「{name}」")
