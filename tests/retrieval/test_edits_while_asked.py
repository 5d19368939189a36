"""Edits at a steady rate with questions running: none is answered wrongly, each is soon found."""

import numpy as np

from bench import edits
from tests.retrieval.conftest import many


def test_edits_while_questions_run(store, put, index):
    """Twenty a second; on milvus-lite, which answers a question in a tenth of a second on a core of ours, five."""
    put(*many(600))
    index.build()
    rate = 5 if index.far and index.far.store.address.is_lite else 20
    figures = edits.measure(store, index, seconds=2, rate=rate, every=0.1)
    assert figures.edits == 2 * rate - 1
    assert figures.asked > rate
    assert figures.wrong == []
    assert len(figures.visible) >= 5
    assert np.percentile(figures.visible, 95) < 1.0
