"""The assistant's own sentences, kept in a file that staff can read and change."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import yaml


@cache
def _sentences() -> dict[str, str]:
    loaded: dict[str, str] = yaml.safe_load(
        files("dialogue").joinpath("wording.yaml").read_text(encoding="utf-8")
    )
    return loaded


def say(name: str, **values: str) -> str:
    """The sentence of that name with its placeholders filled."""
    return _sentences()[name].format(**values)
