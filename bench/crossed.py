"""What a model says of the development questions that teach it, said by one that they did not teach: out of its fold.

Openings and what is beyond rules are learned from development questions too; sureness is learned on the same questions and
reads what those models say. Of questions that a model has learned it is surer than it will ever be of a stranger's.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np

from bench.material import digest

FOLDER = Path("bench/data")


def keep(name: str, texts: Sequence[str], said: np.ndarray) -> None:
    """`said`: shape (texts,)."""
    np.savez_compressed(
        FOLDER / f"crossed-{name}.npz",
        texts=np.array([digest(text) for text in texts], dtype=np.uint64),
        said=said.astype(np.float16),
    )


@cache
def kept(name: str) -> dict[int, float]:
    """By the digest of the text."""
    with np.load(FOLDER / f"crossed-{name}.npz") as held:
        return dict(zip(held["texts"].tolist(), held["said"].astype(float).tolist(), strict=True))
