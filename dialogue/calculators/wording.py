"""What the calculators say, kept in a file that staff can read and change."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@cache
def _sentences() -> dict[str, Any]:
    text = files("dialogue.calculators").joinpath("wording.yaml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded


def say(group: str, name: str, /, **values: object) -> str:
    """The sentence of that name with its placeholders filled."""
    return str(_sentences()[group][name]).format(**values)


def choices(group: str, name: str) -> tuple[str, ...]:
    """The tappable answers of a question."""
    return tuple(_sentences()[group][name])


def named_in(group: str, calculator: str, slot: str) -> str:
    """What the group says of an input: of that calculator, else of any; empty where it says nothing."""
    held = _sentences()[group]
    return str(held.get(f"{calculator}.{slot}") or held.get(slot) or "")
