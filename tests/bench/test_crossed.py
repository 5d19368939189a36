"""What untaught models say of the questions that teach."""

import numpy as np
import pytest

from bench import crossed
from bench.material import digest


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(crossed, "FOLDER", tmp_path)
    crossed.kept.cache_clear()
    yield tmp_path
    crossed.kept.cache_clear()


def test_what_was_said_is_found_by_the_words(folder):
    crossed.keep("openings", ["我那个钱呢", "失业金领几个月"], np.array([2.5, -3.0]))
    said = crossed.kept("openings")
    assert (said[digest("我那个钱呢")], said[digest("失业金领几个月")]) == (2.5, -3.0)
    assert digest("没教过的") not in said
