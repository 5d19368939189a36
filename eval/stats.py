"""How sure a measured share is, and whether two runs differ by more than chance."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np


@dataclass(frozen=True, slots=True)
class Interval:
    """A range that holds the true value with the stated confidence."""

    low: float
    high: float


def wilson(successes: int, n: int, confidence: float = 0.95) -> Interval:
    """Wilson score interval of a proportion; (0, 1) for no observations.

    E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22 (1927);
    recommended for small n and shares near 1 by Brown, Cai and DasGupta, Statistical Science 16 (2001).
    """
    if not 0 <= successes <= n:
        raise ValueError(f"{successes} successes of {n} observations")
    if n == 0:
        return Interval(0.0, 1.0)
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    share = successes / n
    scale = 1 + z * z / n
    middle = (share + z * z / (2 * n)) / scale
    half = z / scale * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    low = 0.0 if successes == 0 else middle - half
    high = 1.0 if successes == n else middle + half
    return Interval(low, high)


def mcnemar_exact(broken: int, mended: int) -> float:
    """Two-sided exact p that two runs on the same questions are equally good.

    Only the questions that changed count: under no difference each is as likely mended as broken, so the
    smaller count is binomial with p = 1/2. Q. McNemar, Psychometrika 12 (1947); the exact form is in
    Agresti, Categorical Data Analysis, 3rd ed., section 11.1.
    """
    n = broken + mended
    if n == 0:
        return 1.0
    smaller = min(broken, mended)
    tail = sum(math.comb(n, k) for k in range(smaller + 1))
    return min(1.0, float(2 * tail / 2**n))


@dataclass(frozen=True, slots=True)
class Difference:
    """Mean of b less mean of a over the same questions."""

    value: float
    interval: Interval
    p: float
    """Two-sided share of resamples on the other side of no difference."""


def paired_bootstrap(
    a: Sequence[float],
    b: Sequence[float],
    *,
    resamples: int = 10_000,
    seed: int = 0,
    confidence: float = 0.95,
) -> Difference:
    """Difference of two runs by resampling questions, pairs kept together; the same seed, the same result.

    Efron and Tibshirani, An Introduction to the Bootstrap (1993), ch. 13 (percentile interval); for paired
    systems Koehn, "Statistical significance tests for machine translation evaluation", EMNLP 2004.
    """
    if len(a) != len(b) or not a:
        raise ValueError(f"paired runs need the same questions: {len(a)} and {len(b)}")
    difference = np.asarray(b, dtype=np.float64) - np.asarray(a, dtype=np.float64)
    draw = np.random.default_rng(seed)
    means = np.empty(resamples)
    step = max(1, 2_000_000 // len(difference))  # at most 16 MB of indices at a time
    for start in range(0, resamples, step):
        size = min(step, resamples - start)
        picked = draw.integers(0, len(difference), (size, len(difference)))
        means[start : start + size] = difference[picked].mean(axis=1)
    low, high = np.quantile(means, [(1 - confidence) / 2, (1 + confidence) / 2])
    # One is added to both counts so that p is never 0 (Davison and Hinkley 1997, section 4.2).
    below = (np.count_nonzero(means <= 0) + 1) / (resamples + 1)
    above = (np.count_nonzero(means >= 0) + 1) / (resamples + 1)
    p = min(1.0, 2 * float(min(below, above)))
    return Difference(float(difference.mean()), Interval(float(low), float(high)), p)


def sample_size(expected: float, claim: float, confidence: float = 0.95) -> int:
    """Questions needed so that, when `expected` of them are right, the Wilson lower bound reaches `claim`.

    Solved from the Wilson formula itself: the smallest n whose lower bound at the expected share is not below
    the claim. Raises ValueError when the expected share is not above the claim, which no sample can show.
    """
    if not 0 < claim < expected <= 1:
        raise ValueError(f"a share of {expected} cannot show a claim of {claim}")
    low, high = 1, 2
    while not _shows(expected, claim, high, confidence):
        low, high = high, high * 2
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if _shows(expected, claim, middle, confidence) else (middle + 1, high)
    return low


def _shows(expected: float, claim: float, n: int, confidence: float) -> bool:
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    middle = expected + z * z / (2 * n)
    half = z * math.sqrt(expected * (1 - expected) / n + z * z / (4 * n * n))
    return (middle - half) / (1 + z * z / n) >= claim


def percentile(values: Sequence[float], share: float) -> float:
    """Linear between the nearest ranks (Hyndman and Fan 1996, type 7); 0 for no values."""
    return float(np.quantile(np.asarray(values, dtype=np.float64), share)) if values else 0.0
