"""After how long without anybody an alert goes to whom: data that staff change."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from desk import staff_files

OWN = "alerts.yaml"
"""Name of the file in a home that takes the place of the shipped one."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Reminder(_Part):
    minutes: int = Field(gt=0)
    to: str = Field(min_length=1, max_length=60)
    """Post or name of whoever is told."""


class Reminders(_Part):
    untaken: tuple[Reminder, ...] = ()
    """Counted from the alert, as long as nobody has taken it."""
    unclosed: tuple[Reminder, ...] = ()
    """Counted from when somebody took it, as long as it is not closed."""


class Rules(_Part):
    serious: Reminders
    watch: Reminders

    def of(self, level: str) -> Reminders:
        return self.serious if level == "serious" else self.watch


def load(home: Path | None = None) -> Rules:
    """The rules of a home, else the shipped ones; raises DeskFileError naming what to mend."""
    return parse(*staff_files.held(home, OWN, "desk.alerts", "escalation.yaml", "预警规则"))


def parse(text: str, where: str) -> Rules:
    return staff_files.checked(Rules, text, where)
