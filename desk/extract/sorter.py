"""Sorts letters and orders into an office's own classes, learned from letters it has sorted before.

A least-squares support vector machine (Suykens and Vandewalle, 1999) over what a text means (its vector) and
how it is written (character runs by tf-idf), title and text apart. It is trained at run time on letters the
office brings; only coefficients are kept, none of the letters.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

import numpy as np
import numpy.typing as npt

from desk.errors import SorterError
from desk.extract.transcript import fold
from models import Embedder

Matrix = npt.NDArray[np.float32]

_BUCKETS = 1 << 15
_SIZES = (1, 2, 3)
_RIDGE = 0.3
"""By cross-validation on letters: 0.1 to 1 lie within a hundredth."""
_BALANCE = 0.5
"""0 gives every letter the same weight, 1 every class; between the two rare classes keep their say."""
_SHARPNESS = 4.0
"""Turns distances from a class into shares."""
_FEWEST_CLASSES, _FEWEST_LETTERS, _MOST_LETTERS = 2, 20, 5_000
_VECTOR_MOST = 300
_LAYOUT = 1
"""Raise when features change: coefficients of another layout are meaningless."""


@dataclass(frozen=True, slots=True)
class Letter:
    title: str
    """May be empty."""
    text: str
    label: str = ""
    """The class it was sorted into; empty where that is asked."""


@dataclass(frozen=True, slots=True)
class Sorter:
    """What was learned: a column a class."""

    labels: tuple[str, ...]
    embedder: str
    idf: Matrix
    """Two rows, titles and texts."""
    mean: Matrix
    scale: Matrix
    coefficients: Matrix
    bias: Matrix

    def rank(self, letter: Letter, embedder: Embedder) -> list[tuple[str, float]]:
        """Classes with their share, the likeliest first; raises SorterError with another embedder."""
        return self.rank_all([letter], embedder)[0]

    def rank_all(self, letters: Sequence[Letter], embedder: Embedder) -> list[list[tuple[str, float]]]:
        if embedder.id != self.embedder:
            raise SorterError(
                f"分类是用向量模型 {self.embedder} 学的，现在用的是 {embedder.id}：请重新运行 jxb ticket learn"
            )
        return self.rank_vectors(letters, vectors(letters, embedder))

    def rank_vectors(self, letters: Sequence[Letter], dense: Matrix) -> list[list[tuple[str, float]]]:
        """As `rank_all`, for letters whose vectors are at hand."""
        features = _features(_counted(letters), self.idf, (dense - self.mean) / self.scale)
        scores = _SHARPNESS * (features @ self.coefficients + self.bias)
        shares = np.exp(scores - scores.max(axis=1, keepdims=True))
        shares /= shares.sum(axis=1, keepdims=True)
        return [
            [(self.labels[i], round(float(row[i]), 3)) for i in np.argsort(-row, kind="stable")]
            for row in shares
        ]

    def save(self, path: Path) -> None:
        np.savez_compressed(
            path,
            layout=np.array(_LAYOUT),
            labels=np.array(self.labels),
            embedder=np.array(self.embedder),
            idf=self.idf.astype(np.float16),
            mean=self.mean,
            scale=self.scale,
            coefficients=self.coefficients.astype(np.float16),
            bias=self.bias,
        )


def load(path: Path) -> Sorter:
    """Raises SorterError for what is no sorter, or one of an earlier program."""
    try:
        with np.load(path, allow_pickle=False) as held:
            if int(held["layout"]) != _LAYOUT:
                raise SorterError(f"{path.name} 是旧版程序学的：请重新运行 jxb ticket learn")
            return Sorter(
                labels=tuple(held["labels"].tolist()),
                embedder=str(held["embedder"]),
                idf=held["idf"].astype(np.float32),
                mean=held["mean"],
                scale=held["scale"],
                coefficients=held["coefficients"].astype(np.float32),
                bias=held["bias"],
            )
    except (OSError, ValueError, KeyError) as error:
        raise SorterError(f"读不出 {path}：请重新运行 jxb ticket learn") from error


def vectors(letters: Sequence[Letter], embedder: Embedder) -> Matrix:
    """Shape (letters, 2 * dim): of the title, then of title and text."""
    titles = embedder.encode([letter.title or letter.text[:40] for letter in letters], "query")
    texts = [f"{letter.title}。{letter.text}"[:_VECTOR_MOST] for letter in letters]
    return np.hstack([titles, embedder.encode(texts, "query")])


def train(letters: Sequence[Letter], dense: Matrix, embedder: str) -> Sorter:
    """From sorted letters and their `vectors`; raises SorterError where they are too few or too many."""
    labels = sorted({letter.label for letter in letters})
    if len(labels) < _FEWEST_CLASSES or not _FEWEST_LETTERS <= len(letters) <= _MOST_LETTERS:
        raise SorterError(
            f"有 {len(letters)} 封信、{len(labels)} 个类别：至少要 {_FEWEST_LETTERS} 封、{_FEWEST_CLASSES} 类，"
            f"最多 {_MOST_LETTERS} 封；请增减后重试"
        )
    counted = _counted(letters)
    idf = np.stack([_idf(rows) for rows in counted])
    mean = dense.mean(axis=0)
    scale = (dense.std(axis=0) + 1e-6) * math.sqrt(dense.shape[1] / 2)
    features = _features(counted, idf, (dense - mean) / scale)
    member = np.array([[letter.label == label for label in labels] for letter in letters])
    weights = _balanced(member)
    target = np.where(member, 1.0, -1.0)
    bias = (weights @ target) / weights.sum()
    kernel = features @ features.T
    dual = np.linalg.solve(kernel + np.diag(_RIDGE / weights), target - bias)
    return Sorter(
        labels=tuple(labels),
        embedder=embedder,
        idf=idf,
        mean=mean.astype(np.float32),
        scale=scale.astype(np.float32),
        coefficients=(features.T @ dual).astype(np.float32),
        bias=bias.astype(np.float32),
    )


def _balanced(member: npt.NDArray[np.bool_]) -> npt.NDArray[np.float64]:
    """A weight a letter, 1 on average."""
    size = member.sum(axis=0)
    weights = (1.0 / size[member.argmax(axis=1)]) ** _BALANCE
    return np.asarray(weights / weights.mean())


def _counted(letters: Sequence[Letter]) -> tuple[list[Counter[int]], list[Counter[int]]]:
    """Character runs by bucket, of titles and of title with text."""
    titles = [_buckets(letter.title) for letter in letters]
    return titles, [_buckets(f"{letter.title}。{letter.text}") for letter in letters]


def _buckets(text: str) -> Counter[int]:
    folded = "".join(fold(text).split())
    runs = (folded[i : i + size] for size in _SIZES for i in range(len(folded) - size + 1))
    return Counter(crc32(run.encode()) % _BUCKETS for run in runs)


def _idf(rows: Sequence[Counter[int]]) -> Matrix:
    """0 for a run in a single letter: it tells of that letter only."""
    seen = np.zeros(_BUCKETS)
    for row in rows:
        seen[list(row)] += 1
    return np.where(seen > 1, np.log((1 + len(rows)) / (1 + seen)) + 1, 0.0).astype(np.float32)


def _features(counted: Sequence[Sequence[Counter[int]]], idf: Matrix, dense: Matrix) -> Matrix:
    """Each block has rows of length about 1, so that none drowns another."""
    blocks = [dense.astype(np.float32)]
    for rows, weights in zip(counted, idf, strict=True):
        block = np.zeros((len(rows), _BUCKETS), dtype=np.float32)
        for number, row in enumerate(rows):
            if row:
                held = np.fromiter(row.keys(), dtype=np.int64)
                block[number, held] = (1 + np.log(np.fromiter(row.values(), dtype=np.float32))) * weights[
                    held
                ]
        blocks.append(block / np.maximum(np.linalg.norm(block, axis=1, keepdims=True), 1e-9))
    return np.hstack(blocks)
