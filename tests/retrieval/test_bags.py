"""Terms of texts joined, sorted and counted a block at a time are those of all at once."""

import tracemalloc

import numpy as np
import pytest

from retrieval import bags as bags_module
from retrieval.bags import Bags, GrowingBags
from retrieval.tokens import KEY_BITS

MEGABYTE = 1 << 20


def cut(seed, texts, vocabulary=400, longest=30):
    """Keys of random texts, some of them empty, and how many each has."""
    rng = np.random.default_rng(seed)
    lengths = rng.integers(0, longest, texts)
    keys = (rng.zipf(1.3, int(lengths.sum())) % vocabulary) * ((1 << KEY_BITS) // vocabulary)
    return keys.astype(np.int64), lengths


def in_parts(keys, lengths, size):
    ends = np.concatenate(([0], np.cumsum(lengths)))
    for at in range(0, len(lengths), size):
        last = min(at + size, len(lengths))
        yield Bags.of((keys[ends[at] : ends[last]], lengths[at:last]))


def same(one, other):
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in vars(one))


@pytest.fixture
def whole():
    return Bags.of(cut(3, 300))


@pytest.fixture
def small_blocks(monkeypatch):
    monkeypatch.setattr(bags_module, "_BLOCK", 50)


@pytest.mark.parametrize("size", [2, 7, 300])
def test_parts_joined_are_what_is_cut_at_once(whole, small_blocks, size):
    assert same(Bags.joined(in_parts(*cut(3, 300), size)), whole)


def test_a_term_of_a_later_part_finds_its_place_among_the_earlier(small_blocks):
    first, second = Bags.of((np.array([5, 9]), np.array([2]))), Bags.of((np.array([9, 1, 7]), np.array([3])))
    joined = Bags.joined([first, second])
    assert joined.vocabulary.tolist() == [1, 5, 7, 9]
    assert joined.numbers.tolist() == [1, 3, 0, 2, 3]


def test_lists_hold_for_every_term_the_texts_it_stands_in(whole, small_blocks):
    starts = np.concatenate(([0], np.cumsum(whole.frequency())))
    texts, counts = whole.by_term(starts)
    row = np.repeat(np.arange(len(whole)), np.diff(whole.starts))
    for term in range(len(whole.vocabulary)):
        here, of = slice(starts[term], starts[term + 1]), np.flatnonzero(whole.numbers == term)
        assert texts[here].tolist() == row[of].tolist()
        assert counts[here].tolist() == whole.counts[of].tolist()


def test_texts_taken_keep_their_terms_in_the_order_asked_for(whole, small_blocks):
    chosen = np.random.default_rng(5).permutation(300)[:120]
    taken = whole.taken(chosen)
    for place, text in enumerate(chosen):
        mine, theirs = (
            slice(bags.starts[at], bags.starts[at + 1]) for bags, at in ((taken, place), (whole, text))
        )
        assert taken.numbers[mine].tolist() == whole.numbers[theirs].tolist()
        assert taken.counts[mine].tolist() == whole.counts[theirs].tolist()
    assert taken.lengths.tolist() == whole.lengths[chosen].tolist()


def test_texts_thrown_together_say_in_how_many_of_them_a_term_stands(whole, small_blocks):
    texts = np.arange(0, 300, 2)
    groups = np.random.default_rng(6).integers(0, 9, len(texts))
    groups[groups == 4] = 5  # nothing is of this one
    grouped = whole.grouped(texts, groups, 9)
    assert len(grouped) == 9
    for group in range(9):
        expected: dict[int, int] = {}
        for text in texts[groups == group]:
            for number in whole.numbers[whole.starts[text] : whole.starts[text + 1]]:
                key = int(whole.vocabulary[number])
                expected[key] = expected.get(key, 0) + 1
        here = slice(grouped.starts[group], grouped.starts[group + 1])
        keys = grouped.vocabulary[grouped.numbers[here]].tolist()
        assert dict(zip(keys, grouped.counts[here].tolist(), strict=True)) == expected
        assert keys == sorted(keys) and grouped.lengths[group] == sum(expected.values())


def test_nothing_thrown_together_is_nothing(whole):
    empty = np.zeros(0, dtype=np.int64)
    grouped = whole.grouped(empty, empty, 3)
    assert len(grouped) == 3 and grouped.starts.tolist() == [0, 0, 0, 0] and not len(grouped.vocabulary)


def test_sums_weigh_every_distinct_term_once(whole, small_blocks):
    weights = np.arange(len(whole.vocabulary), dtype=np.float32)
    expected = [
        weights[whole.numbers[whole.starts[at] : whole.starts[at + 1]]].sum() for at in range(len(whole))
    ]
    assert whole.sums(weights) == pytest.approx(expected)


def test_joining_holds_the_terms_once_and_sorting_them_little_more(monkeypatch):
    monkeypatch.setattr(bags_module, "_BLOCK", 1 << 15)
    keys, lengths = cut(8, 60_000, vocabulary=1_000, longest=250)
    tracemalloc.start()
    growing = GrowingBags()
    for part in in_parts(keys, lengths, 200):
        growing.add(part)
    joined = growing.done()
    size = sum(array.nbytes for array in vars(joined).values())
    assert size > 12 * MEGABYTE
    assert tracemalloc.get_traced_memory()[1] < 1.2 * size + 5 * MEGABYTE
    starts = np.concatenate(([0], np.cumsum(joined.frequency())))
    before = tracemalloc.get_traced_memory()[0]
    tracemalloc.reset_peak()
    lists = joined.by_term(starts)
    peak = tracemalloc.get_traced_memory()[1] - before
    tracemalloc.stop()
    assert peak < sum(array.nbytes for array in lists) + 5 * MEGABYTE
