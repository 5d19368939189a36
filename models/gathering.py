"""Texts that wait for the embedder at the same moment are embedded together: a batch fills all cores, one text does not."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from models.embedder import Embedder, Role, Vectors

_MOST = 16
"""Texts of one batch: a question that comes while it runs waits for the whole of it."""


@dataclass(eq=False)
class _Waiting:
    """One text of one thread; `vector` or `error` is there once it is done."""

    text: str
    role: Role
    vector: Vectors | None = None
    error: Exception | None = None

    @property
    def done(self) -> bool:
        return self.vector is not None or self.error is not None


class Gathering:
    """An embedder for many threads: whoever finds it free takes along the texts of those who wait.

    Vectors are those that `inner` gives; it is never called by two threads at once.
    """

    def __init__(self, inner: Embedder) -> None:
        self.inner = inner
        self._free = threading.Lock()
        self._waiting: list[_Waiting] = []
        self._list = threading.Lock()

    @property
    def id(self) -> str:
        return self.inner.id

    @property
    def replaces(self) -> tuple[str, ...]:
        return getattr(self.inner, "replaces", ())

    @property
    def dim(self) -> int:
        return self.inner.dim

    def encode(self, texts: Sequence[str], role: Role) -> Vectors:
        if len(texts) != 1:
            with self._free:
                return self.inner.encode(texts, role)
        mine = _Waiting(texts[0], role)
        with self._list:
            self._waiting.append(mine)
        with self._free:
            while not mine.done:
                self._embed_together(role)
        if mine.error is not None:
            raise mine.error
        assert mine.vector is not None
        return mine.vector

    def _embed_together(self, role: Role) -> None:
        with self._list:
            batch = [one for one in self._waiting if one.role == role][:_MOST]
            self._waiting = [one for one in self._waiting if one not in batch]
        try:
            vectors = self.inner.encode([one.text for one in batch], role)
        except Exception as error:  # each thread raises what befell its text
            for one in batch:
                one.error = error
        else:
            for one, vector in zip(batch, vectors, strict=True):
                one.vector = np.asarray(vector)[None, :]
