"""Computes the vectors that are missing, in steps that a kill does not undo."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from kb.item import DENSE_FIELDS, Field
from kb.store import IndexedText, Store
from models import Embedder
from models.embedder import Role
from retrieval.centres import ROLE

_STEP = 256
"""Texts embedded before their vectors are saved: some seconds of work on two cores."""

_LONGEST = 400
"""Characters from which a text costs no more: embedders read its beginning."""
_CHARACTERS = 500
"""Of texts embedded between two questions that may wait for the embedder: a quarter of a second of work."""


def embed_missing(
    store: Store,
    embedder: Embedder,
    progress: Callable[[str, int, int], None] = lambda *_: None,
    items: Sequence[int] | None = None,
) -> int:
    """Embed and save what has no vector yet, of the given items only where named; returns how many texts that were."""
    missing = store.missing_vectors(embedder.id) if items is None else _missing(store, embedder, items)
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


def embed_some(store: Store, embedder: Embedder, items: Sequence[int]) -> set[str]:
    """Embed and save a few texts of the items that have no vector yet; returns their hashes."""
    by_role: dict[Role, dict[str, IndexedText]] = {}
    left = _CHARACTERS
    for text in _without_vector(store, embedder, items):
        if left > 0:
            by_role.setdefault(ROLE[text.field], {})[text.hash] = text
            left -= min(len(text.text), _LONGEST)
    for role, texts in by_role.items():
        vectors = embedder.encode([text.text for text in texts.values()], role)
        store.save_vectors(embedder.id, list(texts), np.asarray(vectors))
    return {name for texts in by_role.values() for name in texts}


def _missing(store: Store, embedder: Embedder, items: Sequence[int]) -> list[tuple[Field, str, str]]:
    """As `Store.missing_vectors` has them of all items: that looks at every text of the store."""
    found = {text.hash: text for text in _without_vector(store, embedder, items)}
    return [(text.field, text.hash, text.text) for text in found.values()]


def _without_vector(store: Store, embedder: Embedder, items: Sequence[int]) -> Iterator[IndexedText]:
    for text in store.indexed_texts(items, embedder.id):
        if text.vector is None and text.field in DENSE_FIELDS:
            yield text
