"""Brings a database to the shape this release needs, whatever release it comes from.

After changing a table: `python -m serve.migrate "what changes"` writes the revision; read it before use.
"""

from __future__ import annotations

import re
import sys
import time
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import OperationalError

from kb.database import connect, transaction
from serve.errors import ServeError

if TYPE_CHECKING:
    from alembic.config import Config

_REVISION = re.compile(r"(\d{4})_\w+\.py")

_PATIENCE = 30.0
"""Seconds to wait for another process's lock, as the connections of kb.database do."""


def revisions() -> list[str]:
    """Ids of the revisions this release knows, oldest first; read off the names of their files."""
    names = (path.name for path in files("serve.migrations.versions").iterdir())
    return sorted(match[1] for match in map(_REVISION.fullmatch, names) if match)


def current(connection: Connection) -> str | None:
    """The revision a database is at; None before its first."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


def upgrade(engine: Engine) -> None:
    """Apply the revisions a database lacks, all in one transaction; a process that comes second waits.

    Raises ServeError when a newer release has been here.
    """
    known = revisions()
    held = _first_look(engine)
    if held == known[-1]:
        return  # the usual start: Alembic is not even imported
    if held is not None and held not in known:
        raise ServeError(
            f"数据库已由更新的版本升级过（结构版本 {held}，本程序到 {known[-1]}）："
            "请换用新版程序，或恢复升级之前的备份"
        )
    from alembic import command

    with transaction(engine, serialised=True) as connection:
        command.upgrade(_config(connection), "head")


def _first_look(engine: Engine) -> str | None:
    # Two processes that turn a new SQLite file to WAL at once: one is refused without waiting.
    last_try = time.monotonic() + _PATIENCE
    while True:
        try:
            with engine.connect() as connection:
                return current(connection)
        except OperationalError as error:
            if "locked" not in str(error.orig) or time.monotonic() > last_try:
                raise
            time.sleep(0.05)


def revise(message: str) -> str:
    """Write the revision that leads from the newest one to the tables as they are declared now."""
    from alembic import command

    engine = connect("sqlite://")
    with transaction(engine) as connection:
        config = _config(connection)
        command.upgrade(config, "head")
        made = command.revision(config, message, autogenerate=True, rev_id=f"{int(revisions()[-1]) + 1:04}")
    assert made is not None
    assert not isinstance(made, list)
    return str(Path(made.path))


def _config(connection: Connection) -> Config:
    from alembic.config import Config

    config = Config(stdout=sys.stderr)
    config.set_main_option("script_location", "serve:migrations")
    config.attributes["connection"] = connection
    return config


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit('usage: python -m serve.migrate "what changes"')
    print(revise(sys.argv[1]))
