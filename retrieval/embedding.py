"""Computes the vectors that are missing, in steps that a kill does not undo."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from kb.store import Store
from models import Embedder
from retrieval.centres import ROLE

_STEP = 256
"""Texts embedded before their vectors are saved: some seconds of work on two cores."""


def embed_missing(
    store: Store, embedder: Embedder, progress: Callable[[str, int, int], None] = lambda *_: None
) -> int:
    """Embed and save what has no vector yet; returns how many texts that were."""
    missing = store.missing_vectors(embedder.id)
    # Texts of like length make full batches: a batch costs what its longest text costs.
    missing.sort(key=lambda row: (ROLE[row[0]], len(row[2])))
    done = 0
    while done < len(missing):
        role = ROLE[missing[done][0]]
        step = [row for row in missing[done : done + _STEP] if ROLE[row[0]] == role]
        vectors = embedder.encode([text for _, _, text in step], role)
        store.save_vectors(embedder.id, [text_hash for _, text_hash, _ in step], np.asarray(vectors))
        done += len(step)
        progress("计算向量", done, len(missing))
    return len(missing)
