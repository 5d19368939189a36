"""Learns the prototypes of the starter's entries before shipping: `python -m bench.ship_prototypes`.

After `bench.ship_vectors` and `bench.train_term_vectors`: they are of the vectors and the terms that ship.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from kb import database, starter, vectors
from kb.store import Store
from models import SocialE5
from retrieval import Index
from retrieval.prototypes import kept_under
from serve.home import load_starter
from serve.progress import bar


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = Store(database.connect(database.sqlite_url(Path(folder))))
        store.create()
        index = Index(store, SocialE5())
        with bar() as progress:
            load_starter(store, progress)
            index.learn(progress)
        name = kept_under(index.embedder.id)
        learned = dict(store.vectors(name))
        vectors.save(starter.STARTER / "prototypes.npz", name, learned)
        print(f"{len(learned)} prototypes")


if __name__ == "__main__":
    main()
