"""Small trees as arrays: what boosting learned, read from JSON and walked with numpy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from retrieval.arrays import Floats, Ints


@dataclass(frozen=True)
class Trees:
    """An ensemble, shape (trees, nodes) each; node 0 is the root, a leaf leads to itself."""

    baseline: float
    feature: Ints
    threshold: Floats
    """Go left where the feature is at most this."""
    left: Ints
    right: Ints
    value: Floats
    depth: int

    @classmethod
    def read(cls, data: dict[str, Any]) -> Trees:
        nodes = np.array(data["trees"], dtype=np.float32)  # (trees, nodes, 5)
        feature, left, right = (nodes[:, :, n].astype(np.int64) for n in (0, 2, 3))
        return cls(data["baseline"], feature, nodes[:, :, 1], left, right, nodes[:, :, 4], data["depth"])

    def total(self, x: Floats) -> Floats:
        """Shape (rows,): the sum over all trees for each row of x, shape (rows, features)."""
        trees, rows = np.arange(len(self.feature)), np.arange(len(x))[:, None]
        node = np.zeros((len(x), len(trees)), dtype=np.int64)
        for _ in range(self.depth):
            goes_left = x[rows, self.feature[trees, node]] <= self.threshold[trees, node]
            node = np.where(goes_left, self.left[trees, node], self.right[trees, node])
        total: Floats = self.baseline + self.value[trees, node].sum(axis=1)
        return total
