import pytest

torch = pytest.importorskip("torch", reason="torch is not installed (extra `train`)")

from torch.nn.functional import normalize  # noqa: E402

from bench.finetune.lessons import contrast, moved, neighbours_changed, same, told_apart  # noqa: E402


@pytest.fixture
def vectors():
    return normalize(torch.randn(6, 8, generator=torch.Generator().manual_seed(0)), dim=1)


def nobody(n, m):
    return torch.zeros(n, m, dtype=torch.bool)


def test_what_belongs_together_costs_least_when_it_is_nearest(vectors):
    there = contrast(vectors, vectors, nobody(6, 6))
    crossed = contrast(vectors, vectors.roll(1, 0), nobody(6, 6))
    assert there < 0.1 < crossed


def test_what_is_right_as_well_is_not_held_against_a_question(vectors):
    found = torch.cat([vectors, vectors])  # every one twice
    numbers = torch.arange(6)
    twice = same(numbers, torch.cat([numbers, numbers]))
    assert contrast(vectors, found, twice) < 0.1
    assert contrast(vectors, found, nobody(6, 12)) > 0.6


def test_the_same_is_not_said_of_a_thing_and_itself():
    assert same(torch.tensor([1, 2, 1]), torch.tensor([1, 2, 1, 2])).tolist() == [
        [False, False, True, False],
        [False, False, False, True],
        [True, False, False, False],
    ]


def test_a_wording_is_not_held_against_entries_that_are_not_taught(vectors):
    entries = torch.arange(6) // 2
    prototypes = torch.cat([vectors[::2], vectors[1::2] * 3])
    untaught = torch.arange(6) >= 3
    every = told_apart(vectors, entries, prototypes, torch.zeros(6, dtype=torch.bool))
    assert told_apart(vectors, entries, prototypes, untaught) < every


def test_what_stayed_costs_nothing_and_what_turned_together_keeps_its_neighbours(vectors):
    assert moved(vectors, vectors).item() == pytest.approx(0, abs=1e-6)
    assert neighbours_changed(vectors, vectors).item() == pytest.approx(0, abs=1e-6)
    mirrored = vectors.flip(1)
    assert moved(vectors, mirrored) > 0.5
    assert neighbours_changed(vectors, mirrored).item() == pytest.approx(0, abs=1e-5)
    assert neighbours_changed(vectors, vectors.roll(1, 0)) > 0.01
