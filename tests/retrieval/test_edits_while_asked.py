"""Edits at a steady rate with questions running: none is answered wrongly, each is soon found."""

import numpy as np

from bench import edits
from tests.retrieval.conftest import many


def test_forty_edits_in_two_seconds_with_questions_running(store, put, index):
    put(*many(600))
    index.build()
    figures = edits.measure(store, index, seconds=2, rate=20, every=0.1)
    assert figures.edits == 39
    assert figures.asked > 20
    assert figures.wrong == []
    assert len(figures.visible) >= 5
    assert np.percentile(figures.visible, 95) < 1.0
