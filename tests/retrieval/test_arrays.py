"""Arrays that grow, and spans a block at a time."""

import numpy as np
import pytest

from retrieval.arrays import Growing, blocks


def test_what_was_added_is_there_in_order():
    growing, rng = Growing(), np.random.default_rng(1)
    parts = [rng.integers(0, 9, (int(size), 3)) for size in rng.integers(0, 40, 50)]
    for part in parts:
        growing.add(part)
    assert np.array_equal(growing.done(), np.concatenate(parts))


def test_an_array_that_was_added_is_not_the_one_that_grows():
    first = np.arange(3)
    growing = Growing()
    growing.add(first)
    growing.add(np.array([7]))
    growing.part(0, 1)[:] = 5
    assert first.tolist() == [0, 1, 2] and growing.done().tolist() == [5, 1, 2, 7]


def test_longer_names_are_not_cut():
    growing = Growing()
    for names in ([], ["ab"], ["abcdef", "c"]):
        growing.add(np.array(names, dtype=np.bytes_))
    assert growing.done().tolist() == [b"ab", b"abcdef", b"c"]


@pytest.mark.parametrize("size", [1, 5, 100])
def test_blocks_follow_each_other_and_are_no_larger_than_one_span_must_be(size):
    lengths = np.array([0, 3, 4, 0, 0, 9, 1, 0])
    starts = np.concatenate(([0], np.cumsum(lengths)))
    found = list(blocks(starts, size))
    assert [first for first, _ in found] + [8] == [0] + [last for _, last in found]
    assert all(lengths[first:last].sum() <= size or last == first + 1 for first, last in found)


def test_no_spans_are_no_blocks():
    assert list(blocks(np.zeros(1, dtype=np.int64), 5)) == []
