"""Messages that ask nothing yet, told by where they point: "俺不是本地户，俺这样的中不中".

Rules list the words that any matter may be told with (`vague.py`); people find others. A linear classifier over the
question's own vector, which the search needs anyway, knows an opening from a question of 1,900 openings and 13,000
questions (`bench/train_openings.py`).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from retrieval import Searcher
from retrieval.arrays import Floats


@dataclass(frozen=True)
class Openings:
    """A logistic model over vectors of one space."""

    space: str
    """Fingerprint of the space it was learned in: of another its weights say nothing."""
    bias: float
    weights: Floats
    """Shape (dim,)."""

    def logit(self, vector: Floats) -> float:
        """Above 0 where the message is more likely an opening than a question; `vector` as questions are compared."""
        return float(vector @ self.weights) + self.bias


@cache
def shipped() -> Openings:
    data = json.loads(files("dialogue").joinpath("understand/openings.json").read_text(encoding="utf-8"))
    return Openings(data["space"], data["bias"], np.array(data["weights"], dtype=np.float32))


def likely(message: str, searcher: Searcher) -> bool:
    """Whether the message asks nothing yet; False where another embedder or space is in use."""
    model = shipped()
    return searcher.space == model.space and model.logit(searcher.embed(message)) > 0
