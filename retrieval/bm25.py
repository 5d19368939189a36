"""BM25 over term lists, in NumPy.

bm25s does the same for a corpus that stands still. Ours changes by the second, and two of its indexes
cannot share document frequencies, so a fresh edit would be ranked by the statistics of a dozen texts.
Here frequencies are asked of all segments, weights of term and length are computed once.

Formula: Robertson & Zaragoza, "The Probabilistic Relevance Framework" (2009), eq. 3.15 with Lucene's
non-negative idf.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

Scores = npt.NDArray[np.float32]

K1 = 1.2
B = 0.6
"""Below the usual 0.75: our questions are alike in length, and long ones are not worse."""


class Postings:
    """Which texts hold a term, and how strongly."""

    def __init__(self, texts: Iterable[Sequence[str]]) -> None:
        self.vocabulary: dict[str, int] = {}
        terms: list[int] = []
        lengths: list[int] = []
        number = self.vocabulary
        for text in texts:
            lengths.append(len(text))
            terms.extend(number.setdefault(term, len(number)) for term in text)
        self.size = len(lengths)
        self._build(np.asarray(terms, dtype=np.int64), np.asarray(lengths, dtype=np.int64))

    def _build(self, terms: npt.NDArray[np.int64], lengths: npt.NDArray[np.int64]) -> None:
        texts = np.repeat(np.arange(self.size), lengths)
        pairs, counts = np.unique(terms * max(self.size, 1) + texts, return_counts=True)
        term_of, text_of = np.divmod(pairs, max(self.size, 1))
        self.starts = np.searchsorted(term_of, np.arange(len(self.vocabulary) + 1))
        self.texts = text_of.astype(np.int32)
        average = max(float(lengths.mean()), 1.0) if self.size else 1.0
        norm = K1 * (1 - B + B * lengths / average)
        self.weights = (counts * (K1 + 1) / (counts + norm[text_of])).astype(np.float32)

    def frequency(self, term: str) -> int:
        """In how many texts the term stands."""
        number = self.vocabulary.get(term)
        return 0 if number is None else int(self.starts[number + 1] - self.starts[number])

    def score(self, weighted: Mapping[str, float]) -> Scores:
        """One score a text, shape (size,), for terms with their idf times count in the query."""
        scores = np.zeros(self.size, dtype=np.float32)
        for term, weight in weighted.items():
            number = self.vocabulary.get(term)
            if number is not None:
                span = slice(self.starts[number], self.starts[number + 1])
                scores[self.texts[span]] += self.weights[span] * np.float32(weight)
        return scores

    def self_scores(self, idf: npt.NDArray[np.float32]) -> Scores:
        """What every text would score for its own terms; `idf` by vocabulary number."""
        weights = self.weights * np.repeat(idf, np.diff(self.starts))
        return np.bincount(self.texts, weights=weights, minlength=self.size).astype(np.float32)


def idf(frequency: float, size: int) -> float:
    return float(np.log1p((size - frequency + 0.5) / (frequency + 0.5)))


def query_weights(terms: Sequence[str], segments: Sequence[Postings]) -> dict[str, float]:
    """Terms of a query with idf over all segments, times their count in the query."""
    size = sum(segment.size for segment in segments)
    return {
        term: count * idf(sum(segment.frequency(term) for segment in segments), size)
        for term, count in Counter(terms).items()
    }


def attainable(weighted: Mapping[str, float]) -> float:
    """A score no text can pass: every term at its full weight. Divides scores into shares of the query."""
    return max(sum(weighted.values()) * (K1 + 1), 1e-9)
