"""After how long without anybody an alert goes to whom: data that staff change."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from desk.errors import DeskFileError

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
    own = home / OWN if home else None
    if own is not None and own.exists():
        return parse(own.read_text(encoding="utf-8"), str(own))
    return parse(files("desk.alerts").joinpath("escalation.yaml").read_text(encoding="utf-8"), "预警规则")


def parse(text: str, where: str) -> Rules:
    try:
        return Rules.model_validate(yaml.safe_load(text))
    except yaml.YAMLError as error:
        raise DeskFileError(f"{where} 不是合法的 YAML：请改正后重试（{error}）") from error
    except ValidationError as error:
        raise DeskFileError.of(where, error) from error
