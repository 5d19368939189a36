"""The assistant's own sentences."""

from __future__ import annotations

import re
from collections import Counter
from importlib.resources import files

import pytest

from dialogue.wording import say


@pytest.mark.parametrize("file", ["wording.yaml", "channels.yaml"])
def test_no_name_is_given_twice(file: str) -> None:
    """Of two the last would silently win."""
    text = files("dialogue").joinpath(file).read_text(encoding="utf-8")
    names = Counter(re.findall(r"^(\w+):", text, re.MULTILINE))
    assert [name for name, times in names.items() if times > 1] == []


def test_a_hotline_is_not_named_twice():
    assert say("other_bureau_12345", bureau="住建部门").count("12345") == 1
