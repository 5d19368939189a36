"""Computes the vectors of the starter knowledge before shipping: `python -m bench.ship_vectors [HOME]`.

A vector depends on its text and the embedder alone, so a first start need not spend minutes on them.
Vectors already in HOME are taken from there; the rest is computed.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from kb import database, starter, vectors
from kb.store import Store
from models import SocialE5
from retrieval import Index


def main() -> None:
    embedder = SocialE5()
    with tempfile.TemporaryDirectory() as folder:
        store = Store(database.connect(database.sqlite_url(Path(folder))))
        store.create()
        shipped = starter.load()
        with store.writing("starter") as writer:
            for entry in shipped.entries:
                writer.put_entry(entry)
        for home in map(Path, sys.argv[1:]):
            held = Store(database.connect(database.sqlite_url(home)))
            wanted = {text_hash for _, text_hash, _ in store.missing_vectors(embedder.id)}
            rows = [row for row in held.vectors(embedder.id) if row[0] in wanted]
            store.put_vectors(embedder.id, [h for h, _ in rows], [v for _, v in rows])
        Index(store, embedder).prepare(lambda step, done, total: print(f"\r{step} {done}/{total}", end=""))
        computed = dict(store.vectors(embedder.id))
        vectors.save(starter.STARTER / "vectors.npz", embedder.id, computed)
        print(f"\n{len(computed)} vectors")


if __name__ == "__main__":
    main()
