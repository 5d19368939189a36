"""Databases that tests of several folders run on."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, text

from kb.database import connect
from tests import postgres


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A PostgreSQL: the one that TEST_POSTGRES_URL names, whose tables are dropped, or one started for the tests."""
    if url := os.environ.get("TEST_POSTGRES_URL"):
        yield url
        return
    if reason := postgres.why_not():
        pytest.skip(reason)
    with postgres.running() as url:
        yield url


@pytest.fixture
def empty_postgres(postgres_url: str) -> Iterator[Engine]:
    """An engine over that PostgreSQL, without any table."""
    engine = connect(postgres_url)
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    yield engine
    engine.dispose()
