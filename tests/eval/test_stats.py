import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats as scipy_stats

from eval.stats import mcnemar_exact, paired_bootstrap, percentile, sample_size, wilson


@given(st.integers(1, 3000), st.floats(0, 1))
def test_the_interval_agrees_with_scipy(n, share):
    right = round(n * share)
    expected = scipy_stats.binomtest(right, n).proportion_ci(method="wilson")
    interval = wilson(right, n)
    assert interval.low == pytest.approx(expected.low, abs=1e-9)
    assert interval.high == pytest.approx(expected.high, abs=1e-9)


def test_nothing_is_claimed_from_no_questions_and_nonsense_is_refused():
    assert (wilson(0, 0).low, wilson(0, 0).high) == (0, 1)
    with pytest.raises(ValueError):
        wilson(3, 2)


@given(st.integers(0, 200), st.integers(0, 200))
def test_mcnemar_agrees_with_the_exact_binomial_test(broken, mended):
    n = broken + mended
    expected = scipy_stats.binomtest(broken, n, 0.5).pvalue if n else 1.0
    assert mcnemar_exact(broken, mended) == pytest.approx(expected)


def test_the_bootstrap_finds_a_real_difference_and_repeats_itself():
    before, after = [0.0] * 60 + [1.0] * 40, [0.0] * 30 + [1.0] * 70
    first = paired_bootstrap(before, after)
    assert first == paired_bootstrap(before, after)
    assert first.value == pytest.approx(0.3)
    assert 0.2 < first.interval.low < 0.3 < first.interval.high < 0.4
    assert first.p < 0.001


def test_the_bootstrap_finds_nothing_where_nothing_changed():
    same = paired_bootstrap([1.0, 0.0, 1.0], [1.0, 0.0, 1.0])
    assert (same.value, same.p) == (0, 1)
    with pytest.raises(ValueError):
        paired_bootstrap([1.0], [])


def test_the_sample_size_is_the_smallest_that_shows_the_claim():
    n = sample_size(0.94, 0.90)
    assert 180 < n < 300
    z = scipy_stats.norm.ppf(0.975)

    def low(size):
        half = z * math.sqrt(0.94 * 0.06 / size + z * z / (4 * size * size))
        return (0.94 + z * z / (2 * size) - half) / (1 + z * z / size)

    assert low(n) >= 0.90 > low(n - 1)
    with pytest.raises(ValueError):
        sample_size(0.9, 0.9)


def test_percentiles_of_nothing_are_zero():
    assert percentile([], 0.5) == 0
    assert percentile([1, 2, 3, 4], 0.5) == 2.5
