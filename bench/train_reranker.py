"""Learns to order the first entries: `python -m bench.train_reranker HOME [--write]` (needs the extra `train`), after
`bench.train_ranker`, before `bench.train_confidence`.

Asked are wordings taken out of the index, several of each entry, of entries that did not teach the space; of knowledge
as full as ours and of poorer ones, as in `bench.train_ranker`. Folds are by entry. A better match never ranks lower
(monotone constraints).
"""

from __future__ import annotations

import json
import random
import sys
from dataclasses import dataclass
from pathlib import Path

import lightgbm
import numpy as np
from sklearn.model_selection import GroupKFold

from bench.material import SCOPE, SEED, Material, half_index, taught_space
from retrieval import ranker, reranker
from retrieval.features import candidates

TARGET = Path("retrieval/data/reranker.json")
HELD_OUT = 6
"""Wordings of each entry that are asked."""
POORER = ((99, True, 1.0), (3, False, 0.3), (1, False, 0.2))
"""How many other wordings each entry keeps, whether it keeps its answer, and what a question then counts."""
TREES, LEAVES, RATE, LEAST_IN_A_LEAF, L2 = 160, 8, 0.06, 60, 5.0


@dataclass
class Asked:
    """One question with the first entries found for it, in the order of the weighted sum."""

    x: np.ndarray
    """Shape (entries, features)."""
    right: np.ndarray
    """Shape (entries,), at most one true."""
    entry: int
    weight: float


def main() -> None:
    material = Material.of(half_index(Path(sys.argv[1])))
    groups = [_asked(material, *poorer) for poorer in POORER]
    everything = [one for group in groups for one in group]
    usable = [one for one in everything if one.right.any() and len(one.right) > 1]
    print(f"{len(everything)} questions, {len(usable)} with the entry among the first {reranker.MOST}")
    crossed = _crossed(usable)
    for (wordings, _, _), group in zip(POORER, groups, strict=True):
        before = np.mean([bool(one.right[:1].any()) for one in group])
        after = np.mean(
            [bool(one.right[crossed[id(one)]].any()) if id(one) in crossed else False for one in group]
        )
        print(f"other wordings {wordings:2}: n={len(group)} @1 {before:.3f} -> {after:.3f}")
    if "--write" in sys.argv:
        _write(_fit(usable))


def _asked(material: Material, wordings: int, answers: bool, weight: float) -> list[Asked]:
    rng = random.Random(SEED)
    held, out = [], set()
    for row, mine in material.wordings().items():
        mine = rng.sample(mine, len(mine))
        number = min(HELD_OUT, len(mine) // 3)
        if not taught_space(material.items[row]):
            held += [(row, text.text) for text in mine[:number]]
        out.update(text.row for text in (*mine[:number], *mine[number + wordings :]))
    segment = material.segment(
        lambda text: text.row not in out and (answers or text.field in ("question", "similar"))
    )
    learned = material.prototypes(lambda text: text.row not in out)
    weights, asked = ranker.learned(), []
    for (row, _), query in zip(held, material.queries([text for _, text in held]), strict=True):
        found = candidates((segment,), [query], SCOPE, None, prototypes=learned)
        matrix = ranker.features(found, (segment,))
        best = reranker.first_entries(matrix, ranker.score(matrix, weights))
        rows = segment.columns.row[found.item[best]]
        x = reranker.features(matrix[best], matrix[best] @ weights.weights)
        asked.append(Asked(x, rows == row, row, weight))
    return asked


def _fit(asked: list[Asked]) -> lightgbm.LGBMRanker:
    x = np.vstack([one.x for one in asked])
    signals = (x.shape[1] - 1) // 2
    model = lightgbm.LGBMRanker(
        n_estimators=TREES, num_leaves=LEAVES, learning_rate=RATE, min_child_samples=LEAST_IN_A_LEAF,
        reg_lambda=L2, monotone_constraints=[1] * signals + [-1] * (signals + 1), random_state=SEED,
        deterministic=True, force_row_wise=True, num_threads=2, verbose=-1,
    )  # fmt: skip
    model.fit(
        x,
        np.concatenate([one.right for one in asked]).astype(int),
        group=[len(one.right) for one in asked],
        sample_weight=np.repeat([one.weight for one in asked], [len(one.right) for one in asked]),
    )
    return model


def _crossed(asked: list[Asked]) -> dict[int, int]:
    """Place of the entry that comes first, by the identity of the question; no question is judged by trees that saw
    its entry."""
    first: dict[int, int] = {}
    entries = [one.entry for one in asked]
    for train, test in GroupKFold(5).split(asked, groups=entries):
        model = _fit([asked[n] for n in train])
        for n in test:
            first[id(asked[n])] = int(np.argmax(model.predict(asked[n].x)))
    return first


def _write(model: lightgbm.LGBMRanker) -> None:
    trees = [tree["tree_structure"] for tree in model.booster_.dump_model()["tree_info"]]
    rows, depth = [], 0
    for tree in trees:
        nodes: list[list[float]] = []
        depth = max(depth, _flat(tree, nodes))
        rows.append(nodes)
    most = max(map(len, rows))
    padded = [nodes + [[0, 0.0, 0, 0, 0.0]] * (most - len(nodes)) for nodes in rows]
    data = {"baseline": 0.0, "depth": depth, "trees": padded}
    lines = json.dumps(data).replace(", [[", ",\n[[").replace('"trees": [[[', '"trees": [\n[[')
    TARGET.write_text(lines + "\n", encoding="utf-8")


def _flat(node: dict, nodes: list[list[float]]) -> int:
    """Adds the node and what is below it; returns how many steps lie below."""
    at = len(nodes)
    if "leaf_value" in node:
        nodes.append([0, 0.0, at, at, round(node["leaf_value"], 5)])
        return 0
    nodes.append([])
    left = len(nodes)
    below = _flat(node["left_child"], nodes)
    right = len(nodes)
    below = max(below, _flat(node["right_child"], nodes))
    nodes[at] = [node["split_feature"], round(node["threshold"], 6), left, right, 0.0]
    return below + 1


if __name__ == "__main__":
    main()
