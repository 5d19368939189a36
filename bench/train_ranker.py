"""Learns how signals become a score: `python -m bench.train_ranker HOME [--write]`, then `bench.train_confidence`.

HOME holds the starter knowledge and documents, with vectors. What is learned from:
- what strangers asked in the development questions of `golden/`, of everything held: right is what holds all that an
  answer must hold;
- wordings taken out of the index and asked, of a knowledge base as full as ours and of poorer ones (few
  wordings, no answers), so that the weights hold for what others bring in;
- wordings that stayed in, asked as somebody else would type them: filler, lost, swapped or misheard characters;
- wordings whose entry was verified against an article, asked of the passages alone, and sentences of passages.
Every weight of a signal is at least zero: a better match never ranks an item lower.
What is asked taught the embedder nothing (`bench/finetune`). Items and questions are split by a hash: some teach the
weights, the others are reported.
"""

from __future__ import annotations

import json
import random
import re
import sys
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

from bench import questions
from bench.judge import ELSEWHERE, Judge, scope
from bench.material import (
    SCOPE,
    SEED,
    Material,
    cached_index,
    rests_on,
    taught,
)
from kb.item import Item
from kb.store import IndexedText
from kb.types import ItemKind, Scope
from retrieval import ranker
from retrieval.features import Candidates, candidates
from retrieval.prototypes import Prototypes
from retrieval.segment import Segment

TARGET = Path("retrieval/data/ranker.json")
ASKED = 600
"""Questions of each kind of our own words at most."""
STRANGERS, TOLD = "strangers", 0.7
"""Share of what strangers asked in what is learned; the rest is our own words, evenly. With 0.5 or 0.85 as many first hits
are right to half a point; with strangers alone, our words in poorer knowledge bases are found worse."""
LOOKED_AT = 24
"""Candidates of a stranger's question that are judged, the first by the ranker that ships: what it puts behind them is
neither learned from nor counted as found."""


@dataclass
class Asked:
    """One question with its candidates and which of them answer it."""

    matrix: np.ndarray
    right: np.ndarray
    """Shape (candidates,): 1 answers, 0 does not, -1 unclear and left out."""
    train: bool


def main() -> None:
    material = Material.of(cached_index(Path(sys.argv[1])))
    rng = random.Random(SEED)
    groups = {
        STRANGERS: _told(material),
        "full": _held_out(material, rng, wordings=99, answers=True),
        "few wordings": _held_out(material, rng, wordings=3, answers=False),
        "one wording": _held_out(material, rng, wordings=1, answers=False),
        "typed otherwise": _typed(material, rng, wordings=99),
        "articles": _articles(material, rng),
        "sentences": _sentences(material, rng),
    }
    others = (1 - TOLD) / (len(groups) - 1)
    learned = _learn({name: (group, TOLD if name == STRANGERS else others) for name, group in groups.items()})
    for name, group in groups.items():
        _report(name, [one for one in group if not one.train], learned)
    if "--write" in sys.argv:
        _write(learned)


def _told(material: Material) -> list[Asked]:
    """What strangers asked, in one turn, and what of the candidates holds all that must be said."""
    index = material.index
    index.build()
    judge, asked = Judge.of(index.store), []
    for text, question in questions.single(["answer"]):
        if question["kind"] in ELSEWHERE or not question.get("must"):
            continue
        (query,) = material.queries([text])
        found = candidates(index.segments, [query], scope(question), None, prototypes=index.prototypes)
        matrix = _features(found, tuple(index.segments))
        best = _order(matrix, ranker.learned())[:LOOKED_AT]
        rows = [int(index.segments[found.segment[i]].columns.row[found.item[i]]) for i in best]
        right = np.array([int(judge.right(material.items[row], question)) for row in rows])
        asked.append(Asked(matrix[best], right, _is_train(text)))
    return asked


def _held_out(material: Material, rng: random.Random, wordings: int, *, answers: bool) -> list[Asked]:
    """A wording of each entry, asked of an index without it and with at most so many others."""
    held, out = [], set()
    for row, mine in material.wordings().items():
        mine = _unseen_first(rng.sample(mine, len(mine)))
        if len(mine) < 2:
            continue
        if not taught(mine[0].text):
            held.append((row, mine[0].text))
        out.update(text.row for text in (mine[:1] + mine[1 + wordings :]))
    segment = material.segment(
        lambda text: text.row not in out and (answers or text.field in ("question", "similar"))
    )
    learned = material.prototypes(lambda text: text.row not in out)
    return _ask(material, segment, rng.sample(held, min(ASKED, len(held))), None, learned)


def _unseen_first(wordings: list[IndexedText]) -> list[IndexedText]:
    return sorted(wordings, key=lambda wording: taught(wording.text))


def _typed(material: Material, rng: random.Random, wordings: int) -> list[Asked]:
    """A wording that is held, asked as somebody else would type it."""
    held, out = [], set()
    for row, mine in material.wordings().items():
        mine = _unseen_first(rng.sample(mine, len(mine)))
        if not taught(mine[0].text):
            held.append((row, _changed(_changed(mine[0].text, rng), rng)))
        out.update(text.row for text in mine[wordings:])
    segment = material.segment(lambda text: text.row not in out and text.field in ("question", "similar"))
    learned = material.prototypes(lambda text: text.row not in out)
    return _ask(material, segment, rng.sample(held, min(ASKED, len(held))), None, learned)


_FRONT = ("请问", "我想问一下，", "你好，", "那个，", "帮我看看", "想咨询下", "麻烦问下")
_BACK = ("啊", "呢", "，急", "谢谢", "怎么弄", "？？", "，在线等", "吗")


def _changed(text: str, rng: random.Random) -> str:
    kind = rng.randrange(6)
    if kind == 0:
        return rng.choice(_FRONT) + text
    if kind == 1:
        return text + rng.choice(_BACK)
    at = rng.randrange(max(len(text) - 1, 1))
    if kind == 2:
        return text[:at] + text[at + 1 :]
    if kind == 3:
        return text[:at] + text[at + 1 : at + 2] + text[at : at + 1] + text[at + 2 :]
    if kind == 4 and len(text) > 6:  # the end first, as in hurried speech
        return text[at:] + "，" + text[:at]
    return text[:at] + _alike(text[at], rng) + text[at + 1 :]


def _alike(character: str, rng: random.Random) -> str:
    """Another character of the same sound."""
    from retrieval.tokens import _syllables

    sounds = _syllables()
    mine = sounds.get(ord(character))
    others = [chr(c) for c, s in sounds.items() if s == mine and 0x4E00 <= c < 0x9FA6] if mine else []
    return rng.choice(others) if others else character


def _articles(material: Material, rng: random.Random) -> list[Asked]:
    """A wording of an entry, asked of the passages alone: the article it was verified against is right."""
    segment = material.segment(lambda text: text.field == "passage")
    held = [
        (row, rng.choice(new).text)
        for row, mine in material.wordings().items()
        if (new := [wording for wording in mine if not taught(wording.text)])
    ]
    asked = _ask(material, segment, rng.sample(held, min(ASKED, len(held))), "passage")
    return [one for one in asked if (one.right == 1).any()]


def _sentences(material: Material, rng: random.Random) -> list[Asked]:
    """A sentence of a passage with words left out: its passage is right."""
    segment = material.segment(lambda text: text.field == "passage")
    passages = [
        item for item in (material.items[int(row)] for row in segment.columns.row) if len(item.body) > 60
    ]
    held = []
    for item in rng.sample(passages, min(ASKED, len(passages))):
        clauses = [part for part in re.split(r"[。；，：\n]", item.body) if 8 <= len(part) <= 40]
        if clauses:
            said = rng.choice(clauses)
            at = rng.randrange(len(said))
            held.append(
                (item.row, item.title[:12] * rng.randrange(2) + said[:at] + said[at + len(said) // 4 :])
            )
    return _ask(material, segment, held, "passage")


def _ask(
    material: Material,
    segment: Segment,
    held: list[tuple[int, str]],
    kind: ItemKind | None,
    prototypes: Prototypes | None = None,
) -> list[Asked]:
    asked = []
    for (row, _), query in zip(held, material.queries([text for _, text in held]), strict=True):
        found = candidates((segment,), [query], Scope() if kind else SCOPE, kind, prototypes=prototypes)
        rows = segment.columns.row[found.item]
        right = np.array([_label(material.items[row], material.items[int(r)], kind) for r in rows])
        asked.append(Asked(_features(found, (segment,)), right, _is_train(material.items[row].id)))
    return asked


def _label(wanted: Item, candidate: Item, kind: ItemKind | None) -> int:
    if candidate.row == wanted.row:
        return 1
    if wanted.kind == "entry" and candidate.kind == "passage" and rests_on(wanted.entry, candidate):
        return 1 if kind == "passage" else -1
    return 0


def _features(found: Candidates, segments: tuple[Segment, ...]) -> np.ndarray:
    return ranker.features(found, segments)


def _is_train(name: str) -> bool:
    return zlib.crc32(name.encode()) % 10 < 8


def _learn(groups: Mapping[str, tuple[list[Asked], float]]) -> ranker.Weights:
    """Weights by which right candidates come first (softmax over a question's candidates), of groups with what each
    counts; then a scale and bias that make the score a probability, by our own words: of a stranger's question several
    candidates may hold the answer."""
    rows, right, sizes, counts, own = [], [], [], [], []
    for name, (group, share) in groups.items():
        usable = [one for one in group if one.train and (one.right == 1).any()]
        for one in usable:
            kept = one.right >= 0
            rows.append(one.matrix[kept])
            right.append(one.right[kept])
            sizes.append(int(kept.sum()))
            counts.append(share / len(usable))
            own.append(np.full(int(kept.sum()), name != STRANGERS))
    x, y = np.vstack(rows), np.concatenate(right)
    scale = np.maximum(x.std(axis=0), 1e-6)
    order = _softmax_weights(x / scale, y, np.array(sizes), np.array(counts)) / scale
    ours = np.concatenate(own)
    platt = LogisticRegression(C=1e6, max_iter=2000).fit((x[ours] @ order)[:, None], y[ours])
    return ranker.Weights(
        bias=float(platt.intercept_[0]),
        weights=(order * platt.coef_[0, 0]).astype(np.float32),
    )


def _softmax_weights(x: np.ndarray, y: np.ndarray, sizes: np.ndarray, counts: np.ndarray) -> np.ndarray:
    starts, of = np.cumsum(sizes) - sizes, np.repeat(np.arange(len(sizes)), sizes)

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        z = x @ weights
        e = np.exp(z - np.maximum.reduceat(z, starts)[of])
        everything, right = np.add.reduceat(e, starts), np.add.reduceat(e * y, starts) + 1e-12
        slope = x.T @ ((e / everything[of] - e * y / right[of]) * counts[of])
        return float(
            -(counts * np.log(right / everything)).sum() + L2 * weights @ weights
        ), slope + 2 * L2 * weights

    bounds = [_BOUNDS.get(name, (0, None)) for name in ranker.FEATURES]
    return minimize(loss, np.full(x.shape[1], 0.1), jac=True, method="L-BFGS-B", bounds=bounds).x


L2 = 3e-4
"""Ten times as much finds documents of other fields a little oftener, and articles of law a little less (decision 0025)."""
_BOUNDS = {"is_entry": (None, None), "is_table": (0, 0), "unofficial": (None, 0)}
"""Nothing that is learned from asks for a row of a table, so nothing is learned for or against them."""


def _order(matrix: np.ndarray, weights: ranker.Weights) -> np.ndarray:
    return np.argsort(-(matrix @ weights.weights), kind="stable")


def _report(name: str, group: list[Asked], weights: ranker.Weights) -> None:
    """Beside the learned weights, reciprocal-rank fusion of the same lists."""
    print(f"{name:20} n={len(group):4}", end="")
    for label, order in (("RRF", _fused), ("learned", lambda m: _order(m, weights))):
        ranks = []
        for one in group:
            ranked = one.right[[i for i in order(one.matrix) if one.right[i] >= 0]]
            ranks.append(int(np.argmax(ranked == 1)) + 1 if (ranked == 1).any() else 999)
        at = np.array(ranks)
        print(
            f"  {label} @1 {(at <= 1).mean():.3f} @5 {(at <= 5).mean():.3f} MRR {(1 / at).mean():.3f}", end=""
        )
    print()


_LISTS = [ranker.FEATURES.index(f"{group}.{name}")
          for group in ("question", "passage", "answer") for name in ("cosine", "characters", "words")]  # fmt: skip


def _fused(matrix: np.ndarray) -> np.ndarray:
    """k = 60 as in Cormack 2009; a list counts where it has a match at all."""
    signals = matrix[:, _LISTS]
    rank = np.argsort(np.argsort(-signals, axis=0, kind="stable"), axis=0) + 1
    return np.argsort(-np.where(signals > 0, 1 / (60 + rank), 0).sum(axis=1), kind="stable")


def _write(weights: ranker.Weights) -> None:
    """Confidence is learned after it."""
    learned = {n: float(w) for n, w in zip(ranker.FEATURES, weights.weights, strict=True)}
    data = {
        "bias": round(weights.bias, 4),
        "weights": {name: round(weight, 4) for name, weight in learned.items()},
    }
    TARGET.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
