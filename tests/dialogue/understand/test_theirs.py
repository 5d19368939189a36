"""A message that names another place may ask for that place's rules, or for ours with the place in it."""

from __future__ import annotations

from datetime import date

import pytest

from dialogue import outside
from dialogue.state import Ask
from dialogue.types import Memory
from dialogue.understand import theirs
from kb.types import Scope

HEFEI = "340100"


def elsewhere(said: str, ear) -> str | None:  # type: ignore[no-untyped-def]
    ask = Ask(text=said, scope=Scope("110000"), said=said, today=date(2026, 11, 26))
    return outside.elsewhere(ask, Memory(), ear)


def test_places_are_masked_as_here_and_there() -> None:
    assert theirs.masked("在合肥交过六年，现在北京退休") == "在某交过六年，现在京退休"


@pytest.mark.parametrize("message", ["我表弟在合肥上班，他们那儿的失业金标准是多少", "合肥最低工资多少"])
def test_their_rules_are_told_from_how_it_is_asked(message: str, ear) -> None:  # type: ignore[no-untyped-def]
    assert theirs.chance(message, ear) > 0.6
    assert elsewhere(message, ear) == HEFEI


@pytest.mark.parametrize(
    "message",
    [
        "我在合肥交过六年，现在北京退休，那六年算不算",
        "昨儿手一快点了把养老转合肥，显示还没受理，撤得回来吗",
        "我医保在北京，去合肥住院要先备案吗",
    ],
)
def test_ours_with_another_place_in_it(message: str, ear) -> None:  # type: ignore[no-untyped-def]
    assert theirs.chance(message, ear) < 0.4
    assert elsewhere(message, ear) is None


def test_of_another_space_it_says_nothing(ear) -> None:  # type: ignore[no-untyped-def]
    class Elsewhere:
        space = "other"
        embed = ear.embed

    assert theirs.chance("合肥最低工资多少", Elsewhere()) is None
    assert theirs.shipped().space == ear.space
