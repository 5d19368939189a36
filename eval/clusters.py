"""Questions that mean the same, put together.

Similarity is half the cosine of embeddings from which the mean embedding was taken away (all sentences of such
models lie in one narrow cone: Mu and Viswanath, "All-but-the-top", ICLR 2018), half the Dice overlap of character
pairs. A question joins the group it is nearest to on average, as in leader clustering (Hartigan, 1975, ch. 3)
with the densest questions first.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from kb.text import fold
from models.embedder import Vectors

ALIKE = 0.25
"""Mean similarity from which a question joins a group. On 400 wordings of 80 starter entries: B-cubed precision
0.79, recall 0.52 (Amigó et al., Information Retrieval 12, 2009); lower values mix entries, higher ones split them."""

Matrix = npt.NDArray[np.float32]


def groups(
    texts: Sequence[str], vectors: Vectors, mean: Vectors | None = None, alike: float = ALIKE
) -> list[list[int]]:
    """Numbers of the texts by group, the largest group first, the most central text of a group first.

    `vectors`: shape (texts, dim); `mean`: shape (dim,), of many questions; of these texts where not given.
    """
    if not texts:
        return []
    likeness = similarity(texts, vectors, mean)
    dense = np.argsort(-np.sort(likeness, axis=1)[:, -6:].sum(axis=1), kind="stable")
    found: list[list[int]] = []
    for number in dense.tolist():
        scores = [float(likeness[number, inside].mean()) for inside in found]
        best = int(np.argmax(scores)) if scores else -1
        if best >= 0 and scores[best] >= alike:
            found[best].append(number)
        else:
            found.append([number])
    central = [sorted(inside, key=lambda i: -float(likeness[i, inside].sum())) for inside in found]
    return sorted(central, key=lambda inside: -len(inside))


def similarity(texts: Sequence[str], vectors: Vectors, mean: Vectors | None = None) -> Matrix:
    """Shape (texts, texts); 1 on the diagonal."""
    centred = vectors - (vectors.mean(axis=0) if mean is None else mean)
    centred = centred / np.maximum(np.linalg.norm(centred, axis=1, keepdims=True), 1e-9)
    cosine = np.asarray(centred @ centred.T, dtype=np.float32)
    result: Matrix = ((cosine + _dice(texts)) / 2).astype(np.float32)
    np.fill_diagonal(result, 1.0)
    return result


def _dice(texts: Sequence[str]) -> Matrix:
    """Overlap of character pairs, shape (texts, texts)."""
    folded = [fold(text) for text in texts]
    pairs = [{one[i : i + 2] for i in range(len(one) - 1)} for one in folded]
    names = {pair: column for column, pair in enumerate(sorted(set().union(*pairs)))}
    held = np.zeros((len(texts), max(1, len(names))), dtype=np.float32)
    for row, inside in enumerate(pairs):
        held[row, [names[pair] for pair in inside]] = 1
    sizes = held.sum(axis=1)
    both = np.maximum(sizes[:, None] + sizes[None, :], 1)
    return np.asarray(2 * (held @ held.T) / both, dtype=np.float32)
