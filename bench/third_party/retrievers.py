"""The peers: LangChain's BM25, FAISS and Ensemble retrievers and bm25s, over the same texts and the same embedder."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from bench.third_party.shared import AbsentError
from models.embedder import Embedder, Vectors
from retrieval.tokens import words


@dataclass(frozen=True)
class Text:
    """One text to be found, and what it stands for."""

    text: str
    answer: str
    item: str
    """Id of the entry or document."""
    document: str = ""


def peers(
    texts: Sequence[Text],
    vectors: Vectors,
    embedder: Embedder,
    k: int = 5,
    words: Callable[[str], list[str]] = words,
) -> dict[str, Any]:
    """Retrievers by name; raises AbsentError where LangChain's extras are not installed.

    `vectors`: shape (texts, dim), of the texts, so that no peer pays for embedding twice.
    `words`: how BM25 takes a text apart.
    """
    try:
        community: Any = importlib.import_module("langchain_community.retrievers")
        stores: Any = importlib.import_module("langchain_community.vectorstores")
        classic: Any = importlib.import_module("langchain_classic.retrievers")
    except ImportError as error:
        raise AbsentError(f"没有安装 LangChain 的检索器（见 constraints-eval.txt）：{error}") from error
    from langchain_core.documents import Document

    documents = [Document(page_content=one.text, metadata={"number": n}) for n, one in enumerate(texts)]
    bm25 = community.BM25Retriever.from_documents(documents, preprocess_func=words, k=k)
    pairs = [(one.text, vector.tolist()) for one, vector in zip(texts, vectors, strict=True)]
    store = stores.FAISS.from_embeddings(pairs, _Ours(embedder), metadatas=[d.metadata for d in documents])
    dense = store.as_retriever(search_kwargs={"k": k})
    ensemble = classic.EnsembleRetriever(retrievers=[bm25, dense], weights=[0.5, 0.5])
    return {"LangChain BM25（jieba）": bm25, "LangChain FAISS": dense, "LangChain Ensemble": ensemble}


def bm25s_search(
    texts: Sequence[str], k: int, words: Callable[[str], list[str]] = words
) -> Callable[[str], list[int]]:
    """Numbers of the best `k` texts by bm25s; raises AbsentError where it is not installed."""
    try:
        bm25s: Any = importlib.import_module("bm25s")
    except ImportError as error:
        raise AbsentError(f"没有安装 bm25s（见 constraints-eval.txt）：{error}") from error
    index = bm25s.BM25()
    index.index([words(text) for text in texts], show_progress=False)
    k = min(k, len(texts))

    def search(text: str) -> list[int]:
        found, _ = index.retrieve([words(text)], k=k, show_progress=False)
        return [int(number) for number in found[0]]

    return search


def top(retriever: Any, question: str, texts: Sequence[Text]) -> Text | None:
    found = retriever.invoke(question)
    return texts[found[0].metadata["number"]] if found else None


class _Ours:
    """Our embedder as LangChain's interface."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def __call__(self, text: str) -> list[float]:
        return self.embed_query(text)

    def embed_query(self, text: str) -> list[float]:
        return [float(value) for value in self._embedder.encode([text], "query")[0]]

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [[float(v) for v in row] for row in self._embedder.encode(texts, "passage")]
