"""Vectors in Milvus: a cluster by address, or milvus-lite in a folder for tests and small trials.

One collection a home and space (embedder, dimensions and means): vectors of two spaces never meet. The alias of the
home says which of them is complete and current; it is moved in one step (decision 0010).
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import parse_qs, urlsplit

import numpy as np

from retrieval.arrays import Floats, Ints
from retrieval.errors import VectorStoreAddressError, VectorStoreError, VectorStoreMissingError
from retrieval.vector_store import Records, Where

if TYPE_CHECKING:
    from pymilvus import MilvusClient

_STEP = 1_000
"""Records written, and keys asked about, in one call: about two megabytes."""
_PAGE = 10_000
_SCALARS = ("item", "group", "kind", "region", "insured", "start", "end")
_HNSW = {"index_type": "HNSW", "metric_type": "COSINE", "params": {"M": 16, "efConstruction": 200}}
_PATIENCE = 30.0
"""Seconds that writing and listing may take, a step at a time: nobody waits for them."""
_EF = 128
"""Candidates that a search follows: with 16 wanted of each group, the graph's usual recall is above 99%."""
_T = TypeVar("_T")


@dataclass(frozen=True)
class Address:
    """Where a Milvus is, from JXB_VECTOR_STORE."""

    uri: str
    database: str = ""
    shards: int = 1
    replicas: int = 1

    @property
    def is_lite(self) -> bool:
        return self.uri.endswith(".db")

    @classmethod
    def parse(cls, text: str) -> Address:
        """`milvus://HOST:PORT[/DATABASE][?shards=2&replicas=2]`, `milvuss://` for TLS, or a path ending in .db."""
        if text.endswith(".db") and "://" not in text:
            return cls(text)
        parts = urlsplit(text)
        scheme = {"milvus": "http", "milvuss": "https"}.get(parts.scheme)
        if scheme is None or not parts.hostname or parts.username:
            raise VectorStoreAddressError(text)
        try:
            options = {name: int(values[-1]) for name, values in parse_qs(parts.query).items()}
            return cls(f"{scheme}://{parts.hostname}:{parts.port or 19530}", parts.path.strip("/"), **options)
        except (TypeError, ValueError):
            raise VectorStoreAddressError(text) from None


class Milvus:
    """A `VectorStore` in one collection."""

    def __init__(
        self, address: Address, home: str, space: str, dim: int, *, token: str = "", timeout: float = 1.0
    ) -> None:
        """`home` and `space` name the collection; `timeout` in seconds holds for what a query waits for.

        Connects at the first use, and again where that failed.
        """
        if find_spec("pymilvus") is None or (address.is_lite and find_spec("milvus_lite") is None):
            raise VectorStoreMissingError
        self.address, self.token, self.timeout = address, token, timeout
        self.alias = f"jxb_{home}"
        self.collection = f"jxb_{home}_{space}"
        self.dim = dim
        self._client: Future[MilvusClient] | None = None
        self._connecting = threading.Lock()
        self._writing = threading.Lock()  # milvus-lite takes one writer at a time

    # What a query asks.

    def nearest(self, query: Floats, where: Where, limit: int) -> Ints:
        found = self._do(
            "没有答复检索",
            lambda client: client.search(
                self.collection,
                data=[query.tolist()],
                anns_field="vector",
                filter=expression(where),
                limit=limit,
                output_fields=["key"],
                search_params={"metric_type": "COSINE", "params": {"ef": max(_EF, limit)}},
                consistency_level="Session",
                timeout=self.timeout,
            ),
            self.timeout,
        )
        return np.array([hit["key"] for hit in found[0]], dtype=np.int64)

    def vectors(self, keys: Ints) -> tuple[Ints, Floats]:
        found: list[dict[str, Any]] = []
        for some in _chunks(keys):
            found += self._rows(some, ["key", "vector"], "没有给出向量", "Session", self.timeout)
        place = {int(key): at for at, key in enumerate(keys)}
        positions = np.array([place[row["key"]] for row in found], dtype=np.int64)
        matrix = np.array([row["vector"] for row in found], dtype=np.float32).reshape(len(found), self.dim)
        order = np.argsort(positions, kind="stable")
        return positions[order], matrix[order]

    # What keeps it complete.

    def upsert(self, records: Records) -> None:
        for start in range(0, len(records), _STEP):
            rows = _rows_of(records.taken(slice(start, start + _STEP)))
            with self._writing:
                self._do("写不进去", partial(self._upsert, rows=rows))

    def _upsert(self, client: MilvusClient, rows: list[dict[str, Any]]) -> None:
        client.upsert(self.collection, rows, timeout=_PATIENCE)

    def delete(self, keys: Ints) -> None:
        for some in _chunks(keys):
            with self._writing:
                self._do("删不掉", partial(self._delete, keys=some.tolist()))

    def _delete(self, client: MilvusClient, keys: list[int]) -> None:
        client.delete(self.collection, ids=keys, timeout=_PATIENCE)

    def held(self, keys: Ints) -> Ints:
        # Strong: what this says is held may be dropped elsewhere.
        found = [
            row["key"] for some in _chunks(keys) for row in self._rows(some, ["key"], "没有答复", "Strong")
        ]
        return np.sort(np.array(found, dtype=np.int64))

    def keys(self) -> Ints:
        return self._do("列不出内容", self._keys)

    def _keys(self, client: MilvusClient) -> Ints:
        pages = client.query_iterator(
            self.collection,
            batch_size=_PAGE,
            output_fields=["key"],
            timeout=_PATIENCE,
        )
        parts = [np.zeros(0, dtype=np.int64)]
        try:
            while page := pages.next():
                parts.append(np.array([row["key"] for row in page], dtype=np.int64))
        finally:
            pages.close()
        return np.unique(np.concatenate(parts))

    def count(self) -> int:
        rows = self._do(
            "没有答复",
            lambda client: client.query(
                self.collection, output_fields=["count(*)"], consistency_level="Strong", timeout=_PATIENCE
            ),
        )
        return int(rows[0]["count(*)"])

    def flush(self) -> None:
        with self._writing:
            self._do("没有存盘", lambda client: client.flush(self.collection, timeout=_PATIENCE))

    def adopt(self) -> None:
        """The collection before stays for who still works with it; older ones go."""
        self._do("没有切换过去", self._adopt)

    def _adopt(self, client: MilvusClient) -> None:
        before = _target(client, self.alias)
        if before == self.collection:
            return
        if before is None:
            client.create_alias(self.collection, self.alias)
        else:
            client.alter_alias(self.collection, self.alias)
        for name in client.list_collections():
            if name.startswith(f"{self.alias}_") and name not in (before, self.collection):
                client.drop_collection(name)

    def current(self) -> str | None:
        """The collection that the home's alias names."""
        found: str | None = self._do("没有答复", lambda client: _target(client, self.alias))
        return found

    def check(self) -> None:
        self._do("没有答复", lambda client: client.get_server_version(timeout=self.timeout), self.timeout)

    def close(self) -> None:
        """Let go of the connection, and of milvus-lite's lock on its folder."""
        coming, self._client = self._client, None
        if coming is not None and coming.done() and not coming.exception():
            coming.result().close()
        if self.address.is_lite:
            from milvus_lite.server_manager import server_manager_instance

            server_manager_instance.release_server(self.address.uri)

    def _rows(
        self, keys: Ints, fields: list[str], what: str, consistency: str, timeout: float = _PATIENCE
    ) -> list[dict[str, Any]]:
        return self._do(
            what,
            lambda client: list(
                client.query(
                    self.collection,
                    ids=keys.tolist(),
                    output_fields=fields,
                    consistency_level=consistency,
                    timeout=timeout,
                )
            ),
            timeout,
        )

    def _do(self, what: str, call: Callable[[MilvusClient], _T], patience: float = _PATIENCE) -> _T:
        with self._named(what):
            return call(self._connected(patience))

    @contextmanager
    def _named(self, what: str) -> Iterator[None]:
        import grpc
        from pymilvus.exceptions import MilvusException

        try:
            yield
        except (MilvusException, grpc.RpcError, OSError) as error:
            said = error.details() if isinstance(error, grpc.Call) else getattr(error, "message", error)
            why = str(said).splitlines()
            raise VectorStoreError(self.address.uri, what, (why or [""])[0][:200]) from error

    def _connected(self, patience: float = _PATIENCE) -> MilvusClient:
        """The connection is made in a thread of its own: a question does not wait for all that it may take."""
        with self._connecting:
            if self._client is None:
                self._client = Future()
                threading.Thread(target=self._connect, args=(self._client,), daemon=True).start()
            coming = self._client
        try:
            return coming.result(patience)
        except TimeoutError:
            raise VectorStoreError(self.address.uri, "还没有连上", f"等了 {patience:g} 秒") from None

    def _connect(self, coming: Future[MilvusClient]) -> None:
        from pymilvus import MilvusClient

        # It logs each failure with its stacks, every few seconds while the store is away; we say it once.
        logging.getLogger("pymilvus").setLevel(logging.CRITICAL)
        try:
            client = MilvusClient(
                self.address.uri,
                token=self.token,
                db_name=self.address.database,
                timeout=_PATIENCE / 10,
            )
            self._create(client)
        except Exception as error:
            with self._connecting:
                if self._client is coming:  # not one that began since
                    self._client = None
            coming.set_exception(error)
        else:
            coming.set_result(client)

    def _create(self, client: MilvusClient) -> None:
        if not client.has_collection(self.collection, timeout=_PATIENCE):
            from pymilvus import DataType

            schema = client.create_schema(auto_id=False, enable_dynamic_field=False)
            schema.add_field("key", DataType.INT64, is_primary=True)
            for name in _SCALARS:
                schema.add_field(name, DataType.INT64)
            schema.add_field("vector", DataType.FLOAT_VECTOR, dim=self.dim)
            index = client.prepare_index_params()
            index.add_index("vector", **_HNSW)
            client.create_collection(
                self.collection,
                schema=schema,
                index_params=index,
                num_shards=self.address.shards,
                consistency_level="Strong",  # for `keys`: an iterator takes no level of its own
                timeout=_PATIENCE,
            )
        client.load_collection(self.collection, replica_number=self.address.replicas, timeout=_PATIENCE)


def expression(where: Where) -> str:
    """A filter in Milvus's language; numbers only, so there is nothing to escape."""
    parts = [f"group == {where.group}"]
    if where.kind is not None:
        parts.append(f"kind == {where.kind}")
    if where.day is not None:
        parts.append(f"start <= {where.day} and end >= {where.day}")
    if where.insured is not None:
        parts.append(f"insured in {list(where.insured)}")
    if where.regions is not None:
        parts.append(f"region in {list(where.regions)}")
    return " and ".join(parts)


def _target(client: MilvusClient, alias: str) -> str | None:
    for name in client.list_collections():
        if name.startswith(f"{alias}_") and alias in client.list_aliases(name).get("aliases", ()):
            return str(name)
    return None


def _rows_of(records: Records) -> list[dict[str, Any]]:
    names = ("key", *_SCALARS)
    columns = [getattr(records, name).tolist() for name in names]
    return [
        {**dict(zip(names, values, strict=True)), "vector": vector}
        for *values, vector in zip(*columns, records.vector, strict=True)
    ]


def _chunks(keys: Ints) -> Iterator[Ints]:
    for start in range(0, len(keys), _STEP):
        yield keys[start : start + _STEP]
