"""The space that vectors are compared in: an embedder's own, moved to its mean.

E5's vectors all lie in one narrow cone: any two have a cosine above 0.7. Without their mean, cosines spread
over the whole scale and rank better (recall@1 of our development questions 0.69 with, 0.73 without).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import numpy as np

from kb.item import Field
from models.embedder import Role
from retrieval.arrays import Floats, unit

ROLE: Mapping[Field, Role] = {
    "question": "query",
    "similar": "query",
    "asked": "query",
    "passage": "passage",
    "answer": "passage",
}
"""Questions are compared with questions, so both are embedded in the query form."""


@dataclass(frozen=True)
class Centres:
    """One mean for each form that texts are embedded in."""

    dim: int
    means: Mapping[Role, Floats]
    """Shape (dim,) each."""

    @classmethod
    def of(cls, embedder: str, dim: int) -> Centres:
        """Those that ship with the embedder; the space stays as it is where none was measured."""
        path = files("retrieval").joinpath(f"data/centres-{embedder}.npz")
        return cls.read(Path(str(path))) if path.is_file() else cls(dim, {})

    @classmethod
    def read(cls, path: Path) -> Centres:
        with np.load(path) as data:
            means: dict[Role, Floats] = {"query": data["query"], "passage": data["passage"]}
        return cls(len(means["query"]), means)

    def apply(self, vectors: Floats, role: Role) -> Floats:
        """Shape (n, dim) or (dim,), unit length again."""
        if role in self.means:
            vectors = unit(vectors - self.means[role])
        return vectors

    def fingerprint(self, embedder: str) -> str:
        """Names the space: vectors of different ones must never be compared."""
        digest = hashlib.sha256(f"{embedder} {self.dim}".encode())
        for role in sorted(self.means):
            digest.update(np.ascontiguousarray(self.means[role], dtype=np.float32).tobytes())
        return digest.hexdigest()[:12]
