"""What is learned of an entry: where a question about it most likely points, and one about its neighbours not.

Twice, in the space of the embedder and in that of terms (`retrieval/term_vectors.py`). The mean of an entry's wordings says where they lie; it does not say which of its words tell it from the entry beside
it. Prototypes start at the means and are learned by softmax over all entries (a linear classifier whose classes are
entries, as in few-shot intent detection). Entries without one, or edited since, are measured by their mean.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from kb.store import Store
from kb.vectors import pack, unpack
from retrieval import term_vectors
from retrieval.arrays import Floats, Ints, unit
from retrieval.bags import Bags
from retrieval.tokens import Cut

TEMPERATURE, RATE, EPOCHS, BATCH, NEAR_MEAN = 0.05, 2e-3, 4, 512, 1e-4
MOST = 20_000
"""Entries above which none are learned: every step compares with all of them."""
LEAST = 3
"""Wordings below which an entry keeps its mean."""


def kept_under(embedder: str) -> str:
    """The name that prototypes have among the vectors of a store."""
    return f"{embedder}/{term_vectors.ID}/prototype"


@dataclass(frozen=True)
class Prototypes:
    """Learned vectors of some items."""

    rows: Ints
    """Shape (n,), ascending."""
    vectors: Floats
    """Shape (n, dim), unit length, in the space that questions are compared in."""
    terms: Floats
    """Shape (n, dim of term vectors), unit length."""

    @classmethod
    def none(cls, dim: int) -> Prototypes:
        vectors, terms = (np.zeros((0, size), dtype=np.float32) for size in (dim, term_vectors.learned().dim))
        return cls(np.zeros(0, dtype=np.int64), vectors, terms)

    @classmethod
    def read(cls, store: Store, embedder: str, dim: int) -> Prototypes:
        """Those of items that are as they were when they were learned."""
        held = dict(store.vectors(kept_under(embedder)))
        if not held:
            return cls.none(dim)
        rows = sorted((row, digest) for row, digest in store.item_hashes() if digest in held)
        if not rows:
            return cls.none(dim)
        packed = [held[digest] for _, digest in rows]
        return cls(
            np.array([row for row, _ in rows], dtype=np.int64),
            unpack([one[:dim] for one in packed], dim),
            unpack([one[dim:] for one in packed], term_vectors.learned().dim),
        )

    def packed(self) -> list[bytes]:
        """One an item, as `read` takes them."""
        return [one + other for one, other in zip(pack(self.vectors), pack(self.terms), strict=True)]

    def without(self, rows: Sequence[int]) -> Prototypes:
        """The same without items that were edited."""
        kept = ~np.isin(self.rows, rows)
        return self if kept.all() else Prototypes(self.rows[kept], self.vectors[kept], self.terms[kept])

    def overlay(self, rows: Ints, vector: Floats, terms: Floats, means: Floats) -> Floats:
        """Shape (items, 2): cosines of the question with what was learned of each item in both spaces, `means` where
        nothing was."""
        if not len(self.rows) or not len(rows):
            return means
        at = np.minimum(np.searchsorted(self.rows, rows), len(self.rows) - 1)
        has = self.rows[at] == rows
        found = means.copy()
        found[has, 0] = self.vectors[at[has]] @ vector
        found[has, 1] = self.terms[at[has]] @ terms
        return found


def learn(
    vectors: Floats, of: Ints, count: int, progress: Callable[[str, int, int], None] = lambda *_: None
) -> Floats:
    """Shape (count, dim), unit length; `vectors` (texts, dim) of wordings, `of` (texts,) their entry's number."""
    means = np.zeros((count, vectors.shape[1]), dtype=np.float32)
    np.add.at(means, of, vectors)
    means = unit(means)
    learned, slope, bend = means.copy(), np.zeros_like(means), np.zeros_like(means)
    rng, step = np.random.default_rng(0), 0
    steps = EPOCHS * -(-len(of) // BATCH)
    for _ in range(EPOCHS):
        order = rng.permutation(len(of))
        for batch in np.split(order, range(BATCH, len(order), BATCH)):
            step += 1
            asked, right = vectors[batch], of[batch]
            straight = unit(learned)
            shares = asked @ straight.T / TEMPERATURE
            shares = np.exp(shares - shares.max(axis=1, keepdims=True))
            shares /= shares.sum(axis=1, keepdims=True)
            shares[np.arange(len(batch)), right] -= 1
            pull = shares.T @ asked / (TEMPERATURE * len(batch))
            # Only the direction counts: what would change the length is taken out.
            pull -= (pull * straight).sum(axis=1, keepdims=True) * straight
            pull += 2 * NEAR_MEAN * (learned - means)
            slope = 0.9 * slope + 0.1 * pull
            bend = 0.999 * bend + 0.001 * pull**2
            moved = slope / (1 - 0.9**step) / (np.sqrt(bend / (1 - 0.999**step)) + 1e-8)  # Adam, Kingma 2014
            learned -= RATE * moved
            progress("学习条目的原型", step, steps)
    return unit(learned)


def learn_items(
    wordings: Sequence[str],
    vectors: Floats,
    rows: Sequence[int],
    progress: Callable[[str, int, int], None] = lambda *_: None,
) -> Prototypes:
    """Of the items with wordings enough; `vectors` (texts, dim) in the space they are compared in, `rows` (texts,)
    the item of each."""
    items, of, counts = np.unique(np.array(rows, dtype=np.int64), return_inverse=True, return_counts=True)
    known = counts >= LEAST
    terms = term_vectors.learned().texts(Bags.of(Cut.of(wordings).characters))
    both = [learn(space, of, len(items), progress)[known] for space in (vectors, terms)]
    return Prototypes(items[known], *both)


def learn_store(
    store: Store,
    embedder: str,
    apply: Callable[[Floats], Floats],
    dim: int,
    progress: Callable[[str, int, int], None] = lambda *_: None,
) -> Mapping[str, bytes]:
    """Learn from all published wordings and keep; by the content hash of the item. `apply` moves vectors into the
    space they are compared in."""
    hashes, entries = dict(store.item_hashes()), 0
    rows: list[int] = []
    wordings: list[str] = []
    packed: list[bytes] = []
    for text in store.indexed_texts(embedder=embedder):
        if text.field in ("question", "similar") and text.vector is not None and text.item in hashes:
            entries += not rows or rows[-1] != text.item  # they come item after item
            if entries > MOST:
                return {}
            rows.append(text.item)
            wordings.append(text.text)
            packed.append(text.vector)
    if entries < 2:
        return {}
    learned = learn_items(wordings, apply(unpack(packed, dim)), rows, progress)
    names = [hashes[int(row)] for row in learned.rows]
    found = dict(zip(names, learned.packed(), strict=True))
    store.replace_vectors(kept_under(embedder), found)
    return found
