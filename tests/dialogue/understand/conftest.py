"""Vectors of messages as questions are compared, by the embedder that ships."""

from __future__ import annotations

from functools import cached_property

import pytest

from models import open_embedder
from retrieval.centres import Centres


class Heard:
    """What the classifiers ask a searcher for, without an index."""

    def __init__(self) -> None:
        self._embedder = open_embedder()
        self._centres = Centres.of(self._embedder.id, self._embedder.dim)

    @cached_property
    def space(self) -> str:
        return self._centres.fingerprint(self._embedder.id)

    def embed(self, message: str):  # type: ignore[no-untyped-def]
        return self._centres.apply(self._embedder.encode([message], "query")[0], "query")


@pytest.fixture(scope="session")
def ear() -> Heard:
    return Heard()
