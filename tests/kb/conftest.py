"""A store over a real database of its own: SQLite always, PostgreSQL where there is one."""

import pytest

from kb.database import connect, sqlite_url
from kb.store import Store


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request, tmp_path):
    if request.param == "postgresql":
        return request.getfixturevalue("empty_postgres")
    return connect(sqlite_url(tmp_path))


@pytest.fixture
def store(engine):
    store = Store(engine)
    store.create()
    yield store
    store.engine.dispose()
