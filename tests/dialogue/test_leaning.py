"""Whether a message goes on with the question before it: what is judged, and where nobody judges."""

from dataclasses import dataclass, replace
from datetime import date
from types import SimpleNamespace

import numpy as np
import pytest

from dialogue import leaning
from dialogue.leaning import Judged
from dialogue.state import Ask
from kb.types import Scope
from retrieval.search import Ranking

ASK = Ask("要带啥", Scope(), "要带啥", date(2026, 11, 26), previous="失业金怎么领")


@dataclass(frozen=True)
class Hit:
    """As `retrieval.search.Evidence`, of an item that has a name alone."""

    name: str
    score: float

    @property
    def item(self):
        return SimpleNamespace(id=self.name)


def ranking(*hits):
    return Ranking(tuple(Hit(name, score) for name, score in hits), 0.5)


def judged(text, right, **shows):
    told = np.array([float(shows.get(name.replace(".", "_"), 0)) for name in leaning.NAMES])
    return Judged(replace(ASK, text=text), ranking(("one", 0.5)), told, right)


def test_the_names_are_those_that_the_trees_were_learned_with():
    model = leaning.shipped()
    assert model.trees.feature.max() < len(leaning.NAMES)
    assert set(leaning.wording().labels) == {"on", "alone"}
    assert leaning.wording().space == model.space


def test_only_a_message_with_a_question_before_it_is_judged_and_only_in_the_space_learned_in():
    searcher = SimpleNamespace(space=leaning.shipped().space)
    assert leaning.judges(ASK, searcher)
    assert not leaning.judges(replace(ASK, previous=""), searcher)
    assert not leaning.judges(ASK, SimpleNamespace(space="another"))


def test_where_a_hit_stands_among_others():
    others = ranking(("one", 0.5), ("two", 0.25))
    place, behind, fits, leads = leaning._among(others, ranking(("two", 0.9)))
    assert (place, leads) == (1, 0)
    assert behind == pytest.approx(np.log(3)) and fits == pytest.approx(-np.log(3))
    place, behind, fits, leads = leaning._among(others, ranking(("three", 0.9)))
    assert (place, behind, fits, leads) == (20, 12, -12, 0)


def _read(one):
    if isinstance(one, Exception):
        raise one
    return one


@pytest.fixture
def choose(monkeypatch):
    def best(*read):
        monkeypatch.setattr(leaning, "judged", lambda *_: map(_read, read))
        found = leaning.best(ASK, None, None)
        return found and found.ask.text

    return best


def test_the_likeliest_reading_is_taken(choose):
    joined, alone = judged("失业金怎么领，要带啥", 0.7), judged("要带啥", 0.3, as_said=1)
    assert choose(joined, alone) == choose(alone, joined) == joined.ask.text
    assert choose() is None


def test_nothing_is_tried_after_a_sure_reading(choose):
    assert choose(judged("失业金怎么领，要带啥", 0.9), AssertionError("read on")) == "失业金怎么领，要带啥"
    with pytest.raises(AssertionError):
        choose(judged("失业金怎么领，要带啥", 0.6), AssertionError("read on"))


def test_a_piece_of_a_story_is_kept_with_what_it_goes_on_with(choose):
    alone = judged("合同也没签", 0.3, as_said=1, goes_on=2)
    joined = judged("老板欠我仨月钱，合同也没签", 0.2, goes_on=2)
    assert choose(alone, joined) == joined.ask.text
    assert choose(replace(alone, right=0.5), joined) == alone.ask.text
    other = judged("老板欠我仨月钱，红烧肉怎么做", 0.2, goes_on=-1)
    assert choose(judged("红烧肉怎么做", 0.3, as_said=1, goes_on=-1), other) == "红烧肉怎么做"


def test_what_only_the_question_before_points_to_is_no_reading_of_a_message_that_stands_alone(choose):
    alone = judged("猫能办医保吗", 0.1, as_said=1, goes_on=-5)
    strays = judged("社保登记几天内要去变更，猫能办医保吗", 0.6, goes_on=-5, place=20)
    assert choose(alone, strays) == alone.ask.text
    seen = judged("社保登记几天内要去变更，猫能办医保吗", 0.6, goes_on=-5, place=3)
    assert choose(alone, seen) == seen.ask.text
