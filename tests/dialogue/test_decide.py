"""Answer or ask back, by how sure it is and by whether anything is asked yet."""

from dataclasses import replace

import pytest

from dialogue import grounds
from dialogue.decide import ANSWER, OPENING, decide
from dialogue.state import Ask
from kb.types import Scope
from tests.dialogue.conftest import TODAY

STORY = "我在工地上干了三年多，前阵子把腰给摔坏了，工伤这个事情我想跟您说一说"


@pytest.fixture
def found(opened):
    """What stands first for the story, and the grounds it gives."""
    scope = Scope("110000", None, TODAY)
    ranking = opened.searcher.search(STORY, scope, 1)
    return ranking, grounds.prepare(ranking.hits, opened.store.facts(), {}, TODAY)


@pytest.mark.parametrize(
    ("opens", "sure", "decided"),
    [
        (True, (ANSWER + OPENING) / 2, "clarify"),
        (True, OPENING + 0.05, "answer"),
        (False, ANSWER + 0.05, "answer"),
    ],
)
def test_what_probably_asks_nothing_yet_needs_more_to_be_answered(found, opens, sure, decided):
    ranking, held = found
    ask = Ask(text=STORY, scope=Scope("110000", None, TODAY), said=STORY, today=TODAY, opens=opens)
    assert decide(replace(ranking, confidence=sure), held, ask) == decided
