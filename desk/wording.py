"""What the desk says to citizens, kept in a file that staff can read and change."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@cache
def _sentences() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(
        files("desk").joinpath("wording.yaml").read_text(encoding="utf-8")
    )
    return loaded


def say(name: str, /, **values: object) -> str:
    """The sentence of that name with its placeholders filled."""
    return str(_sentences()[name]).format(**values)


def simpler(field: str, kind: str) -> str:
    """The same question in plainer words with an example: for the field, else for its type."""
    plain = _sentences()["simpler"]
    return str(plain.get(field) or plain[kind])


def offers() -> dict[str, str]:
    """Labels of the actions that may be tapped, by name."""
    return dict(_sentences()["offers"])
