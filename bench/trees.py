"""Boosted trees as the arrays that `retrieval.confidence.Trees` reads."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sklearn.ensemble import HistGradientBoostingClassifier


def write(model: HistGradientBoostingClassifier, depth: int, path: Path, **said: Any) -> None:
    """`said`: what goes before the trees, e.g. the names of the features."""
    most = 2 ** (depth + 1) - 1
    trees = []
    for (tree,) in model._predictors:
        nodes = [
            [0, 0.0, n, n, round(float(node["value"]), 5)]
            if node["is_leaf"]
            else [
                int(node["feature_idx"]),
                round(float(node["num_threshold"]), 5),
                int(node["left"]),
                int(node["right"]),
                0.0,
            ]
            for n, node in enumerate(tree.nodes)
        ]
        trees.append(nodes + [[0, 0.0, 0, 0, 0.0]] * (most - len(nodes)))
    data = {
        **said,
        "nodes": ["feature", "threshold", "left", "right", "value"],
        "depth": depth,
        "baseline": round(float(model._baseline_prediction.item()), 5),
        "trees": trees,
    }
    lines = json.dumps(data).replace(", [[", ",\n[[").replace('"trees": [[[', '"trees": [\n[[')
    path.write_text(lines + "\n", encoding="utf-8")
