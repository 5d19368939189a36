"""A store in a temporary folder and an embedder that needs no model: vectors of hashed character pairs.

What is said of searching and of edits is said of both places for vectors: this process, and Milvus. That is the one
which TEST_MILVUS_URL names, as milvus://HOST:PORT, or milvus-lite in the test's folder.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec
from itertools import pairwise

import numpy as np
import pytest

from kb import database
from kb.entry import Entry
from kb.store import Store
from retrieval import Index, Searcher
from retrieval.centres import Centres
from retrieval.far import Far
from retrieval.milvus import Address, Milvus


class PairEmbedder:
    """Texts with the same pairs of characters point the same way."""

    id = "pairs-1"
    dim = 64

    def __init__(self) -> None:
        self.batches: list[int] = []

    def encode(self, texts: Sequence[str], role: str) -> np.ndarray:
        self.batches.append(len(texts))
        matrix = np.full((len(texts), self.dim), 1e-3, dtype=np.float32)
        for row, text in enumerate(texts):
            for pair in pairwise(text):
                code = zlib.crc32("".join(pair).encode())
                matrix[row, code % self.dim] += 1 if code & 1024 else -1
        return matrix / np.linalg.norm(matrix, axis=1, keepdims=True)


@pytest.fixture
def store(tmp_path) -> Store:
    store = Store(database.connect(database.sqlite_url(tmp_path)))
    store.create()
    return store


@pytest.fixture
def embedder() -> PairEmbedder:
    return PairEmbedder()


@pytest.fixture
def put(store) -> Callable[..., None]:
    def put(*entries: Entry) -> None:
        with store.writing("test") as writer:
            for entry in entries:
                writer.put_entry(entry)

    return put


def milvus_or_skip(folder, embedder) -> Milvus:
    """The same for the same folder, in whichever process."""
    if missing := [name for name in ("pymilvus", "milvus_lite") if find_spec(name) is None]:
        pytest.skip(f"{'、'.join(missing)} is not installed: pip install -e '.[milvus]'")
    address = Address.parse(os.environ.get("TEST_MILVUS_URL") or str(folder / "vectors.db"))
    home = f"test{zlib.crc32(str(folder).encode()):08x}"
    space = Centres.of(embedder.id, embedder.dim).fingerprint(embedder.id)
    return Milvus(address, home, space, embedder.dim, timeout=10)


def let_go(milvus: Milvus) -> None:
    """Close it; a server outlives the test, so its collections are dropped."""
    if not milvus.address.is_lite:
        client = milvus._connected()
        if milvus.current():
            client.drop_alias(milvus.alias)
        for name in client.list_collections():
            if name.startswith(f"{milvus.alias}_"):
                client.drop_collection(name)
    milvus.close()


@pytest.fixture(params=["in this process", "milvus"])
def far(request, tmp_path, embedder) -> Iterator[Far | None]:
    if request.param == "in this process":
        yield None
        return
    milvus = milvus_or_skip(tmp_path, embedder)
    yield Far(milvus)
    let_go(milvus)


@pytest.fixture
def index(store, embedder, far) -> Index:
    return Index(store, embedder, far)


@pytest.fixture
def searcher(index) -> Searcher:
    index.build()
    return Searcher(index)


def entry(question: str, answer: str = "见办事指南。", **fields) -> Entry:
    return Entry(id=fields.pop("id", question), question=question, answer=answer, **fields)


def many(count: int) -> list[Entry]:
    """Entries that all differ, in the words of the trade."""
    who = ("职工", "居民", "退休人员", "灵活就业人员", "新生儿", "大学生", "农民工", "外籍员工")
    what = (
        "门诊报销",
        "住院起付线",
        "生育津贴",
        "异地备案",
        "失业金",
        "工伤认定",
        "养老金",
        "公积金",
        "医保断缴",
    )
    how = ("怎么办", "需要什么材料", "多少钱", "去哪里办", "几天办完", "能不能补", "网上能办吗", "谁来申请")
    return [
        entry(f"{who[n % 8]}{what[n // 8 % 9]}{how[n // 72 % 8]}第{n}种情形", id=f"many-{n}")
        for n in range(count)
    ]
