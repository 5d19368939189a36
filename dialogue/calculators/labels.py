"""What the inputs of a sum are called, and what is meant by them in plain words."""

from __future__ import annotations

import re
from collections.abc import Iterable

from dialogue.calculators.types import Computed
from dialogue.calculators.wording import named_in
from kb.text import fold

_WRONG = r"(?:要|得|需要|也)?(?:改一?下?|错了?|说错了?|填错了?|记错了?|不对)?"


def label(calculator: str, slot: str) -> str:
    """As citizens read it; empty for an input that nobody is asked for by name."""
    return named_in("labels", calculator, slot)


def given(calculator: str, slots: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, (label(calculator, slot) for slot in slots))))


def meant(calculator: str, message: str, slots: Iterable[str]) -> str | None:
    """The given input that the message names and nothing else: "缴费年限", "改一下缴费年限"."""
    folded = fold(message)
    for slot in slots:
        called = label(calculator, slot)
        if called and re.fullmatch(rf"(?:我|要|想|把|是)*(?:改|换|修改)?(?:一下)?{called}{_WRONG}", folded):
            return slot
    return None


def plainly(asked: Computed) -> str:
    """What a question asks for, with an example."""
    plain = named_in("plainly", asked.calculator, str(asked.pending.get("asked", "")))
    return plain or named_in("plainly", "", "choices" if asked.choices else "any")
