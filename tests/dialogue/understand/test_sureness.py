"""How it is asked may only make an answer less sure, and says nothing where the very wording was found."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from dialogue import sureness
from dialogue.state import Ask
from kb.types import Scope
from retrieval import confidence
from retrieval.search import Ranking

GOOD = np.array([3.0, 2.0, 3.0, 0.8, 0.7, 0.5, 0.6, 0.4, 0.5, 1.0, 2.7, 0.0])
"""What a ranking shows whose first hit fits well."""


def asked(said: str, **more: object) -> Ask:
    return Ask(text=said, scope=Scope(), said=said, today=date(2026, 11, 26), **more)  # type: ignore[arg-type]


def ranked(shows: np.ndarray | None = GOOD, sure: float = 0.9) -> Ranking:
    return Ranking((), sure, shows)


def chance(how: tuple[float, float], shows: np.ndarray = GOOD) -> float:
    return sureness.shipped().trees.probability(sureness.features(shows, how))


@pytest.mark.parametrize("opens", [-4.0, 0.0, 3.0])
def test_more_beyond_rules_never_makes_surer(opens: float) -> None:
    chances = [chance((beyond, opens)) for beyond in np.linspace(0, 1, 21)]
    assert chances == sorted(chances, reverse=True)
    assert chances[-1] < chances[0] - 0.2


def test_more_of_an_opening_never_makes_surer() -> None:
    chances = [chance((0.0, opens)) for opens in np.linspace(-6, 6, 25)]
    assert chances == sorted(chances, reverse=True)
    assert chances[-1] < chances[0]


def test_what_went_before_says_what_the_new_words_leave_out() -> None:
    completed = GOOD.copy()
    completed[confidence.NAMES.index("completed")] = 1.0
    assert chance((0.0, 5.0), completed) == chance((0.0, -5.0), completed)


def test_the_same_words_ask_for_a_rule_or_for_a_record(ear) -> None:  # type: ignore[no-untyped-def]
    rule = sureness.of(asked("失业金多久到账"), ranked(), ear)
    record = sureness.of(asked("我失业金咋还没到账，您给查查到哪一步了"), ranked(), ear)
    assert record < rule - 0.2


def test_the_very_wording_and_a_part_of_a_message_keep_the_confidence(ear) -> None:  # type: ignore[no-untyped-def]
    said = "我失业金咋还没到账，您给查查到哪一步了"
    assert sureness.of(asked(said), ranked(None, 1.0), ear) == 1.0
    assert sureness.of(asked(said, one_of_several=True), ranked(), ear) == 0.9


def test_what_fits_nothing_is_no_surer_for_having_no_rival(ear) -> None:  # type: ignore[no-untyped-def]
    """A home of one entry, asked of something else."""
    alone = np.array([-6.49, 6.0, 6.0, 0.16, 0.14, 0.08, 0.09, 0.0, -0.09, 1.0, 2.48, 0.0])
    said = "灵活就业社保补贴怎么申请"
    assert chance(sureness.asked_how(said, ear), alone) > 0.4
    assert sureness.of(asked(said), ranked(alone, 0.14), ear) == 0.14


def test_it_knows_its_space(ear) -> None:  # type: ignore[no-untyped-def]
    assert sureness.shipped().space == ear.space
