"""Computes the vectors of the starter knowledge and of what is asked of articles before shipping: `python -m bench.ship_vectors [HOME]`.

A vector depends on its text and the embedder alone, so a first start need not spend minutes on them.
Vectors already in HOME are taken from there; the rest is computed.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from kb import article_questions, database, starter, vectors
from kb.item import text_hash
from kb.store import Store
from models import SocialE5
from retrieval import Index

_STEP = 256


def main() -> None:
    embedder = SocialE5()
    asked = {text_hash(text): text for texts in article_questions.shipped().values() for text in texts}
    with tempfile.TemporaryDirectory() as folder:
        store = Store(database.connect(database.sqlite_url(Path(folder))))
        store.create()
        shipped = starter.load()
        with store.writing("starter") as writer:
            for entry in shipped.entries:
                writer.put_entry(entry)
        for home in map(Path, sys.argv[1:]):
            held = Store(database.connect(database.sqlite_url(home)))
            wanted = {text for _, text, _ in store.missing_vectors(embedder.id)} | asked.keys()
            rows = [row for row in held.vectors(embedder.id) if row[0] in wanted]
            store.put_vectors(embedder.id, [h for h, _ in rows], [v for _, v in rows])
        Index(store, embedder).prepare(lambda step, done, total: print(f"\r{step} {done}/{total}", end=""))
        computed = dict(store.vectors(embedder.id))
        lacking = [text for text in asked if text not in computed]
        for start in range(0, len(lacking), _STEP):
            step = lacking[start : start + _STEP]
            computed |= zip(
                step, vectors.pack(embedder.encode([asked[text] for text in step], "query")), strict=True
            )
            print(f"\rquestions of articles {start}/{len(lacking)}", end="")
        vectors.save(starter.STARTER / "vectors.npz", embedder.id, computed)
        print(f"\n{len(computed)} vectors")


if __name__ == "__main__":
    main()
