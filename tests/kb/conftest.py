"""A store over a real database of its own."""

import pytest

from kb.database import connect, sqlite_url
from kb.store import Store


@pytest.fixture
def store(tmp_path):
    store = Store(connect(sqlite_url(tmp_path)))
    store.create()
    yield store
    store.engine.dispose()
