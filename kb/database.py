"""The one database of a home: SQLite (WAL) by default, PostgreSQL in production."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, MetaData, create_engine, event, text

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)
"""Every table of the product, whichever folder declares it, so that one migration covers all."""

# Any constant will do, as long as every writer of knowledge takes the same lock.
_WRITERS_LOCK = 781_231


def sqlite_url(home: Path) -> str:
    return f"sqlite:///{home / 'jxb.sqlite3'}"


def connect(url: str) -> Engine:
    """An engine; SQLite waits for a lock instead of failing, and readers never wait for a writer."""
    engine = create_engine(url, pool_pre_ping=not url.startswith("sqlite"))
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _configure_sqlite)
        event.listen(engine, "begin", _begin)
    return engine


def _configure_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves, see _begin
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=30000", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    # A transaction that will write takes the write lock at once: upgrading later fails instead of waiting.
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


@contextmanager
def transaction(engine: Engine, *, serialised: bool = False) -> Iterator[Connection]:
    """A transaction that writes; `serialised` ones follow each other, so the change log has no gaps."""
    with engine.connect().execution_options(writing=True) as connection, connection.begin():
        if serialised and engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _WRITERS_LOCK})
        yield connection


def now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


def iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def parse_day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
