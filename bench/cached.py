"""An embedder that remembers, so that a benchmark of 100,000 texts pays for them once."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from models import Embedder
from models.embedder import Role, Vectors

FOLDER = Path(os.environ.get("JXB_BENCH_CACHE", Path.home() / ".cache" / "jxb-bench"))
_STEP = 64


class CachedEmbedder:
    """Vectors come from a file outside the repository where they were computed before."""

    def __init__(self, inner: Embedder, folder: Path = FOLDER) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.inner = inner
        self.id, self.dim = inner.id, inner.dim
        self._file = sqlite3.connect(folder / "vectors.sqlite3", timeout=60, check_same_thread=False)
        self._file.execute("create table if not exists vectors (key blob primary key, vector blob)")

    def encode(self, texts: Sequence[str], role: Role) -> Vectors:
        keys = [self._key(text, role) for text in texts]
        known = {key: vector for key in set(keys) if (vector := self._held(key)) is not None}
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        missing = sorted(new, key=lambda key: len(new[key]))
        for start in range(0, len(missing), _STEP):
            step = missing[start : start + _STEP]
            vectors = self.inner.encode([new[key] for key in step], role)
            self._file.executemany(
                "insert or ignore into vectors values (?, ?)",
                [
                    (key, vector.astype(np.float16).tobytes())
                    for key, vector in zip(step, vectors, strict=True)
                ],
            )
            self._file.commit()
            known.update(zip(step, vectors, strict=True))
        return np.array([known[key] for key in keys], dtype=np.float32).reshape(len(texts), self.dim)

    def _key(self, text: str, role: Role) -> bytes:
        return hashlib.blake2b(f"{self.id}\0{role}\0{text}".encode(), digest_size=16).digest()

    def _held(self, key: bytes) -> Vectors | None:
        row = self._file.execute("select vector from vectors where key = ?", (key,)).fetchone()
        return None if row is None else np.frombuffer(row[0], dtype=np.float16).astype(np.float32)
