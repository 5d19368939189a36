"""The mean of an embedder's vectors, taken off before two of them are compared.

E5's vectors all lie in one narrow cone: any two have a cosine above 0.7. Without their mean, cosines spread
over the whole scale and rank better (recall@1 of our development questions 0.69 with, 0.73 without).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

import numpy as np

from kb.item import Field
from models.embedder import Role
from retrieval.arrays import Floats

ROLE: Mapping[Field, Role] = {
    "question": "query",
    "similar": "query",
    "passage": "passage",
    "answer": "passage",
}
"""Questions are compared with questions, so both are embedded in the query form."""


@dataclass(frozen=True)
class Centres:
    """One mean for each form that texts are embedded in."""

    dim: int
    means: Mapping[Role, Floats]

    @classmethod
    def of(cls, embedder: str, dim: int) -> Centres:
        """Those that ship with the embedder; none is taken off where none was measured."""
        path = files("retrieval").joinpath(f"data/centres-{embedder}.npz")
        if not path.is_file():
            return cls(dim, {})
        with path.open("rb") as file, np.load(file) as data:
            return cls(dim, {"query": data["query"], "passage": data["passage"]})

    def apply(self, vectors: Floats, role: Role) -> Floats:
        """Shape (n, dim), unit length again."""
        if role not in self.means:
            return vectors
        moved = vectors - self.means[role]
        unit: Floats = moved / np.maximum(np.linalg.norm(moved, axis=-1, keepdims=True), 1e-9)
        return unit
