"""Learns the vectors of characters and pairs: `python -m bench.train_term_vectors HOME [--write]`, three minutes on two cores.

HOME holds the starter knowledge and documents. Learned from all that people ask: wordings of entries, and of articles
(`bench/ship_articles.py`). Two lessons, one after the other:
- classes: the sum of a wording's terms must point to its item among all items (softmax over learned classes);
- means: it must point to the mean of the item's other wordings, which is what an item is compared by.
Half of a wording's terms are left out at random each time, so that no single one decides.
Wordings that taught the embedder nothing teach nothing here either: ranker and confidence are learned on those. Then run
`bench.ship_prototypes`, `bench.train_ranker` and `bench.train_confidence`.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from bench.material import SEED, cached_index, taught
from retrieval.term_vectors import ID, TermVectors
from retrieval.tokens import Cut

try:
    import torch
    from torch.nn.functional import cross_entropy, normalize
except ModuleNotFoundError:
    sys.exit("学习字词向量需要 torch：请运行 pip install 'jingxiaobao[train]'")

DIM, LEAST = 256, 4
"""Of a vector; texts that a term stands in, else it is not known."""
EPOCHS, BATCH, RATE, LEFT_OUT = 5, 512, 4e-3, 0.5
STEPS, ITEMS, WORDINGS, SLOW = 200, 768, 9, 1e-3
"""Of the second lesson: items a step, wordings of each, and its rate."""
SHARP = 16.0
"""What cosines are multiplied by before they are shares."""


class Terms(torch.nn.Module):
    """Terms and classes; a text is the sum of its terms, each weighed by its rarity."""

    def __init__(self, rarity: np.ndarray, classes: int) -> None:
        super().__init__()
        self.rarity = rarity
        self.table = torch.nn.EmbeddingBag(len(rarity), DIM, mode="sum", sparse=True)
        torch.nn.init.normal_(self.table.weight, 0, 0.05)
        self.classes = torch.nn.Parameter(torch.randn(classes, DIM) * 0.05)

    def forward(self, texts: Sequence[np.ndarray]) -> torch.Tensor:
        """Shape (texts, DIM), unit length; a text is the places of its terms."""
        sizes = np.array([len(text) for text in texts])
        flat = np.concatenate(texts)
        weights = self.rarity[flat]
        starts = np.cumsum(sizes) - sizes
        weights = weights / np.repeat(np.sqrt(np.add.reduceat(weights**2, starts)), sizes)
        return normalize(
            self.table(torch.from_numpy(flat), torch.from_numpy(starts), torch.from_numpy(weights)), dim=1
        )


def main() -> None:
    torch.manual_seed(SEED)
    rng = np.random.default_rng(SEED)
    texts, items = _asked(Path(sys.argv[1]))
    keys, lengths = Cut.of(texts).characters
    each = [np.unique(one) for one in np.split(keys, np.cumsum(lengths)[:-1])]
    known, counts = np.unique(np.concatenate(each), return_counts=True)
    known, counts = known[counts >= LEAST], counts[counts >= LEAST]
    held = [_places(one, known) for one in each]
    some = np.array([len(one) > 0 for one in held])
    held = [one for one in held if len(one)]
    _, of = np.unique(np.array(items)[some], return_inverse=True)
    print(f"{len(held)} wordings of {of.max() + 1} items, {len(known)} terms", flush=True)
    rarity = (np.log(len(held) / counts) + 0.1).astype(np.float32)
    model = Terms(rarity, int(of.max()) + 1)
    _by_classes(model, held, of, rng)
    _by_means(model, held, of, rng)
    vectors = model.table.weight.detach().numpy() * rarity[:, None]
    if "--write" in sys.argv:
        TermVectors.of(known, vectors).save(Path(f"retrieval/data/{ID}.npz"))


def _asked(home: Path) -> tuple[list[str], list[int]]:
    """What people ask, and for which item."""
    index = cached_index(home)
    texts = (t for t in index.store.indexed_texts() if t.field in ("question", "similar", "asked"))
    pairs = [(text.text, text.item) for text in texts if taught(text.text)]
    return [text for text, _ in pairs], [item for _, item in pairs]


def _places(keys: np.ndarray, known: np.ndarray) -> np.ndarray:
    at = np.minimum(np.searchsorted(known, keys), len(known) - 1)
    return at[known[at] == keys]


def _some(text: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Without a part of its terms."""
    kept = text[rng.random(len(text)) > LEFT_OUT]
    return kept if len(kept) else text


def _by_classes(model: Terms, held: list[np.ndarray], of: np.ndarray, rng: np.random.Generator) -> None:
    terms = torch.optim.SparseAdam([model.table.weight], lr=RATE)
    classes = torch.optim.Adam([model.classes], lr=RATE)
    right = torch.from_numpy(of)
    for epoch in range(EPOCHS):
        for optimiser in (terms, classes):
            optimiser.param_groups[0]["lr"] = RATE * (1 - 0.8 * epoch / (EPOCHS - 1))
        order, total = rng.permutation(len(held)), 0.0
        for batch in np.split(order, range(BATCH, len(order), BATCH)):
            said = model([_some(held[at], rng) for at in batch])
            loss = cross_entropy(SHARP * said @ normalize(model.classes, dim=1).T, right[batch])
            _step(loss, terms, classes)
            total += loss.item() * len(batch)
        print(f"classes, round {epoch + 1}: loss {total / len(held):.3f}", flush=True)


def _by_means(model: Terms, held: list[np.ndarray], of: np.ndarray, rng: np.random.Generator) -> None:
    wordings = np.split(np.argsort(of, kind="stable"), np.cumsum(np.bincount(of))[:-1])
    enough = [mine for mine in wordings if len(mine) > 2]
    terms = torch.optim.SparseAdam([model.table.weight], lr=SLOW)
    for step in range(STEPS):
        drawn = [
            rng.permutation(enough[at])[:WORDINGS] for at in rng.choice(len(enough), ITEMS, replace=False)
        ]
        said = model([_some(held[mine[0]], rng) for mine in drawn])
        others = model([held[at] for mine in drawn for at in mine[1:]])
        number = torch.from_numpy(np.repeat(np.arange(ITEMS), [len(mine) - 1 for mine in drawn]))
        means = normalize(torch.zeros(ITEMS, DIM).index_add(0, number, others), dim=1)
        loss = cross_entropy(SHARP * said @ means.T, torch.arange(ITEMS))
        _step(loss, terms)
        if step % 50 == 49:
            print(f"means, step {step + 1}: loss {loss.item():.3f}", flush=True)


def _step(loss: torch.Tensor, *optimisers: torch.optim.Optimizer) -> None:
    for optimiser in optimisers:
        optimiser.zero_grad()
    loss.backward()
    for optimiser in optimisers:
        optimiser.step()


if __name__ == "__main__":
    main()
