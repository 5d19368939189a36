"""Milvus and the index stay in step: what is published is there, what is gone is gone, whatever happens between."""

import os
import signal
import socket
import subprocess
import sys
from datetime import date
from itertools import product
from pathlib import Path

import numpy as np
import pytest

from kb import database
from kb.store import Store
from kb.types import Scope
from retrieval import Index, Searcher, moving
from retrieval.errors import VectorStoreAddressError, VectorStoreError
from retrieval.far import Far
from retrieval.milvus import Address, Milvus
from retrieval.segment import GROUPS
from retrieval.vector_store import Where
from tests.retrieval.conftest import PairEmbedder, entry, let_go, many, milvus_or_skip

SOME = 150


@pytest.fixture
def milvus(tmp_path, embedder):
    milvus = milvus_or_skip(tmp_path, embedder)
    yield milvus
    let_go(milvus)


@pytest.fixture
def index(store, put, embedder, milvus):
    put(*many(SOME))
    index = Index(store, embedder, Far(milvus))
    index.build()
    return index


def ids(index, question, k=5):
    return [hit.item.id for hit in Searcher(index).search(question, k=k).hits]


def near(index):
    return sum(len(group.dense) for segment in index.segments for group in segment.groups.values())


def expected(index):
    return np.unique(np.concatenate([segment.far_keys() for segment in index.segments]))


def test_vectors_leave_the_process_and_answers_stay_the_same(index, milvus, store, embedder):
    assert near(index) == 0
    assert milvus.count() == 2 * SOME, "a question and an answer each"
    here = Index(store, embedder)
    here.build()
    for one in many(SOME)[::10]:
        there, same = (
            Searcher(each).search(one.question[:-4], Scope(on=date(2026, 11, 25))) for each in (index, here)
        )
        assert [hit.item.id for hit in there.hits] == [hit.item.id for hit in same.hits]
        assert [h.score for h in there.hits] == pytest.approx([h.score for h in same.hits], abs=1e-5)


def test_meaning_is_found_in_milvus_where_no_word_is_shared(store, put, embedder, milvus):
    """Without its proposals nothing here would lead from one wording to the other."""

    class Meaning(PairEmbedder):
        def encode(self, texts, role):
            same = [text.replace("厂子黄了", "用人单位破产") for text in texts]
            return super().encode(same, role)

    put(*many(SOME), entry("用人单位破产", id="bankrupt"))
    index = Index(store, Meaning(), Far(milvus))
    index.build()
    assert near(index) == 0
    assert ids(index, "厂子黄了")[0] == "bankrupt"


def test_milvus_filters_as_the_index_does(store, put, embedder, milvus):
    days = [(None, None), (date(2025, 1, 1), date(2025, 12, 31)), (date(2027, 1, 1), None)]
    people = [(), ("employee",), ("resident", "retired")]
    put(
        *(
            entry(
                f"报销比例{n}", id=f"e{n}", region=region, insured_types=who, valid_from=start, valid_to=end
            )
            for n, (region, who, (start, end)) in enumerate(
                product(("", "110000", "110106", "310000"), people, days)
            )
        )
    )
    index = Index(store, embedder, Far(milvus))
    index.build()
    (segment,) = index.segments
    group = segment.groups["question"]
    query = embedder.encode(["报销比例"], "query")[0]
    for region, who, on in product(
        (None, "", "110000", "110106", "310000"),
        (None, "employee", "retired", "flexible"),
        (None, date(2025, 12, 31), date(2026, 1, 1), date(2028, 1, 1)),
    ):
        scope = Scope(region, who, on)
        allowed = segment.allowed(scope, None)["question"]
        wanted = np.arange(len(group.item_of)) if allowed is None else np.flatnonzero(allowed)
        found = group.far(milvus.nearest(query, Where(GROUPS.index("question"), scope), 100))
        assert sorted(found) == wanted.tolist(), scope


def test_an_edit_is_found_at_once_and_moves_later(index, milvus, put):
    put(entry("光伏安装工高温补贴", id="new"))
    assert index.refresh(vectors="few")
    assert near(index) > 0
    assert ids(index, "光伏安装工高温补贴")[0] == "new"
    assert not index.fill()
    assert near(index) == 0
    assert ids(index, "光伏安装工高温补贴")[0] == "new"


def test_what_is_retired_leaves_milvus(index, milvus, store):
    (segment,) = index.segments
    gone = segment.keys_of([store.item("many-7").row])
    assert len(milvus.held(gone)) == len(gone) > 0
    with store.writing("test") as writer:
        writer.retire("many-7")
    index.refresh()
    assert len(milvus.held(gone)) == 0
    assert "many-7" not in ids(index, many(SOME)[7].question, k=50)


def test_a_changed_period_counts_in_milvus_though_no_word_changed(index, milvus, store, put):
    one = many(SOME)[3]
    put(one.model_copy(update={"valid_to": date(2026, 11, 24)}))
    index.refresh()
    assert near(index) == 0
    searcher = Searcher(index)
    on = [
        {hit.item.id for hit in searcher.search(one.question, Scope(on=date(2026, 11, day))).hits}
        for day in (24, 25)
    ]
    assert "many-3" in on[0] and "many-3" not in on[1]
    assert milvus.count() == 2 * SOME


def test_losses_and_leftovers_are_mended(index, milvus):
    lost = expected(index)[::9]
    milvus.delete(lost)
    (records,) = list(_records_of(index, milvus))
    milvus.upsert(records)
    found = moving.reconcile(index)
    assert (found.lost, found.orphans) == (len(lost), len(records))
    assert (milvus.keys() == expected(index)).all()
    assert near(index) == 0


def _records_of(index, milvus):
    """Records of nobody: as another process might leave them behind when it is killed."""
    other = Index(index.store, index.embedder)
    other.build()
    records = next(other.segments[0].records())
    yield records.taken(np.arange(5)).__class__(
        **{**vars(records.taken(np.arange(5))), "key": np.arange(1, 6)}
    )


def test_a_process_that_starts_takes_no_vector_that_milvus_has(index, milvus, store, embedder):
    other = Index(store, embedder, Far(milvus))
    other.open()
    assert near(other) == 0
    assert ids(other, many(SOME)[9].question)[0] == "many-9"


def test_a_new_embedder_is_filled_beside_the_old_and_the_alias_moves_in_one_step(
    index, milvus, store, tmp_path
):
    class Other(PairEmbedder):
        id = "pairs-2"
        dim = 32

    assert milvus.current() == milvus.collection
    other = milvus_or_skip(tmp_path, Other())
    new = Index(store, Other(), Far(other))
    seen = []
    upsert = other.upsert
    other.upsert = lambda records: (seen.append(milvus.current()), upsert(records))
    new.rebuild()
    assert seen and set(seen) == {milvus.collection}, "the old one is current until all is there"
    assert milvus.current() == other.collection != milvus.collection
    assert other.count() == 2 * SOME
    assert ids(index, many(SOME)[4].question)[0] == "many-4", (
        "who still works with the old one is not disturbed"
    )
    new.build()
    assert near(new) == 0
    assert ids(new, many(SOME)[4].question)[0] == "many-4"


CHILD = """
import sys
from pathlib import Path
from kb import database
from kb.store import Store
from retrieval import Index, moving
from retrieval.far import Far
from tests.retrieval.conftest import PairEmbedder, milvus_or_skip
folder = Path(sys.argv[1])
moving_step = int(sys.argv[2])
from retrieval import segment
segment._AT_ONCE = moving._FEW = moving_step
store = Store(database.connect(database.sqlite_url(folder)))
milvus = milvus_or_skip(folder, PairEmbedder())
upsert = milvus.upsert
def said(records):
    upsert(records)
    print("written", flush=True)
milvus.upsert = said
Index(store, PairEmbedder(), Far(milvus)).build()
print("done", flush=True)
"""


def moving_child(folder):
    """A process that opens the folder's index and moves its vectors, thirty at a time."""
    root = Path(__file__).parents[2]
    return subprocess.Popen(
        [sys.executable, "-c", CHILD, str(folder), "30"],
        stdout=subprocess.PIPE,
        text=True,
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
    )


@pytest.mark.parametrize("after", [1, 4])
def test_killed_while_vectors_move_nothing_is_lost_and_nothing_is_mixed(
    store, put, tmp_path, embedder, after
):
    milvus_or_skip(tmp_path, embedder)
    put(*many(SOME))
    child = moving_child(tmp_path)
    for _ in range(after):
        assert child.stdout.readline() == "written\n"
    child.send_signal(signal.SIGKILL)
    child.wait()
    milvus = milvus_or_skip(tmp_path, embedder)
    index = Index(Store(database.connect(database.sqlite_url(tmp_path))), embedder, Far(milvus))
    index.open()
    assert 0 < near(index) < 2 * SOME, "some had moved, some had not"
    questions = many(SOME)[::15]
    assert all(ids(index, one.question)[0] == one.id for one in questions)
    index.try_moving()
    assert near(index) == 0
    assert milvus.count() == 2 * SOME
    assert all(ids(index, one.question)[0] == one.id for one in questions)
    let_go(milvus)


def test_two_processes_move_and_edit_at_once_and_agree(store, put, milvus, tmp_path, embedder):
    if milvus.address.is_lite:
        pytest.skip("milvus-lite takes one process at a time: set TEST_MILVUS_URL=milvus://HOST:PORT")
    put(*many(SOME))
    child = moving_child(tmp_path)
    assert child.stdout.readline() == "written\n"
    index = Index(store, embedder, Far(milvus))
    index.build()
    put(entry("光伏安装工高温补贴", id="new"))
    with store.writing("test") as writer:
        writer.retire("many-7")
    index.refresh()
    child.communicate()
    assert child.returncode == 0
    found = moving.reconcile(index)
    assert (found.lost, near(index)) == (0, 0)
    assert (milvus.keys() == expected(index)).all()
    assert ids(index, "光伏安装工高温补贴")[0] == "new"
    assert "many-7" not in ids(index, many(SOME)[7].question, k=50)


def test_a_question_does_not_wait_for_a_server_that_takes_the_call_and_says_nothing(embedder, milvus):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = Address(f"http://127.0.0.1:{silent.getsockname()[1]}")
        mute = Milvus(address, "test", "space", embedder.dim, timeout=0.1)
        with pytest.raises(VectorStoreError, match="还没有连上"):
            mute.nearest(embedder.encode(["门诊报销"], "query")[0], Where(0, Scope()), 5)


def test_a_call_that_fails_on_the_way_says_how(milvus):
    import grpc

    def nobody(client):
        grpc.insecure_channel("127.0.0.1:1").unary_unary("/nobody")(b"", timeout=5)

    with pytest.raises(VectorStoreError, match="没有答复（failed to connect"):
        milvus._do("没有答复", nobody)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("var/vectors.db", Address("var/vectors.db")),
        ("milvus://milvus:19530/jxb", Address("http://milvus:19530", "jxb")),
        ("milvuss://db.example", Address("https://db.example:19530")),
        ("milvus://m/?shards=2&replicas=3", Address("http://m:19530", "", 2, 3)),
    ],
)
def test_an_address_is_read(text, address):
    assert Address.parse(text) == address


@pytest.mark.parametrize("text", ["faiss", "http://m:19530", "milvus://", "milvus://u:p@m", "milvus://m?x=1"])
def test_an_address_that_names_nothing_is_refused_with_how_to_write_it(text):
    with pytest.raises(VectorStoreAddressError, match="milvus://主机:19530"):
        Address.parse(text)
