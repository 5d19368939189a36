"""Where sessions survive a restart: LangGraph's own checkpointers, in the database of the home."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver
from sqlalchemy.engine import make_url

from serve.settings import Settings


@asynccontextmanager
async def open_checkpointer(settings: Settings) -> AsyncIterator[BaseCheckpointSaver[Any]]:
    """The checkpointer of the home's database; its tables are made when missing."""
    url = make_url(settings.url)
    if url.get_backend_name() == "sqlite":
        # A file of its own: SQLite has one writer, and sessions should not wait for an import.
        async with AsyncSqliteSaver.from_conn_string(str(settings.home / "sessions.sqlite3")) as saver:
            await saver.conn.execute("PRAGMA journal_mode=WAL")
            await saver.conn.execute("PRAGMA synchronous=NORMAL")
            await saver.conn.execute("PRAGMA busy_timeout=30000")
            await saver.conn.execute("PRAGMA secure_delete=ON")
            await saver.setup()
            yield saver
    else:
        from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver
        from psycopg.rows import dict_row
        from psycopg_pool import AsyncConnectionPool

        plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
        options = {"autocommit": True, "prepare_threshold": 0, "row_factory": dict_row}
        pool: Any  # of rows as dicts, which its type cannot say
        async with AsyncConnectionPool(plain, max_size=10, kwargs=options, open=False) as pool:
            shared = AsyncPostgresSaver(pool)
            await shared.setup()
            yield shared


async def threads(saver: BaseCheckpointSaver[Any]) -> list[str]:
    """Every conversation that is remembered, also those whose words are gone already."""
    query = "SELECT DISTINCT thread_id FROM checkpoints"
    if isinstance(saver, AsyncSqliteSaver):
        async with saver.conn.execute(query) as cursor:
            return [str(row[0]) for row in await cursor.fetchall()]
    pool: Any = saver.conn  # type: ignore[attr-defined]
    async with pool.connection() as connection:
        cursor = await connection.execute(query)
        return [str(row["thread_id"]) for row in await cursor.fetchall()]


async def shred(saver: object) -> None:
    """What was deleted is not left in the write-ahead file either; another process may still read it for a moment."""
    if isinstance(saver, AsyncSqliteSaver):
        async with saver.lock:
            await saver.conn.execute("PRAGMA busy_timeout=500")
            await saver.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            await saver.conn.execute("PRAGMA busy_timeout=30000")
